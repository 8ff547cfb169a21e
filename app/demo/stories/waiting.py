"""Employers who were asked lately, or agreed another time; and answers wanted after a rejection."""

from app.demo.call_steps import OfferedTimes, PickedTime, WantedCall
from app.demo.feedback_steps import Acknowledged, Answered, Asked, Released
from app.demo.steps import Booked, Held, Moved, Noted, Rebooked, Rejected, Story, Submitted

WAITING = (
    Story("oluwaseun", "backend", (
        Submitted("-12 11:10", source="referral"),
        Moved("-10 14:20", "shortlisted"),
        Booked("-8 10:05", "-5 15:00", ("achebe",), "phone", 30, "Screening call"),
        Held("-5 15:40"),
        Asked("-5 15:45", "achebe"),
        Answered("-4 10:30", "email", "advance",
                 "Rosalind: the strongest of the five she called. Expects 82k, which is near the "
                 "top of the band.",
                 "Rosalind found your answers clear and concrete. The next conversation is "
                 "technical, with Marcus.",
                 ("clear", "concrete examples"), ratings={"communication": 5}),
        Released("-4 11:00"),
        Acknowledged("-4 16:40"),
        OfferedTimes("-3 09:20", ("+1 09:30", "+2 16:00")),
        PickedTime("-3 12:40", "+1 09:30"),
        Booked("-3 13:15", "-1 14:00", ("chen",), "video", 60, "Technical interview",
               "https://meet.tesserapay.example/backend-2",
               ("What pages you at night, and how often?", "Who decides what comes next?")),
        Held("-1 15:10"),
        Asked("-1 15:15", "chen"),
    )),
    Story("aoife", "designer", (
        Submitted("-14 12:05", source="portfolio site"),
        Moved("-11 10:50", "shortlisted", "Orla asked for her before we had finished the list."),
        Booked("-9 15:40", "-1 10:00", ("brennan", "kavanagh"), "onsite", 75, "Portfolio talk",
               "Kestrel Software, 41 Dawson Street, Dublin",
               ("How close do designers sit to the wards?",)),
        Held("-1 11:30"),
        Asked("-1 11:40", "brennan"),
        Asked("-1 11:42", "kavanagh"),
        Noted("-1 12:15", "call", "Came out happy. Peter asked twice about her notice, which is "
              "one month."),
    )),
    Story("tamsin", "planning", (
        Submitted("-13 14:50"),
        Moved("-10 09:40", "shortlisted"),
        Booked("-8 11:30", "-2 10:30", ("dunne", "parry"), "video", 60, "First interview"),
        Held("-2 11:40"),
        Asked("-2 11:45", "dunne", questions=("Were the panel's scores close?",)),
    )),
    Story("siobhan", "validation", (
        Submitted("-16 10:25", source="LinkedIn"),
        Moved("-13 13:40", "shortlisted"),
        Booked("-11 15:15", "-5 11:00", ("flaherty", "walsh"), "onsite", 90,
               "Interview and tour of the line", "Corrib Biologics, Parkmore, Galway"),
        Rebooked("-7 10:40", "-3 11:00"),
        Noted("-7 10:50", "email", "Eoin is at the vendor's that week, so the tour moves by two "
              "days. Siobhán is content with that.", shared=True),
        Held("-3 12:45"),
        Asked("-3 12:55", "flaherty", due="+4 12:00"),
        WantedCall("-1 15:20", "Any afternoon: it is easier said than written.",
                   "+353 91 496 0155"),
    )),
    Story("deepak", "depot", (
        Submitted("-15 13:35"),
        Booked("-9 14:10", "-2 13:00", ("lockwood", "patel"), "onsite", 60, "First interview",
               "Northgate Freight, Cross Green, Leeds"),
        Held("-2 14:15"),
        Rejected("-1 10:05", "another_candidate", "Sunita: they have made up their minds about "
                 "somebody who has run a hub of that size."),
        Asked("-1 10:15", "patel", questions=("What would have made the difference?",)),
    )),
    Story("kwabena", "planner", (
        Submitted("-20 15:30"),
        Booked("-15 10:35", "-7 10:00", ("lockwood",), "video", 45, "First interview"),
        Held("-7 10:55"),
        Asked("-7 11:00", "lockwood", "phone"),
        Rejected("-3 14:25", "experience", "Wants somebody who has planned for artics."),
    )),
)  # fmt: skip
