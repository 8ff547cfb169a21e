"""CVs of the demo's candidates, somebody entered twice, and somebody who came by herself."""

from dataclasses import dataclass

from app.candidates import actions as candidates
from app.candidates.schemas import CandidateIn, Name
from app.demo.cast import Cast
from app.demo.people import address
from app.demo.places import place
from app.documents.actions import store_document
from app.documents.papers import read_paper
from app.public.actions import express_interest
from app.public.schemas import InterestIn


@dataclass(frozen=True)
class Cv:
    """Of somebody, as the recruiter was sent it."""

    candidate: str
    at: str
    text: str


CVS = (
    Cv("noor", "-43 10:30", "Noor Haddad\nShift manager, Aire Parcels, Bradford, 2019 to now\n"
       "Forty drivers and sorters on nights. Cut missorts by a third with tippers and a tally "
       "board. Peak recruitment for three Decembers."),
    Cv("callum", "-27 10:10", "Callum MacLeod\nProject engineer, substations\nCommissioned "
       "switchgear at Kintore and Blackhillock. Outage plans agreed with the system operator."),
    Cv("oluwaseun", "-21 15:40", "Oluwaseun Adeyemi-Bankole\nBackend engineer\nRewrote a ledger to "
       "double entry without a day's downtime. Python, PostgreSQL, a little Rust."),
    Cv("marta", "-24 11:20", "Marta Bergström\nService designer\nTwo years of ward rounds in "
       "Uppsala: shadowing, diary studies, prototypes on paper. Mentors junior designers."),
    Cv("zofia", "-25 12:00", "Zofia Kamińska\nQuality engineer\nBogie frames and brake discs. Ran "
       "the gauge laboratory. Eight-discipline reports in English, Polish and German."),
    Cv("lukas", "-41 10:10", "Lukáš Novák\nLead auditor, rail\nSupplier audits in nine countries, "
       "process capability, measurement systems analysis."),
)  # fmt: skip
TWICE = "marta"
"""Whose second record a colleague made from a business card."""
BY_HERSELF = InterestIn.model_validate(
    {
        "name": {"given": "Eleri", "family": "Vaughan"},
        "email": "eleri.vaughan@inbox.example",
        "phone": "07700 900188",
        "message": "I look after forty clinics for a software firm in Swansea and would like to "
        "hear more. Mornings are best.",
        "consent": True,
    }
)


async def enter_cv(cast: Cast, cv: Cv) -> None:
    candidate = cast.candidates[cv.candidate]
    name = f"{candidate.given_name} {candidate.family_name} CV.txt"
    await store_document(cast.db, candidate.id, await read_paper(name, cv.text.encode()))


async def enter_twice(cast: Cast) -> None:
    """The same telephone, another spelling and an address at work."""
    known = cast.candidates[TWICE]
    new = CandidateIn(
        name=Name(given=known.given_name, family="Bergstrom"),
        emails=[address(known.given_name, "Bergstrom", "nordvik.example")],
        phones=known.phones,
        location=place("Dublin"),
        headline="Designer (met at the Dublin meet-up)",
        source="business card",
    )
    await candidates.create_candidate(cast.db, new, allow_duplicate=True)


async def come_by_herself(cast: Cast) -> None:
    """From the public vacancy page; her application waits to be looked at."""
    vacancy = cast.vacancies["success"]
    await express_interest(cast.db, {"id": vacancy.id}, BY_HERSELF, None)
