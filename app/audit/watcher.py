"""Sees every request as it is answered, and notes what belongs in the security log."""

import re
from typing import Any
from uuid import UUID

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from app import keys, limits
from app.access.actors import Actor
from app.access.queries import users_signing_in
from app.audit.access import Access
from app.audit.access_log import DATABASE_AWAY, AccessLog
from app.audit.models import Outcome, What
from app.audit.sightings import SIGN_IN, circumstances, sighted
from app.audit.watched import AT_ONCE

REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{8,64}")
MOST_NETWORKS = 50_000
"""Keys and the addresses they were used from that this process remembers."""


class Watcher:
    """Wraps the application. What is not watched costs a few microseconds."""

    def __init__(self, app: ASGIApp, access_log: AccessLog) -> None:
        self.app = app
        self.log = access_log
        self.networks: set[tuple[UUID, str]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        request_id = request_id_of(scope)
        status = 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                named = (b"x-request-id", request_id.encode())
                message = {**message, "headers": [*message["headers"], named]}
                seen = sighted(scope, message, request_id)
                if seen is not None and seen.what in AT_ONCE and seen.agency_id is not None:
                    await self.log.record(seen)
                elif seen is not None:
                    self.log.note(seen)
                if (actor := state.get("actor")) is not None and actor.api_key_id is not None:
                    self.note_network(actor, scope, request_id)
            await send(message)

        await self.app(scope, receive, send_on)
        if status in (401, 429) and "signing_in" in state:
            # Only now: whether an agency is told must not show in how long the answer takes.
            await self.note_failed_sign_in(scope, status, request_id)

    def note_network(self, actor: Actor, scope: Scope, request_id: str) -> None:
        """The log itself leaves out what it has of this key and network already."""
        client = scope.get("client")
        address = client[0] if client else ""
        assert actor.api_key_id is not None
        if (actor.api_key_id, address) in self.networks:
            return
        if len(self.networks) >= MOST_NETWORKS:
            self.networks.clear()
        self.networks.add((actor.api_key_id, address))
        seen = circumstances(scope, "", request_id) | {
            "actor_type": "api_key",
            "actor_id": actor.api_key_id,
            "api_key_id": actor.api_key_id,
            "address": limits.network_of(address),
        }
        self.log.note(Access(What.key_used_from_new_network, actor.agency_id, **seen))

    async def note_failed_sign_in(self, scope: Scope, status: int, request_id: str) -> None:
        """Told to every agency that knows the email address, and never with the address: the
        server's log has what stands for it, so that tries for one address can be told apart."""
        typed, slug = scope["state"]["signing_in"]
        seen = Access(
            What.sign_in_failed,
            outcome=Outcome.failed if status == 401 else Outcome.refused,
            about=keys.stand_in(typed.strip().lower()),
            **circumstances(scope, SIGN_IN, request_id),
        )
        # Whoever is refused before anything was checked costs a look only once a minute.
        if self.log.note(seen) or status == 401:
            try:
                users = await users_signing_in(self.log.database, typed.strip().lower())
            except DATABASE_AWAY:
                self.log.lose(1)
                return
            for user in users:
                if slug not in (None, user["slug"]):
                    continue
                person = {"subject_type": "user", "subject_id": user["id"]}
                self.log.note(seen.told_to(user["agency_id"], **person))


def request_id_of(scope: Scope) -> str:
    """The one that came with it, so that a proxy's log and ours can be laid side by side."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value):
            return str(value.decode())
    return str(uuid7())
