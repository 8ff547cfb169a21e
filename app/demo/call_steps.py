"""Feedback calls, as the stories tell them: asked for by the contact, offered, picked."""

from dataclasses import dataclass

from app.access.actors import Actor
from app.calls import actions, booking
from app.calls.locking import call_about, matter
from app.calls.schemas import TimesIn
from app.demo.cast import Scene
from app.demo.steps import Step


@dataclass(frozen=True)
class WantedCall(Step):
    """By the contact who was asked last, on their form."""

    wish: str
    phone: str

    async def play(self, scene: Scene) -> None:
        request = scene.request_to(None)
        recruiter = scene.db.actor
        scene.db.actor = Actor(scene.db.agency_id, "contact", request.contact_id)
        await booking.want(scene.db, request, self.wish, self.phone)
        scene.db.actor = recruiter


@dataclass(frozen=True)
class OfferedTimes(Step):
    """To the candidate, about what was released to them."""

    times: tuple[str, ...]

    async def play(self, scene: Scene) -> None:
        of = await matter(scene.db, scene.feedback)
        times = TimesIn(times=[scene.dates.moment(time) for time in self.times])
        await actions.offer(scene.db, of, await call_about(scene.db, scene.feedback), times)


@dataclass(frozen=True)
class PickedTime(Step):
    """By the candidate, on their page."""

    time: str

    async def play(self, scene: Scene) -> None:
        call = await call_about(scene.db, scene.feedback)
        assert call is not None, "times were offered"
        recruiter = scene.db.actor
        candidate = scene.cast.candidates[scene.candidate]
        scene.db.actor = Actor(scene.db.agency_id, "candidate", candidate.id)
        await booking.pick(scene.db, call, scene.dates.moment(self.time))
        scene.db.actor = recruiter
