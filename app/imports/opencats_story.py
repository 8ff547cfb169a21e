"""One application's history, retold: a move and an event for every status it had, at its date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from app import clock
from app.applications.models import ENDED, Application, ApplicationMove, Stage
from app.events import kinds
from app.imports.loading import Entry, Told
from app.imports.opencats_export import PIPELINES, Export
from app.imports.opencats_vocabulary import NO_STATUS, SYSTEM, Status
from app.imports.tables import Row

LONGEST_NUMBER = 20
HAS_NO_HISTORY = "no history: moved to where it stands at its last modification"


@dataclass(frozen=True, slots=True)
class Change:
    """To the status `after`, a number; `row` is where it was read."""

    at: datetime
    after: str
    row: Row
    before: str = ""


class Statuses(Mapping[str, Status]):
    """Any number is a status; one that nobody explains is told by its number."""

    def __init__(self, known: dict[str, Status]) -> None:
        self.known = known

    def __getitem__(self, number: str) -> Status:
        return self.known.get(number) or Status(f"Status {number[:LONGEST_NUMBER]}")

    def __iter__(self) -> Any:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@dataclass
class Story:
    """How it began, and every change after that up to where it stands.

    `began` is None when no date could be read; `opened_as` is None when nobody says.
    """

    row: Row
    began: datetime | None
    opened_as: str | None
    changes: list[Change]
    statuses: Statuses

    @property
    def stage(self) -> Stage:
        """Where it stands in the end."""
        told = [self.statuses[change.after].stage for change in self.changes]
        return next((stage for stage in reversed(told) if stage), Stage.submitted)

    def entry(
        self, export: Export, application_id: UUID, candidate_id: UUID, vacancy_id: UUID
    ) -> Entry:
        at = self.began or clock.now()
        retold = Retold(application_id, candidate_id, vacancy_id, at)
        retold.submitted(at, self.statuses[self.opened_as] if self.opened_as else None)
        for change in self.changes:
            retold.changed(change.at, self.statuses[change.after])
        retold.application |= export.into.ref(self.row["candidate_joborder_id"])
        moves = [(ApplicationMove, move) for move in retold.moves]
        return Entry(self.row, [(Application, retold.application), *moves], retold.events)

    def keep_told(self, export: Export, moved_at: set[datetime]) -> None:
        """The changes that stand already, of an application that was imported before.

        What came since is for people to enter: from then on Debrief may have gone another way.
        """
        told = []
        for change in self.changes:
            if self.began is None or change.at in moved_at:
                told.append(change)
            else:
                change.row.problem("came after its application was imported: enter it in Debrief")
        self.changes = told
        export.into.report.tally("status changes").already_there += len(told)


def story_of(export: Export, row: Row, history: list[Change], statuses: Statuses) -> Story:
    """The history, begun no later than its first change and brought to where the row stands."""
    created, standing = export.moment(row, "date_created"), row["status"] or NO_STATUS
    began = export.moment(row, "date_submitted") or created
    if history:
        if created is not None and created > history[0].at:
            row.problem("date_created is after its first status change: it begins with that")
        began = min(began or history[0].at, history[0].at)
    else:
        began = began or export.moment(row, "date_modified")
    at = began or clock.now()
    changes = list(history)
    first = (history[0].before or NO_STATUS) if history else standing
    opened_as = first if statuses[first].stage in (Stage.submitted, None) else None
    if history and opened_as is None:
        changes.insert(0, Change(at, first, row))
    last = changes[-1].after if changes else opened_as
    if last != standing:
        changes.append(closing(export, row, [at, *(change.at for change in changes)], standing))
        if history:
            row.problem(
                f"stands at {statuses[standing].word}, which its history does not say: "
                "moved there at its last modification"
            )
        else:
            export.into.report.leave_out(PIPELINES.name, HAS_NO_HISTORY)
    return Story(row, began, opened_as, changes, statuses)


def closing(export: Export, row: Row, so_far: list[datetime], standing: str) -> Change:
    """To where the row stands, when it was last modified but after all that is known."""
    modified = export.moment(row, "date_modified")
    return Change(max([*so_far, *([modified] if modified else [])]), standing, row)


class Retold:
    """The application as it becomes, step by step, with its moves and events."""

    def __init__(
        self, application_id: UUID, candidate_id: UUID, vacancy_id: UUID, submitted_at: datetime
    ) -> None:
        self.application: dict[str, Any] = {
            "id": application_id,
            "candidate_id": candidate_id,
            "vacancy_id": vacancy_id,
            "stage": Stage.submitted,
            "submitted_at": submitted_at,
        }
        self.moves: list[dict[str, Any]] = []
        self.events: list[Told] = []

    def submitted(self, at: datetime, status: Status | None) -> None:
        vacancy_id = self.application["vacancy_id"]
        self.move(at, None, reason=status.said if status else None)
        self.tell(at, kinds.ApplicationSubmitted(vacancy_id=vacancy_id, stage=Stage.submitted))
        if status is not None and status.code != "submitted":
            self.tell(at, kinds.ApplicationStatusImported(system=SYSTEM, status=status.code))

    def changed(self, at: datetime, status: Status) -> None:
        left = Stage(self.application["stage"])
        if status.stage in ENDED:
            self.ended(at, status, left)
            return
        kind: kinds.Kind
        if status.stage is None or status.stage == left:
            kind = kinds.ApplicationStatusImported(system=SYSTEM, status=status.code)
        elif left in ENDED:
            kind = kinds.ApplicationReinstated(from_stage=left, to_stage=status.stage)
            self.end(None, None, None, None, None)
        else:
            kind = kinds.ApplicationStageChanged(from_stage=left, to_stage=status.stage)
        self.application["stage"] = status.stage or left
        self.move(at, left, reason=status.said)
        self.tell(at, kind)

    def ended(self, at: datetime, status: Status, left: Stage) -> None:
        """Rejected, or rejected again in another way."""
        assert status.stage is Stage.rejected
        assert status.ended_by is not None
        assert status.end_reason is not None
        before = self.application["stage_before_end"] if left in ENDED else left
        self.end(at, status.ended_by, status.end_reason, status.said, before)
        self.application["stage"] = status.stage
        how = {"ended_by": status.ended_by, "reason": status.end_reason}
        self.move(at, left, note=status.said, **how)
        self.tell(at, kinds.ApplicationRejected(from_stage=left, **how))

    def end(self, *values: Any) -> None:
        columns = ("ended_at", "ended_by", "end_reason", "end_note", "stage_before_end")
        self.application |= dict(zip(columns, values, strict=True))

    def move(self, at: datetime, left: Stage | None, **words: str | None) -> None:
        self.moves.append(
            {
                "id": uuid7(),
                "application_id": self.application["id"],
                "from_stage": left,
                "to_stage": self.application["stage"],
                "moved_at": at,
                **words,
            }
        )

    def tell(self, at: datetime, kind: kinds.Kind) -> None:
        about = {
            "candidate_id": self.application["candidate_id"],
            "application_id": self.application["id"],
            "occurred_at": at,
        }
        self.events.append(Told(kind, self.application["id"], about))
