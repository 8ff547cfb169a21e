"""Text folded so that what reads alike compares alike: letters of other scripts that look like
Latin ones, accents, capitals, and characters that nobody sees."""

import re
import unicodedata

# In lower case and without accents: what it looks like, and the letters that look like it.
LOOKS_LIKE = {
    "a": "\u0430\u03b1\u0251", "b": "\u044c\u03b2", "c": "\u0441\u03f2", "d": "\u0501\u0111",
    "e": "\u0435\u03b5", "f": "\u0192", "g": "\u0261\u0581", "h": "\u04bb\u0570\u0127",
    "j": "\u0458\u03f3", "k": "\u043a\u03ba", "l": "1i\u04cf\u0456\u03b9\u0131\u0142\u01c0",
    "m": "\u043c", "n": "\u043f\u03b7\u0578", "o": "0\u043e\u03bf\u03c3\u0585\u00f8",
    "p": "\u0440\u03c1", "q": "\u051b", "r": "\u0433", "s": "\u0455", "t": "\u0442\u03c4",
    "u": "\u03c5\u057d", "v": "\u0475\u03bd", "w": "\u051d\u03c9\u0561", "x": "\u0445\u03c7",
    "y": "\u0443\u03b3\u04af", "z": "\u01b6",
}  # fmt: skip
ALIKE = {ord(other): latin for latin, others in LOOKS_LIKE.items() for other in others}
UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc", "Cs", "Co"})
"""Categories: accents and other marks upon a letter, soft hyphens, joiners, directions."""
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""They count as letters or signs, and nobody sees them either."""
SPACE = re.compile(r"\s")


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", SPACE.sub(" ", text)).casefold()
    seen = (
        character
        for character in unicodedata.normalize("NFKD", plain)
        if unicodedata.category(character) not in UNSEEN and character not in FILLERS
    )
    return "".join(seen).translate(ALIKE)


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))


def letters(text: str) -> str:
    """Without what stands between them: a word may be broken anywhere."""
    return "".join(words_of(text))
