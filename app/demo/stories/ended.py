"""Employers who will not say, requests given up, and applications that ended before an answer."""

from app.demo.after_steps import Ticked
from app.demo.feedback_steps import Asked, Chased, GivenUp, Refused
from app.demo.offer_steps import Declined, Offered, TakenBack
from app.demo.steps import (
    Booked,
    CalledOff,
    Held,
    Missed,
    Moved,
    Noted,
    Rejected,
    Story,
    Submitted,
    Withdrawn,
)

ENDED = (
    Story("darcy", "compliance", (
        Submitted("-25 14:20", source="LinkedIn"),
        Booked("-22 10:15", "-16 11:00", ("berg",), "video", 45, "First interview"),
        Held("-16 11:55"),
        Asked("-16 12:00", "berg"),
        Chased("-12 14:50", "phone", "reached", "Has to ask their legal team."),
        Refused("-10 12:25", "Their legal team lets nobody comment on a candidate while the role "
                "is under review."),
        Rejected("-9 15:05", "no_reason_given"),
    )),
    Story("leanne", "housing", (
        Submitted("-33 15:20"),
        Booked("-32 11:10", "-31 10:00", ("sheikh",), "phone", 30, "Telephone interview"),
        Held("-31 10:40"),
        Asked("-31 10:45", "sheikh", "phone"),
        Withdrawn("-30 10:30", "accepted_other_offer", "Placed with Severn Vale."),
        Refused("-29 14:15", "He spoke to nine people in two days and took no notes."),
    )),
    Story("jack", "quality", (
        Submitted("-20 13:55"),
        Booked("-18 11:35", "-10 14:00", ("sugden",), "phone", 30, "Telephone interview"),
        Held("-10 14:35"),
        Asked("-10 14:40", "sugden"),
        Refused("-7 12:05", "They give no feedback on first telephone interviews."),
        Rejected("-7 12:15", "qualifications", "Looking for a degree or an auditor's certificate."),
    )),
    Story("george", "planner", (
        Submitted("-26 15:45"),
        Booked("-21 12:05", "-16 15:30", ("patel",), "phone", 30, "Telephone interview"),
        Held("-16 16:05"),
        Asked("-16 16:10", "patel"),
        Chased("-13 10:45", "phone", "no_answer"),
        Chased("-12 13:30", "email", "sent"),
        Chased("-10 16:15", "phone", "left_message"),
        GivenUp("-6 09:35", "Three attempts and no word. He knows, and prefers the depot role."),
        Rejected("-6 09:45", "employer_silent", by="agency"),
    )),
    Story("hannah", "service", (
        Submitted("-24 10:15"),
        Booked("-20 12:30", "-15 13:00", ("morley",), "phone", 30, "Telephone interview"),
        Held("-15 13:40"),
        Asked("-15 13:45", "morley", "phone"),
        Withdrawn("-11 15:35", "role_not_right", "Would rather run the Bath shop."),
        GivenUp("-11 15:40", "She withdrew in favour of the store; Kate need not answer."),
    )),
    Story("conor", "grid", (
        Submitted("-14 10:30", source="LinkedIn"),
        Moved("-11 13:50", "shortlisted"),
        Booked("-6 10:25", "+2 15:00", ("drummond", "buchan"), "video", 60, "First interview"),
        Withdrawn("-2 12:15", "counter_offer", "His firm has made him lead engineer."),
    )),
    Story("ewa", "home", (
        Submitted("-30 12:55"),
        Rejected("-28 09:25", "experience", "Joanne needs a registered manager from the start."),
    )),
    Story("ayodele", "payments", (
        Submitted("-18 14:05"),
        Booked("-15 16:25", "-12 09:30", ("berg",), "phone", 30, "Telephone interview"),
        CalledOff("-13 11:50", "employer", "Ilse was ill."),
        Booked("-11 10:55", "-9 09:30", ("berg",), "phone", 30, "Telephone interview"),
        Missed("-9 10:10", "candidate"),
        Noted("-9 10:40", "call", "No answer on either number. Ilse waited for twenty minutes."),
        Rejected("-7 16:40", "unresponsive", by="agency"),
    )),
)  # fmt: skip

OFFERS_THAT_CAME_TO_NOTHING = (
    Story("darcy", "payments", (
        Submitted("-37 11:20", source="LinkedIn"),
        Booked("-35 15:10", "-32 10:00", ("chen",), "video", 45, "First interview"),
        Held("-32 10:55"),
        Offered("-29 09:50", "43000", ("25 days holiday",), "-22 17:00", "+10 09:00"),
        Declined("-27 16:10", "salary", "Two thousand less than she has now."),
        Withdrawn("-27 16:30", "salary"),
    )),
    Story("ngozi", "carer", (
        Submitted("-33 10:25"),
        Booked("-31 14:05", "-27 11:00", ("mwangi",), "phone", 30, "Telephone interview"),
        Held("-27 11:40"),
        Offered("-24 15:30", "15.10", ("28 days holiday", "paid training"), "-17 17:00",
                "+5 08:00", per="hour"),
        Noted("-18 12:20", "call", "Would rather wait for the home. Has not said no to Paul yet."),
        Ticked("-18 12:25"),
    )),
    Story("meiling", "compliance", (
        Submitted("-28 13:15"),
        Booked("-25 10:40", "-20 15:00", ("achebe",), "video", 45, "First interview"),
        Held("-20 15:50"),
        Offered("-14 10:30", "61000", ("30 days holiday", "pension"), "-7 17:00", "+40 09:00"),
        TakenBack("-11 09:20", "The role may be merged with another; they are sorry."),
        Rejected("-11 09:30", "vacancy_closed"),
        Ticked("-10 09:40"),
    )),
)  # fmt: skip

JUST_SUBMITTED = (
    Story("kwabena", "depot", (Submitted("-6 14:50"), Moved("-3 10:40", "shortlisted"))),
    Story("rebecca", "payments", (
        Submitted("-3 11:50"),
        Booked("-3 13:40", "-1 16:00", ("berg",), "phone", 30, "Telephone interview"),
    )),
    Story("deepak", "planner", (Submitted("-1 11:20"),)),
    Story("yasmin", "store", (Submitted("-8 12:20"),)),
    Story("niamh", "success", (
        Submitted("-7 13:35"),
        Moved("-5 16:05", "shortlisted", "Peter wonders whether she would enjoy it; so do we."),
    )),
)  # fmt: skip
