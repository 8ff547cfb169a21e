"""What is in the data: how much of everything, and the variables of the SQL beside this."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.access.secrets import passwords
from app.agencies.schemas import Policy

AGENCY = "018f0000-0000-7000-8000-000000000001"
EMAIL, PASSWORD = "recruiter-1@bench.example", "debrief-bench"
BUSY = "long history"
"""The tag of the candidates with 80 events."""
EVENT_STEPS = 80
NEAR_TOWNS = ("Reading", "Leeds", "Bristol", "Manchester", "Oxford", "London")
"""Asked for vacancies within 40 km."""


@dataclass(frozen=True)
class Size:
    """How much of everything; all follows from the number of candidates."""

    name: str
    candidates: int

    @property
    def counts(self) -> dict[str, int]:
        employers = self.candidates // 100
        return {
            "candidates": self.candidates,
            "users": 40,
            "employers": employers,
            "contacts": employers * 3,
            "vacancies": employers * 4,
            "applications": self.candidates * 3 // 2,
            "interviews": self.candidates * 3,
            "notes": self.candidates // 5 * 8,
        }

    @property
    def events(self) -> int:
        """One candidate in five has 80, the others 5."""
        return self.candidates // 5 * 80 + self.candidates // 5 * 4 * 5


LARGE = Size("large", 200_000)
SMALL = Size("small", 2_000)

LISTS = {
    "given": [
        "Maria", "Ryan", "Aisha", "Tom", "Chloe", "Daniel", "Priya", "Marek", "Grace", "Yusuf",
        "Hannah", "Oliver", "Sofia", "Liam", "Zara", "Ben", "Amelia", "Kofi", "Ines", "George",
        "Nadia", "Peter", "Lucy", "Omar", "Freya", "Callum", "Mei", "Joao", "Ruth",
    ],
    "family": [
        "Gregg", "Walters", "Khan", "Novak", "Okafor", "Smith", "Patel", "Jones", "Brown",
        "Taylor", "Davies", "Evans", "Wilson", "Thomas", "Roberts", "Johnson", "Lewis", "Walker",
        "Robinson", "Wood", "Thompson", "White", "Watson", "Jackson", "Wright", "Green", "Harris",
        "Cooper", "King", "Lee", "Martin", "Clarke", "James", "Morgan", "Hughes", "Edwards",
        "Hill", "Moore", "Clark", "Harrison", "Scott",
    ],
    "towns": [
        "Reading|51.456|-0.971", "Oxford|51.752|-1.256", "Leeds|53.796|-1.548",
        "Bristol|51.455|-2.597", "Cardiff|51.48|-3.18", "Glasgow|55.865|-4.258",
        "Norwich|52.628|1.299", "Exeter|50.724|-3.528", "Newcastle|54.973|-1.614",
        "Derby|52.923|-1.477", "Hull|53.745|-0.335",
    ],
    "trades": ["Logistics", "Retail", "Care", "Engineering", "Catering", "Software", "Finance"],
    "titles": [
        "Depot Manager", "Store Manager", "Care Assistant", "Test Engineer", "Head Chef",
        "Data Analyst", "Payroll Clerk", "Fleet Planner", "Site Nurse", "Buyer", "Team Leader",
    ],
    "skills": [
        "forklift", "rota planning", "SQL", "first aid", "welding", "negotiation", "payroll",
        "CAD", "food safety", "Python", "budgeting", "coaching", "German",
    ],
}  # fmt: skip


def variables(size: Size) -> dict[str, str]:
    """By name, as they stand in the SQL."""
    finish = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    start = finish - timedelta(days=3 * 365)
    lists = {name: f"ARRAY{words_list}" for name, words_list in LISTS.items()}
    return {
        **{name: str(count) for name, count in size.counts.items()},
        **lists,
        "start": start.isoformat(),
        "start_ms": f"{start.timestamp() * 1000:.0f}",
        "finish": finish.isoformat(),
        "finish_ms": f"{finish.timestamp() * 1000:.0f}",
        "agency": AGENCY,
        "policy": json.dumps(Policy().model_dump(mode="json")),
        "password_hash": passwords.hash(PASSWORD),
        "busy": BUSY,
    }
