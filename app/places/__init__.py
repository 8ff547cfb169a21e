"""Where places are: by name or UK postcode, from files that are shipped, without a network."""

from app.places.finding import Point, find, ready

__all__ = ["Point", "find", "ready"]
