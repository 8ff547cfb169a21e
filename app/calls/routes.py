"""Feedback calls: offered, booked, held."""

from app.routing import Router

router = Router(tag="feedback")
