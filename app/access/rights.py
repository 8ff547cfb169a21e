"""What nobody may give or take: rights beyond their own."""

from app.access.actors import Actor
from app.access.models import BeyondYourRights, PeopleOnly


def expect_person(actor: Actor) -> None:
    """Not an API key, acting for somebody or not. Raises `PeopleOnly`."""
    if actor.api_key_id is not None:
        raise PeopleOnly


def expect_rights_of(actor: Actor, scopes: frozenset[str]) -> None:
    """All of these are the actor's own. Raises `BeyondYourRights`."""
    if missing := scopes - actor.scopes:
        raise BeyondYourRights(missing_scopes=sorted(missing))
