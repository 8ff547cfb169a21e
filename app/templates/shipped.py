"""The wording that ships; an agency replaces it template by template."""

from app.templates.models import TemplateName

SHIPPED: dict[TemplateName, tuple[str, str]] = {
    TemplateName.thank_you: (
        "Thank you for your time",
        """\
Dear {{ interviewers or "all" }},

Thank you for taking the time to talk with me about the {{ vacancy }} role.
{% if fit %}
Our conversation confirmed that it is a role I would do well: {{ fit }}.
{% endif %}{% if left_unsaid %}
One thing I did not get to say: {{ left_unsaid }}.
{% endif %}
I would be glad to hear how you decide, and happy to answer anything that is still open.

Kind regards,
{{ candidate }}
""",
    ),
    TemplateName.heads_up: (
        "{{ candidate }} has named you as a referee",
        """\
Dear {{ referee }},

{{ candidate }} is being considered as {{ vacancy }} at {{ employer }}, and somebody from there may
get in touch with you.
{% if background %}
About the role: {{ background }}
{% endif %}{% if why %}
Why you: {{ why }}
{% endif %}
If you would rather not be asked, tell us and nobody will.

Kind regards,
{{ agency }}
""",
    ),
}
"""Subject and body by name."""
