"""What `make run` ends with: where it is, who may sign in, and two commands that work as pasted."""

import json
from urllib.parse import urlsplit

from rich.markup import escape

from app.database import Database
from app.demo import request_to_answer
from app.demo.loading import SLUG
from app.mail import FOLDER
from app.settings import settings
from app.statements import Row

RECRUITER, PASSWORD = "recruiter@demo.example", "debrief-demo"

SIGN_INS = f"""\
  Sign in with the password [bold]{PASSWORD}[/] as
    [bold]admin@demo.example[/]       may do everything
    [bold]{RECRUITER}[/]   does the daily work
    [bold]viewer@demo.example[/]      only reads"""

ALL_ANSWERED = (
    "Every feedback request of the demo is answered: POST /v1/feedback-requests asks again."
)

FEEDBACK = {
    "channel": "phone",
    "outcome": "advance",
    "strengths": ["calm with a difficult customer"],
    "improvements": ["more figures"],
    "private_notes": "First choice, if the salary fits.",
    "summary_for_candidate": "They liked how calm you stayed and would have liked more figures.",
}


async def welcome(database: Database, address: str, described: str) -> str:
    """As rich markup, without a line that a terminal would have to break."""
    waiting = await request_to_answer(database)
    return "\n\n".join(
        (
            f"[bold green]Debrief is running[/] at [bold]{address}[/]",
            f"  Try the API by hand: [bold]{address}/docs[/]\n"
            f"  What candidates see: [bold]{address}/public/{SLUG}/vacancies[/]\n"
            f"  Database: {escape(described)}\n"
            f"  E-mail: {escape(where_mail_goes())}",
            SIGN_INS,
            *(to_try(address, waiting) if waiting else (ALL_ANSWERED,)),
            "Ctrl-C stops it. The data stays, and `make run` is back in seconds.",
        )
    )


def where_mail_goes() -> str:
    here = settings()
    if here.smtp_url is not None:
        return f"sent through {urlsplit(here.smtp_url.get_secret_value()).hostname}"
    return f"kept in {here.data_dir / FOLDER}, as no DEBRIEF_SMTP_URL is set; also GET /v1/messages"


def to_try(address: str, request: Row) -> tuple[str, ...]:
    """A request of the demo, answered from a shell with nothing but curl and sed."""
    sign_in = (
        f"TOKEN=$(curl -s {address}/v1/auth/token -d username={RECRUITER} -d password={PASSWORD}"
        """ | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')"""
    )
    log = (
        f"curl -sw '\\n' {address}/v1/feedback-requests/{request['id']}/feedback"
        """ -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json'"""
        f" -d '{json.dumps(FEEDBACK)}'"
    )
    show = (
        f"""curl -s "{address}/v1/candidates/{request["candidate_id"]}/timeline?limit=3\""""
        """ -H "Authorization: Bearer $TOKEN" | python3 -m json.tool"""
    )
    who = f"{request['contact_name']} of {request['employer_name']}"
    what = f"In another terminal, log what {who} said about {request['candidate_name']}:"
    return (
        escape(what),
        escape(sign_in),
        escape(log),
        "See it on the candidate's timeline:",
        escape(show),
    )
