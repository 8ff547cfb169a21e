"""Users, and the two kinds of credentials: access tokens and API keys. Secrets only as digests."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to
from app.errors import Conflict, Forbidden, Invalid, TooManyRequests, Unauthenticated


class Role(StrEnum):
    """`admin` may do everything, `recruiter` all the daily work, `viewer` only reads."""

    admin = "admin"
    recruiter = "recruiter"
    viewer = "viewer"


class User(Owned, Base):
    """Someone of the agency who signs in; without a password as long as they are only invited."""

    __tablename__ = "users"

    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        CheckConstraint("role IN ('admin', 'recruiter', 'viewer')", name="role"),
        Index("uq_users_agency_id_email", "agency_id", text("lower(email)"), unique=True),
        Index("ix_users_email", text("lower(email)")),
    )


class AccessToken(Owned, Base):
    """A sign-in. Only the SHA-256 of the token is kept."""

    __tablename__ = "access_tokens"
    recorded = False

    user_id: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("users", "user_id"),
        Index("uq_access_tokens_digest", "digest", unique=True),
        Index("ix_access_tokens_user_id", "agency_id", "user_id"),
    )


class PasswordLinkKind(StrEnum):
    """Why somebody is sent a link to choose a password."""

    invitation = "invitation"
    reset = "reset"


class PasswordLink(Owned, Base):
    """A link to choose a password, once. Only the SHA-256 of its token is kept, and the token is
    made when the message that carries it is handed over."""

    __tablename__ = "password_links"
    recorded = False

    kind: Mapped[str]
    user_id: Mapped[UUID]
    email: Mapped[str]
    """Where it was sent. It opens nothing once the user has another address."""
    message_id: Mapped[UUID]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("users", "user_id"),
        belongs_to("messages", "message_id"),
        CheckConstraint("kind IN ('invitation', 'reset')", name="kind"),
        Index("uq_password_links_digest", "agency_id", "digest", unique=True),
        Index("ix_password_links_user_id", "agency_id", "user_id"),
        Index("ix_password_links_message_id", "agency_id", "message_id"),
    )


class ApiKey(Owned, Base):
    """An integration's credential. Only its SHA-256 is kept; `hint` is its first characters. A key
    that was made with another key is revoked with it."""

    __tablename__ = "api_keys"

    name: Mapped[str]
    hint: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_by_id: Mapped[UUID | None]
    """The user who made it, or whom the key acted for that made it."""
    created_by_key_id: Mapped[UUID | None]

    __table_args__ = (
        belongs_to("users", "created_by_id"),
        belongs_to("api_keys", "created_by_key_id"),
        Index("uq_api_keys_digest", "digest", unique=True),
    )


class SignInAttempt(Base):
    """Failed sign-ins to one account, from one network or over all: `digest` is half of the account
    and half of the network. An attempt counts as failed until it turns out to be right."""

    __tablename__ = "sign_in_attempts"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[datetime]


class FamiliarNetwork(Base):
    """A network from which a user has signed in: guesses from elsewhere do not keep them out."""

    __tablename__ = "familiar_networks"
    recorded = False

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    network_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    last_signed_in_at: Mapped[datetime]

    __table_args__ = (belongs_to("users", "user_id"),)


class IdempotencyKey(Base):
    """One `POST` that named an `Idempotency-Key`, and the answer it got, encrypted, for 24 hours.

    Claimed in the request's own transaction: it exists exactly when the work was done.
    """

    __tablename__ = "idempotency_keys"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_idempotency_keys_created_at", "agency_id", "created_at"),)


class EmailTaken(Conflict):
    """Another user of the agency has this e-mail address."""

    code, title = "user-email-taken", "That e-mail address is in use"
    constraint = "uq_users_agency_id_email"


class WrongPassword(Unauthenticated):
    """The email address or the password is wrong, or the user is no longer active. If several
    agencies have your email address, send yours as `client_id`."""

    code, title = "wrong-password", "Sign-in failed"


class SignInSlowedDown(TooManyRequests):
    """Too many failed sign-ins. Each further failure doubles the wait, up to fifteen minutes."""

    code, title = "sign-in-slowed-down", "Too many failed sign-ins"


class SignInsBusy(TooManyRequests):
    """More people are signing in than can be checked at once. The password was not checked and
    nothing was counted: try again when `Retry-After` says."""

    code, title = "sign-ins-busy", "Too many people are signing in at once"


class MissingScope(Forbidden):
    """The credentials are valid but lack the scope this operation needs; `scope` names it."""

    code, title = "missing-scope", "The credentials lack a scope"


class PeopleOnly(Forbidden):
    """An API key cannot add, invite or change people, nor choose a password, whatever its scopes
    and whomever it acts for. Someone has to sign in for that."""

    code, title = "people-only", "An API key cannot do this"


class BeyondYourRights(Forbidden):
    """That role or that key may do more than you. Only someone who holds all of its scopes may
    give, change or revoke it; `missing_scopes` names those that you lack."""

    code, title = "beyond-your-rights", "That is more than you may do yourself"


class HasPassword(Conflict):
    """They have chosen their password already. If they forgot it, they can ask for a new one where
    they sign in."""

    code, title = "user-has-password", "They have a password already"


class LastAdmin(Conflict):
    """The agency would be left without an active admin."""

    code, title = "last-admin", "The last admin cannot go"


class AnswerUnreadable(Conflict):
    """A request with this `Idempotency-Key` was carried out within the last 24 hours, and its
    answer can no longer be read because the server's secret key was replaced. Nothing was done
    twice: look for what the first request made."""

    code, title = "idempotency-answer-unreadable", "That request was carried out already"


class KeyReused(Invalid):
    """The same `Idempotency-Key` came with another request within 24 hours. Use a new key."""

    code, title = "idempotency-key-reused", "That Idempotency-Key was used for something else"
