"""Recording what the candidate thinks, without losing what they thought before."""

from app import clock
from app.applications.models import AlreadyEnded, Application
from app.changes import columns_for, new_values
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.verdicts import queries
from app.verdicts.models import Verdict, VerdictVersion
from app.verdicts.schemas import VerdictIn


async def record_verdict(
    db: Db, application: Application, verdict: Verdict | None, new: VerdictIn
) -> None:
    """The first, or a new version of it; the same again changes nothing. Raises `AlreadyEnded`."""
    if application.has_ended:
        raise AlreadyEnded(
            f"The application is {application.stage}: there is nothing left to decide.",
            stage=application.stage,
        )
    fields = differing(verdict, new) if verdict else []
    if verdict and not fields:
        return
    await guard(db, application.candidate_id, Verdict, new, row=verdict)
    written = {
        **new_values(new), "recorded_at": clock.now(), "recorded_by_id": db.actor.id
    }  # fmt: skip
    kind: kinds.Kind
    if verdict is None:
        verdict = Verdict(agency_id=db.agency_id, application_id=application.id, **written)
        db.add(verdict)
        kind = kinds.VerdictRecorded(lean=new.lean)
    else:
        for column, value in written.items():
            setattr(verdict, column, value)
        kind = kinds.VerdictRevised(lean=new.lean, fields=fields)
    await db.flush()
    await keep_version(db, verdict, new)
    record(
        db,
        kind,
        verdict.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
    )


def differing(verdict: Verdict, new: VerdictIn) -> list[str]:
    """The names of the fields that say something else now."""
    return sorted(
        field
        for field, value in new.model_dump().items()
        if any(
            getattr(verdict, column) != wanted
            for column, wanted in columns_for(new, field, value).items()
        )
    )


async def keep_version(db: Db, verdict: Verdict, new: VerdictIn) -> None:
    content = new.model_dump(mode="json")
    if new.wished_salary:
        content["wished_salary"]["amount"] = f"{new.wished_salary.amount:.2f}"
    db.add(
        VerdictVersion(
            agency_id=db.agency_id,
            verdict_id=verdict.id,
            number=await queries.last_number(db, verdict) + 1,
            content=content,
            recorded_by_id=verdict.recorded_by_id,
            recorded_at=verdict.recorded_at,
        )
    )
