"""The candidate is sent the link to their page."""

from sqlalchemy import select

from app.access.models import User
from app.candidates.models import Candidate
from app.database import Db
from app.events import kinds
from app.links.actions import link_for, mention_of
from app.links.models import CandidateWithoutEmail, LinkKind
from app.messages.actions import About, Recipient, queue, record_about
from app.messages.models import MessageKind
from app.messages.wording import worded
from app.templates.models import TemplateName


async def send_portal_link(db: Db, candidate: Candidate) -> None:
    """The agency's, whoever asks for it. Raises `CandidateWithoutEmail` or `AddressSuppressed`."""
    if not candidate.emails:
        raise CandidateWithoutEmail
    link = await link_for(db, LinkKind.portal, candidate_id=candidate.id)
    recruiter = await db.scalar(
        select(User.name).where(User.agency_id == db.agency_id, User.id == candidate.owner_id)
    )
    wording = await worded(
        db,
        TemplateName.portal_link,
        recruiter,
        given_name=candidate.given_name,
        page_link=mention_of(link),
    )
    name = f"{candidate.given_name} {candidate.family_name}"
    message = await queue(
        db,
        MessageKind.portal_link,
        [Recipient(name, candidate.emails[0], candidate_id=candidate.id)],
        About(candidate_id=candidate.id),
        wording=wording,
        links=[link],
    )
    asked_for = kinds.MessageQueued(kind=message.kind, to=message.to)
    record_about(db, message, asked_for)
