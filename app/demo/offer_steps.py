"""Offers, as the stories tell them: made, bargained over, and what became of them."""

from dataclasses import dataclass
from decimal import Decimal

from app.demo.cast import Scene
from app.demo.steps import Step
from app.fields import Money
from app.offers import accepting
from app.offers import actions as offers
from app.offers.models import Side
from app.offers.schemas import (
    AcceptanceIn,
    CounterIn,
    DeclineIn,
    OfferTermsIn,
    OfferWithdrawalIn,
)


def pay(amount: str, currency: str = "GBP", per: str = "year") -> Money:
    told = {"amount": Decimal(amount), "currency": currency, "per": per}
    return Money.model_validate(told)


@dataclass(frozen=True)
class Offered(Step):
    """`runs_out` and `starts` are moments; of the second the day counts."""

    amount: str
    benefits: tuple[str, ...]
    runs_out: str
    starts: str
    currency: str = "GBP"
    per: str = "year"
    terms: str | None = None

    async def play(self, scene: Scene) -> None:
        new = OfferTermsIn(
            salary=pay(self.amount, self.currency, self.per),
            benefits=list(self.benefits),
            expires_at=scene.dates.moment(self.runs_out),
            starts_on=scene.dates.moment(self.starts).date(),
            terms=self.terms,
        )
        scene.offer = await offers.make_offer(scene.db, scene.application, new)


@dataclass(frozen=True)
class Countered(Step):
    amount: str
    by: Side = Side.candidate
    currency: str = "GBP"
    terms: str | None = None

    async def play(self, scene: Scene) -> None:
        sent = {"by": self.by, "salary": pay(self.amount, self.currency)}
        if self.terms:
            sent["terms"] = self.terms
        new = CounterIn.model_validate(sent)
        await offers.counter(scene.db, scene.offer, scene.application, new)


@dataclass(frozen=True)
class Accepted(Step):
    async def play(self, scene: Scene) -> None:
        vacancy = scene.cast.vacancies[scene.vacancy]
        new = AcceptanceIn()
        await accepting.accept(scene.db, scene.application, vacancy, scene.offer, new)


@dataclass(frozen=True)
class Declined(Step):
    reason: str
    note: str | None = None

    async def play(self, scene: Scene) -> None:
        new = DeclineIn(reason=self.reason, note=self.note)
        await offers.decline(scene.db, scene.offer, scene.application, new)


@dataclass(frozen=True)
class TakenBack(Step):
    reason: str

    async def play(self, scene: Scene) -> None:
        new = OfferWithdrawalIn(reason=self.reason)
        await offers.withdraw(scene.db, scene.offer, scene.application, new)
