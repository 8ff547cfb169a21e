"""What an agency keeps of employers, vacancies and candidates."""

from uuid import UUID

from app.events.kinds.kind import Code, Kind


class EmployerCreated(Kind):
    """An employer was added."""

    type, subject = "employer.created", "employer"
    sentence = "{actor} added the employer"


class EmployerUpdated(Kind):
    """An employer was changed; `fields` names what."""

    type, subject = "employer.updated", "employer"
    sentence = "{actor} changed the employer's {fields}"
    fields: list[Code]


class ContactCreated(Kind):
    """Someone at an employer was added."""

    type, subject = "contact.created", "contact"
    sentence = "{actor} added the contact {contact}"
    employer_id: UUID


class ContactUpdated(Kind):
    """A contact was changed; `fields` names what."""

    type, subject = "contact.updated", "contact"
    sentence = "{actor} changed {contact}'s {fields}"
    fields: list[Code]


class VacancyCreated(Kind):
    """A vacancy was added."""

    type, subject = "vacancy.created", "vacancy"
    sentence = "{actor} added a vacancy"
    employer_id: UUID
    status: Code


class VacancyUpdated(Kind):
    """A vacancy was changed; `fields` names what, `status` is where it stands now."""

    type, subject = "vacancy.updated", "vacancy"
    sentence = "{actor} changed a vacancy's {fields}"
    fields: list[Code]
    status: Code


class CandidateCreated(Kind):
    """A candidate was added."""

    type, subject = "candidate.created", "candidate"
    sentence = "{actor} added the candidate"
    to_candidate = "Your agency added you"


class CandidateUpdated(Kind):
    """A candidate's details changed; `fields` names them."""

    type, subject = "candidate.updated", "candidate"
    sentence = "{actor} changed {fields}"
    fields: list[Code]


class NoteAdded(Kind):
    """A note, call, e-mail or meeting was written down. Its text is in the note, not here."""

    type, subject = "note.added", "note"
    sentence = "{actor} noted ({kind}): {note}"
    kind: Code
    visibility: Code
    employer_id: UUID | None = None


class CandidateMerged(Kind):
    """Two candidates turned out to be one person. The subject is who remains; `merged_id` now
    leads there, and either id tells the whole story."""

    type, subject = "candidate.merged", "candidate"
    sentence = "{actor} merged a second record of the candidate into this one"
    merged_id: UUID
    reasons: list[Code]


class CandidateInterested(Kind):
    """Somebody said on the public vacancy page that they are interested, and agreed to their data
    being held. Their application waits for review."""

    type, subject = "candidate.interested", "candidate"
    sentence = "The candidate is interested in {vacancy}"
    to_candidate = "You said that you are interested in {vacancy}"
    vacancy_id: UUID


class DocumentAdded(Kind):
    """A document was uploaded. Its name and contents are with the document, not here. `visibility`
    says who may see it; events from before documents had one do not have it."""

    type, subject = "document.added", "document"
    sentence = "{actor} added a document ({kind})"
    kind: Code
    format: Code
    size: int
    visibility: Code


class DocumentUpdated(Kind):
    """A document's name or kind was changed; `fields` names what, `kind` is its kind now."""

    type, subject = "document.updated", "document"
    sentence = "{actor} changed a document's {fields} ({kind})"
    kind: Code
    fields: list[Code]


class DocumentShared(Kind):
    """A document can be seen by its candidate from now on."""

    type, subject = "document.shared", "document"
    sentence = "{actor} shared a document with the candidate ({kind})"
    to_candidate = "Your agency shared a document with you ({kind})"
    kind: Code


class DocumentHidden(Kind):
    """A document that the candidate could see is internal from now on."""

    type, subject = "document.hidden", "document"
    sentence = "{actor} made a document internal ({kind})"
    kind: Code


class DocumentRemoved(Kind):
    """A document was removed, its contents with it."""

    type, subject = "document.removed", "document"
    sentence = "{actor} removed a document ({kind})"
    kind: Code


class TemplateUpdated(Kind):
    """The agency's wording of a message changed; `template` says of which."""

    type, subject = "template.updated", "template"
    sentence = "{actor} changed the wording of the {template} message"
    template: Code


class CandidateErasureRequested(Kind):
    """The candidate asked, on their own page, that what is held on them be erased."""

    type, subject = "candidate.erasure_requested", "candidate"
    sentence = "The candidate asked to be erased"
    to_candidate = "You asked for your data to be erased"


class CandidateDataDownloaded(Kind):
    """The candidate downloaded what is held on them from their own page."""

    type, subject = "candidate.data_downloaded", "candidate"
    sentence = "The candidate downloaded their data"
    to_candidate = "You downloaded your data"


class ContactUnsubscribed(Kind):
    """The contact asked, by the link in a message, for no more of them."""

    type, subject = "contact.unsubscribed", "contact"
    sentence = "{contact} wants no more e-mail"
