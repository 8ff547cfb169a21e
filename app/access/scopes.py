"""What may be done, as scopes; and which of them each role carries."""

from app.access.models import Role

NOUNS = (
    "candidates",
    "employers",
    "vacancies",
    "applications",
    "interviews",
    "feedback",
    "reports",
)

SCOPES: dict[str, str] = {
    **{f"{noun}:read": f"Read {noun}" for noun in NOUNS},
    **{f"{noun}:write": f"Create and change {noun}" for noun in NOUNS},
    "events:read": "Read the change feed",
    "webhooks:manage": "Manage webhooks",
    "agency:manage": "Manage the agency, its users and its API keys",
}

READING = frozenset(scope for scope in SCOPES if scope.endswith(":read"))
DAILY_WORK = READING | frozenset(scope for scope in SCOPES if scope.endswith(":write"))

ROLE_SCOPES: dict[str, frozenset[str]] = {
    Role.viewer: READING,
    Role.recruiter: DAILY_WORK,
    Role.admin: frozenset(SCOPES),
}
