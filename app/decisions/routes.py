"""How the employer decides after an interview."""

from app.routing import Router

router = Router(prefix="/v1/interviews", tag="decisions")
