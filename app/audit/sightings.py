"""What an answered request comes to in the security log, if anything.

Whoever asked is known by then: `actor` in the request's state is whom the credentials stand for,
`link` is what a link opened, `file_of` the agency and the document behind a file's link.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.datastructures import Headers
from starlette.types import Message, Scope

from app.audit.access import Access
from app.audit.models import Outcome, What
from app.audit.watched import WATCHED, Watched
from app.links.opening import Opened
from app.messages.unsubscribing import Sent

BEHIND_LINKS = re.compile(r"/(f|c|u|calendar)/\{token\}")
LONGEST_AGENT = 300
SIGN_IN = "sign_in"

Fields = dict[str, Any]


def sighted(scope: Scope, answer: Message, request_id: str) -> Access | None:
    """`answer` is how the answer starts."""
    status = answer["status"]
    route = scope.get("route")
    name, path = getattr(route, "name", ""), getattr(route, "path", "")
    state: Mapping[str, Any] = scope["state"]
    watched = WATCHED.get(name)
    if behind_a_link := BEHIND_LINKS.match(path):
        what = watched.what if watched else What.link_used
        if scope["method"] in ("GET", "HEAD") and not watched:
            what = What.link_opened
        if "link" not in state:
            if status not in (404, 429):
                return None
            fields: Fields = {"outcome": Outcome.refused, "link_kind": behind_a_link[1]}
            return Access(What.link_refused, **fields, **circumstances(scope, name, request_id))
    elif status in (401, 403) and name != SIGN_IN:
        if "actor" not in state and b"authorization" not in dict(scope["headers"]):
            return None
        what, watched = What.refused, None
    elif watched is not None:
        what = watched.what
    else:
        return None
    headers = Headers(raw=answer["headers"])
    if (status >= 400 and what is not What.refused) or "idempotent-replayed" in headers:
        return None
    return Access(
        what,
        outcome=Outcome.refused if what is What.refused else Outcome.ok,
        **who(state)
        | circumstances(scope, name, request_id)
        | (subject(watched, scope, state, headers) if watched else {}),
    )


def who(state: Mapping[str, Any]) -> Fields:
    """Whose credentials or whose link it was; of a link, what it opens too."""
    if actor := state.get("actor"):
        return {
            "agency_id": actor.agency_id,
            "actor_type": actor.type,
            "actor_id": actor.id,
            "api_key_id": actor.api_key_id,
        }
    link = state.get("link")
    if isinstance(link, Sent):
        person = {"actor_type": "contact", "actor_id": link.contact_id}
        about = {"subject_type": "message", "subject_id": link.id}
        return {"agency_id": link.agency_id, "link_kind": "unsubscribe", **person, **about}
    if isinstance(link, Opened):
        named = {"agency_id": link.agency_id, "link_kind": str(link.kind), "link_id": link.id}
        if link.feedback_request_id:
            about = {"subject_type": "feedback_request", "subject_id": link.feedback_request_id}
            return {**named, "actor_type": "contact", **about}
        kind = "candidate" if link.candidate_id else "user"
        person_id = link.candidate_id or link.user_id
        about = {"subject_type": kind, "subject_id": person_id}
        return {**named, "actor_type": kind, "actor_id": person_id, **about}
    if file_of := state.get("file_of"):
        return {"agency_id": file_of[0], "actor_type": "visitor", "subject_id": file_of[1]}
    return {}


def circumstances(scope: Scope, operation: str, request_id: str) -> Fields:
    client = scope.get("client")
    agent = Headers(scope=scope).get("user-agent", "")
    return {
        "operation": operation or None,
        "address": client[0] if client else None,
        "user_agent": "".join(c for c in agent[:LONGEST_AGENT] if c.isprintable()) or None,
        "request_id": request_id,
    }


def subject(watched: Watched, scope: Scope, state: Mapping[str, Any], headers: Headers) -> Fields:
    """What it is about: named in the path, or made and named in the answer's `Location`."""
    if watched.subject is None or "file_of" in state:
        return {"subject_type": watched.subject} if watched.subject else {}
    if watched.named is not None:
        named = scope["path_params"].get(watched.named)
    else:
        named = headers.get("location", "").rpartition("/")[2]
    try:
        return {"subject_type": watched.subject, "subject_id": UUID(str(named))}
    except ValueError:
        return {}
