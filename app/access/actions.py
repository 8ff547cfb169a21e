"""Signing out; making and changing users and API keys."""

from uuid import UUID

from sqlalchemy import select, update

from app import clock
from app.access import queries
from app.access.models import AccessToken, ApiKey, LastAdmin, PasswordLink, Role, User
from app.access.rights import expect_person, expect_rights_of
from app.access.schemas import ApiKeyIn, UserChange, UserIn
from app.access.scopes import ROLE_SCOPES
from app.access.secrets import KEY_PREFIX, digest, new_token
from app.agencies.models import Agency
from app.changes import refuse_nulls
from app.database import Db
from app.errors import Invalid, Unauthenticated
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


def create_user(db: Db, new: UserIn, password_hash: str | None) -> User:
    """Raises `BeyondYourRights`, or `PeopleOnly`."""
    expect_person(db.actor)
    expect_rights_of(db.actor, ROLE_SCOPES[new.role])
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
    """Raises `LastAdmin` when nobody could manage the agency afterwards, `BeyondYourRights`, or
    `PeopleOnly`.

    Another email address or a deactivation ends every sign-in of the user, and their links to
    choose a password.
    """
    refuse_nulls(change)
    values = change.model_dump(exclude_unset=True)
    expect_person(db.actor)
    for role in {user.role, values.get("role", user.role)}:
        expect_rights_of(db.actor, ROLE_SCOPES[role])
    stays_admin = values.get("role", user.role) == Role.admin and values.get("active", True)
    if user.role == Role.admin and not stays_admin:
        # One at a time counts those who stay, or two could send each other away.
        await db.execute(
            select(Agency.id).where(Agency.id == db.agency_id).with_for_update(key_share=True)
        )
        if not await queries.other_admins(db, user):
            raise LastAdmin
    moved = values.get("email", user.email) != user.email
    for name, value in values.items():
        setattr(user, name, value)
    if moved or values.get("active") is False:
        await end_sign_ins(db, user)
    db.credentials_changed = True
    if fields := sorted(change.model_fields_set):
        record(db, kinds.UserUpdated(fields=fields), user.id)


async def set_password(db: Db, user: User, password_hash: str, *, stays: str | None = None) -> None:
    """Every other sign-in of the user ends, but for the one whose token `stays`."""
    user.password_hash = password_hash
    await end_sign_ins(db, user, stays=stays)
    db.credentials_changed = True
    record(db, kinds.UserPasswordChanged(), user.id)


async def end_sign_ins(db: Db, user: User, *, stays: str | None = None) -> None:
    """And their links to choose a password."""
    now = clock.now()
    await db.execute(
        update(AccessToken)
        .where(
            AccessToken.agency_id == db.agency_id,
            AccessToken.user_id == user.id,
            AccessToken.revoked_at.is_(None),
            AccessToken.digest != (digest(stays) if stays else b""),
        )
        .values(revoked_at=now)
    )
    await db.execute(
        update(PasswordLink)
        .where(
            PasswordLink.agency_id == db.agency_id,
            PasswordLink.user_id == user.id,
            PasswordLink.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


async def create_api_key(db: Db, new: ApiKeyIn) -> tuple[UUID, str]:
    """The key's id and its secret, which nothing keeps. Raises `Invalid` for a scope beyond the
    maker's own, or a life beyond that of the key it is made with."""
    for at, scope in enumerate(new.scopes):
        if scope not in db.actor.scopes:
            raise Invalid.at(f"/scopes/{at}", "is more than you may do yourself")
    if new.expires_at is not None and new.expires_at <= clock.now():
        raise Invalid.at("/expires_at", "must be in the future")
    maker = None
    if db.actor.api_key_id is not None:
        # Held, so that it is not revoked while what it makes is not there to be revoked with it.
        maker = await db.hold(ApiKey, db.actor.api_key_id)
        if maker.revoked_at is not None:
            raise Unauthenticated
        ends = maker.expires_at
        if ends is not None and (new.expires_at is None or new.expires_at > ends):
            raise Invalid.at("/expires_at", "must not be later than that of the key in use")
    secret = new_token(KEY_PREFIX)
    key = ApiKey(
        agency_id=db.agency_id,
        name=new.name,
        hint=secret[:8],
        digest=digest(secret),
        scopes=new.scopes,
        expires_at=new.expires_at,
        created_by_id=db.actor.id if db.actor.type == "user" else None,
        created_by_key_id=maker.id if maker else None,
    )
    db.add(key)
    record(db, kinds.ApiKeyCreated(), key.id)
    return key.id, secret


async def revoke_api_key(db: Db, key: ApiKey) -> None:
    """And those that were made with it. Revoking twice is once. Raises `BeyondYourRights`."""
    if key.id != db.actor.api_key_id:
        expect_rights_of(db.actor, frozenset(key.scopes))
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        db.credentials_changed = True
        record(db, kinds.ApiKeyRevoked(), key.id)
    made_with_it = await db.scalars(
        select(ApiKey)
        .where(
            ApiKey.agency_id == db.agency_id,
            ApiKey.created_by_key_id == key.id,
            ApiKey.revoked_at.is_(None),
        )
        .order_by(ApiKey.id)
        .with_for_update(key_share=True)
    )
    for one in made_with_it.all():
        await revoke_api_key(db, one)
