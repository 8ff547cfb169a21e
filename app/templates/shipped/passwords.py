"""To a colleague who is to choose a password."""

from app.templates.models import TemplateName
from app.templates.shipped.placeholder import AGENCY, SENDER, WARM, Placeholder

WORDINGS: dict[TemplateName, tuple[str, str]] = {
    TemplateName.user_invitation: (
        "{{ sender }} has invited you to {{ agency }} on Debrief",
        """\
{% if warm %}Hi{% else %}Dear{% endif %} {{ name }},

{{ sender }} has added you to {{ agency }} on Debrief, where your team keeps track of candidates, \
interviews and feedback. To start, choose your password:

{{ page_link }}

The link works once, within seven days. If you weren't expecting this email, you can ignore it.

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
    TemplateName.password_reset: (
        "Choose a new password for {{ agency }}",
        """\
{% if warm %}Hi{% else %}Dear{% endif %} {{ name }},

Someone asked for a new password for your account at {{ agency }} on Debrief. If it was you, \
choose one here:

{{ page_link }}

The link works once, within an hour. If it wasn't you, ignore this email: your password stays \
as it is.

Kind regards,
{{ agency }}""",
    ),
}

SHARED = (
    Placeholder("name", "Whom it is to: the first word of their name.", "Grace"),
    AGENCY,
    WARM,
    Placeholder("page_link", "Where they choose it.", "https://debrief.example/password/9Qd2Zb"),
)
PLACEHOLDERS: dict[TemplateName, tuple[Placeholder, ...]] = {
    TemplateName.user_invitation: (*SHARED, SENDER),
    TemplateName.password_reset: SHARED,
}
