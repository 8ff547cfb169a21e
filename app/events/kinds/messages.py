"""Messages by e-mail, what was answered by mail, and links for people without an account."""

from datetime import datetime
from uuid import UUID

from app.events.kinds.kind import Code, Kind


class MessageSent(Kind):
    """The mail server took a message; `kind` is what it was for, `to` whom it went to."""

    type, subject = "message.sent", "message"
    sentence = "An e-mail went to {to} ({kind})"
    sentence_by_itself = "Debrief e-mailed {to} by itself ({kind})"
    kind: Code
    to: Code
    by_itself: bool


class MessageFailed(Kind):
    """A message could not be sent, for good; `failure` says why. It can be sent again."""

    type, subject = "message.failed", "message"
    sentence = "An e-mail to {to} was not sent ({kind}: {failure})"
    kind: Code
    to: Code
    failure: Code


class MessageBounced(Kind):
    """A message came back: the address does not take mail."""

    type, subject = "message.bounced", "message"
    sentence = "An e-mail to {to} came back ({kind})"
    kind: Code
    to: Code


class MessageCancelled(Kind):
    """A message was called off before it was sent; `cause` says by what."""

    type, subject = "message.cancelled", "message"
    sentence = "An e-mail to {to} was called off ({kind}: {cause})"
    kind: Code
    to: Code
    cause: Code


class MessageQueuedAgain(Kind):
    """Somebody had a message sent again that had failed or bounced."""

    type, subject = "message.queued_again", "message"
    sentence = "{actor} had an e-mail to {to} sent again ({kind})"
    kind: Code
    to: Code


class MessageQueued(Kind):
    """Somebody asked for a message that nothing else on the timeline tells of."""

    type, subject = "message.queued", "message"
    sentence = "{actor} asked for an e-mail to {to} ({kind})"
    kind: Code
    to: Code


class SuppressionAdded(Kind):
    """The agency writes to an address no more; `reason` says why."""

    type, subject = "suppression.added", "suppression"
    sentence = "An address is no longer written to ({reason})"
    reason: Code


class SuppressionRemoved(Kind):
    """The agency may write to an address again."""

    type, subject = "suppression.removed", "suppression"
    sentence = "{actor} allowed mail to an address again"


class ReplyReceived(Kind):
    """Mail came to a message's reply address; `kind` tells a `reply` from an `automatic` answer
    and from a `bounce`."""

    type, subject = "reply.received", "reply"
    sentence = "Mail came in from {contact} ({kind})"
    kind: Code
    feedback_request_id: UUID | None = None


class ReplyConfirmed(Kind):
    """A recruiter logged the reply as feedback."""

    type, subject = "reply.confirmed", "reply"
    sentence = "{actor} logged {contact}'s reply as feedback"
    feedback_id: UUID


class ReplyDismissed(Kind):
    """A recruiter looked at the reply, and it is not feedback."""

    type, subject = "reply.dismissed", "reply"
    sentence = "{actor} put {contact}'s reply aside"


class LinkCreated(Kind):
    """A link was made for somebody without an account; `kind` says what it opens."""

    type, subject = "link.created", "link"
    sentence = "A link to the {kind} was made"
    kind: Code


class LinkExtended(Kind):
    """A link opens for longer, because it was sent again."""

    type, subject = "link.extended", "link"
    sentence = "The link to the {kind} opens for longer"
    kind: Code


class LinkRenewed(Kind):
    """A link has a new address: the secret key that the former one was made with is retired."""

    type, subject = "link.renewed", "link"
    sentence = "The link to the {kind} was made anew"
    kind: Code


class LinkRevoked(Kind):
    """A link opens nothing any more."""

    type, subject = "link.revoked", "link"
    sentence = "The link to the {kind} was revoked"
    kind: Code


class LinkOpened(Kind):
    """A link was opened for the first time."""

    type, subject = "link.opened", "link"
    sentence = "The link to the {kind} was opened"
    kind: Code


class RetentionApplied(Kind):
    """What had been kept for as long as the agency keeps things is gone: so many messages' and
    replies' words, and drafts."""

    type, subject = "retention.applied", "agency"
    sentence = "What is kept no longer was removed"
    messages: int
    replies: int
    drafts: int
    kept_since: datetime
