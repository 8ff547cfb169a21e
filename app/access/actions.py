"""Signing out; making and changing users and API keys."""

from uuid import UUID

from sqlalchemy import update

from app import clock
from app.access import queries
from app.access.models import AccessToken, ApiKey, LastAdmin, Role, User
from app.access.schemas import ApiKeyIn, UserChange, UserIn
from app.access.secrets import KEY_PREFIX, digest, hash_password, new_token
from app.changes import refuse_nulls
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record


async def sign_out(db: Db, bearer: str) -> None:
    """The token stops working, here at once and elsewhere within seconds."""
    await db.execute(
        update(AccessToken)
        .where(AccessToken.agency_id == db.agency_id, AccessToken.digest == digest(bearer))
        .values(revoked_at=clock.now())
    )
    db.credentials_changed = True


async def create_user(db: Db, new: UserIn) -> User:
    return add_user(db, new, await hash_password(new.password.get_secret_value()))


def add_user(db: Db, new: UserIn, password_hash: str) -> User:
    """As `create_user`, for several with one password."""
    user = User(
        agency_id=db.agency_id,
        email=new.email,
        name=new.name,
        role=new.role,
        password_hash=password_hash,
    )
    db.add(user)
    record(db, kinds.UserCreated(role=new.role), user.id)
    return user


async def change_user(db: Db, user: User, change: UserChange) -> None:
    """Raises `LastAdmin` when nobody could manage the agency afterwards.

    A new password or a deactivation ends every sign-in of the user.
    """
    refuse_nulls(change)
    values = change.model_dump(exclude_unset=True)
    password = values.pop("password", None)
    stays_admin = values.get("role", user.role) == Role.admin and values.get("active", True)
    if user.role == Role.admin and not stays_admin and not await queries.other_admins(db, user):
        raise LastAdmin
    for name, value in values.items():
        setattr(user, name, value)
    if password is not None:
        user.password_hash = await hash_password(password.get_secret_value())
    if password is not None or values.get("active") is False:
        await db.execute(
            update(AccessToken)
            .where(AccessToken.agency_id == db.agency_id, AccessToken.user_id == user.id)
            .values(revoked_at=clock.now())
        )
    db.credentials_changed = True
    if fields := sorted(change.model_fields_set):
        record(db, kinds.UserUpdated(fields=fields), user.id)


async def create_api_key(db: Db, new: ApiKeyIn) -> tuple[UUID, str]:
    """The key's id and its secret, which nothing keeps. Raises `Invalid` for a scope beyond
    the maker's own."""
    for at, scope in enumerate(new.scopes):
        if scope not in db.actor.scopes:
            raise Invalid.at(f"/scopes/{at}", "is more than you may do yourself")
    if new.expires_at is not None and new.expires_at <= clock.now():
        raise Invalid.at("/expires_at", "must be in the future")
    secret = new_token(KEY_PREFIX)
    key = ApiKey(
        agency_id=db.agency_id,
        name=new.name,
        hint=secret[:8],
        digest=digest(secret),
        scopes=new.scopes,
        expires_at=new.expires_at,
    )
    db.add(key)
    record(db, kinds.ApiKeyCreated(), key.id)
    return key.id, secret


async def revoke_api_key(db: Db, key: ApiKey) -> None:
    """Revoking twice is once."""
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        db.credentials_changed = True
        record(db, kinds.ApiKeyRevoked(), key.id)
