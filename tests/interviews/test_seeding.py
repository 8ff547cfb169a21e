"""The questions a candidate means to ask: some to start from, theirs from then on."""

from datetime import timedelta

import pytest

from app.interviews.seeding import worded
from tests.factories import Agency, Json


async def hiring(agency: Agency) -> Json:
    employer = await agency.employer(priorities=["calm under pressure", "figures", "care", "x"])
    vacancy = await agency.vacancy(
        employer_id=employer["id"],
        responsibilities=["plan the week's routes", "lead twelve drivers", "safety", "y"],
    )
    return await agency.application(vacancy_id=vacancy["id"])


def asked(interview: Json) -> list[str]:
    assert all(entry["answer"] is None for entry in interview["questions_to_ask"])
    return [entry["question"] for entry in interview["questions_to_ask"]]


async def left_unsaid(agency: Agency, interview: Json, *words: str) -> None:
    path = f"/v1/interviews/{interview['id']}/debrief"
    await agency.recruiter.sends("PUT", path, 201, json={"left_unsaid": words})


@pytest.mark.parametrize("starts_in", [timedelta(days=-1), timedelta(days=1)])
async def test_they_start_from_the_job_and_what_the_employer_looks_for(
    agency: Agency, starts_in: timedelta
) -> None:
    application = await hiring(agency)
    interview = await agency.interview(application_id=application["id"], starts_in=starts_in)
    assert asked(interview) == [
        "I read that the role includes “plan the week's routes”. How would you like me to go about"
        " it?",
        "What would you want me to have achieved in my first six months with “lead twelve"
        " drivers”?",
        "Whom would I work with most closely on “safety”?",
        "I understand that “calm under pressure” matters to you. How does it show in the team's"
        " day?",
        "Where would I need “figures” first?",
        "How would you notice that I bring “care”?",
    ]
    assert await agency.viewer.reads(f"/v1/interviews/{interview['id']}") == interview


async def test_what_was_left_unsaid_comes_up_again(agency: Agency) -> None:
    application = await agency.application()
    whose = {"application_id": application["id"]}
    first = await agency.interview(**whose, starts_in=timedelta(days=-9))
    await left_unsaid(agency, first, "My forklift licence.", "Notice")
    second = await agency.interview(**whose, starts_in=timedelta(days=-5))
    await left_unsaid(agency, second, "My Spanish", "my forklift  licence")
    somebody_elses = await agency.interview()
    await left_unsaid(agency, somebody_elses, "Theirs")
    third = await agency.interview(**whose, starts_in=timedelta(days=1))
    assert asked(third) == [
        f"Last time I did not get round to “{words}”. May I come back to it?"
        for words in ("My Spanish", "my forklift licence", "Notice")
    ]


async def test_told_what_to_ask_or_nothing_it_stays_so(agency: Agency) -> None:
    application = await hiring(agency)
    for questions in ([], [{"question": "Who left?", "answer": None}]):
        interview = await agency.interview(
            application_id=application["id"], questions_to_ask=questions
        )
        assert interview["questions_to_ask"] == questions


async def test_the_answers_are_noted_beside_them(agency: Agency) -> None:
    application = await hiring(agency)
    interview = await agency.interview(application_id=application["id"])
    path = f"/v1/interviews/{interview['id']}"
    questions = [
        {**entry, "answer": "In the first month."} for entry in interview["questions_to_ask"]
    ]
    answered = await agency.recruiter.changes(path, {"questions_to_ask": questions})
    assert answered["questions_to_ask"] == questions
    _, event = await agency.log_of(interview["id"])
    assert event["data"] == {"fields": ["questions_to_ask"]}
    again = await agency.recruiter.changes(path, {"questions_to_ask": questions})
    assert again["version"] == answered["version"]


def test_nothing_is_asked_about_twice_and_not_too_much() -> None:
    questions = list(worded(["Routes.", "routes"], ["ROUTES", "care"], map(str, range(20))))
    assert len(questions) == 1 + 1 + 10
    assert "“Routes”" in questions[0]
    assert "“care”" in questions[1]


def test_words_with_braces_are_only_words() -> None:
    [question] = worded(["{0} {name}"], [], [])
    assert "“{0} {name}”" in question


async def test_the_longest_words_still_make_a_question_that_can_be_sent_back(
    agency: Agency,
) -> None:
    application = await agency.application()
    first = await agency.interview(application_id=application["id"])
    await left_unsaid(agency, first, "x" * 500)
    second = await agency.interview(application_id=application["id"])
    change = {"questions_to_ask": second["questions_to_ask"], "title": "Second"}
    await agency.recruiter.changes(f"/v1/interviews/{second['id']}", change)
