"""Offers, bargaining and placements."""

from app.routing import Router

router = Router(prefix="/v1", tag="offers")
