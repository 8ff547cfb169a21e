"""Telling an answer from what machines send: out-of-office notes and mail that came back."""

import re
from email.message import Message
from typing import NamedTuple

from flufl.bounce import all_failures

from app.replies.headers import header, parts_of
from app.replies.models import ReplyKind

AUTOMATIC_PRECEDENCE = {"auto_reply", "bulk", "junk"}
AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From")
MAIL_SYSTEM = re.compile(r"(mailer-daemon|postmaster)@", re.I)
AUTOMATIC_SUBJECT = re.compile(
    r"(automatic reply|auto[- ]?reply|autoreply|out of( the)? office|away from (the|my) office"
    r"|automatische antwort|abwesenheits(notiz|nachricht)|abwesend"
    r"|réponse automatique|absence du bureau|message d'absence"
    r"|respuesta automática|fuera de( la)? oficina"
    r"|automatisch antwoord|afwezigheidsbericht|afwezig"
    r"|risposta automatica|fuori sede|resposta automática|autosvar|automatiskt svar"
    r"|odpowiedź automatyczna|automatická odpověď|自動応答|自动回复)(?=$|\W)",
    re.I,
)


class Recognised(NamedTuple):
    """What kind of mail it is; of a bounce, whether an address will never take mail, and which as
    far as it says."""

    kind: ReplyKind
    for_good: bool = False
    addresses: frozenset[str] = frozenset()


def recognise(message: Message) -> Recognised:
    """By its headers (RFC 3464, RFC 3834), and only at last by its subject."""
    from_nobody = header(message, "Return-Path") == "<>"
    if report := report_type(message):
        if report == "delivery-status":
            return failure(message) or Recognised(ReplyKind.automatic)
        return Recognised(ReplyKind.automatic)  # it was read, or somebody complained of it
    if from_nobody or MAIL_SYSTEM.search(header(message, "From")):
        # Mail systems with a form of their own; what a person wrote is not searched for it.
        if failed := failure(message):
            return failed
        if from_nobody or header(message, "X-Failed-Recipients"):
            return Recognised(ReplyKind.automatic)
    return Recognised(ReplyKind.automatic if is_automatic(message) else ReplyKind.reply)


def report_type(message: Message) -> str:
    if message.get_content_type() != "multipart/report":
        return ""
    return str(message.get_param("report-type", "unknown")).lower()


def failure(message: Message) -> Recognised | None:
    """A bounce, when there is a sign of failure in it at all."""
    temporary, permanent = all_failures(message)
    actions = {action for action, _ in reported(message)}
    if permanent or ("failed", True) in reported(message):
        addresses = frozenset(one.decode("ascii", "replace").lower() for one in permanent)
        return Recognised(ReplyKind.bounce, for_good=True, addresses=addresses)
    if temporary or actions & {"failed", "delayed"}:
        return Recognised(ReplyKind.bounce)
    return None


def reported(message: Message) -> set[tuple[str, bool]]:
    """Each addressee's action in a delivery report, and whether its status is permanent."""
    return {
        (header(block, "Action").lower(), header(block, "Status").startswith("5"))
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in parts_of(part)
    }


def is_automatic(message: Message) -> bool:
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or any(header(message, name) for name in AUTOMATIC_HEADERS)
        or header(message, "Precedence").lower() in AUTOMATIC_PRECEDENCE
        or AUTOMATIC_SUBJECT.match(header(message, "Subject")) is not None
    )
