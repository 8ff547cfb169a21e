"""Feeds, and the agency's public pages by their name."""

from typing import Any

from starlette.responses import Response

from app.pages import rendering


def page(name: str, *, status: int = 200, **values: Any) -> Response:
    return rendering.page(f"public/{name}", status=status, **values)


def feed(name: str, media_type: str, **values: Any) -> Response:
    text = rendering.templates().get_template(f"public/{name}.xml").render(**values)
    headers = {"access-control-allow-origin": "*"}
    return Response(text, headers=headers, media_type=media_type)
