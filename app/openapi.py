"""What the API's documentation says before its operations, and what FastAPI leaves out of them."""

from typing import Any

from fastapi import FastAPI

from app.documentation import ProblemOut

DESCRIPTION = """
Debrief keeps what happens **after** a candidate's interview: the candidate's debrief, the thank-you
to the interviewers, how and when the employer decides, the feedback that is asked for, chased
politely, logged and released, verdicts, referees, offers and placements; what waits today
(`GET /v1/desk`), and the timeline of it all.

**Trying it here.** Press *Authorize*, sign in with your e-mail and password (the demo's are
`recruiter@demo.example` and `debrief-demo`), and *Execute* any operation.

**Conventions.** Instants are RFC 3339 in UTC. Lists page with `cursor` and `limit`; send a page's
`next_cursor` to go on. Every resource carries `version` and an `ETag`; send it as `If-Match` to
change only what you have seen (412 otherwise). Send an `Idempotency-Key` with any `POST` and a
retry does its work once. Errors are `application/problem+json`, with `errors` naming each field;
`type` leads to a page that explains. `RateLimit` says how many requests you have left; after a 429
or a 503, wait as long as `Retry-After` says. Integrations use an API key and may name the recruiter
they act for in `On-Behalf-Of`.
"""

TAGS = [
    {"name": "desk", "description": "Today's work in one call."},
    {"name": "search", "description": "Finding anybody and anything."},
    {"name": "feedback", "description": "Asking, chasing, logging and releasing feedback."},
    {"name": "candidates", "description": "The people you represent."},
    {"name": "timeline", "description": "What happened, as a story."},
    {"name": "notes", "description": "What was said and noticed."},
    {"name": "applications", "description": "A candidate put forward for a vacancy."},
    {"name": "interviews", "description": "When, with whom, and whether they took place."},
    {"name": "debriefs", "description": "What the candidate makes of an interview."},
    {"name": "decisions", "description": "How and when the employer decides."},
    {"name": "follow-ups", "description": "Thanking the interviewers."},
    {"name": "offers", "description": "Verdicts, offers and placements."},
    {"name": "messages", "description": "E-mail that went out, or did not."},
    {"name": "replies", "description": "What was answered by e-mail, to be reviewed."},
    {"name": "links", "description": "For people without an account: form, page, calendar."},
    {"name": "referees", "description": "Heads-ups and references."},
    {"name": "tasks", "description": "What is to be done, and the playbooks that plan it."},
    {"name": "documents", "description": "CVs and other papers."},
    {"name": "vacancies", "description": "What an employer wants somebody for."},
    {"name": "employers", "description": "The firms whose vacancies you fill."},
    {"name": "contacts", "description": "The people at an employer."},
    {"name": "events", "description": "The change feed: every event once, in order."},
    {"name": "agency", "description": "Your agency and its policy."},
    {"name": "public", "description": "The agency's vacancies, for everybody."},
    {"name": "access", "description": "Signing in, users and API keys."},
    {"name": "operating", "description": "For whoever runs it."},
]

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Your own unique value: a retry with it replays the first answer for 24 hours."
    " 409 `idempotency-answer-unreadable` when that answer can no longer be read.",
}
API_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key (`dbf_…`). It may act for a recruiter with `On-Behalf-Of`.",
}
ON_BEHALF_OF = {
    "name": "On-Behalf-Of",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "With an API key: the id of the user it acts for.",
}


def describe(app: FastAPI) -> None:
    """Complete the generated OpenAPI document: headers every operation takes, the problem shape."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            template = "#/components/schemas/{model}"
            problem = ProblemOut.model_json_schema(ref_template=template)
            schemas.update(problem.pop("$defs", {}))
            schemas["Problem"] = problem
            document["components"]["securitySchemes"]["ApiKey"] = API_KEY
            for name, schema in schemas.items():
                if name.startswith("Body_"):  # a form, whose fields are there or not
                    for field in schema["properties"].values():
                        never_null(field)
            for path in document["paths"].values():
                for method, operation in path.items():
                    complete(method, operation)
                    give_examples(operation, schemas)
        return generate()

    app.openapi = openapi  # type: ignore[method-assign]


def complete(method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        never_null(parameter["schema"])
    if "security" not in operation:
        return
    if method == "post":
        parameters.append(IDEMPOTENCY_KEY)
    if method != "get":
        parameters.append(ON_BEHALF_OF)
    [signed_in] = operation["security"]
    scopes = sorted(scope for names in signed_in.values() for scope in names)
    operation["security"].append({"ApiKey": scopes})
    if scopes:
        said = operation.get("description", "")
        operation["description"] = f"{said}\n\nScope: {', '.join(f'`{s}`' for s in scopes)}."


def never_null(schema: dict[str, Any]) -> None:
    """A parameter is there or not; unlike a field it cannot be null."""
    choices = [choice for choice in schema.pop("anyOf", []) if choice != {"type": "null"}]
    if len(choices) > 1:
        schema["anyOf"] = choices
    elif choices:
        schema |= choices[0]


def give_examples(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """A whole body for what goes in and what comes back, made of the fields' own examples."""
    answers = [answer for status, answer in operation["responses"].items() if status < "300"]
    for said in (operation.get("requestBody", {}), *answers):
        for media in said.get("content", {}).values():
            if "schema" in media and "example" not in media and "examples" not in media:
                sent = "requestBody" in operation and said is operation["requestBody"]
                media["example"] = example_of(media["schema"], schemas, sent=sent)


def example_of(
    schema: dict[str, Any], schemas: dict[str, Any], name: str = "", *, sent: bool = False
) -> Any:
    """What a value of this schema, in a field of this name, looks like.

    What is `sent` has what must be there and what has an example of its own: someone who presses
    *Execute* on the docs page sends it as it is.
    """
    if schema.get("examples"):
        return schema["examples"][0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, sent=sent)
    if "enum" in schema:
        return schema["enum"][0]
    for given in ("example", "const", "default"):
        if given in schema:
            return schema[given]
    for choice in schema.get("anyOf", schema.get("allOf", [])):
        if choice.get("type") != "null":
            return example_of(choice, schemas, name, sent=sent)
    match schema.get("type"):
        case "object":
            needed = schema.get("required", [])
            return {
                key: example_of(field, schemas, key, sent=sent)
                for key, field in schema.get("properties", {}).items()
                if not sent or key in needed or field.get("examples")
            }
        case "array":
            length = max(1, schema.get("minItems", 1))
            return [example_of(schema.get("items", {}), schemas, name, sent=sent)] * length
        case "string":
            if name.endswith(("_id", "_ids")):
                return BY_FORMAT["uuid"]
            return BY_NAME.get(name) or BY_FORMAT.get(schema.get("format", ""), "…")
        case "integer" | "number":
            return BY_NAME.get(name, schema.get("minimum", 1))
        case "boolean":
            return False
    return None


BY_FORMAT = {
    "uuid": "01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40",
    "date-time": "2026-11-22T09:30:00Z",
    "date": "2026-11-22",
    "email": "grace@acorn.example",
    "uri": "https://acorn.example/",
    "password": "a long sentence is best",
}
BY_NAME: dict[str, Any] = {
    "candidate_name": "Maria Gregg",
    "contact_name": "Ryan Walters",
    "vacancy_title": "Marketing Specialist",
    "employer_name": "Northwind Logistics",
    "owner_name": "Grace Obi",
    "name": "Grace Obi",
    "timezone": "Europe/London",
    "country": "GB",
    "slug": "acorn",
    "emails": "maria.gregg@example.com",
    "email": "ryan.walters@northwind.example",
    "phones": "020 7946 0021",
    "latitude": 51.4543,
    "longitude": -0.9781,
    "next_cursor": None,
}
