"""The house rules that a reader would otherwise have to remember."""

import ast
import re
import typing
from datetime import date, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import configure_mappers

from app import all_models
from app.database import Base
from app.events.kinds import CATALOGUE, Code, Kind, Zone

APP = Path(__file__).parent.parent / "app"
SOURCES = sorted(APP.rglob("*.py"))
LONGEST_FILE = 300
FIXED_NAMES = {"__init__", "models", "schemas", "queries", "actions", "routes"}
ONE_CONCEPT_MORE = {
    "access": {
        "actors",
        "attempts",
        "credentials",
        "dependencies",
        "hash_queue",
        "idempotency",
        "rights",
        "scopes",
        "secrets",
        "sign_in",
    },
    "audit": {"access", "access_log", "export", "rows", "sightings", "watched", "watcher"},
    "agencies": {"business_time", "chasing"},
    "applications": {"moves", "next_step"},
    "candidates": {"duplicates", "merging"},
    "templates": {"brevity", "checking", "rendering"},
    "debriefs": {"anonymity", "preparation", "reminding"},
    "desk": {"sections"},
    "documents": {
        "extracting",
        "jobs",
        "naming",
        "papers",
        "serving",
        "sniffing",
        "storing",
        "text_reader",
    },
    "events": {
        "event_stream",
        "live_feed",
        "open_streams",
        "recorder",
    },
    "feedback": {
        "answering",
        "asking",
        "chasing",
        "chasing_routes",
        "due",
        "folded_text",
        "locking",
        "mailing",
        "privacy",
        "refusals",
        "sweeping",
        "telling",
    },
    "follow_ups": {"drafting", "fit", "grounds", "quiet_period", "sending", "tact"},
    "interviews": {"seeding"},
    "referees": {"asking", "heads_ups"},
    "offers": {"accepting", "comparing", "expiring", "words"},
    "playbooks": {"shipped", "triggers"},
    "tasks": {"happened", "planning", "reacting", "reinstating"},
    "public": {"job_posting", "receiving", "rendering", "showing", "visiting"},
    "vacancies": {"searching"},
    "calendars": {"entries", "feeds", "invites", "letters", "writing"},
    "calls": {
        "booking",
        "locking",
        "putting",
        "receiving",
        "settling",
        "showing",
        "story",
        "telling",
    },
    "forms": {"corrections", "own_answer", "receiving", "showing"},
    "links": {"opening", "rights", "sending", "tokens"},
    "messages": {
        "addresses",
        "composing",
        "delivering",
        "encoded_words",
        "layout",
        "mime",
        "mime_check",
        "unsubscribing",
        "wording",
    },
    "pages": {"csrf", "rendering", "typed"},
    "passwords": {"link_page", "refusals", "tokens"},
    "portal": {
        "application_pages",
        "download",
        "feedback_pages",
        "interview_pages",
        "own_data",
        "plain_words",
        "receiving",
        "referee_pages",
        "showing",
        "story",
        "thank_you_pages",
        "todo",
        "told",
        "visiting",
    },
    "replies": {
        "filing",
        "headers",
        "locking",
        "quoted_tokens",
        "reading",
        "recognising",
        "redaction",
        "signed",
        "stripping",
    },
}
NOT_AREAS = {"cli", "demo", "embedded", "imports", "places", "worker"}


def test_only_the_transaction_commits() -> None:
    for source in SOURCES:
        if source.name == "transaction.py" or source.name.startswith("migrat"):
            continue
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert (
                    node.func.attr not in {"commit", "begin_nested"} or "imports" in source.parts
                ), f"{source}:{node.lineno}"


def test_files_are_short() -> None:
    lengths = {source: len(source.read_text().splitlines()) for source in SOURCES}
    too_long = {str(source): length for source, length in lengths.items() if length > LONGEST_FILE}
    assert not too_long
    assert median(length for length in lengths.values() if length) < 110


def test_an_area_holds_the_five_files_and_little_else() -> None:
    for folder in (path for path in APP.iterdir() if path.is_dir() and path.name != "__pycache__"):
        if folder.name in NOT_AREAS:
            continue
        names = {path.stem for path in folder.glob("*.py")}
        assert names <= FIXED_NAMES | ONE_CONCEPT_MORE.get(folder.name, set()), folder


def test_every_module_and_public_name_explains_itself_or_is_obvious() -> None:
    for source in SOURCES:
        tree = ast.parse(source.read_text())
        assert not tree.body or ast.get_docstring(tree), f"{source} has no docstring"


def test_every_relation_is_loaded_on_purpose() -> None:
    configure_mappers()
    for mapper in Base.registry.mappers:
        for relation in mapper.relationships:
            assert relation.lazy in {"raise", "raise_on_sql"}, relation


def test_every_table_of_an_agency_leads_with_it() -> None:
    global_tables = {"agencies", "sign_in_attempts"}
    for table in all_models.metadata.tables.values():
        if table.name in global_tables:
            continue
        assert next(iter(table.primary_key.columns)).name == "agency_id", table.name
        for key in table.foreign_keys:
            if key.column.table.name != "agencies":
                names = [column.name for column in key.constraint.columns]  # type: ignore[union-attr]
                assert names[0] == "agency_id", f"{table.name}.{names}"


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.type)
def test_an_event_kind_is_documented_and_carries_no_words(kind: type[Kind]) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind.type)
    assert kind.__doc__
    assert kind.to_candidate is None or not set(re.findall(r"{(\w+)}", kind.to_candidate)) & {
        "actor", "note", "cause", "reason", "ended_by",
    }, "the candidate reads no codes, and not what somebody noted"  # fmt: skip
    for name, annotation in typing.get_type_hints(kind, include_extras=True).items():
        if typing.get_origin(annotation) is typing.ClassVar:
            continue
        optional = type(None) in typing.get_args(annotation)
        for part in typing.get_args(annotation) if optional else (annotation,):
            allowed = (UUID, int, bool, date, datetime, Code, Zone, list[Code], type(None))
            assert part in allowed, f"{kind.__name__}.{name} may hold words"
    names = {"actor", "contact", "vacancy", "employer", "note"}
    used = set(re.findall(r"{(\w+)}", f"{kind.sentence}{kind.to_candidate}"))
    assert used <= names | {field.name for field in msgspec.structs.fields(kind)}


def test_every_route_names_its_scope_or_is_public_on_purpose(app: FastAPI) -> None:
    public = {
        "sign_in", "get_health", "get_readiness", "list_public_vacancies", "get_public_vacancy",
        "express_interest", "receive_mail", "get_vacancy_feed", "get_sitemap", "download_by_link",
        "request_password_reset", "confirm_password_reset",
    }  # fmt: skip
    changes_nothing = {"link_document"}
    makes_links = {
        "make_form_link", "make_portal_link", "make_candidate_calendar_link",
        "make_own_calendar_link",
    }  # fmt: skip
    anybody_signed_in = {"sign_out", "get_me", "get_agency", "change_own_password"}
    by_what_it_is_on = {"get_note"}
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            if name in public:
                assert "security" not in operation
                continue
            scopes = {scope for way in operation["security"] for s in way.values() for scope in s}
            assert scopes or name in anybody_signed_in | by_what_it_is_on, (
                f"{method} {path} needs a scope"
            )
            reads = method == "get" or name in changes_nothing
            wanted = ":read" if reads else ":write"
            # What a link opens is read by whoever makes it.
            wanting = {s for s in scopes if not (name in makes_links and s.endswith(":read"))}
            assert wanting or not scopes, f"{method} {path} needs the right to change something"
            assert all(s.endswith((wanted, ":manage")) for s in wanting), (
                f"{method} {path}: {scopes}"
            )


def test_lists_take_what_every_list_takes(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        operation = methods.get("get")
        if operation and operation["operationId"].startswith("list_") and path != "/v1/events":
            names = {parameter["name"] for parameter in operation["parameters"]}
            common = {"limit", "cursor", "count", "created_after", "updated_after", "sort"}
            assert common <= names, path
