"""Every answer a test gets is held against what the documentation says of it."""

from functools import lru_cache
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

from app.documentation import ProblemOut


@lru_cache
def documented(app: FastAPI) -> list[tuple[Any, set[str], Any]]:
    """Each route's path, methods and response model."""
    return [
        (context.path_regex, set(context.methods or ()), context.response_model)
        for context in iter_route_contexts(app.routes)
        if getattr(context, "response_model", None) is not None
    ]


@lru_cache
def adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def check_against_the_documentation(app: FastAPI, answer: httpx.Response) -> None:
    """Fails when a field is missing, of another type, or not documented."""
    content_type = answer.headers.get("content-type", "")
    if content_type == "application/problem+json":
        ProblemOut.model_validate_json(answer.content)
    elif content_type == "application/json" and answer.is_success:
        for path, methods, model in documented(app):
            if answer.request.method in methods and path.match(answer.request.url.path):
                adapter(model).validate_json(answer.content)
                return
        raise AssertionError(f"{answer.request.url.path} has no response model")
