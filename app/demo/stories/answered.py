"""Feedback that was obtained, and where it led: offers, places, rejections, second thoughts."""

from app.demo.feedback_steps import (
    Acknowledged,
    Amended,
    Answered,
    Asked,
    Chased,
    Released,
    Volunteered,
)
from app.demo.offer_steps import Accepted, Offered
from app.demo.steps import (
    Booked,
    Held,
    Moved,
    Noted,
    Rejected,
    Story,
    Submitted,
    VacancyBecame,
    Withdrawn,
)

PLACED = (
    Story("noor", "depot", (
        Submitted("-31 10:35", source="referral"),
        Moved("-29 12:10", "shortlisted"),
        Booked("-27 14:45", "-22 15:00", ("lockwood",), "video", 45, "First interview"),
        Held("-22 15:50"),
        Asked("-22 15:55", "lockwood", "phone"),
        Chased("-19 10:30", "phone", "left_message"),
        Answered("-18 09:35", "phone", "advance",
                 "Martin: knows hubs better than his own managers. Would go to 52 if he has to, "
                 "but wants to start at 48.",
                 "Martin was impressed by how you run peak. On site he will want to see how you "
                 "talk to drivers.",
                 ("runs peak", "safety record"), ("talk about cost per parcel",),
                 {"operations": 5, "leadership": 4}),
        Released("-18 10:05", "phone"),
        Acknowledged("-18 10:10"),
        Booked("-16 11:50", "-10 13:00", ("lockwood", "patel"), "onsite", 120, "Walk of the hub",
               "Northgate Freight, Cross Green, Leeds"),
        Held("-10 15:15"),
        Asked("-10 15:20", "patel"),
        Answered("-8 14:40", "meeting", "offer",
                 "Sunita and Martin agree. They had wanted a man from a rival network first, who "
                 "asked for a car. Noor is not to know.",
                 "They would like to make you an offer. The drivers spoke well of you, and so "
                 "did the shift managers.",
                 ("easy with drivers", "asks before she tells"), ratings={"leadership": 5}),
        Released("-8 15:05", "phone"),
        Offered("-7 09:40", "48500", ("28 days holiday", "6% pension"), "+4 17:00", "+45 09:00",
                terms="A review after six months. No night shifts, but one weekend in four."),
        Noted("-7 10:15", "call", "Wants a few days to think. Her present employer does not know "
              "yet."),
    )),
    Story("ewa", "carer", (
        Submitted("-36 13:10", source="returning candidate"),
        Booked("-33 10:25", "-28 10:00", ("mwangi",), "onsite", 60, "Interview and visit",
               "Willowbrook Court, Burton Road, Derby"),
        Held("-28 11:15"),
        Asked("-28 11:20", "mwangi", "phone"),
        Answered("-27 16:20", "phone", "offer",
                 "Paul wants her as a deputy within a year and does not want the team to know.",
                 "Paul liked how you sat down with the residents before you spoke to him.",
                 ("kind", "knows medication rounds"), ratings={"kindness": 5, "experience": 5}),
        Released("-27 16:50", "phone"),
        Acknowledged("-27 16:55"),
        Offered("-26 10:05", "13.40", ("28 days holiday", "paid training"), "-21 17:00",
                "-19 08:00", per="hour"),
        Accepted("-24 14:30"),
        Noted("-14 11:10", "call", "First week went well. She asked for a locker, Paul has seen "
              "to it."),
    )),
    Story("ibrahim", "carer", (
        Submitted("-34 14:50", source="referral"),
        Booked("-31 13:35", "-25 14:00", ("mwangi", "tyler"), "onsite", 60, "Interview and visit",
               "Willowbrook Court, Burton Road, Derby"),
        Held("-25 15:10"),
        Asked("-25 15:15", "mwangi"),
        Answered("-23 10:40", "email", "offer",
                 "Paul: quiet at first, then very good. Joanne asks us to watch his references, "
                 "one of his homes was closed by the regulator.",
                 "Paul and Joanne were taken by how you spoke about night shifts and families.",
                 ("honest about hard shifts",), ("speak up sooner",), {"kindness": 5}),
        Released("-23 11:30", "text"),
        Acknowledged("-23 13:15"),
        Offered("-21 09:45", "13.10", ("28 days holiday", "paid training"), "-15 17:00",
                "+8 08:00", per="hour"),
        Accepted("-18 16:20"),
    )),
    Story("lukas", "quality", (
        Submitted("-40 10:30", source="LinkedIn"),
        Moved("-38 14:15", "shortlisted"),
        Booked("-35 11:40", "-29 09:30", ("sugden",), "onsite", 75, "Interview and gauge exercise",
               "Calder Precision, Parkway Avenue, Sheffield"),
        Held("-29 11:00"),
        Asked("-29 11:05", "sugden"),
        Answered("-27 13:25", "call", "offer",
                 "Helen has waited two years for a lead auditor. She will not go above 45.",
                 "Helen enjoyed arguing about gauge studies with you and has no reservations.",
                 ("lead auditor", "argues well"), ratings={"expertise": 5}),
        Released("-27 14:00"),
        Acknowledged("-26 09:10"),
        Offered("-25 15:15", "45000", ("25 days holiday", "5% pension", "relocation"),
                "-18 17:00", "+60 08:00"),
        Accepted("-20 10:20"),
    )),
    Story("leanne", "revenues", (
        Submitted("-45 13:05", source="walk-in"),
        Booked("-42 10:45", "-37 11:00", ("forsyth", "parry"), "video", 45, "Interview"),
        Held("-37 11:55"),
        Asked("-37 12:00", "forsyth"),
        Answered("-35 15:50", "email", "offer",
                 "Alan: highest score of six. Owain had to be persuaded over the fixed term, he "
                 "thinks she will leave early.",
                 "You scored highest of the panel's candidates, above all on plain English.",
                 ("plain English", "knows recovery"), ratings={"person_specification": 5}),
        Released("-35 16:30", "phone"),
        Acknowledged("-34 09:25"),
        Offered("-33 12:30", "25600", ("26 days holiday", "council pension"), "-28 17:00",
                "-12 09:00"),
        Accepted("-30 10:15"),
    )),
    Story("marta", "designer", (
        Submitted("-22 12:50", source="referral"),
        Moved("-20 15:45", "shortlisted"),
        Booked("-17 10:40", "-11 14:30", ("brennan", "kavanagh"), "onsite", 75, "Portfolio talk",
               "Kestrel Software, 41 Dawson Street, Dublin"),
        Held("-11 16:00"),
        Volunteered("-11 16:25", "call", "offer",
                    "Orla rang from the corridor: she wants her before anybody else does, and "
                    "can find 78 if Peter does not hear of it first.",
                    "Orla would like to go on with you. Nobody has shown them research from a "
                    "ward like that before.",
                    ("research on the ward", "mentoring"), ratings={"craft": 5}, who="brennan"),
        Released("-10 09:30", "phone"),
        Acknowledged("-10 09:35"),
        Offered("-6 13:20", "76000", ("25 days holiday", "pension"), "+3 17:00", "+50 09:00",
                currency="EUR", terms="Four days in the office at first."),
    )),
)  # fmt: skip

REJECTED = (
    Story("jack", "cnc", (
        Submitted("-26 11:35"),
        Booked("-23 14:10", "-17 09:30", ("oldroyd",), "onsite", 240, "Paid trial",
               "Calder Precision, Parkway Avenue, Sheffield"),
        Held("-17 13:45"),
        Asked("-17 13:50", "oldroyd", "phone"),
        Chased("-14 12:20", "phone", "left_message"),
        Answered("-12 16:45", "email", "reject",
                 "Stephen: scrapped two first-offs and did not say so until asked. Good hands "
                 "otherwise; might do in the other cell in a year.",
                 "Stephen saw that you set up quickly and cleanly. For five-axis work he needs "
                 "somebody who measures first-offs before going on.",
                 ("quick, clean set-up",), ("measure first-offs", "speak up early"),
                 {"accuracy": 2, "pace": 4}, "Not ready for five-axis work."),
        Rejected("-11 10:10", "experience", "Five-axis is a step too far for now."),
        Released("-11 11:15", "phone"),
        Acknowledged("-11 11:20"),
        Noted("-11 11:30", "call", "Took it well. Would do an evening course in metrology: send "
              "him the college's dates.", shared=True),
    )),
    Story("sarahjane", "housing", (
        Submitted("-28 15:25"),
        Booked("-25 10:50", "-19 11:00", ("holroyd", "sheikh"), "onsite", 60, "Panel interview",
               "Brightwater Homes, Ordsall Lane, Salford"),
        Held("-19 12:10"),
        Asked("-19 12:15", "sheikh"),
        Answered("-17 15:00", "meeting", "reject",
                 "Imran: the tenant on the panel felt talked down to. Tracey would not see her "
                 "again this year.",
                 "The panel liked your lettings experience. They were looking for more on "
                 "listening to tenants, and for examples beyond letting.",
                 ("lettings experience",), ("examples of listening to tenants",),
                 {"tenants_first": 2}, "Another candidate came closer."),
        Rejected("-16 09:50", "culture_fit"),
        Released("-16 10:40", "phone"),
        Acknowledged("-16 10:45"),
    )),
    Story("ducanh", "backend", (
        Submitted("-24 15:10"),
        Booked("-21 13:25", "-15 10:00", ("chen",), "video", 60, "Technical interview"),
        Held("-15 11:10"),
        Asked("-15 11:15", "chen"),
        Answered("-13 17:10", "form", "reject",
                 "Marcus: would be our weakest reviewer. He confused isolation levels twice and "
                 "did not notice.",
                 "Marcus saw sound Python. He was looking for more depth in databases.",
                 ("sound Python", "tests first"), ("databases",),
                 {"python": 4, "databases": 2}, "Depth in databases."),
        Amended("-12 10:35", "Marcus named what to read, and asked us to pass it on.",
                "Marcus saw sound Python and tests first. He was looking for more depth in "
                "databases: transactions and isolation above all.",
                ("transactions and isolation", "reading query plans")),
        Rejected("-12 10:45", "skills"),
        Released("-12 11:20"),
        Acknowledged("-9 14:05"),
    )),
    Story("george", "depot", (
        Submitted("-28 10:40"),
        Booked("-24 11:30", "-14 10:00", ("lockwood",), "video", 45, "First interview"),
        Held("-14 10:55"),
        Asked("-14 11:00", "lockwood", "phone"),
        Answered("-2 09:40", "phone", "reject",
                 "Martin: likeable, but he has never had a hub through peak, and he blamed his "
                 "last depot for it. Not to be told before Noor has signed.",
                 "Martin liked your budget work. He needs somebody who has led a hub through "
                 "peak season.",
                 ("budgets",), ("experience of peak",), {"operations": 3}),
    )),
    Story("mohammed", "grid", (
        Submitted("-27 13:30"),
        Booked("-23 09:55", "-9 10:00", ("drummond",), "video", 60, "First interview"),
        Held("-9 11:15"),
        Asked("-9 11:20", "drummond"),
        Answered("-6 16:50", "call", "hold",
                 "Fiona keeps him warm in case Callum says no. He lacks the outage planning and "
                 "she would pay 45 at most.",
                 None, ("programme", "good with contractors"), ("outage planning",),
                 {"delivery": 4, "planning": 3}),
    )),
    Story("rebecca", "compliance", (
        Submitted("-29 11:05"),
        Booked("-25 15:55", "-18 14:00", ("berg", "achebe"), "video", 45, "First interview"),
        Held("-18 14:55"),
        Asked("-18 15:00", "achebe"),
        Answered("-16 12:40", "email", "hold",
                 "Rosalind, in confidence: the role may be merged with another this quarter. "
                 "Rebecca is their first choice if it is not.",
                 "They enjoyed meeting you. A decision about the role itself is taking longer "
                 "than they had hoped, and they will come back to you.",
                 ("writes well",), ratings={"writing": 5}),
        Released("-15 10:20"),
        VacancyBecame("-10 11:50", "on_hold", 1),
    )),
    Story("shanice", "carer", (
        Submitted("-23 12:35", source="referral"),
        Booked("-20 14:05", "-13 14:00", ("mwangi",), "onsite", 60, "Interview and visit",
               "Willowbrook Court, Burton Road, Derby"),
        Held("-13 15:15"),
        Asked("-13 15:20", "mwangi", "phone"),
        Answered("-11 13:10", "phone", "advance",
                 "Paul wants Joanne to meet her, and can add fifty pence an hour.",
                 "Paul would like you to meet Joanne. He liked your calm.",
                 ("calm",), ("more on medication",), {"kindness": 5, "experience": 3}),
        Released("-11 13:45", "phone"),
        Withdrawn("-9 10:30", "accepted_other_offer", "Has accepted a post nearer home, and asked "
                  "us to thank Paul."),
    )),
)  # fmt: skip

ANSWERED = PLACED + REJECTED
