"""Invitations, and calendars to subscribe to."""

from app.routing import Router

router = Router(tag="interviews")

feeds = Router(prefix="/calendar", tag="public", include_in_schema=False)
"""`/calendar/{token}.ics`: what a calendar subscribes to."""
