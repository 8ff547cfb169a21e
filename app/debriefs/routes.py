"""Debriefs, the question bank they fill, and what to read before an interview."""

from app.routing import Router

router = Router(prefix="/v1/interviews", tag="debriefs")
