"""`python -m app.cli`: `debrief` without its script."""

from app.cli import app

app(prog_name="debrief")
