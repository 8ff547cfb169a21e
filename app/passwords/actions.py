"""Inviting colleagues, and choosing passwords."""

from datetime import timedelta

from sqlalchemy import select
from uuid_utils.compat import uuid7

from app import clock
from app.access.actions import set_password
from app.access.actors import Actor
from app.access.attempts import forget_account
from app.access.models import HasPassword, PasswordLink, PasswordLinkKind, User, WrongPassword
from app.access.rights import expect_person, expect_rights_of
from app.access.scopes import ROLE_SCOPES
from app.access.sign_in import Guesser, check, hashed, known_users, note_network
from app.database import Database, Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.messages.actions import About, Recipient, queue
from app.messages.composing import sender
from app.messages.models import AddressSuppressed, MessageKind
from app.messages.wording import worded
from app.passwords.queries import find_open, own_account, users_with_email
from app.passwords.refusals import PasswordLinkGone
from app.passwords.schemas import OwnPasswordIn
from app.passwords.tokens import address
from app.templates.models import TemplateName
from app.transaction import transaction

LASTS = {
    PasswordLinkKind.invitation: timedelta(days=7),
    PasswordLinkKind.reset: timedelta(hours=1),
}
KINDS = {
    PasswordLinkKind.invitation: (TemplateName.user_invitation, MessageKind.user_invitation),
    PasswordLinkKind.reset: (TemplateName.password_reset, MessageKind.password_reset),
}


async def invite(db: Db, user: User) -> None:
    """Send a link, in place of any before it. Raises `HasPassword`, `BeyondYourRights`,
    `PeopleOnly` or `AddressSuppressed`."""
    expect_person(db.actor)
    expect_rights_of(db.actor, ROLE_SCOPES[user.role])
    await db.flush()
    if user.password_hash is not None:
        raise HasPassword
    if not user.active:
        raise Invalid("The user is not active: activate them first.")
    for earlier in await db.scalars(
        select(PasswordLink).where(
            PasswordLink.agency_id == db.agency_id,
            PasswordLink.user_id == user.id,
            PasswordLink.revoked_at.is_(None),
        )
    ):
        earlier.revoked_at = clock.now()
    inviter = await db.get(User, (db.agency_id, db.actor.id)) if db.actor.type == "user" else None
    await send_link(db, PasswordLinkKind.invitation, user, inviter)
    record(db, kinds.UserInvited(), user.id)


async def send_link(
    db: Db, kind: PasswordLinkKind, user: User, inviter: User | None = None
) -> None:
    """Raises `AddressSuppressed`. An answer goes to who invites: in what is quoted there, the link
    still opens."""
    link_id = uuid7()
    template, message_kind = KINDS[kind]
    wording = await worded(
        db,
        template,
        inviter.name if inviter else None,
        name=user.name.split()[0],
        page_link=address(link_id),
    )
    message = await queue(
        db,
        message_kind,
        [Recipient(user.name, user.email, user_id=user.id)],
        About(),
        wording=wording,
        reply_to=inviter.email if inviter else sender(),
    )
    link = PasswordLink(
        agency_id=db.agency_id,
        id=link_id,
        kind=kind,
        user_id=user.id,
        email=user.email.lower(),
        message_id=message.id,
        expires_at=clock.now() + LASTS[kind],
    )
    db.add(link)


async def send_reset(database: Database, email: str, slug: str | None) -> None:
    """To every active user with that address: each agency sends its own."""
    for row in await users_with_email(database, email, slug):
        async with transaction(database, Actor(row["agency_id"], "system")) as db:
            user = await db.hold(User, row["id"])
            try:
                await send_link(db, PasswordLinkKind.reset, user)
            except AddressSuppressed:
                continue
            record(db, kinds.PasswordResetRequested(), user.id)


async def choose(database: Database, token: str, password: str, network: str) -> None:
    """Use up the link. Raises `PasswordLinkGone`, or `SignInsBusy` when it can be tried again."""
    link = await find_open(database, token)
    password_hash = await hashed(password, network, link.email)
    async with transaction(database, Actor(link.agency_id, "user", link.user_id)) as db:
        kept = await db.hold(PasswordLink, link.id)
        expect_unused(kept)
        kept.used_at = clock.now()
        user = await db.hold(User, link.user_id)
        await set_password(db, user, password_hash)
        await note_network(db, user.id, network)
    await forget_account(database, link.email)


def expect_unused(link: PasswordLink) -> None:
    """Raises `PasswordLinkGone`: two may have found it open."""
    if link.used_at is not None or link.revoked_at is not None:
        raise PasswordLinkGone


async def change_own(
    database: Database, actor: Actor, bearer: str, change: OwnPasswordIn, guesser: Guesser
) -> None:
    """Raises `PeopleOnly`, `Invalid`, or `TooManyRequests` like signing in."""
    expect_person(actor)
    assert actor.id is not None, "a person has an id"
    me = await own_account(database, actor)
    alone = len(await known_users(database, me["email"])) == 1
    current = change.current_password.get_secret_value()
    try:
        await check(database, me, me["email"], current, guesser, alone=alone)
    except WrongPassword as wrong:
        raise Invalid.at("/current_password", "is not your password") from wrong
    password_hash = await hashed(
        change.new_password.get_secret_value(), guesser.network, me["email"]
    )
    async with transaction(database, actor) as db:
        await set_password(db, await db.hold(User, actor.id), password_hash, stays=bearer)
