"""A thank-you in words: brief, from the debrief, and only what is for the employer's eyes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.follow_ups.drafting import brief
from app.templates.brevity import count_words
from app.templates.models import TemplateName
from app.templates.rendering import SHIPPED_WORDING, Wording
from tests.factories import Agency, Json
from tests.follow_ups.situations import debrief, path_of, read_again

SHIPPED = SHIPPED_WORDING[TemplateName.thank_you]
JOB = ["lead three shift managers", "own safety and the audit", "plan peak from September"]
ASKED = {"question": "How would you plan our peak?", "answer": "As in 2024.", "went_well": True}

NOTHING: Json = {
    "candidate": "Maria Gregg", "skills": [], "vacancy": "Depot Manager", "responsibilities": [],
    "employer": "Northwind", "priorities": [], "names": ["Ryan Walters"], "questions": None,
    "learned": None, "impressions": None, "left_unsaid": None,
}  # fmt: skip


async def interviewed(agency: Agency, **candidate: Any) -> Json:
    employer = await agency.employer(priorities=["people who stay"])
    vacancy = await agency.vacancy(employer_id=employer["id"], responsibilities=JOB)
    maria = await agency.candidate(name={"given": "Maria", "family": "Gregg"}, **candidate)
    return await agency.follow_up(vacancy, candidate_id=maria["id"])


async def test_it_thanks_gives_one_reason_and_says_what_was_left_unsaid(agency: Agency) -> None:
    follow_up = await interviewed(agency, skills=["welding", "route planning"])
    await debrief(
        agency,
        follow_up["interview_id"],
        questions=[{"question": "Why us?", "answer": "Er.", "went_well": False}, ASKED],
        left_unsaid=["I have run two depots at once", "My notice is a month"],
    )
    drafted = await agency.recruiter.does(f"{path_of(follow_up)}/draft")
    assert drafted["subject"] == "Thank you for your time"
    assert drafted["body"] == (
        "Dear Ryan Walters,\n\n"
        "Thank you for taking the time to talk with me about the Depot Manager role.\n\n"
        "Our conversation confirmed that I could do this job well. You asked “How would you plan "
        "our peak?”, and the job asks for this: plan peak from September. That is where my route "
        "planning would help.\n\n"
        "One thing I did not get to say: I have run two depots at once.\n\n"
        "I would be glad to hear how you decide, and happy to answer anything that is still "
        "open.\n\n"
        "Kind regards,\nMaria Gregg"
    )
    assert drafted == await read_again(agency, follow_up)
    *_, event = await agency.log_of(follow_up["id"])
    assert event["type"] == "follow_up.drafted"
    assert event["data"] == {"interview_id": follow_up["interview_id"]}
    assert drafted["version"] == follow_up["version"] + 1


async def test_without_a_debrief_it_goes_by_what_the_candidate_can_do(agency: Agency) -> None:
    follow_up = await interviewed(agency, skills=["safety audits"])
    body = (await agency.recruiter.does(f"{path_of(follow_up)}/draft"))["body"]
    assert "own safety and the audit. That is where my safety audits would help." in body
    assert "did not get to say" not in body


async def test_a_preview_changes_nothing(agency: Agency) -> None:
    follow_up = await interviewed(agency)
    path = f"{path_of(follow_up)}/draft"
    preview = await agency.viewer.reads(path)
    assert preview["words"] == len(preview["body"].split())
    assert await read_again(agency, follow_up) == follow_up
    drafted = await agency.recruiter.does(path)
    assert {key: drafted[key] for key in ("subject", "body")} == {
        key: preview[key] for key in ("subject", "body")
    }
    assert await agency.recruiter.does(path) == drafted, "the same draft again is no change"
    assert await agency.events_of(follow_up["id"]) == ["follow_up.due", "follow_up.drafted"]


async def test_what_the_candidate_doubts_and_what_the_employer_said_stay_out(
    agency: Agency,
) -> None:
    follow_up = await interviewed(agency)
    await debrief(
        agency,
        follow_up["interview_id"],
        questions=[
            {
                "question": "What salary do you want to plan for?",
                "answer": "60k",
                "went_well": True,
            },
            {"question": "How would you plan peak?", "answer": "Badly", "went_well": False},
        ],
        impressions="The safety audit sounded toxic. I am worried about the managers.",
        learned=["They pay late and lead badly"],
        improve=["planning for peak"],
        concerns="Afraid of the shift managers",
        confidence=1,
        interest=2,
    )
    interview = {"interview_id": follow_up["interview_id"], "channel": "phone", "outcome": "reject"}
    await agency.recruiter.creates(
        "/v1/feedback",
        {**interview, "private_notes": "Weak on safety.", "strengths": ["plan peak"]},
    )
    body = (await agency.viewer.reads(f"{path_of(follow_up)}/draft"))["body"].lower()
    assert "gladly take on: lead three shift managers" in body, "the first, for want of a sign"
    for word in ("salary", "60k", "toxic", "worried", "afraid", "weak", "badly", "peak", "audit"):
        assert word not in body


async def test_the_agencys_own_wording_is_used(agency: Agency) -> None:
    follow_up = await interviewed(agency)
    await agency.admin.sends(
        "PUT",
        "/v1/templates/thank_you",
        200,
        json={"subject": "{{ vacancy }}", "body": "Thanks, {{ employer }}! {{ left_unsaid }}"},
    )
    drafted = await agency.recruiter.does(f"{path_of(follow_up)}/draft")
    assert (drafted["subject"], drafted["body"]) == ("Depot Manager", "Thanks, Northwind!")


async def test_a_settled_one_is_not_drafted_any_more(agency: Agency) -> None:
    follow_up = await interviewed(agency)
    await agency.recruiter.does(f"{path_of(follow_up)}/sent")
    await agency.recruiter.is_refused(
        409, "follow-up-settled", "POST", f"{path_of(follow_up)}/draft"
    )
    await agency.viewer.sends("GET", f"{path_of(follow_up)}/draft", 200)


WITH = [
    {},
    {"responsibilities": JOB},
    {"responsibilities": JOB, "skills": ["route planning", "people leadership"]},
    {"skills": ["SQL"], "questions": '[{"question": "Which SQL?", "went_well": true}]'},
    {"skills": ["SQL"]},
    {"priorities": ["people who stay", "safety first"], "skills": ["safety audits"]},
    {"priorities": ["safety first"], "learned": ["Safety comes up everywhere."]},
    {"learned": ["The depot runs three shifts"]},
    {"left_unsaid": ["Could I send you my figures?"]},
    {"names": []},
    {"names": ["Ryan", "Ana", "Bo", "Li"]},
]


@pytest.mark.parametrize("known", WITH)
def test_it_reads_well_whatever_is_missing(known: Json) -> None:
    body = brief(SHIPPED, {**NOTHING, **known}).body
    paragraphs = body.split("\n\n")
    assert paragraphs[0] in ("Dear all,", "Dear Ryan Walters,")
    assert paragraphs[1].startswith("Thank you for taking the time")
    assert paragraphs[-1] == "Kind regards,\nMaria Gregg"
    for paragraph in paragraphs[1:-1]:
        assert "\n" not in paragraph
        assert paragraph == " ".join(paragraph.split())
        assert paragraph[-1] in ".?"
        assert not paragraph.endswith(("..", "?."))
    has_reason = bool({"responsibilities", "skills", "learned", "priorities"} & known.keys())
    assert len(paragraphs) == 4 + has_reason + ("left_unsaid" in known)


TYPED = st.text(max_size=200) | st.sampled_from(
    ["w " * 100, "u-" * 100, "x" * 200, "a\nb\n\n\n" * 30, "{{ 7 * 7 }} {% for %}", "…" * 200]
)
ROWS = st.fixed_dictionaries(
    {
        "candidate": TYPED, "vacancy": TYPED, "employer": TYPED, "impressions": TYPED | st.none(),
        "skills": st.lists(TYPED, max_size=4), "responsibilities": st.lists(TYPED, max_size=4),
        "priorities": st.lists(TYPED, max_size=4), "names": st.lists(TYPED, max_size=4),
        "learned": st.lists(TYPED, max_size=4) | st.none(),
        "left_unsaid": st.lists(TYPED, max_size=2) | st.none(),
        "questions": st.sampled_from([None, '[{"question": "w w w w?", "went_well": true}]']),
    }
)  # fmt: skip
TEMPLATES = st.sampled_from(
    [
        SHIPPED.body,
        "{{ vacancy }} {{ candidate }} {{ fit }} {{ left_unsaid }} " * 60,
        "{{ vacancy }}-" * 200,
        "word " * 140 + "{{ fit }} {{ left_unsaid }}",
        "{% if vacancy %}" + "word " * 500 + "{% endif %}",
    ]
)


@given(row=ROWS, template=TEMPLATES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_is_under_150_words_whatever_was_typed(row: Json, template: str) -> None:
    wording = brief(Wording("Thanks {{ vacancy }}", template), row)
    assert len(wording.body.split()) < 150
    assert count_words(wording.body) < 150
    assert len(wording.body) < 10_000
    assert len(wording.subject) <= 200


def test_long_but_sensible_notes_are_kept_whole() -> None:
    need = "lead three shift managers, two planners and the night team through peak season"
    question = "How did you plan your last peak with so few drivers and trucks?"
    unsaid = " ".join(["I ran two depots at once for a year and cut costs by a fifth."] * 2)
    row = {
        "responsibilities": [need], "left_unsaid": [unsaid],
        "questions": f'[{{"question": "{question}", "went_well": true}}]',
        "skills": ["leading large shift teams", "peak planning for parcel hubs"],
    }  # fmt: skip
    body = brief(SHIPPED, {**NOTHING, **row}).body
    assert "…" not in body
    for text in (need, question, unsaid, *row["skills"]):
        assert text in body
