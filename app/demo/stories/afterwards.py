"""What followed besides: decisions put off, verdicts, offers, referees, things to do."""

from app.debriefs.models import RecordedBy
from app.demo.after_steps import (
    Debriefed,
    Decides,
    NotThanked,
    Planned,
    Thanked,
    Ticked,
    Weighed,
)
from app.demo.offer_steps import Countered
from app.demo.referee_steps import (
    AskedForReference,
    Forewarned,
    Named,
    Reminded,
    Vouched,
    WouldNotVouch,
    WouldRatherNot,
)
from app.demo.steps import Step
from app.follow_ups.models import FollowUpChannel
from app.offers.models import Side

AFTERWARDS: dict[tuple[str, str], tuple[Step, ...]] = {
    ("fatima", "service"): (
        Decides("-8 16:00", "-4", "Georgina Ashby", "She and Kate compare notes", 0),
        Decides("-4 11:40", "-1", "Georgina Ashby", "Waiting for head office", 0),
        Weighed("-7 16:10", "accept", ("the team", "ten minutes from home"), ("Saturdays",),
                ("32500", "GBP", "year"), ("28 days holiday", "staff discount"), ("late shifts",)),
        Planned("-1 09:30", "Tell Fatima how things stand, whatever Georgina says", "-1 17:00"),
    ),
    ("samuel", "housing"): (
        Decides("-6 12:30", "-4", "Tracey Holroyd", "The panel scores on Thursday"),
        Decides("-4 12:40", "-2", "Tracey Holroyd", "One of the panel is away"),
        Decides("-2 15:50", "+4", "Tracey Holroyd", "The panel meets once more"),
    ),
    ("ngozi", "home"): (
        Decides("-7 15:00", "-1", "Joanne Tyler", "A second visit, then references", 1),
    ),
    ("siobhan", "validation"): (
        Decides("-3 14:00", "+6", "Eoin Flaherty", "One more candidate to see", 1),
        Decides("-1 10:10", "+3", "Eoin Flaherty", "The other one withdrew", 0),
    ),
    ("aoife", "designer"): (Decides("-1 13:00", "+5", "Orla Brennan", "A talk with the team", 1),),
    ("zofia", "quality"): (
        NotThanked("-5 12:00", "She thanked them at the door, and would rather not write."),
    ),
    ("joseluis", "planner"): (Thanked("-5 10:00", FollowUpChannel.phone),),
    ("chloe", "store"): (
        Weighed("-4 16:00", "undecided", ("two floors of her own",), ("a smaller shop",)),
        Weighed("-2 16:30", "accept", ("two floors of her own", "Dele"), ("a smaller shop",),
                ("43000", "GBP", "year"), ("25 days holiday", "pension")),
    ),
    ("oluwaseun", "backend"): (
        Weighed("-1 16:00", "undecided", ("calm people",), ("on call every fourth week",),
                ("82000", "GBP", "year"), ("30 days holiday", "remote work"), ("office days",)),
    ),
    ("priyanka", "payments"): (
        Debriefed("-9 09:40",
                  (("Take us through a break you could not explain.", "The missing file.", True),
                   ("Whom do you wake at night, and when?", "Too late, I think.", False)),
                  "Ilse wrote everything down. She rang on Monday to add to it.",
                  ("the mornings decide",), ("say sooner whom to involve",),
                  ("that I wrote our runbook",), 5, 3, by=RecordedBy.recruiter),
        Weighed("-7 16:30", "decline", ("the case was interesting",), ("less than she has now",),
                ("51000", "GBP", "year")),
        Weighed("-3 16:45", "accept", ("Ilse", "the mornings"), (), ("49000", "GBP", "year")),
    ),
    ("noor", "depot"): (
        Named("-9 11:00", "Diane Okoro", "Line manager", "Aire Parcels", "0113 496 0160"),
        Named("-9 11:05", "Peter Sands", "Colleague", "Aire Parcels", "0113 496 0161"),
        Forewarned("-7 11:30", "Diane Okoro", "She saw you through three peaks."),
        AskedForReference("-7 11:40", "Diane Okoro"),
        AskedForReference("-7 11:45", "Peter Sands"),
        WouldRatherNot("-6 15:20", "Peter Sands"),
        Vouched("-4 14:05", "Diane Okoro",
                "I would have her back tomorrow. Nobody left her shift in two years."),
        Weighed("-7 16:30", "accept", ("her own hub", "the drivers"), ("an hour each way",),
                ("50000", "GBP", "year"), ("28 days holiday", "company car"), ("night shifts",)),
    ),
    ("marta", "designer"): (
        Weighed("-9 16:20", "undecided", ("Orla", "research"), ("four office days",),
                ("80000", "EUR", "year"), ("two office days", "pension"), ("five office days",)),
        Countered("-4 10:20", "79000", currency="EUR", terms="Three days in the office."),
        Countered("-2 15:40", "77500", Side.employer, "EUR",
                  "Three days in the office after three months."),
        Named("-8 10:30", "Astrid Holm", "Head of design", "Nordvik", "020 7946 0132"),
        Named("-8 10:35", "Ciarán Duffy", "Client", "Lir Health", "020 7946 0133", agreed=False),
        AskedForReference("-6 14:00", "Astrid Holm", "-2 17:00"),
        Reminded("-1 11:30", "Astrid Holm", "left_message"),
    ),
    ("ibrahim", "carer"): (
        Named("-22 10:10", "Moira Keane", "Home manager", "The Larches", "0115 496 0144"),
        AskedForReference("-21 10:05", "Moira Keane"),
        WouldNotVouch("-20 15:15", "Moira Keane", "Her company confirms dates only."),
        Ticked("-17 10:00"),
    ),
    ("lukas", "quality"): (
        Named("-26 11:10", "Petr Dvořák", "Quality director", "Moravia Rail", "0114 496 0171"),
        Forewarned("-25 15:40", "Petr Dvořák"),
        AskedForReference("-25 15:45", "Petr Dvořák"),
        Vouched("-22 09:50", "Petr Dvořák", "The best auditor I have sat across from."),
        Ticked("-19 10:00"),
    ),
    ("ewa", "carer"): (Ticked("-23 10:00"),),
    ("leanne", "revenues"): (Ticked("-29 10:00"),),
    ("jack", "cnc"): (Planned("-11 11:40", "Send Jack the college's dates", "+2 12:00"),),
    ("darcy", "compliance"): (Ticked("-8 10:00"),),
    ("jack", "quality"): (Ticked("-6 10:00"),),
    ("george", "planner"): (Ticked("-5 10:00"),),
    ("ewa", "home"): (Ticked("-27 10:00"),),
    ("ayodele", "payments"): (Ticked("-6 10:30"),),
    ("deepak", "depot"): (Ticked("-1 12:00"),),
    ("kwabena", "planner"): (Ticked("-2 10:00"),),
    ("callum", "grid"): (Planned("-1 10:40", "Ring Callum: how did it go?", "-1 16:00"),),
    ("hannah", "store"): (
        Weighed("-9 16:00", "accept", ("the windows",), ("the bus on Sundays",)),
        Ticked("-9 12:00"),
    ),
}  # fmt: skip
"""By candidate and vacancy; played in order of time with the story's own steps."""
