"""From what another system held to the employer's feedback, on one timeline."""

from datetime import UTC, datetime
from pathlib import Path

import time_machine

from tests.factories import Agency
from tests.imports.stories import imported, importing, story_of

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # ten in the morning in New York
INTERVIEW = "2026-11-24T14:00:00-05:00"
AFTER_IT = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
MONDAY_AFTER = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)  # Thanksgiving lies between
NEXT_DAY = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)


async def test_maria_gregg_from_opencats_to_her_feedback(
    new_york: Agency, real_export: Path
) -> None:
    recruiter = new_york.recruiter
    with time_machine.travel(MONDAY, tick=False):
        await importing(new_york, real_export)
        maria = await imported(new_york, "/v1/candidates", "20")
        ryan = await imported(new_york, "/v1/contacts", "1")
        page = await recruiter.reads("/v1/applications", candidate_id=maria["id"])
        [application] = page["items"]
        assert application["candidate_name"] == "Maria Gregg"
        assert (application["vacancy_title"], application["employer_name"]) == (
            "Marketing Specialist",
            "McDonalds",
        )
        assert application["stage"] == "interviewing"
        interview = await recruiter.creates(
            "/v1/interviews",
            {
                "application_id": application["id"],
                "mode": "onsite",
                "starts_at": INTERVIEW,
                "duration_minutes": 60,
                "interviewer_ids": [ryan["id"]],
            },
        )
        assert interview["timezone"] == "America/New_York"
    with time_machine.travel(AFTER_IT, tick=False):
        await recruiter.does(f"/v1/interviews/{interview['id']}/completion")
        request = await recruiter.creates(
            "/v1/feedback-requests",
            {"interview_id": interview["id"], "contact_id": ryan["id"], "channel": "email"},
        )
        assert request["due_at"] == "2026-11-27T22:30:00Z"  # two working days, Thursday is none
    with time_machine.travel(MONDAY_AFTER, tick=False):
        overdue = await recruiter.reads("/v1/feedback-requests", overdue=True)
        assert [row["contact_name"] for row in overdue["items"]] == ["Ryan Walters"]
        await recruiter.creates(
            f"/v1/feedback-requests/{request['id']}/chases",
            {"channel": "phone", "outcome": "left_message"},
        )
    with time_machine.travel(NEXT_DAY, tick=False):
        feedback = await recruiter.creates(
            f"/v1/feedback-requests/{request['id']}/feedback",
            {
                "channel": "phone",
                "outcome": "advance",
                "strengths": ["knows our market"],
                "private_notes": "Cheaper than the other one.",
                "summary_for_candidate": "They were struck by how well you know the market.",
            },
        )
        await recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "phone"})

        job = "Marketing Specialist at McDonalds"
        assert await story_of(new_york, maria["id"]) == [
            ("2007-01-14 13:57:00", "The import added the candidate"),
            ("2007-01-16 14:32:03", f"The import submitted the candidate for {job}"),
            ("2007-01-16 14:32:03", f"{job} was marked “no contact” before the import"),
            ("2007-01-16 14:32:03", f"The import moved {job} from submitted to interviewing"),
            (
                "2026-11-23 10:00:00",
                f"Recruiter Obi scheduled interview 1 (onsite) for {job}:"
                " Tue 24 Nov 2026 14:00 EST",
            ),
            ("2026-11-24 15:00:00", f"Interview 1 for {job} took place"),
            (
                "2026-11-24 15:00:00",
                "A thank-you for the Marketing Specialist interview is due"
                " Wed 25 Nov 2026 15:00 EST",
            ),
            (
                "2026-11-24 15:15:00",
                "Recruiter Obi asked Ryan Walters for feedback on the Marketing Specialist"
                " interview",
            ),
            (
                "2026-11-30 10:30:00",
                "Recruiter Obi chased Ryan Walters by phone (left message), number 1",
            ),
            (
                "2026-12-01 11:00:00",
                "Ryan Walters gave feedback on the Marketing Specialist interview by phone",
            ),
            (
                "2026-12-01 11:00:00",
                "Recruiter Obi released the Marketing Specialist feedback to the candidate"
                " by phone",
            ),
        ]


async def test_what_happens_here_survives_importing_again(
    new_york: Agency, real_export: Path
) -> None:
    await importing(new_york, real_export)
    application = await imported(new_york, "/v1/applications", "1")
    await new_york.recruiter.does(
        f"/v1/applications/{application['id']}/stage", {"stage": "offered"}
    )
    report = await importing(new_york, real_export)
    assert report.tally("status changes").added == 0
    assert (await imported(new_york, "/v1/applications", "1"))["stage"] == "offered"
