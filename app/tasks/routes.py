"""Tasks for recruiters and candidates."""

from app.routing import Router

router = Router(prefix="/v1/tasks", tag="tasks")
