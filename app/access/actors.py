"""Who is asking, as everything below the routes sees it."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone (or something) acting in one agency.

    `type` is `user`, `api_key`, `import` or `system`, or `visitor` for whoever came to the public
    vacancy page. A key acting for a recruiter (`On-Behalf-Of`) is a `user` with `api_key_id` set:
    the event holds both.
    """

    agency_id: UUID
    type: str
    id: UUID | None = None
    api_key_id: UUID | None = None
    role: str | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    country: str = ""
    """The agency's, as of signing in or a few seconds ago: places are looked for there first."""

    @property
    def principal(self) -> UUID | None:
        """Whose credentials these are: one key or one user, for idempotency keys."""
        return self.api_key_id or self.id
