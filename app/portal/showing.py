"""The candidate's page as HTML: their story, in their zone and in plain words."""

from zoneinfo import ZoneInfo

from starlette.responses import Response

from app import clock
from app.pages import csrf, rendering
from app.portal import plain_words
from app.portal.plain_words import Moments
from app.portal.todo import is_to_come, todo, was_held
from app.portal.told import Story
from app.portal.visiting import Complaints, Typed, Visit

DONE = {
    "debrief": "Thank you, we have it. It is here again before your next interview.",
    "questions": "Kept. They are here again when you need them.",
    "thank-you-kept": "Kept. Nobody sees it before you send it.",
    "thanked": "Your thank-you is on its way.",
    "thanked-elsewhere": "Well done. We have noted that you thanked them.",
    "verdict": "Thank you, we know now where you stand. You can change it at any time.",
    "withdrawn": "You are out of it, and we tell them for you. Thank you for letting us know.",
    "read": "Thank you for telling us that you have read it.",
    "talk": "Thank you. We get back to you with times to choose from.",
    "time": "Thank you, we have that. An invitation follows as soon as the time is fixed.",
    "call-off": "Understood, there will be no call.",
    "referee": "Thank you, we have noted them. Nobody is asked before they have agreed.",
    "consent": "Noted.",
    "zone": "Times are shown in that zone from now on.",
    "calendar": "This is the address of your calendar.",
    "erasure": "We have your wish, and answer it within a month at the latest.",
}
"""What was just done, by the word that the address carries then."""


def page(
    visit: Visit,
    story: Story,
    name: str,
    *,
    typed: Typed | None = None,
    complaints: Complaints = (),
    **values: object,
) -> Response:
    """`typed` stands in the fields, in place of what was known, when there are `complaints`."""
    moments = Moments(ZoneInfo(story.timezone), clock.now())
    answer = rendering.private_page(
        f"portal/{name}",
        status=422 if complaints else 200,
        agency=visit.opened.agency_name,
        path=visit.path,
        form_key=csrf.form_key(visit.opened.request),
        story=story,
        done=DONE.get(visit.opened.request.query_params.get("done", "")),
        moments=moments,
        typed=typed or {},
        values=typed or {},  # as the parts that forms share call it
        way=(typed or {}).get("way"),
        complaints={complaint.field: complaint.said for complaint in complaints},
        todo=todo(story, moments),
        words=plain_words,
        next_step=lambda application: plain_words.next_step(application, moments),
        to_come=lambda interview: is_to_come(interview, moments),
        held=lambda interview: was_held(interview, moments),
        **values,
    )
    return csrf.remember(visit.opened.request, answer)
