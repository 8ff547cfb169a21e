"""All there is to read before an interview, and nothing that is anybody else's."""

from datetime import UTC, datetime, timedelta

import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PRIVATE = "Between us"
STRANGER = "Somebody else's"


async def preparation(agency: Agency, interview: Json) -> Json:
    return await agency.viewer.reads(f"/v1/interviews/{interview['id']}/preparation")


async def debriefs(agency: Agency, interview: Json, **said: object) -> Json:
    path = f"/v1/interviews/{interview['id']}/debrief"
    debrief: Json = await agency.recruiter.sends("PUT", path, 201, json=said)
    return debrief


async def job(agency: Agency, **fields: object) -> tuple[Json, Json, Json]:
    """An employer with everything there is to say of it, its vacancy and who interviews."""
    employer = await agency.employer(
        website="https://northwind.example/", industry="Logistics",
        priorities=["calm under pressure"], notes=f"{PRIVATE}: pays late.",
    )  # fmt: skip
    money = {"currency": "GBP", "per": "year"}
    vacancy = await agency.vacancy(
        employer_id=employer["id"], title="Depot Manager", description="Runs a depot.",
        responsibilities=["plan the week's routes"], work_mode="hybrid",
        employment_type="permanent", location={"name": "Reading", "country": "GB"},
        salary_from={"amount": "38000.00", **money},
    )  # fmt: skip
    contact = await agency.contact(employer_id=employer["id"], job_title="Head of Depots")
    return employer, vacancy, contact


async def test_it_is_all_there_in_one_call(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        employer, vacancy, contact = await job(agency)
        application = await agency.application(vacancy_id=vacancy["id"])
        interview = await agency.interview(
            application_id=application["id"], starts_in=timedelta(days=220), round=2,
            title="Second", location="1 Dock Road", interviewer_ids=[contact["id"]],
            questions_to_ask=[{"question": "Who left?", "answer": "Nobody."}],
        )  # fmt: skip
        ready = await preparation(agency, interview)
    assert ready == {
        "interview": {
            "id": interview["id"], "round": 2, "title": "Second", "mode": "video",
            "starts_at": "2027-07-02T15:00:00Z", "starts_at_local": "2027-07-02T16:00:00+01:00",
            "ends_at": "2027-07-02T15:45:00Z", "timezone": "Europe/London",
            "location": "1 Dock Road", "status": "scheduled",
        },
        "candidate": {"id": interview["candidate_id"], "name": interview["candidate_name"]},
        "application": {"id": application["id"], "stage": "submitted"},
        "vacancy": {
            "id": vacancy["id"], "title": "Depot Manager", "description": "Runs a depot.",
            "responsibilities": ["plan the week's routes"], "location_name": "Reading",
            "work_mode": "hybrid", "employment_type": "permanent",
            "salary_from": {"amount": "38000.00", "currency": "GBP", "per": "year"},
            "salary_to": None,
        },
        "employer": {
            "id": employer["id"], "name": "Northwind", "website": "https://northwind.example/",
            "industry": "Logistics", "priorities": ["calm under pressure"],
        },
        "interviewers": [
            {"id": contact["id"], "name": "Ryan Walters", "job_title": "Head of Depots"}
        ],
        "questions_to_ask": [{"question": "Who left?", "answer": "Nobody."}],
        "question_bank": [], "earlier_debriefs": [], "released_feedback": [],
    }  # fmt: skip


async def test_what_the_candidate_said_before_is_at_hand_newest_first(agency: Agency) -> None:
    employer = await agency.employer()
    vacancy = await agency.vacancy(employer_id=employer["id"], title="Depot Manager")
    other = await agency.vacancy(employer_id=employer["id"], title="Fleet Manager")
    candidate = await agency.candidate()
    with time_machine.travel(TUESDAY, tick=False) as now:
        for job_of_it, impressions in ((other, "Warm."), (vacancy, "Brisk.")):
            application = await agency.application(
                candidate_id=candidate["id"], vacancy_id=job_of_it["id"]
            )
            interview = await agency.interview(application_id=application["id"])
            await debriefs(
                agency, interview, impressions=impressions, interest=4, left_unsaid=["My licence"],
                questions=[{"question": "Why?", "answer": "The depot closed.", "went_well": True}],
            )  # fmt: skip
            now.shift(timedelta(hours=1))
        elsewhere = await agency.application(candidate_id=candidate["id"])
        await debriefs(
            agency, await agency.interview(application_id=elsewhere["id"]), impressions="Elsewhere"
        )
        coming = await agency.interview(
            application_id=application["id"], starts_in=timedelta(days=3)
        )
        earlier = (await preparation(agency, coming))["earlier_debriefs"]
    assert [(row["vacancy_title"], row["impressions"], row["round"]) for row in earlier] == [
        ("Depot Manager", "Brisk.", 1), ("Fleet Manager", "Warm.", 1),
    ]  # fmt: skip
    assert earlier[0] == {
        "interview_id": interview["id"], "round": 1, "vacancy_title": "Depot Manager",
        "recorded_at": "2026-11-24T16:00:00Z", "impressions": "Brisk.", "learned": [],
        "improve": [], "left_unsaid": ["My licence"], "interest": 4, "confidence": None,
        "concerns": None,
        "questions": [{"question": "Why?", "answer": "The depot closed.", "went_well": True}],
    }  # fmt: skip
    # Before the interview itself, its own debrief is not an earlier one.
    assert len((await preparation(agency, interview))["earlier_debriefs"]) == 1


async def test_no_more_than_twenty_come_along(agency: Agency) -> None:
    application = await agency.application()
    for interest in range(22):
        interview = await agency.interview(application_id=application["id"])
        await debriefs(agency, interview, interest=interest % 5 + 1)
    coming = await agency.interview(application_id=application["id"], starts_in=timedelta(days=1))
    earlier = (await preparation(agency, coming))["earlier_debriefs"]
    assert [row["round"] for row in earlier] == list(range(22, 2, -1))


async def test_only_what_the_candidate_was_given_of_the_feedback(agency: Agency) -> None:
    feedback = await agency.feedback()
    interview = await agency.viewer.reads(f"/v1/interviews/{feedback['interview_id']}")
    assert (await preparation(agency, interview))["released_feedback"] == []
    release = f"/v1/feedback/{feedback['id']}/release"
    given = await agency.recruiter.does(release, {"message": "Well done, bring figures."})
    coming = await agency.interview(
        application_id=interview["application_id"], starts_in=timedelta(days=1)
    )
    assert (await preparation(agency, coming))["released_feedback"] == [
        {
            "interview_id": interview["id"], "round": 1, "released_at": given["released_at"],
            "message": "Well done, bring figures.",
        }
    ]  # fmt: skip


async def test_nothing_private_and_nothing_of_anybody_else_is_in_it(agency: Agency) -> None:
    employer, vacancy, contact = await job(agency)
    for given, words in (("Maria", PRIVATE), ("Yusuf", STRANGER)):
        candidate = await agency.candidate(name={"given": given, "family": "Gregg"})
        application = await agency.application(
            candidate_id=candidate["id"], vacancy_id=vacancy["id"], source=f"{words} source"
        )
        interview = await agency.interview(
            application_id=application["id"], interviewer_ids=[contact["id"]]
        )
        feedback = await agency.recruiter.creates(
            "/v1/feedback",
            {
                "interview_id": interview["id"], "channel": "phone", "outcome": "advance",
                "reason": f"{words} reason", "strengths": [f"{words} strength"],
                "improvements": [f"{words} improvement"], "ratings": {f"{words} rating": 3},
                "private_notes": f"{words} notes.", "summary_for_candidate": f"{words} draft",
            },
        )  # fmt: skip
        message = "You were warm." if given == "Maria" else f"{words} message"
        await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"message": message})
        for noun, on in (("applications", application), ("employers", employer)):
            note = {"body": f"{words} note"}
            await agency.recruiter.creates(f"/v1/{noun}/{on['id']}/notes", note)
        if given == "Yusuf":
            await debriefs(
                agency, interview, impressions=words, concerns=words, learned=[words],
                questions=[{"question": "Yusuf, why us?", "answer": words}],
            )  # fmt: skip
        else:
            hers = interview
    answer = await agency.viewer.get(f"/v1/interviews/{hers['id']}/preparation")
    assert "You were warm." in answer.text
    assert [item["question"] for item in answer.json()["question_bank"]] == ["Why us?"]
    for words in (PRIVATE, STRANGER, "Yusuf"):
        assert words not in answer.text


async def test_the_bank_in_it_is_the_bank(agency: Agency) -> None:
    vacancy = await agency.vacancy()
    for question in ("Why us?", "Why now?", "Why us"):
        application = await agency.application(vacancy_id=vacancy["id"])
        interview = await agency.interview(application_id=application["id"])
        await debriefs(agency, interview, questions=[{"question": question}])
    application = await agency.application(vacancy_id=vacancy["id"])
    coming = await agency.interview(application_id=application["id"], starts_in=timedelta(days=1))
    bank = await agency.viewer.reads(f"/v1/interviews/{coming['id']}/question-bank")
    assert (await preparation(agency, coming))["question_bank"] == bank["items"]
    assert [item["times_asked"] for item in bank["items"]] == [2, 1]
