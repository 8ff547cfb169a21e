"""What each operation needs to succeed: records in the right state, and a body that fits them."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.fuzz.records import FUTURE, PAST, PERMISSION, SALARY, Made, Records, wire

Maker = Callable[[Records], Made]

BY_PARAMETER: dict[str, Maker] = {
    "user_id": Records.user, "key_id": Records.key, "employer_id": Records.employer,
    "contact_id": Records.contact, "vacancy_id": Records.vacancy,
    "candidate_id": Records.candidate, "application_id": Records.application,
    "interview_id": Records.interview, "request_id": Records.request, "chase_id": Records.chase,
    "feedback_id": Records.feedback, "follow_up_id": Records.follow_up, "offer_id": Records.offer,
    "placement_id": Records.placement, "referee_id": Records.referee,
    "heads_up_id": Records.heads_up, "reference_id": Records.reference,
    "reference_chase_id": Records.reference_chase, "document_id": Records.document,
    "note_id": Records.note, "task_id": Records.task, "playbook_id": Records.playbook,
    "message_id": Records.sent_message, "suppression_id": Records.suppression,
    "reply_id": Records.reply, "call_id": Records.call_with_contact, "slug": Records.vacancy,
    "token": Records.file_link,
}  # fmt: skip
"""The rarer ones last: the last that a path names decides."""

BY_OPERATION: dict[str, Maker] = {
    "merge_candidates": Records.two_candidates,
    "reinstate_application": Records.rejected, "review_application": Records.interested,
    "cancel_interview": Records.interview_to_come, "change_interview": Records.interview_to_come,
    "get_interview_invite": Records.interview_to_come,
    "invite_to_interview": Records.interview_to_come,
    "create_follow_up": Records.interview_to_come, "list_interview_follow_ups": Records.follow_up,
    "put_debrief": Records.completed, "get_debrief": Records.debriefed,
    "list_debrief_versions": Records.debriefed, "get_decision_process": Records.debriefed,
    "acknowledge_feedback": Records.released, "continue_feedback_request": Records.paused,
    "get_verdict": Records.verdict, "list_verdict_versions": Records.verdict,
    "make_offer": Records.verdict, "reopen_task": Records.task_done,
    "resend_message": Records.bounced, "cancel_message": Records.bounced,
    "revoke_form_link": Records.form_link, "revoke_portal_link": Records.candidate_links,
    "revoke_candidate_calendar_link": Records.candidate_links,
    "get_call_with_contact": Records.call_with_contact,
    "get_call_with_candidate": Records.call_with_candidate,
    "put_call_with_candidate": Records.released, "offer_call_to_candidate": Records.released,
    "log_call_held": Records.call_that_was, "log_call_missed": Records.call_that_was,
    "create_contact": Records.employer, "create_vacancy": Records.employer,
    "put_contact_by_ref": Records.employer, "put_vacancy_by_ref": Records.employer,
    "create_application": lambda records: records.vacancy() | records.candidate(),
    "put_application_by_ref": lambda records: records.vacancy() | records.candidate(),
    "create_interview": Records.application, "request_feedback": Records.interview,
    "log_feedback_on_interview": Records.interview, "create_offer": Records.application,
    "create_referee": Records.candidate, "receive_mail": Records.sent_message,
    "make_own_calendar_link": Records.somebody, "revoke_own_calendar_link": Records.somebody,
}  # fmt: skip

REASON = {"reason": "It is filled."}
BODIES: dict[str, Callable[[Made], Any]] = {
    "change_agency": lambda made: {"name": "Acorn Talent"},
    "change_user": lambda made: {"name": "Anna Bell"},
    "create_api_key": lambda made: {"name": "CRM", "scopes": ["events:read"]},
    "create_contact": lambda made: {"name": "Ryan", "employer_id": made["employer_id"]},
    "put_contact_by_ref": lambda made: {"name": "Ryan", "employer_id": made["employer_id"]},
    "create_vacancy": lambda made: {"title": "Porter", "employer_id": made["employer_id"]},
    "put_vacancy_by_ref": lambda made: {"title": "Porter", "employer_id": made["employer_id"]},
    "merge_candidates": lambda made: {"duplicate_id": made["duplicate_id"]},
    "create_application": lambda made: PERMISSION | picked(made, "candidate_id", "vacancy_id"),
    "put_application_by_ref": lambda made: PERMISSION | picked(made, "candidate_id", "vacancy_id"),
    "move_application": lambda made: {"stage": "interviewing"},
    "reinstate_application": lambda made: {"reason": "They asked her back."},
    "withdraw_application": lambda made: {"ended_by": "candidate", "reason": "another_offer"},
    "reject_application": lambda made: {"ended_by": "employer", "reason": "experience"},
    "create_interview": lambda made: {
        "application_id": made["application_id"], "mode": "phone", "starts_at": wire(FUTURE),
        "timezone": "Europe/London",
    },
    "change_interview": lambda made: {"starts_at": wire(2 * FUTURE)},
    "complete_interview": lambda made: {},
    "cancel_interview": lambda made: {},
    "record_no_show": lambda made: {"absent": "candidate"},
    "request_feedback": lambda made: picked(made, "interview_id", "contact_id"),
    "log_feedback": lambda made: {"channel": "phone", "outcome": "hold"},
    "log_feedback_on_interview": lambda made: {
        "interview_id": made["interview_id"], "channel": "phone", "outcome": "hold",
    },
    "refuse_feedback": lambda made: REASON,
    "close_feedback_request": lambda made: REASON,
    "release_feedback": lambda made: {"channel": "phone"},
    "acknowledge_feedback": lambda made: {},
    "chase_feedback_request": lambda made: {"outcome": "sent"},
    "pause_feedback_request": lambda made: {},
    "put_debrief": lambda made: {"impressions": "Friendly."},
    "put_decision_process": lambda made: {"next_steps": "A second interview."},
    "create_follow_up": lambda made: {"contact_ids": [made["contact_id"]]},
    "change_follow_up": lambda made: {"subject": "Thanks", "body": "For the tour."},
    "log_follow_up_sent": lambda made: {"channel": "phone"},
    "skip_follow_up": lambda made: REASON,
    "record_verdict": lambda made: {"lean": "accept"},
    "create_offer": lambda made: {"application_id": made["application_id"], "salary": SALARY},
    "make_offer": lambda made: {"salary": SALARY},
    "counter_offer": lambda made: {"by": "candidate", "salary": SALARY | {"amount": "43000"}},
    "accept_offer": lambda made: {},
    "decline_offer": lambda made: {"reason": "another_offer"},
    "withdraw_offer": lambda made: {},
    "create_referee": lambda made: {"name": "Priya", "candidate_id": made["candidate_id"]},
    "send_heads_up": lambda made: {"application_id": made["application_id"], "channel": "phone"},
    "request_reference": lambda made: {
        "application_id": made["application_id"], "channel": "phone",
    },
    "chase_reference": lambda made: {"outcome": "sent"},
    "receive_reference": lambda made: {"text": "She was a pleasure."},
    "refuse_reference": lambda made: {},
    "close_reference": lambda made: REASON,
    "create_task": lambda made: {"title": "Ring her", "due_at": wire(FUTURE)},
    "change_task": lambda made: {"title": "Ring him"},
    "put_template": lambda made: {"subject": "Thanks", "body": "Thank you."},
    "preview_template": lambda made: {},
    "confirm_reply": lambda made: {
        "outcome": "hold", "feedback_request_id": made["feedback_request_id"],
    },
    "change_call": lambda made: {"notes": "She likes the team."},
    "book_call": lambda made: {"starts_at": wire(FUTURE + timedelta(hours=1))},
    "log_call_held": lambda made: {},
    "log_call_missed": lambda made: {"by": "contact"},
    "put_call_with_contact": lambda made: {"held_at": wire(PAST / 3)},
    "put_call_with_candidate": lambda made: {"starts_at": wire(FUTURE)},
    "offer_call_to_contact": lambda made: {"times": [wire(FUTURE), wire(2 * FUTURE)]},
    "offer_call_to_candidate": lambda made: {"times": [wire(FUTURE), wire(2 * FUTURE)]},
    "invite_to_interview": lambda made: {"to": ["candidate"]},
    "express_interest": lambda made: {
        "name": {"given": "Bo"}, "email": "bo@maria.example", "consent": True,
    },
}  # fmt: skip
"""A body that is accepted; the others are left to chance, which finds one."""


def picked(made: Made, *names: str) -> Made:
    return {name: made[name] for name in names}


def maker_for(operation_id: str, parameters: list[str]) -> Maker | None:
    """How to make what the operation is about; nothing for one that is about nothing."""
    if operation_id in BY_OPERATION:
        return BY_OPERATION[operation_id]
    named = [one for one in BY_PARAMETER if one in parameters]
    return BY_PARAMETER[named[-1]] if named else None


def inbound(records: Records, made: Made) -> tuple[Any, dict[str, str]]:
    """A mail as a provider hands it in: the parsed body and the signed headers."""
    mail = records.mail()
    recipient = records.reply_address(made["message_id"])
    _, headers = records.signed(recipient, mail)
    return {"recipient": recipient, "message": base64.b64encode(mail.encode()).decode()}, headers
