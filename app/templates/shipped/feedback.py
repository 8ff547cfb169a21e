"""To an employer's contact: the request for feedback, and the reminder of it."""

from app.templates.models import TemplateName
from app.templates.shipped.placeholder import (
    AGENCY,
    CANDIDATE,
    CONTACT,
    EMPLOYER,
    SENDER,
    VACANCY,
    WARM,
    Placeholder,
)

WORDINGS: dict[TemplateName, tuple[str, str]] = {
    TemplateName.feedback_request: (
        "{% if candidate %}Your interview with {{ candidate }}{% else %}Your interviews{% endif %}",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ contact }},

{% if candidate %}
Thank you for interviewing {{ candidate }} for the {{ vacancy }} role. What did you think? It takes
two minutes:

{{ form_link }}
{% else %}
Thank you for these interviews. What did you think? It takes two minutes each:

{{ interviews }}
{% endif %}

{% if questions %}
We would especially like to know:

{{ questions }}

{% endif %}
{% if due %}
It would help to hear by {{ due }}. {% endif %}Whatever you decide, an honest word is worth a great
deal to a candidate. What you tell us in confidence stays with us.

You can also simply answer this message, or ask on the page for a call.

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
    TemplateName.feedback_chase: (
        "{% if candidate %}{{ candidate }} is waiting to hear{% else %}"
        "Some candidates are waiting to hear{% endif %}",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ contact }},

{% if candidate %}
{{ candidate }} has not heard yet how the {{ vacancy }} interview went. Two minutes are enough:

{{ form_link }}
{% else %}
These candidates have not heard yet how their interviews went. Two minutes each are enough:

{{ interviews }}
{% endif %}

If you would rather not say, or would rather talk, the page takes that too.

{% if last %}
We shall not remind you again.

{% endif %}
Kind regards,
{{ sender }}
{{ agency }}""",
    ),
}

SHARED = (
    CONTACT, AGENCY, SENDER, WARM,
    Placeholder(CANDIDATE.name, "When it asks about one interview.", CANDIDATE.example, True),
    Placeholder(VACANCY.name, "When it asks about one interview.", VACANCY.example, True),
    Placeholder(EMPLOYER.name, EMPLOYER.description, EMPLOYER.example, True),
    Placeholder(
        "form_link", "When it asks about one interview.", "https://debrief.example/f/7Jq2Zb", True
    ),
    Placeholder(
        "interviews",
        "When it asks about several: a line for each, with its link.",
        "Maria Gregg, Depot Manager, Tue 10 Nov: https://debrief.example/f/7Jq2Zb",
        True,
    ),
)  # fmt: skip

PLACEHOLDERS: dict[TemplateName, tuple[Placeholder, ...]] = {
    TemplateName.feedback_request: (
        *SHARED,
        Placeholder("due", "By when.", "Thursday 12 November", True),
        Placeholder(
            "questions", "What the recruiter asks besides.", "Would you see her again?", True
        ),
    ),
    TemplateName.feedback_chase: (
        *SHARED,
        Placeholder("last", "There when the policy allows no further one.", "yes", True),
    ),
}
