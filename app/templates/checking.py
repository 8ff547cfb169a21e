"""What a template may contain: words, its placeholders, conditions and a few filters."""

import unicodedata
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError, nodes

from app.errors import Invalid
from app.templates.brevity import check_length
from app.templates.models import TemplateName
from app.templates.rendering import SANDBOX, Values, Wording
from app.templates.shipped import PLACEHOLDERS

FILTERS = frozenset({"capitalize", "default", "lower", "title", "trim", "upper"})
COMPARISONS = frozenset({"eq", "ne"})
ALLOWED = frozenset(
    {
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Name,
        nodes.Const, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Filter,
    }
)  # fmt: skip
"""No loops, calls, attributes, arithmetic, assignments or inclusions: nothing that can grow or
reach anything."""

DEEPEST, MOST_PARTS = 20, 400


class Unfit(Exception):
    """Why a template cannot be used, and in which line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")


def check(name: TemplateName, wording: Wording) -> None:
    """Raises `Invalid` at `/subject` or `/body`, with the line."""
    for field, text in (("subject", wording.subject), ("body", wording.body)):
        try:
            check_text(name, text)
        except Unfit as fault:
            raise Invalid.at(f"/{field}", str(fault)) from fault
    check_length(name, wording)


def check_text(name: TemplateName, text: str) -> None:
    try:
        tree = SANDBOX.parse(text)
    except TemplateSyntaxError as fault:
        raise Unfit(fault.lineno, fault.message or "cannot be understood") from fault
    except (ValueError, RecursionError) as fault:  # a number of 5,000 digits, 5,000 brackets
        raise Unfit(1, "cannot be understood: too long a number or too many brackets") from fault
    known = {placeholder.name for placeholder in PLACEHOLDERS[name]}
    for parts, (depth, line, node) in enumerate(walk(tree)):
        if depth > DEEPEST or parts > MOST_PARTS:
            raise Unfit(line, "too many parts: make it simpler")
        check_node(node, known, line)


def walk(tree: nodes.Node) -> Iterator[tuple[int, int, nodes.Node]]:
    """Each part with its depth and its line; some have only the line of what they are in."""
    waiting = [(0, 1, tree)]
    while waiting:
        depth, line, node = waiting.pop()
        line = node.lineno or line
        yield depth, line, node
        waiting += [(depth + 1, line, child) for child in node.iter_child_nodes()]


def check_node(node: nodes.Node, known: set[str], line: int) -> None:
    match node:
        case nodes.Name():
            if node.name not in known or node.ctx != "load":
                listed = ", ".join(sorted(known))
                raise Unfit(line, f"there is no placeholder {node.name!r}; there are {listed}")
        case nodes.Const():
            if not isinstance(node.value, str | bool | None) or not printable(node.value):
                raise Unfit(line, "only words may stand here")
        case nodes.Filter():
            check_filter(node, line)
        case nodes.Operand():
            if node.op not in COMPARISONS:
                raise Unfit(line, "only == and != compare")
        case _ if type(node) not in ALLOWED:
            raise Unfit(line, f"{type(node).__name__.lower()} is not possible in a template")


def check_filter(node: nodes.Filter, line: int) -> None:
    if node.name not in FILTERS:
        listed = ", ".join(sorted(FILTERS))
        raise Unfit(line, f"there is no filter {node.name!r}; there are {listed}")
    most = 2 if node.name == "default" else 0
    if len(node.args) > most or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise Unfit(line, f"the filter {node.name!r} takes no such argument")


def printable(value: str | bool | None) -> bool:
    """An escape in a string can stand for what no message may hold: NUL, half a letter."""
    return not isinstance(value, str) or not any(
        unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
        for character in value
    )


def samples(name: TemplateName) -> Values:
    return {placeholder.name: placeholder.example for placeholder in PLACEHOLDERS[name]}
