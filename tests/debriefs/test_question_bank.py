"""What an employer asked before: counted, this vacancy's first, never whom or their answers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.debriefs.anonymity import key_of, without_candidate
from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
WHY = "Why did you leave?"


def path_of(interview: Json) -> str:
    return f"/v1/interviews/{interview['id']}"


async def asked(agency: Agency, vacancy: Json, *questions: str, **fields: object) -> Json:
    """An interview of somebody new, debriefed with these questions."""
    name = fields.pop("name", {"given": "Maria", "family": "Gregg"})
    candidate = await agency.candidate(name=name)
    application = await agency.application(candidate_id=candidate["id"], vacancy_id=vacancy["id"])
    interview = await agency.interview(application_id=application["id"], **fields)
    body = {"questions": [{"question": question, "answer": "Ssh!"} for question in questions]}
    await agency.recruiter.sends("PUT", f"{path_of(interview)}/debrief", 201, json=body)
    return interview


async def bank(agency: Agency, interview: Json, **params: object) -> list[Json]:
    page = await agency.viewer.reads(f"{path_of(interview)}/question-bank", **params)
    items: list[Json] = page["items"]
    return items


async def test_questions_are_counted_in_whatever_words(agency: Agency) -> None:
    vacancy = await agency.vacancy()
    with time_machine.travel(TUESDAY, tick=False):
        for days, question in ((3, "Why did you leave"), (1, "WHY did you  leave?!"), (2, WHY)):
            await asked(agency, vacancy, question, question, starts_in=timedelta(days=-days))
        mine = await asked(agency, vacancy, "My own question?")
        assert await bank(agency, mine) == [
            {
                "question": "WHY did you leave?!", "times_asked": 3,
                "last_asked_at": "2026-11-23T15:45:00Z", "same_vacancy": True, "rounds": [1],
            }
        ]  # fmt: skip


async def test_this_vacancy_comes_first_then_the_newest(agency: Agency) -> None:
    employer = await agency.employer()
    vacancy = await agency.vacancy(employer_id=employer["id"])
    other = await agency.vacancy(employer_id=employer["id"])
    await asked(agency, vacancy, "Old here?", starts_in=timedelta(days=-9))
    await asked(agency, vacancy, "Newer here?", starts_in=timedelta(days=-8))
    await asked(agency, other, "Old there?", "Old here?", starts_in=timedelta(days=-7))
    await asked(agency, other, "Newest there?", starts_in=timedelta(days=-2))
    stranger = await asked(agency, await agency.vacancy(), "At another employer?")
    interview = await asked(agency, vacancy)
    items = await bank(agency, interview)
    assert [(item["question"], item["same_vacancy"]) for item in items] == [
        ("Old here?", True), ("Newer here?", True), ("Newest there?", False), ("Old there?", False),
    ]  # fmt: skip
    assert items[0]["times_asked"] == 2
    assert await bank(agency, interview, limit=2) == items[:2]
    assert await bank(agency, stranger) == []
    for wrong in ("0", "201", "many"):
        path = f"{path_of(interview)}/question-bank?limit={wrong}"
        await agency.viewer.is_refused(422, "invalid", "GET", path)


async def test_it_tells_of_this_round_unless_told_otherwise(agency: Agency) -> None:
    vacancy = await agency.vacancy()
    await asked(agency, vacancy, WHY, "First?", round=1)
    await asked(agency, vacancy, WHY, "Second?", round=2)
    interview = await asked(agency, vacancy, round=2)
    here = await bank(agency, interview)
    assert {(item["question"], item["times_asked"]) for item in here} == {(WHY, 1), ("Second?", 1)}
    everywhere = await bank(agency, interview, all_rounds=True)
    assert {item["question"]: item["rounds"] for item in everywhere} == {
        WHY: [1, 2], "First?": [1], "Second?": [2],
    }  # fmt: skip


async def test_a_revised_debrief_takes_its_questions_along(agency: Agency) -> None:
    vacancy = await agency.vacancy()
    told = await asked(agency, vacancy, WHY, "A slip?")
    interview = await asked(agency, vacancy)
    assert len(await bank(agency, interview)) == 2
    body = {"questions": [{"question": "What else?"}]}
    await agency.recruiter.sends("PUT", f"{path_of(told)}/debrief", 200, json=body)
    assert [item["question"] for item in await bank(agency, interview)] == ["What else?"]


async def test_no_earlier_candidate_and_no_answer_is_told(agency: Agency) -> None:
    vacancy = await agency.vacancy()
    await asked(
        agency, vacancy, "Maria, why did you leave?", "Is GREGG’s team large?", "Ms Maria Gregg?",
        "And what, maria, would you change?", "Maria?",
    )  # fmt: skip
    await asked(
        agency, vacancy, "Tomasz, why did you leave?", name={"given": "Tomasz", "family": ""}
    )
    interview = await asked(agency, vacancy, name={"given": "Ana", "family": "Sol"})
    items = await bank(agency, interview)
    assert {item["question"]: item["times_asked"] for item in items} == {
        "Why did you leave?": 2, "Is the candidate’s team large?": 1,
        "And what, would you change?": 1,
    }  # fmt: skip
    text = (await agency.viewer.get(f"{path_of(interview)}/question-bank")).text.casefold()
    for private in ("maria", "gregg", "tomasz", "ssh"):
        assert private not in text


@pytest.mark.parametrize(
    ("question", "given", "family", "told"),
    [
        ("Why did you leave, Maria?", "Maria", "Gregg", "Why did you leave?"),
        ("Hi Maria Gregg - why us?", "Maria", "Gregg", "Why us?"),
        ("So, Mrs. Gregg, why us?", "Maria", "Gregg", "Why us?"),
        ("What is Maria's notice?", "Maria", "Gregg", "What is the candidate's notice?"),
        ("What is James' notice?", "James", "", "What is the candidate's notice?"),
        ("Is Mariana a colleague?", "Maria", "Gregg", "Is Mariana a colleague?"),
        ("Tell me of the Gregg case.", "Maria", "Gregg", "Tell me of the candidate case."),
        ("María, ¿por qué?", "Maria", "Gregg", "¿por qué?"),
        ("Jose, why?", "José Luis", "Núñez", "Why?"),
        ("Is Jose Luis Nunez ill?", "José Luis", "Núñez", "Is the candidate ill?"),
        ("Anne, why?", "Anne-Marie", "O'Brien", "Why?"),
        ("Why, Ms O’Brien?", "Anne-Marie", "O'Brien", "Why?"),
        ("Do you drive a van, Jan?", "Jan", "van Dijk", "Do you drive a van?"),
        ("Mr van Dijk, why? And Dijk?", "Jan", "van Dijk", "Why? And the candidate?"),
        ("王小明为什么离开?", "小明", "王", "the candidate为什么离开?"),
        ("  Why   this  role? ", "", "Gregg", "Why this role?"),
        ("Maria?", "Maria", "Gregg", None),
        ("Maria Gregg.", "Maria", "Gregg", None),
        ("?!", "Maria", "Gregg", None),
        ("Why (.*)?", "(.*)", "+", "Why (.*)?"),
    ],
)
def test_a_question_is_told_as_it_could_be_put_to_anybody(
    question: str, given: str, family: str, told: str | None
) -> None:
    said = without_candidate(question, given, family)
    assert (said or "").casefold() == (told or "").casefold()


def test_one_key_for_one_question() -> None:
    assert key_of("What’s  YOUR salary?") == key_of("what's your salary") == "whats your salary"
    assert key_of("Straße?") == key_of("STRASSE")
    assert key_of("Why?") != key_of("Why not?")
