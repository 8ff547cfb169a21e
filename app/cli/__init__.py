"""The map of `debrief`'s commands. Each imports what it needs when it runs: `--help` is instant."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.refusals import Commands

app = typer.Typer(
    name="debrief",
    cls=Commands,
    help="The system of record for what happens after a candidate's interview.",
    epilog="Settings are environment variables: DEBRIEF_DATABASE_URL, DEBRIEF_DATA_DIR, "
    "DEBRIEF_HOST, DEBRIEF_PORT, DEBRIEF_SECRET_KEY, DEBRIEF_ENV, DEBRIEF_SMTP_URL …",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
agencies = typer.Typer(no_args_is_help=True, help="Open an agency.")
users = typer.Typer(no_args_is_help=True, help="Add people who sign in.")
api_keys = typer.Typer(no_args_is_help=True, help="Make keys for integrations.")
imports = typer.Typer(no_args_is_help=True, help="Bring in what another system holds.")
app.add_typer(agencies, name="agency")
app.add_typer(users, name="user")
app.add_typer(api_keys, name="api-key")
app.add_typer(imports, name="import")

Agency = Annotated[str, typer.Option("--agency", metavar="SLUG", help="The agency's slug.")]
PasswordStdin = Annotated[
    bool,
    typer.Option(
        "--password-stdin", help="Read the password from standard input; a terminal is asked."
    ),
]


@app.command()
def serve(
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes; more than one wants your own PostgreSQL.")
    ] = 1,
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the demo data first, and show what to try.")
    ] = False,
    worker: Annotated[
        bool | None,
        typer.Option(
            "--worker/--no-worker",
            help="Send mail and chase in the same process; in development unless told otherwise.",
        ),
    ] = None,
) -> None:
    """Serve the API until Ctrl-C."""
    from app.cli import serving

    serving.serve(workers, with_demo=demo, with_worker=worker)


@app.command()
def worker(
    concurrency: Annotated[
        int, typer.Option(min=1, max=64, help="How much is done at the same time.")
    ] = 4,
) -> None:
    """Send mail, chase and remind until Ctrl-C; as many of them as you like."""
    from app.cli import working

    working.run_worker(concurrency)


@app.command()
def inbound() -> None:
    """Take in what people answer by mail, over LMTP on this machine, until Ctrl-C.

    The mail server delivers DEBRIEF_REPLY_ADDRESS with its plus addresses here. Postfix:
    `recipient_delimiter = +`, and for that domain the transport `lmtp:inet:127.0.0.1:8024`.
    """
    from app.cli import receiving

    receiving.receive()


@app.command()
def demo() -> None:
    """Load the demo data; in development only."""
    from app.cli import demonstrating

    demonstrating.load_demo()


@app.command()
def migrate() -> None:
    """Bring the schema up to date."""
    from app.cli import migrations

    migrations.migrate_schema()


@agencies.command("create")
def create_agency(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as 'Acorn Talent'.")],
    slug: Annotated[str, typer.Option(help="Its short name in addresses, such as acorn.")],
    timezone: Annotated[str, typer.Option(help="IANA time zone, such as Europe/London.")],
    country: Annotated[str, typer.Option(help="For public holidays, such as GB or GB-SCT.")],
    admin_email: Annotated[str, typer.Option(help="The first admin signs in with it.")],
    admin_name: Annotated[str, typer.Option(help="The first admin's name.")] = "Administrator",
    password_stdin: PasswordStdin = False,
) -> None:
    """Open an agency with its first admin, and print both ids."""
    from app.cli import accounts

    accounts.create_agency(
        name=name,
        slug=slug,
        timezone=timezone,
        country=country,
        admin_email=admin_email,
        admin_name=admin_name,
        password_stdin=password_stdin,
    )


@users.command("create")
def create_user(
    agency: Agency,
    email: Annotated[str, typer.Option(help="They sign in with it.")],
    name: Annotated[str, typer.Option(help="As colleagues see it.")],
    role: Annotated[str, typer.Option(help="admin, recruiter or viewer.")],
    password_stdin: PasswordStdin = False,
) -> None:
    """Add a user, and print the id."""
    from app.cli import accounts

    accounts.create_user(agency, email=email, name=name, role=role, password_stdin=password_stdin)


@api_keys.command("create")
def create_api_key(
    agency: Agency,
    name: Annotated[str, typer.Option(help="Which system uses it, such as 'Bullhorn sync'.")],
    scopes: Annotated[
        list[str],
        typer.Option(help="Such as candidates:read; give it again or separate by commas."),
    ],
    expires_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="RFC 3339; without it the key never does.")
    ] = None,
) -> None:
    """Make an API key, and print its id and its secret, which is shown this once."""
    from app.cli import accounts

    accounts.create_api_key(agency, name=name, scopes=scopes, expires_at=expires_at)


@imports.command("opencats")
def import_opencats(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", exists=True, file_okay=False, help="Its tables as CSV, one file each."
        ),
    ],
    agency: Agency,
) -> None:
    """Import an OpenCATS export. Run again it adds only what is new."""
    from app.cli import importing

    importing.import_opencats(folder, agency)
