"""In the candidate's own name: thank-yous to interviewers, heads-ups to referees."""

from app.templates.models import TemplateName
from app.templates.shipped.placeholder import AGENCY, WARM, Placeholder

WORDINGS: dict[TemplateName, tuple[str, str]] = {
    TemplateName.thank_you: (
        "Thank you for your time",
        """\
Dear {{ interviewers or "all" }},

Thank you for taking the time to talk with me about the {{ vacancy }} role.

{% if fit %}
Our conversation confirmed that I could do this job well. {{ fit }}

{% endif %}
{% if left_unsaid %}
One thing I did not get to say: {{ left_unsaid }}

{% endif %}
I would be glad to hear how you decide, and happy to answer anything that is still open.

Kind regards,
{{ candidate }}""",
    ),
    TemplateName.heads_up: (
        "{{ candidate }} has named you as a referee",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ referee }},

{{ candidate }} is being considered as {{ vacancy }} at {{ employer }}, and somebody from there may
get in touch with you.

{% if background %}
About the role: {{ background }}

{% endif %}
{% if why %}
Why you: {{ why }}

{% endif %}
If you would rather not be asked, tell us and nobody will.

Kind regards,
{{ agency }}""",
    ),
}

PLACEHOLDERS: dict[TemplateName, tuple[Placeholder, ...]] = {
    TemplateName.thank_you: (
        Placeholder("candidate", "Who says thank you.", "Maria Gregg"),
        Placeholder("vacancy", "The role's title.", "Depot Manager"),
        Placeholder("employer", "Where it is.", "Northwind Logistics"),
        Placeholder(
            "interviewers", "Up to three names; absent when there are more.", "Ryan Walters", True
        ),
        Placeholder(
            "fit",
            "One reason why they fit, as a sentence or two.",
            "The job asks for this: plan peak from September. That is where my route planning "
            "would help.",
            True,
        ),
        Placeholder(
            "left_unsaid",
            "The first thing they did not get to say, ending as a sentence does.",
            "I have run two depots at once.",
            True,
        ),
    ),
    TemplateName.heads_up: (
        Placeholder("candidate", "Who named the referee.", "Maria Gregg"),
        Placeholder("referee", "Whom it is to.", "Angela Moss"),
        Placeholder("vacancy", "The role's title.", "Depot Manager"),
        Placeholder("employer", "Where it is.", "Northwind Logistics"),
        AGENCY,
        WARM,
        Placeholder(
            "background", "What the role is about.", "She would lead three shift managers.", True
        ),
        Placeholder("why", "Why this referee.", "you were Maria's line manager at Northwind", True),
    ),
}
