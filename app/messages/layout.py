"""The HTML of a message, made from its text: paragraphs, lines and links, and nothing else that
somebody's words could turn into."""

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from app.pages.rendering import templates


@cache
def renderer() -> MarkdownIt:
    """No emphasis, no headings, no pictures: `*` and `#` in a role's title are what they are."""
    plain = MarkdownIt("zero", {"breaks": True, "linkify": True})
    return plain.enable(["newline", "linkify"])


def html_of(text: str, agency_name: str, unsubscribe_url: str | None) -> str:
    body = Markup(renderer().render(text))  # noqa: S704 - it escapes all but what it makes itself
    page = templates().get_template("messages/mail.html")
    return page.render(body=body, agency=agency_name, unsubscribe_url=unsubscribe_url)
