"""About feedback calls, to the contact or the candidate."""

from app.templates.models import TemplateName
from app.templates.shipped.placeholder import AGENCY, SENDER, VACANCY, WARM, Placeholder

WORDINGS: dict[TemplateName, tuple[str, str]] = {
    TemplateName.call_offer: (
        "A call about {{ vacancy }}",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ name }},

Shall we talk about the {{ vacancy }} interview? These times would suit {{ sender }}:

{{ times }}

{{ message }}

Pick one here, or say that none of them suits you:

{{ page_link }}

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
    TemplateName.call_invite: (
        "{% if moved %}Moved: {% endif %}Call about {{ vacancy }}, {{ starts }}",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ name }},

The call {% if whom %}with {{ whom }} {% endif %}about the {{ vacancy }} interview is \
{% if moved %}now {% endif %}on {{ starts }}{% if phone %}, on {{ phone }}{% endif %}. \
The invitation for your calendar is attached.

{% if page_link %}
Should it no longer suit you, you can move it or call it off here:

{{ page_link }}
{% endif %}

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
    TemplateName.call_cancelled: (
        "Cancelled: Call about {{ vacancy }}",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ name }},

The call {% if whom %}with {{ whom }} {% endif %}about the {{ vacancy }} interview on {{ starts }} \
will not take place. The attachment takes it off your calendar.

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
}

NAME = Placeholder("name", "Whom it is to.", "Maria Gregg")
STARTS = Placeholder(
    "starts", "When, where they are.", "Tuesday 10 November, 10:00 (Europe/London)"
)
WHOM = Placeholder("whom", "Who is called, when it is to the recruiter.", "Ryan Walters", True)
SHARED = (NAME, AGENCY, SENDER, WARM, VACANCY)

PLACEHOLDERS: dict[TemplateName, tuple[Placeholder, ...]] = {
    TemplateName.call_offer: (
        *SHARED,
        Placeholder("times", "A line for each.", "Tuesday 10 November, 10:00 (Europe/London)"),
        Placeholder("message", "What the recruiter adds.", "Ten minutes will do.", True),
        Placeholder("page_link", "Where to pick one.", "https://debrief.example/f/7Jq2Zb"),
    ),
    TemplateName.call_invite: (
        *SHARED,
        STARTS,
        WHOM,
        Placeholder("phone", "The number to be called.", "+44 20 7946 0018", True),
        Placeholder("moved", "There when it was moved.", "yes", True),
        Placeholder(
            "page_link",
            "Where whoever is called moves it.",
            "https://debrief.example/f/7Jq2Zb",
            True,
        ),
    ),
    TemplateName.call_cancelled: (*SHARED, STARTS, WHOM),
}
