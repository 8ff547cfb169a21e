"""Vacancies over HTTP."""

from uuid import uuid4

from tests.factories import Agency, Json


def pounds(amount: str, **fields: str) -> Json:
    return {"amount": amount, "currency": "GBP", "per": "year", **fields}


async def test_a_vacancy_is_added_read_and_changed(agency: Agency) -> None:
    employer = await agency.employer(name="Northwind")
    body = {
        "employer_id": employer["id"], "title": "Depot Manager",
        "description": "Forty vans.", "responsibilities": ["plan routes", "lead the shift"],
        "location": {"name": "Reading", "country": "GB", "latitude": 51.45, "longitude": -0.97},
        "work_mode": "onsite", "employment_type": "permanent",
        "salary_from": pounds("38000"), "salary_to": pounds("45000.50"),
        "openings": 2, "status": "open", "published": True, "external_ref": None,
    }  # fmt: skip
    answer = await agency.recruiter.post("/v1/vacancies", json=body)
    vacancy = answer.json()
    assert answer.status_code == 201, vacancy
    assert answer.headers["location"] == f"/v1/vacancies/{vacancy['id']}"
    money = {"salary_from": pounds("38000.00"), "salary_to": pounds("45000.50")}
    assert vacancy.items() >= {**body, **money, "employer_name": "Northwind"}.items()
    assert await agency.viewer.reads(answer.headers["location"]) == vacancy

    path = answer.headers["location"]
    changed = await agency.recruiter.changes(path, {"status": "on_hold", "location": None})
    assert (changed["status"], changed["location"], changed["version"]) == ("on_hold", None, 2)
    assert (await agency.viewer.reads("/v1/vacancies", count=True))["items"] == [changed]
    events = (await agency.admin.reads("/v1/events", subject_id=vacancy["id"]))["items"]
    assert [(event["type"], event["data"]) for event in events] == [
        ("vacancy.created", {"employer_id": employer["id"], "status": "open"}),
        ("vacancy.updated", {"fields": ["location", "status"], "status": "on_hold"}),
    ]


async def test_a_title_is_enough_and_starts_as_a_draft(agency: Agency) -> None:
    employer = await agency.employer()
    vacancy = await agency.recruiter.creates(
        "/v1/vacancies", {"employer_id": employer["id"], "title": "Driver"}
    )
    assert vacancy.items() >= {
        "status": "draft", "published": False, "openings": 1, "responsibilities": [],
        "salary_from": None, "salary_to": None, "location": None, "work_mode": None,
    }.items()  # fmt: skip


async def test_salaries_share_currency_and_period_and_are_in_order(agency: Agency) -> None:
    for lowest, highest in (
        (pounds("38000"), pounds("45000", currency="EUR")),
        (pounds("38000"), pounds("45000", per="month")),
        (pounds("38000"), pounds("37999.99")),
    ):
        employer = await agency.employer()
        driver = {"employer_id": employer["id"], "title": "Driver"}
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", "/v1/vacancies",
            json={**driver, "salary_from": lowest, "salary_to": highest},
        )  # fmt: skip
        assert [error["pointer"] for error in problem["errors"]] == ["/salary_to"]
    assert (await agency.viewer.reads("/v1/vacancies"))["items"] == []


async def test_one_end_of_the_salary_is_changed_beside_the_other(agency: Agency) -> None:
    vacancy = await agency.vacancy(salary_from=pounds("38000"))
    path = f"/v1/vacancies/{vacancy['id']}"
    assert (vacancy["salary_from"], vacancy["salary_to"]) == (pounds("38000.00"), None)

    both = await agency.recruiter.changes(path, {"salary_to": pounds("45000")})
    assert (both["salary_from"], both["salary_to"]) == (pounds("38000.00"), pounds("45000.00"))
    for change in (
        {"salary_from": pounds("46000")},
        {"salary_from": pounds("20", per="hour")},
        {"salary_to": pounds("45000", currency="EUR")},
    ):
        problem = await agency.recruiter.is_refused(422, "invalid", "PATCH", path, json=change)
        assert [error["pointer"] for error in problem["errors"]] == ["/salary_to"]
    assert await agency.viewer.reads(path) == both
    assert await agency.recruiter.changes(path, {"salary_to": pounds("45000.0")}) == both

    hourly = {"salary_from": pounds("20", per="hour"), "salary_to": pounds("24", per="hour")}
    changed = await agency.recruiter.changes(path, hourly)
    assert changed["salary_to"] == pounds("24.00", per="hour")
    alone = await agency.recruiter.changes(path, {"salary_from": None})
    assert (alone["salary_from"], alone["salary_to"]) == (None, changed["salary_to"])
    none = await agency.recruiter.changes(path, {"salary_to": None})
    assert (none["salary_from"], none["salary_to"]) == (None, None)
    events = (await agency.admin.reads("/v1/events", subject_id=vacancy["id"]))["items"]
    assert [event["data"].get("fields") for event in events] == [
        None, ["salary_to"], ["salary_from", "salary_to"], ["salary_from"], ["salary_to"],
    ]  # fmt: skip


async def test_vacancies_are_found_by_their_filters(agency: Agency) -> None:
    northwind = await agency.employer(name="Northwind")
    depot = await agency.vacancy(employer_id=northwind["id"], work_mode="onsite")
    analyst = await agency.vacancy(
        title="Data_Analyst 50%", status="draft", work_mode="remote",
        external_ref={"system": "bullhorn", "id": "4"},
    )  # fmt: skip
    for filters, expected in (
        ({}, [analyst, depot]),
        ({"employer_id": northwind["id"]}, [depot]),
        ({"status": "draft"}, [analyst]),
        ({"status": "open", "work_mode": "remote"}, []),
        ({"work_mode": "remote"}, [analyst]),
        ({"q": "MANAGER"}, [depot]),
        ({"q": "50%"}, [analyst]),
        ({"q": "%"}, [analyst]),
        ({"q": "a_a"}, [analyst]),
        ({"external_system": "bullhorn", "external_id": "4"}, [analyst]),
        ({"updated_after": depot["updated_at"]}, [analyst]),
        ({"sort": "created_at"}, [depot, analyst]),
    ):
        page = await agency.viewer.reads("/v1/vacancies", **filters)
        assert page["items"] == expected, filters
    await agency.viewer.is_refused(422, "invalid", "GET", "/v1/vacancies?status=won")
    await agency.viewer.is_refused(422, "invalid", "GET", "/v1/vacancies?colour=red")


async def test_by_ref_creates_then_updates_and_keeps_the_employer(agency: Agency) -> None:
    employer, other = await agency.employer(), await agency.employer()
    path = "/v1/vacancies/by-ref/bullhorn/12"
    driver = {"employer_id": employer["id"], "title": "Driver", "salary_from": pounds("30000")}
    made = await agency.recruiter.sends("PUT", path, 201, json=driver)
    assert await agency.recruiter.sends("PUT", path, 200, json=driver) == made
    renamed = {"employer_id": employer["id"], "title": "Van Driver"}
    changed = await agency.recruiter.sends("PUT", path, 200, json=renamed)
    assert (changed["id"], changed["title"], changed["salary_from"]) == (
        made["id"],
        "Van Driver",
        None,
    )
    problem = await agency.recruiter.is_refused(
        422, "invalid", "PUT", path, json={**driver, "employer_id": other["id"]}
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/employer_id"]
    assert await agency.events_of(made["id"]) == ["vacancy.created", "vacancy.updated"]
    await agency.recruiter.is_refused(
        409, "vacancy-external-ref-taken", "POST", "/v1/vacancies",
        json={**driver, "external_ref": made["external_ref"]},
    )  # fmt: skip


async def test_bad_input_names_the_field(agency: Agency, other_agency: Agency) -> None:
    employer, theirs = await agency.employer(), await other_agency.employer()
    driver = {"employer_id": employer["id"], "title": "Driver"}
    for body, pointer in (
        ({"title": "Driver"}, "/employer_id"),
        ({**driver, "employer_id": theirs["id"]}, "/employer_id"),
        ({**driver, "employer_id": str(uuid4())}, "/employer_id"),
        ({**driver, "title": ""}, "/title"),
        ({**driver, "openings": -1}, "/openings"),
        ({**driver, "openings": 2**31}, "/openings"),
        ({**driver, "status": "won"}, "/status"),
        ({**driver, "work_mode": "moon"}, "/work_mode"),
        ({**driver, "employment_type": "serf"}, "/employment_type"),
        ({**driver, "salary_from": pounds("-1")}, "/salary_from/amount"),
        ({**driver, "salary_from": pounds("1.001")}, "/salary_from/amount"),
        ({**driver, "salary_from": pounds("99999999999")}, "/salary_from/amount"),
        ({**driver, "salary_from": pounds("1", currency="gbp")}, "/salary_from/currency"),
        ({**driver, "location": {"name": "Reading", "latitude": 91}}, "/location/latitude"),
        ({**driver, "responsibilities": ["a\x00b"]}, "/responsibilities/0"),
    ):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", "/v1/vacancies", json=body
        )
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    vacancy = await agency.vacancy()
    path = f"/v1/vacancies/{vacancy['id']}"
    for field in ("title", "responsibilities", "openings", "status", "published"):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "PATCH", path, json={field: None}
        )
        assert [error["pointer"] for error in problem["errors"]] == [f"/{field}"]
    moved = {"employer_id": employer["id"]}
    await agency.recruiter.is_refused(422, "invalid", "PATCH", path, json=moved)
    assert await agency.viewer.reads(path) == vacancy


async def test_who_may_not(agency: Agency, other_agency: Agency) -> None:
    vacancy = await agency.vacancy()
    path = f"/v1/vacancies/{vacancy['id']}"
    closed = {"status": "closed"}
    problem = await agency.viewer.is_refused(403, "missing-scope", "PATCH", path, json=closed)
    assert problem["scope"] == "vacancies:write"
    await other_agency.recruiter.is_refused(404, "not-found", "GET", path)
    await other_agency.recruiter.is_refused(404, "not-found", "PATCH", path, json=closed)
    assert (await other_agency.viewer.reads("/v1/vacancies"))["items"] == []
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path, json=closed, headers={"if-match": '"2"'}
    )
    assert await agency.viewer.reads(path) == vacancy
