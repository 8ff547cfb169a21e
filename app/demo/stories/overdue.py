"""Employers who owe an answer: overdue by one to six business days, chased and not yet."""

from app.demo.feedback_steps import Acknowledged, Answered, Asked, Chased, Released, Replied
from app.demo.steps import Booked, Held, Moved, Noted, Story, Submitted

OVERDUE = (
    Story("fatima", "service", (
        Submitted("-15 10:20", source="referral"),
        Moved("-13 15:10", "shortlisted", "Georgina wants to meet her and one other."),
        Booked("-12 11:05", "-8 11:00", ("ashby", "morley"), "onsite", 60, "First interview",
               "Harbour & Lane, 14 Redcliffe Way, Bristol",
               ("How is the team measured on a bad day?", "What became of the last team leader?")),
        Noted("-9 16:20", "call", "Talked her through the format: half an hour listening in on "
              "calls, then half an hour with Georgina and Kate."),
        Held("-8 12:20"),
        Asked("-8 12:30", "ashby", questions=("Would you see her for a store later on?",)),
        Chased("-5 10:10", "phone", "left_message", "Asked her to ring back before ten."),
        Chased("-4 11:30", "email", "sent", "Fatima asked again today. Two lines would do."),
        Chased("-2 15:05", "phone", "no_answer"),
    )),
    Story("joseluis", "planner", (
        Submitted("-20 14:15"),
        Moved("-18 10:30", "shortlisted"),
        Booked("-14 09:40", "-7 10:00", ("lockwood",), "video", 45, "First interview"),
        Held("-7 11:00"),
        Asked("-7 11:10", "lockwood", "phone"),
        Chased("-4 09:50", "phone", "no_answer"),
        Chased("-3 11:00", "phone", "promised", "Will speak to the depot and come back to us.",
               promised="-2 12:00"),
        Chased("-1 10:20", "phone", "left_message", "Reminded him of his promise."),
    )),
    Story("ngozi", "home", (
        Submitted("-19 10:40", source="returning candidate"),
        Moved("-17 12:15", "shortlisted", "Joanne knew her from a regional meeting."),
        Booked("-14 15:30", "-7 13:00", ("tyler",), "onsite", 90, "Tour of the home and interview",
               "Willowbrook House, Mansfield Road, Nottingham",
               ("When was the last inspection, and what did it ask for?",
                "How many nights are covered by agency staff?")),
        Held("-7 14:45"),
        Asked("-7 14:55", "tyler"),
        Chased("-4 09:40", "phone", "left_message"),
        Chased("-2 14:10", "email", "sent", "Ngozi has another interview next week."),
    )),
    Story("meiling", "payments", (
        Submitted("-22 11:30"),
        Booked("-19 10:10", "-6 15:00", ("berg",), "video", 45, "First interview"),
        Held("-6 15:55"),
        Asked("-6 16:00", "berg"),
        Chased("-2 10:05", "phone", "promised", "In a planning week; has her notes ready.",
               promised="+1 12:00"),
    )),
    Story("samuel", "housing", (
        Submitted("-18 13:20"),
        Moved("-15 09:30", "shortlisted"),
        Booked("-13 14:00", "-6 10:30", ("holroyd", "sheikh"), "onsite", 60, "Panel interview",
               "Brightwater Homes, Ordsall Lane, Salford"),
        Held("-6 11:45"),
        Asked("-6 11:55", "holroyd", "text"),
        Chased("-3 12:30", "text", "sent", "Hello Tracey, how did you find Samuel?"),
        Chased("-1 15:40", "phone", "left_message"),
    )),
    Story("zofia", "quality", (
        Submitted("-17 10:15"),
        Booked("-13 11:20", "-5 09:30", ("sugden", "oldroyd"), "onsite", 75,
               "Interview and gauge exercise", "Calder Precision, Parkway Avenue, Sheffield"),
        Held("-5 11:00"),
        Asked("-5 11:05", "sugden", questions=("How did she do in the exercise?",)),
        Chased("-1 11:45", "phone", "reached", "Has the scores and will type them up."),
    )),
    Story("callum", "grid", (
        Submitted("-21 14:40", source="LinkedIn"),
        Moved("-19 11:10", "shortlisted", "Fiona likes that he has planned outages himself."),
        Booked("-16 16:05", "-4 14:00", ("drummond", "buchan"), "video", 60, "First interview"),
        Held("-4 15:20"),
        Asked("-4 15:25", "drummond"),
        Replied("-1 16:50", "Sorry for the wait. Callum knows his outages, and Iain would take "
                "him tomorrow. I want to see him once more with the network operator present: "
                "next week?"),
    )),
    Story("chloe", "store", (
        Submitted("-29 12:30", source="referral"),
        Booked("-27 10:00", "-22 10:00", ("morley",), "phone", 30, "Telephone interview"),
        Held("-22 10:45"),
        Asked("-22 10:50", "morley", "phone"),
        Answered("-21 15:30", "phone", "advance",
                 "Kate thinks she may be too polished for the Bath team, but wants Georgina "
                 "and Dele to judge. They have a second candidate they like as much.",
                 "Kate enjoyed hearing how you opened three shops. Next you meet Georgina and "
                 "Dele: bring figures for one of them.",
                 ("opened three shops", "knows her margins"), ("bring figures",),
                 {"experience": 5, "communication": 4}),
        Released("-21 16:10", "phone"),
        Acknowledged("-20 09:20"),
        Booked("-17 14:30", "-5 13:30", ("ashby", "fashola"), "onsite", 60, "Second interview",
               "Harbour & Lane, 3 Milsom Street, Bath"),
        Held("-5 14:45"),
        Asked("-5 14:50", "ashby"),
        Asked("-5 14:52", "fashola"),
        Answered("-3 16:05", "email", "hold",
                 "Dele would appoint her tomorrow. He says Georgina worries she will leave for a "
                 "bigger shop within the year.",
                 "Dele was impressed by your plan for the first month. Georgina still has to "
                 "give her view.",
                 ("a plan for the first month",), ratings={"commercial_sense": 5},
                 who="fashola"),
        Chased("-1 09:15", "phone", "no_answer", who="ashby"),
    )),
)  # fmt: skip
