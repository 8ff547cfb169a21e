"""The demo: a believable agency, told relative to the day it is loaded. Development only."""

from app.demo.examples import request_to_answer
from app.demo.loading import NotInDevelopment, load

__all__ = ["NotInDevelopment", "load", "request_to_answer"]
