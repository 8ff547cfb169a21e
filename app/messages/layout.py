"""The HTML of a message, made from its text: paragraphs, lines and links, and nothing else that
somebody's words could turn into."""

from markupsafe import Markup

from app.pages.rendering import links_alone, templates


def html_of(text: str, agency_name: str, unsubscribe_url: str | None) -> str:
    body = Markup(links_alone().render(text))  # noqa: S704 - it escapes all but what it makes itself
    page = templates().get_template("messages/mail.html")
    return page.render(body=body, agency=agency_name, unsubscribe_url=unsubscribe_url)
