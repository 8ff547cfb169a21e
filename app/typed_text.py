"""What somebody typed, without the characters that no reader sees and that programs act on.

It needs nothing but the standard library, so that it can be tried on every version of Python.
"""

import unicodedata

JOINERS = frozenset("\u200c\u200d")
"""They are invisible too, but words in Persian or Hindi and many emoji need them."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make what follows read from right to left, so that a line seems to say something else."""


def one_line(typed: str) -> str:
    """A line of visible characters with single spaces between its words."""
    return " ".join("".join(map(in_a_line, typed)).split())


def lines(typed: str) -> str:
    """Lines that end in `\\n`, whichever line separator Unicode knows was typed."""
    return "\n".join("".join(map(in_a_text, line)) for line in typed.splitlines())


def in_a_line(character: str) -> str:
    """The character itself, a space instead of a break or a control, or nothing."""
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf":
            return character if character in JOINERS else ""
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
    return character


def in_a_text(character: str) -> str:
    """The character itself, unless it is a control or turns the text around."""
    match unicodedata.category(character):
        case "Cc":
            return character if character == "\t" else ""
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
    return "" if character in TURNING else character
