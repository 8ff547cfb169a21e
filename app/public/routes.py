"""The agency's vacancies, for everybody."""

from app.routing import Router

router = Router(prefix="/public", tag="public")
