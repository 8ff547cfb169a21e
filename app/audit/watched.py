"""Which operations stand in the security log as what. An operation is named by its id in the API's
documentation, a page by its function; `tests/audit` sees that each of them exists."""

from dataclasses import dataclass

from app.audit.models import What


@dataclass(frozen=True)
class Watched:
    """`subject` is what it is about, and `named` the part of the path that holds its id; without
    one the id is the last part of the answer's `Location`."""

    what: What
    subject: str | None = None
    named: str | None = None


AT_ONCE = frozenset(
    {
        What.sign_in,
        What.sign_out,
        What.refused,
        What.user_added,
        What.user_changed,
        What.password_changed,
        What.password_reset,
        What.key_made,
        What.key_revoked,
    }
)
"""Written before the answer is sent, because they must not be lost."""


def reading(what: What, subject: str, named: str | None = None) -> Watched:
    return Watched(what, subject, named or f"{subject}_id")


WATCHED = {
    "sign_in": Watched(What.sign_in),
    "sign_out": Watched(What.sign_out),
    "create_user": Watched(What.user_added, "user"),
    "change_user": Watched(What.user_changed, "user", "user_id"),
    "create_api_key": Watched(What.key_made, "api_key"),
    "revoke_api_key": Watched(What.key_revoked, "api_key", "key_id"),
    "get_feedback": reading(What.feedback_read, "feedback"),
    "list_feedback": Watched(What.feedback_read),
    "get_reference": reading(What.reference_read, "reference"),
    "list_references": Watched(What.reference_read),
    "list_referee_references": reading(What.reference_read, "referee"),
    "get_note": reading(What.note_read, "note"),
    "list_candidate_notes": reading(What.note_read, "candidate"),
    "list_application_notes": reading(What.note_read, "application"),
    "list_employer_notes": reading(What.note_read, "employer"),
    "get_reply": reading(What.reply_read, "reply"),
    "list_replies": Watched(What.reply_read),
    "download_attachment": reading(What.document_downloaded, "reply"),
    "download_document": reading(What.document_downloaded, "document"),
    "link_document": reading(What.document_downloaded, "document"),
    "download_by_link": Watched(What.document_downloaded, "document"),
    "download_own_document": reading(What.document_downloaded, "document"),
    "download_data": Watched(What.candidate_exported, "candidate"),
    "make_form_link": reading(What.link_handed_out, "feedback_request", "request_id"),
    "make_portal_link": reading(What.link_handed_out, "candidate"),
    "make_candidate_calendar_link": reading(What.link_handed_out, "candidate"),
    "make_own_calendar_link": Watched(What.link_handed_out),
    "read_audit": Watched(What.audit_read),
}
