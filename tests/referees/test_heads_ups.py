"""A heads-up tells a referee who may call, about which role, and why them."""

import asyncio

import pytest

from app.referees.heads_ups import background, why_them
from app.referees.models import Referee
from tests.factories import Agency, Json
from tests.messages.situations import text_of


def heads_ups(referee: Json) -> str:
    return f"/v1/referees/{referee['id']}/heads-ups"


async def asked(agency: Agency, **fields: str | None) -> tuple[Json, Json]:
    """A referee to tell, and the application to tell them about."""
    employer = await agency.employer(name="Contoso")
    vacancy = await agency.vacancy(
        employer_id=employer["id"], title="Depot Manager", description="Runs forty vans."
    )
    candidate = await agency.candidate(owner_id=agency.admin.user_id)
    application = await agency.application(candidate_id=candidate["id"], vacancy_id=vacancy["id"])
    fields = {"relationship": "Line manager", "company": "Northwind", **fields}
    return await agency.referee(candidate_id=candidate["id"], **fields), application


async def test_it_is_composed_and_sent_by_email(agency: Agency) -> None:
    referee, application = await asked(agency)
    answer = await agency.recruiter.post(
        heads_ups(referee), json={"application_id": application["id"]}
    )
    heads_up = answer.json()
    assert answer.status_code == 201, heads_up
    assert answer.headers["location"] == f"{heads_ups(referee)}/{heads_up['id']}"
    assert await agency.viewer.reads(answer.headers["location"]) == heads_up
    assert (await agency.viewer.reads(heads_ups(referee)))["items"] == [heads_up]
    for name, value in (
        ("channel", "email"), ("status", "sent"), ("referee_name", "Priya Shah"),
        ("candidate_name", application["candidate_name"]), ("vacancy_title", "Depot Manager"),
        ("employer_name", "Contoso"), ("sent_by_id", agency.recruiter.user_id),
        ("sent_by_name", "Recruiter Obi"), ("closed_at", None), ("close_cause", None),
    ):  # fmt: skip
        assert heads_up[name] == value, name
    for words in (
        "Priya Shah", application["candidate_name"], "Depot Manager", "Contoso", "Acorn Talent",
        "Runs forty vans.", "you were Maria's line manager at Northwind",
    ):  # fmt: skip
        assert words in heads_up["message"], words
    [message] = await agency.deliver_mail()
    assert message["to"] == "Priya Shah <priya.shah@northwind.example>"
    assert message["reply-to"] == agency.recruiter.email
    assert application["candidate_name"] in message["subject"]
    assert text_of(message) == heads_up["message"] + "\n"


async def test_its_tone_is_the_agency_s(agency: Agency) -> None:
    referee, application = await asked(agency)
    await agency.admin.changes("/v1/agency", {"policy": {"mail_tone": "warm"}})
    heads_up = await agency.recruiter.creates(
        heads_ups(referee), {"application_id": application["id"]}
    )
    assert heads_up["message"].startswith("Hello Priya Shah,")


async def test_it_is_recorded_without_its_words(agency: Agency) -> None:
    referee, application = await asked(agency)
    heads_up = await agency.recruiter.creates(
        heads_ups(referee), {"application_id": application["id"], "why": "You saw her grow."}
    )
    [event] = await agency.log_of(heads_up["id"])
    assert event["type"] == "referee.heads_up_sent"
    assert event["data"] == {"referee_id": referee["id"], "channel": "email"}
    assert event["application_id"] == application["id"]
    assert event["candidate_id"] == application["candidate_id"]
    timeline = await agency.viewer.reads(
        f"/v1/candidates/{application['candidate_id']}/timeline", types="referee.heads_up_sent"
    )
    assert [item["summary"] for item in timeline["items"]] == [
        "A referee was told by email to expect a call about Depot Manager"
    ]


async def test_the_recruiters_own_words_come_before_composed_ones(agency: Agency) -> None:
    referee, application = await asked(agency)
    body = {"application_id": application["id"], "why": "You saw her grow."}
    composed = await agency.recruiter.creates(heads_ups(referee), body)
    assert "You saw her grow." in composed["message"]
    assert "line manager" not in composed["message"]

    jo = await agency.referee(candidate_id=referee["candidate_id"], name="Jo Baker")
    body["message"] = "Jo, Contoso may ring about Maria {{ 7 * 7 }}."
    as_it_is = await agency.recruiter.creates(heads_ups(jo), body)
    assert as_it_is["message"] == body["message"]
    texts = [text_of(message) for message in await agency.deliver_mail()]
    assert body["message"] + "\n" in texts


async def test_without_an_address_it_is_told_by_phone_and_logged(agency: Agency) -> None:
    referee, application = await asked(agency, email=None)
    body = {"application_id": application["id"]}
    await agency.recruiter.is_refused(
        409, "referee-not-reachable", "POST", heads_ups(referee), json={**body, "channel": "email"}
    )
    assert (await agency.viewer.reads(heads_ups(referee)))["items"] == []
    told = await agency.recruiter.creates(heads_ups(referee), body)
    assert told["channel"] == "phone"
    assert "Depot Manager" in told["message"]
    assert await agency.deliver_mail() == []


async def test_by_another_channel_nothing_is_sent(agency: Agency) -> None:
    referee, application = await asked(agency)
    body = {"application_id": application["id"], "channel": "meeting"}
    assert (await agency.recruiter.creates(heads_ups(referee), body))["channel"] == "meeting"
    assert await agency.deliver_mail() == []


async def test_without_consent_nobody_is_told_and_the_refusal_says_how_to_record_it(
    agency: Agency,
) -> None:
    referee, application = await asked(agency, consent_given_at=None)
    body = {"application_id": application["id"]}
    problem = await agency.recruiter.is_refused(
        409, "referee-consent-missing", "POST", heads_ups(referee), json=body
    )
    assert "consent_given_at" in problem["detail"]
    assert await agency.deliver_mail() == []
    record = problem["record_consent"]
    assert (record["method"], record["path"]) == ("PATCH", f"/v1/referees/{referee['id']}")
    await agency.recruiter.sends(record["method"], record["path"], 200, json=record["body"])
    await agency.recruiter.creates(heads_ups(referee), body)


async def test_it_is_about_an_application_of_their_candidate(
    agency: Agency, other_agency: Agency
) -> None:
    referee, _ = await asked(agency)
    for application_id in (
        (await agency.application())["id"],
        (await other_agency.application())["id"],
        referee["id"],
    ):
        for noun in ("heads-ups", "references"):
            problem = await agency.recruiter.is_refused(
                422, "invalid", "POST", f"/v1/referees/{referee['id']}/{noun}",
                json={"application_id": application_id},
            )  # fmt: skip
            assert problem["errors"][0]["pointer"] == "/application_id"


@pytest.mark.parametrize("stage", ["withdrawn", "rejected", "placed"])
async def test_nobody_is_told_or_asked_about_an_application_that_is_over(
    agency: Agency, stage: str
) -> None:
    referee, application = await asked(agency)
    path = f"/v1/applications/{application['id']}"
    if stage == "placed":
        for step in ("offered", "placed"):
            await agency.recruiter.does(f"{path}/stage", {"stage": step})
    else:
        end = {"withdrawn": "withdrawal", "rejected": "rejection"}[stage]
        await agency.recruiter.does(f"{path}/{end}", {"reason": "other"})
    for noun in ("heads-ups", "references"):
        problem = await agency.recruiter.is_refused(
            409, "application-ended", "POST", f"/v1/referees/{referee['id']}/{noun}",
            json={"application_id": application["id"]},
        )  # fmt: skip
        assert problem["stage"] == stage
    assert await agency.deliver_mail() == []


async def test_they_are_told_once_even_by_two_at_once(agency: Agency) -> None:
    referee, application = await asked(agency)
    body = {"application_id": application["id"]}
    answers = await asyncio.gather(
        *(agency.recruiter.post(heads_ups(referee), json=body) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    [told] = [answer.json() for answer in answers if answer.status_code == 201]
    for refused in (answer.json() for answer in answers if answer.status_code == 409):
        assert refused["type"] == "/problems/heads-up-open"
        assert refused["existing_id"] == told["id"]
    assert len(await agency.deliver_mail()) == 1
    second = await agency.application(candidate_id=referee["candidate_id"])
    await agency.recruiter.creates(heads_ups(referee), {"application_id": second["id"]})
    listed = await agency.viewer.reads(heads_ups(referee), application_id=second["id"])
    assert len(listed["items"]) == 1
    assert (await agency.viewer.reads(f"/v1/referees/{referee['id']}"))["open_heads_up_count"] == 2


async def test_a_retry_tells_them_once(agency: Agency) -> None:
    referee, application = await asked(agency)
    once = {"json": {"application_id": application["id"]}, "headers": {"idempotency-key": "k"}}
    first, second = [await agency.recruiter.post(heads_ups(referee), **once) for _ in range(2)]
    assert first.status_code == 201
    assert first.content == second.content
    assert len(await agency.deliver_mail()) == 1


@pytest.mark.parametrize("words", ["a\rb\r\n.\r\n", "From me", "é" * 20_000, "x\u2028🚚\x1b\x7f"])
async def test_any_words_can_be_sent(agency: Agency, words: str) -> None:
    referee, application = await asked(agency)
    body = {"application_id": application["id"], "message": words}
    assert (await agency.recruiter.creates(heads_ups(referee), body))["message"] == words.strip()
    assert len(await agency.deliver_mail()) == 1


async def test_nobody_is_told_at_an_address_that_is_suppressed(agency: Agency) -> None:
    referee, application = await asked(agency)
    await agency.recruiter.creates("/v1/suppressions", {"email": referee["email"]})
    problem = await agency.recruiter.is_refused(
        409, "address-suppressed", "POST", heads_ups(referee),
        json={"application_id": application["id"]},
    )  # fmt: skip
    assert problem["emails"] == [referee["email"]]
    assert (await agency.viewer.reads(heads_ups(referee)))["items"] == []


@pytest.mark.parametrize("address", ["jürgen@müller.example", "ünï@exämple.example"])
async def test_any_address_that_is_accepted_can_be_written_to(agency: Agency, address: str) -> None:
    referee, application = await asked(agency, email=address, name="Jürgen 🚚\u2028Müller")
    body = {"application_id": application["id"]}
    heads_up = await agency.recruiter.creates(heads_ups(referee), body)
    assert heads_up["channel"] == "email"
    assert len(await agency.deliver_mail()) == 1


async def test_a_heads_up_is_found_under_its_own_referee_only(agency: Agency) -> None:
    referee, application = await asked(agency)
    heads_up = await agency.recruiter.creates(
        heads_ups(referee), {"application_id": application["id"]}
    )
    other = await agency.referee(candidate_id=referee["candidate_id"])
    await agency.viewer.is_refused(404, "not-found", "GET", f"{heads_ups(other)}/{heads_up['id']}")


@pytest.mark.parametrize(
    ("description", "responsibilities", "told"),
    [
        (None, [], None),
        ("  ", [], None),
        ("Runs a depot.\n\nForty vans.", ["plan"], "Runs a depot. Forty vans."),
        (None, ["plan the week's routes", "hire"], "plan the week's routes; hire"),
        ("One sentence. " + "and on " * 60, [], "One sentence."),
        ("word " * 80, [], "word " * 58 + "word…"),
        ("x" * 400, [], "x" * 299 + "…"),
        ("x" * 299 + ". And more.", [], "x" * 299 + "."),
        ("x" * 300, [], "x" * 300),
    ],
)
def test_the_background_is_short_and_whole(
    description: str | None, responsibilities: list[str], told: str | None
) -> None:
    text = background({"description": description, "responsibilities": responsibilities})
    assert text == told
    assert len(text or "") <= 300


@pytest.mark.parametrize(
    ("relationship", "company", "why"),
    [
        ("Line manager", "Northwind", "you were Maria's line manager at Northwind"),
        ("mentor", None, "you were Maria's mentor"),
        ("CEO", "Northwind", "you were Maria's CEO at Northwind"),
        (None, "Northwind", "you worked with Maria at Northwind"),
        (None, None, None),
    ],
)
def test_why_them_follows_from_what_they_are(
    relationship: str | None, company: str | None, why: str | None
) -> None:
    assert why_them(Referee(relationship=relationship, company=company), "Maria") == why
