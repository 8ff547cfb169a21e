"""What the demo's recruiters wrote down about candidates and employers as such."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Jotting:
    """On a candidate or, when `employer` is said, on an employer."""

    at: str
    by: str
    about: str
    kind: str
    body: str
    employer: bool = False
    shared: bool = False


JOTTINGS = (
    Jotting("-42 09:30", "recruiter", "noor", "meeting",
            "Met at our Leeds office. Wants her own hub within two years; would not move further "
            "than York."),
    Jotting("-36 16:10", "recruiter", "chloe", "call",
            "Leaving because the chain is closing shops. Sundays are possible, not every week."),
    Jotting("-27 13:15", "admin", "darcy", "email",
            "Sent the list of firms we may put him forward to; he struck out two."),
    Jotting("-26 10:40", "admin", "callum", "note",
            "Keep his search quiet: his manager knows people at Lothian Grid."),
    Jotting("-23 15:20", "admin", "tessera", "meeting",
            "Quarterly review. Two of our three hires stayed past a year. They want feedback "
            "collected by form from now on.", employer=True),
    Jotting("-21 11:05", "recruiter", "ngozi", "call",
            "Prefers to hear by phone after six, when her shift ends."),
    Jotting("-20 14:40", "recruiter", "oluwaseun", "note",
            "Only remote: his son has just started school."),
    Jotting("-17 16:45", "recruiter", "harbour", "call",
            "Georgina takes over Wales as well, so answers will take longer for a while.",
            employer=True),
    Jotting("-14 09:50", "recruiter", "tomasz", "email",
            "Your trial will be half a day and is paid. I will send the address once Stephen has "
            "confirmed the date.", shared=True),
    Jotting("-12 10:20", "recruiter", "willowbrook", "email",
            "New rule: the DBS check must be under way before the interview.", employer=True),
    Jotting("-9 15:10", "recruiter", "yasmin", "meeting",
            "Strong on coaching. We agreed to leave out the energy supplier she left last year."),
    Jotting("-6 11:20", "admin", "marta", "call",
            "Has a second offer in Malmö, which she would rather not take."),
    Jotting("-4 09:25", "recruiter", "rhys", "note",
            "The council's person specification is attached to the invitation. Prepare one "
            "example for each heading.", shared=True),
    Jotting("-2 16:05", "recruiter", "calder", "note",
            "Helen Sugden is on leave for the last week of the month; Stephen stands in.",
            employer=True),
    Jotting("-1 16:20", "recruiter", "alexander", "call",
            "First call. Looks for a smaller firm where he can see what his work does."),
)  # fmt: skip
