"""The agency, and who works in it."""

from app.events.kinds.kind import Code, Kind


class AgencyCreated(Kind):
    """The agency's account was opened, with the policy and the playbooks that ship."""

    type, subject = "agency.created", "agency"
    sentence = "{actor} opened the agency"


class AgencyUpdated(Kind):
    """The agency's details or policy changed; `fields` names them."""

    type, subject = "agency.updated", "agency"
    sentence = "{actor} changed the agency's {fields}"
    fields: list[Code]


class UserCreated(Kind):
    """A user was added."""

    type, subject = "user.created", "user"
    sentence = "{actor} added a user with the role {role}"
    role: Code


class UserUpdated(Kind):
    """A user was changed; `fields` names what."""

    type, subject = "user.updated", "user"
    sentence = "{actor} changed a user's {fields}"
    fields: list[Code]


class UserInvited(Kind):
    """A user was sent a link to choose a password."""

    type, subject = "user.invited", "user"
    sentence = "{actor} invited a user"


class UserPasswordChanged(Kind):
    """A user chose a password; their other sign-ins ended."""

    type, subject = "user.password_changed", "user"
    sentence = "{actor} chose a new password"


class PasswordResetRequested(Kind):
    """Someone asked for a new password for a user, who was sent a link."""

    type, subject = "user.password_reset_requested", "user"
    sentence = "Someone asked for a link to choose a user's password"


class ApiKeyCreated(Kind):
    """An API key was made."""

    type, subject = "api_key.created", "api_key"
    sentence = "{actor} made an API key"


class ApiKeyRevoked(Kind):
    """An API key was revoked; it stopped working within seconds."""

    type, subject = "api_key.revoked", "api_key"
    sentence = "{actor} revoked an API key"
