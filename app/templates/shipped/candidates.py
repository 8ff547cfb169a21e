"""To the candidate; an interview's invitation and its cancellation go to its interviewers too."""

from app.templates.models import TemplateName
from app.templates.shipped.placeholder import (
    AGENCY,
    EMPLOYER,
    GIVEN_NAME,
    PAGE,
    SENDER,
    VACANCY,
    WARM,
    Placeholder,
)

WORDINGS: dict[TemplateName, tuple[str, str]] = {
    TemplateName.feedback_released: (
        "Feedback on your {{ vacancy }} interview",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ given_name }},

Here is what {{ employer }} said about your interview for the {{ vacancy }} role:

{{ feedback }}

It is on your page too, where you can tell us that you have read it, or ask to talk about it:

{{ page_link }}

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
    TemplateName.portal_link: (
        "Your page at {{ agency }}",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ given_name }},

This is your own page: your interviews, what happens next and when, and everything you would like to
tell us. Nobody else has the link, so keep it to yourself:

{{ page_link }}

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
    TemplateName.debrief_reminder: (
        "How did it go?",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ given_name }},

You have just been interviewed for the {{ vacancy }} role at {{ employer }}. While it is fresh, note
what they asked and what you made of it; it takes five minutes and helps you next time. A short
thank-you within a day is worth sending too: we have drafted one for you.

{{ page_link }}

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
    TemplateName.interview_invite: (
        "{% if moved %}Moved: {% elif changed %}Changed: {% endif %}"
        "Interview for {{ vacancy }}, {{ starts }}",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ name }},

{% if moved %}
The interview for the {{ vacancy }} role at {{ employer }} was moved to {{ starts }}.
{% elif changed %}
Something about the interview for the {{ vacancy }} role at {{ employer }} has changed. It is on
{{ starts }}.
{% else %}
The interview for the {{ vacancy }} role at {{ employer }} is on {{ starts }}.
{% endif %}

{% if place %}
Where: {{ place }}

{% endif %}
{% if page_link %}
How to prepare is on your page: {{ page_link }}

{% endif %}
The invitation for your calendar is attached.

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
    TemplateName.interview_cancelled: (
        "Cancelled: Interview for {{ vacancy }}, {{ starts }}",
        """\
{% if warm %}Hello{% else %}Dear{% endif %} {{ name }},

The interview for the {{ vacancy }} role at {{ employer }} on {{ starts }} will not take place. The
attachment takes it off your calendar.

Kind regards,
{{ sender }}
{{ agency }}""",
    ),
}

NAME = Placeholder("name", "Whom it is to.", "Maria Gregg")
STARTS = Placeholder(
    "starts", "When, where they are.", "Tuesday 10 November, 10:00 (Europe/London)"
)
TO_CANDIDATE = (GIVEN_NAME, AGENCY, SENDER, WARM)
ABOUT_INTERVIEW = (VACANCY, EMPLOYER)

PLACEHOLDERS: dict[TemplateName, tuple[Placeholder, ...]] = {
    TemplateName.feedback_released: (
        *TO_CANDIDATE,
        *ABOUT_INTERVIEW,
        Placeholder("feedback", "What was released.", "They liked how calm you stayed."),
        PAGE,
    ),
    TemplateName.portal_link: (*TO_CANDIDATE, PAGE),
    TemplateName.debrief_reminder: (*TO_CANDIDATE, *ABOUT_INTERVIEW, PAGE),
    TemplateName.interview_invite: (
        NAME, AGENCY, SENDER, WARM, *ABOUT_INTERVIEW, STARTS,
        Placeholder("place", "Where it is.", "2 Dock Road, Reading", True),
        Placeholder("moved", "There when it was moved.", "yes", True),
        Placeholder("changed", "There when something else about it changed.", "yes", True),
        Placeholder(PAGE.name, PAGE.description, PAGE.example, True),
    ),
    TemplateName.interview_cancelled: (NAME, AGENCY, SENDER, WARM, *ABOUT_INTERVIEW, STARTS),
}  # fmt: skip
