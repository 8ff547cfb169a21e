"""What a template may contain, and the mistakes and the malice that are refused with their line."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import Invalid
from app.templates.brevity import clip, count_words
from app.templates.checking import check, samples
from app.templates.models import TemplateName
from app.templates.rendering import Wording, fill_in
from tests.factories import Agency

PATH = "/v1/templates/thank_you"


@pytest.mark.parametrize(
    "body",
    [
        "Thank you.",
        "Dear {{ interviewers or 'all' }}, {{ candidate | upper }}",
        "{{ fit | default('You know why.') | trim }} Yours",
        "{% if fit and not left_unsaid %}A{% elif vacancy == 'Chef' %}B{% else %}C{% endif %}",
        "{{ 'A' if employer != 'Northwind' else 'B' }}",
        "{# for ourselves #}{% raw %}{{ not a placeholder }}{% endraw %}",
        "100 % of {{ vacancy }} {braces} }} %}",
        "{%- if fit -%} x {%- endif -%} Thanks",
        "Ďakujem, 谢谢, {{ candidate }}",
    ],
)
async def test_words_placeholders_conditions_and_a_few_filters_are_fine(
    agency: Agency, body: str
) -> None:
    kept = await agency.admin.sends("PUT", PATH, 200, json={"subject": "Thanks", "body": body})
    assert kept["body"] == body
    assert (await agency.admin.does(f"{PATH}/preview"))["body"]


@pytest.mark.parametrize(
    ("body", "line", "why"),
    [
        ("{{ candidate", 1, "end of print statement"),
        ("One\n{% if fit %}\nthree", 3, "endif"),
        ("One\nTwo\n{{ salary }}", 3, "no placeholder 'salary'; there are candidate"),
        ("{{ concerns }}", 1, "no placeholder"),
        ("\n{{ self }}", 2, "no placeholder"),
        ("a\n{{ ''.__class__ }}", 2, "getattr is not possible"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", 1, "is not possible"),
        ("{{ candidate.__init__.__globals__ }}", 1, "is not possible"),
        ("{{ candidate['__class__'] }}", 1, "getitem is not possible"),
        ("{{ candidate|attr('__class__') }}", 1, "no filter 'attr'"),
        ("{% for a in candidate %}{{ a }}{% endfor %}", 1, "for is not possible"),
        ("{% for a in range(10**9) %}{% endfor %}", 1, "is not possible"),
        ("{{ 'a' * 10**9 }}", 1, "is not possible"),
        ("{{ candidate * 999999999 }}", 1, "mul is not possible"),
        ("{{ candidate ~ candidate }}", 1, "concat is not possible"),
        ("{{ candidate|center(1000000000) }}", 1, "no filter 'center'"),
        ("{{ candidate|replace('', candidate) }}", 1, "no filter 'replace'"),
        ("{{ candidate|join(candidate)|join(candidate) }}", 1, "no filter 'join'"),
        ("{{ '%999999999d'|format(1) }}", 1, "no filter 'format'"),
        ("{{ candidate|upper('x') }}", 1, "takes no such argument"),
        ("{{ candidate|default(1, 2, 3) }}", 1, "takes no such argument"),
        ("{{ candidate|default(default_value='x') }}", 1, "takes no such argument"),
        ("{{ candidate|default(*fit) }}", 1, "takes no such argument"),
        ("{{ 10 }}", 1, "only words"),
        ("{{ 1e999 }}", 1, "only words"),
        ("{{ " + "9" * 4400 + " }}", 1, "too long a number"),
        ("{{ '\\x00' }}", 1, "only words"),
        ("{{ '\\ud800' }}", 1, "only words"),
        ("{{ ('a', 'b') }}", 1, "tuple is not possible"),
        ("{{ {'a': fit} }}", 1, "dict is not possible"),
        ("{{ lipsum(n=1000) }}", 1, "is not possible"),
        ("{{ fit is string }}", 1, "test is not possible"),
        ("{% if fit < left_unsaid %}x{% endif %}", 1, "only == and !="),
        ("{% if fit in vacancy %}x{% endif %}", 1, "only == and !="),
        ("{% set fit = 'x' %}Hi", 1, "is not possible"),
        ("{% include '/etc/passwd' %}", 1, "include is not possible"),
        ("{% import 'os' as os %}", 1, "import is not possible"),
        ("{% extends 'x' %}", 1, "extends is not possible"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "is not possible"),
        ("{% block b %}{% endblock %}", 1, "block is not possible"),
        ("{% filter upper %}x{% endfilter %}", 1, "filterblock is not possible"),
        ("{% with %}x{% endwith %}", 1, "with is not possible"),
        ("{% autoescape true %}x{% endautoescape %}", 1, "is not possible"),
        ("{{ " + "(" * 2400 + "fit" + ")" * 2400 + " }}", 1, "too many brackets"),
        ("{{ " + "not " * 1000 + "fit }}", 1, "too many"),
        ("{{ fit" + "|upper" * 700 + " }}", 1, "too many parts"),
        ("{{ fit" + " or fit" * 600 + " }}", 1, "too many"),
        ("{% if fit %}" * 150 + "x" + "{% endif %}" * 150, 1, "too many parts"),
        ("{% if fit %}" + "{% elif fit %}x" * 250 + "{% endif %}", 1, "too many parts"),
    ],
)
async def test_anything_else_is_refused_with_its_line(
    agency: Agency, body: str, line: int, why: str
) -> None:
    started = time.perf_counter()
    for pointer, wording in (
        ("/body", {"subject": "Thanks", "body": body}),
        ("/subject", {"subject": body, "body": "Thanks"}),
    ):
        if pointer == "/subject" and len(body) > 200:
            continue
        problem = await agency.admin.is_refused(422, "invalid", "PUT", PATH, json=wording)
        [error] = problem["errors"]
        assert error["pointer"] == pointer
        assert error["detail"].startswith("line ")
        assert pointer == "/subject" or error["detail"].startswith(f"line {line}:")
        assert why in error["detail"]
    assert time.perf_counter() - started < 5
    assert (await agency.viewer.reads(PATH))["shipped"] is True


@pytest.mark.parametrize(
    ("wording", "pointer"),
    [
        ({"subject": "Thanks", "body": "word " * 150}, "/body"),
        (
            {"subject": "Thanks", "body": "{% if not fit %}" + "word " * 150 + "{% endif %}x"},
            "/body",
        ),
        ({"subject": "Thanks", "body": "{{ vacancy }} " * 100}, "/body"),
        ({"subject": "Thanks", "body": "{{ fit }}"}, "/body"),
        ({"subject": "{{ left_unsaid }}", "body": "Thanks"}, "/subject"),
        ({"subject": "Thanks", "body": "x" * 5001}, "/body"),
        ({"subject": "x" * 201, "body": "Thanks"}, "/subject"),
        ({"subject": " ", "body": "Thanks"}, "/subject"),
        ({"subject": "Thanks", "body": "\x00"}, "/body"),
        ({"subject": "Thanks"}, "/body"),
    ],
)
async def test_it_has_room_for_what_is_filled_in_and_something_to_say_without(
    agency: Agency, wording: dict[str, str], pointer: str
) -> None:
    problem = await agency.admin.is_refused(422, "invalid", "PUT", PATH, json=wording)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


async def test_each_message_has_its_own_placeholders_and_a_heads_up_may_be_long(
    agency: Agency,
) -> None:
    wording = {"subject": "{{ referee }}", "body": "{{ why }} " + "word " * 500}
    await agency.admin.sends("PUT", "/v1/templates/heads_up", 200, json=wording)
    await agency.admin.is_refused(422, "invalid", "PUT", PATH, json=wording)


PIECES = st.lists(
    st.sampled_from(
        [
            "{{", "}}", "{%", "%}", "{#", "#}", " ", "\n", "if ", "elif ", "else", "endif", "fit",
            "candidate", "or", " and ", "not ", "==", "'", '"', "\\", "|", "upper", "default", "(",
            ")", "[", "]", ".", ",", "~", "*", "9", "raw", "endraw", "-", "x", "None", "true",
        ]
    ),
    max_size=40,
)  # fmt: skip


@given(pieces=PIECES)
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_passes_can_be_filled_in_whatever_is_missing(pieces: list[str]) -> None:
    wording = Wording("Thanks", "Hello " + "".join(pieces))
    try:
        check(TemplateName.thank_you, wording)
    except Invalid:
        return
    everything = samples(TemplateName.thank_you)
    for values in (everything, {}, {"fit": "A"}, dict.fromkeys(everything)):
        assert isinstance(wording.filled_in(values).body, str)


def test_what_is_filled_in_is_no_template() -> None:
    assert fill_in("{{ a }}", {"a": "{{ 7 * 7 }}{% x"}) == "{{ 7 * 7 }}{% x"


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("a  \n\n\n\n b \n", "a\n\n b"),
        ("about the  role", "about the role"),
        ("Really?. Yes!. No.. Well... so", "Really? Yes! No. Well... so"),
        ("e.g. x", "e.g. x"),
    ],
)
def test_gaps_and_doubled_marks_are_tidied(text: str, tidied: str) -> None:
    assert fill_in("{{ a }}", {"a": text}) == tidied


@pytest.mark.parametrize(
    ("text", "words", "clipped"),
    [
        ("one two three", 3, "one two three"),
        ("one two three", 2, "one two…"),
        ("one, two", 1, "one…"),
        ("well-known fact", 2, "well-known…"),
        ("well-known fact", 1, ""),
        ("one\n\ntwo three", 2, "one\n\ntwo…"),
        ("", 0, ""),
    ],
)
def test_words_are_cut_between_and_never_within(text: str, words: int, clipped: str) -> None:
    assert clip(text, words) == clipped
    assert count_words(clipped) <= words
