"""Why a password cannot be chosen."""

from app.errors import NotFound


class PasswordLinkGone(NotFound):
    """The link has expired, was used already, or was replaced by a newer one. Ask for a new one;
    an invitation is sent again by your admin."""

    code, title = "password-link-gone", "This link no longer works"
