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
    r"|risposta automatica|fuori sede|resposta automática|autosvar|automatiskt? svar|frånvaro"
    r"|automaattinen vastaus|automatikus válasz|otomatik yanıt|автоматический ответ"
    r"|odpowiedź automatyczna|automatická odpov[eě][dď]|自動応答|自動返信|自动回复"
    r")(?=$|\W)",
    re.I,
)


class Recognised(NamedTuple):
    """What kind of mail it is; of a bounce, whether the message was given up, whether an address
    will never take mail, and which as far as it says."""

    kind: ReplyKind
    given_up: bool = False
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
    report = reported(message)
    actions = {action for action, _ in report}
    if permanent or "failed" in actions:
        # A full mailbox (4.2.2) is given up in the end too, and takes mail again some day.
        for_now = {status for action, status in report if action == "failed"} == {"4"}
        addresses = frozenset(one.decode("ascii", "replace").lower() for one in permanent)
        return Recognised(
            ReplyKind.bounce, given_up=True, for_good=not for_now, addresses=addresses
        )
    if temporary or "delayed" in actions:
        return Recognised(ReplyKind.bounce)
    return None


def reported(message: Message) -> set[tuple[str, str]]:
    """Each addressee's action in a delivery report, and the class of its status: `4` is for now,
    `5` for good (RFC 3463)."""
    return {
        (header(block, "Action").lower(), header(block, "Status")[:1])
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
