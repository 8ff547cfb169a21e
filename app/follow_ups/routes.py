"""Thank-yous to the interviewers."""

from app.routing import Router

router = Router(prefix="/v1", tag="follow-ups")
