"""Interviews to come: one today, the others this week and next."""

from app.demo.feedback_steps import Acknowledged, Answered, Asked, Released
from app.demo.steps import (
    Booked,
    Held,
    Moved,
    Noted,
    Rebooked,
    Reinstated,
    Story,
    Submitted,
    Withdrawn,
)

COMING = (
    Story("priyanka", "payments", (
        Submitted("-20 11:45"),
        Moved("-17 09:55", "shortlisted"),
        Booked("-15 14:20", "-10 11:00", ("berg",), "video", 45, "First interview"),
        Held("-10 11:55"),
        Asked("-10 12:00", "berg"),
        Answered("-8 16:30", "form", "advance",
                 "Ilse would take her today. She is worried that Priyanka has an offer from a "
                 "bank and will use ours to raise it.",
                 "Ilse liked how you traced the missing settlement in the case. Next time, say "
                 "sooner whom you would involve.",
                 ("traced the case to its cause", "calm questions"),
                 ("say sooner whom to involve",), {"analysis": 5, "communication": 4}),
        Released("-8 17:05"),
        Acknowledged("-7 09:30"),
        Booked("-4 10:20", "today", ("berg", "achebe"), "video", 45, "Second interview",
               "https://meet.tesserapay.example/ops-14",
               ("Which breaks take longest to clear?", "How does the team split the mornings?")),
    )),
    Story("tomasz", "cnc", (
        Submitted("-16 10:50", source="referral"),
        Moved("-12 14:35", "shortlisted"),
        Booked("-6 11:10", "+1 09:30", ("oldroyd",), "onsite", 240, "Paid trial",
               "Calder Precision, Parkway Avenue, Sheffield", ("Which shift would I start on?",)),
        Noted("-5 13:05", "note", "Bring safety shoes. Stephen provides the rest.", shared=True),
    )),
    Story("bronwen", "carer", (
        Submitted("-24 12:20"),
        Moved("-21 10:10", "shortlisted"),
        Withdrawn("-12 15:25", "personal", "Her father is in hospital."),
        Reinstated("-8 11:35", "He is home and she would like to go on."),
        Booked("-5 14:15", "+1 14:00", ("mwangi",), "onsite", 60, "Interview and visit",
               "Willowbrook Court, Burton Road, Derby"),
    )),
    Story("rhys", "planning", (
        Submitted("-13 11:55"),
        Moved("-9 13:10", "shortlisted", "Margaret asked about section 106 and got a good answer."),
        Booked("-6 15:35", "+2 10:00", ("dunne", "parry"), "onsite", 75, "Panel interview",
               "Severn Vale District Council, Westgate, Gloucester",
               ("How much goes to committee?", "Who covers appeals?")),
    )),
    Story("anneliese", "backend", (
        Submitted("-11 12:40", source="conference"),
        Moved("-9 10:15", "shortlisted"),
        Booked("-7 14:05", "+1 16:00", ("achebe",), "phone", 30, "Screening call"),
        Rebooked("-2 10:55", "+3 15:30"),
        Noted("-2 11:00", "email", "Rosalind is travelling, so it moves by two days; Anneliese "
              "confirmed."),
    )),
    Story("yasmin", "service", (
        Submitted("-9 11:25"),
        Moved("-6 16:10", "shortlisted"),
        Booked("-3 09:45", "+4 11:00", ("morley", "ashby"), "video", 45, "First interview"),
    )),
    Story("padraig", "validation", (
        Submitted("-10 13:45", source="referral"),
        Moved("-7 15:20", "shortlisted", "Eoin worked with him in Sligo."),
        Booked("-4 12:10", "+5 10:30", ("flaherty",), "phone", 40, "Telephone interview"),
    )),
    Story("niamh", "designer", (
        Submitted("-11 14:55", source="portfolio site"),
        Moved("-8 09:25", "shortlisted"),
        Booked("-3 16:15", "+7 13:30", ("brennan",), "video", 60, "Portfolio talk"),
    )),
    Story("hannah", "store", (
        Submitted("-30 11:15"),
        Booked("-28 09:50", "-23 14:00", ("morley",), "phone", 30, "Telephone interview"),
        Held("-23 14:40"),
        Asked("-23 14:45", "morley", "phone"),
        Answered("-22 11:20", "phone", "advance",
                 "Kate: nervous on the phone, but knows the range by heart. Two others were "
                 "smoother and knew less.",
                 "Kate was glad how well you know the range. Speak a little slower and finish "
                 "each example with what came of it.",
                 ("knows the range",), ("finish each example",), {"product_knowledge": 5}),
        Released("-22 12:05", "phone"),
        Acknowledged("-22 12:10"),
        Booked("-19 15:30", "-12 10:30", ("ashby",), "onsite", 60, "Second interview",
               "Harbour & Lane, 3 Milsom Street, Bath"),
        Held("-12 11:45"),
        Asked("-12 11:50", "ashby"),
        Answered("-10 09:20", "meeting", "advance",
                 "Over coffee: Georgina would rather promote a deputy she can form than pay for "
                 "Chloë. She wants to see Hannah with the Bath team before she says so.",
                 "Georgina liked your windows and how you spoke of your team. She would like you "
                 "to spend a morning in the shop.",
                 ("windows", "speaks well of her team"), ("say what you would change first",),
                 {"leadership": 4, "commercial_sense": 3}),
        Released("-10 10:15", "phone"),
        Acknowledged("-10 10:25"),
        Booked("-4 13:50", "+6 09:30", ("fashola", "ashby"), "onsite", 180, "Morning in the shop",
               "Harbour & Lane, 3 Milsom Street, Bath"),
    )),
)  # fmt: skip
