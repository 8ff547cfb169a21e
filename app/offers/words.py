"""Text as sets of plain words, so that wishes and terms that mean the same can be matched.

Case, accents, plurals, endings and word order do not count; numbers do. It knows English.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[^\W\d_]+")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[\r\n\u2022]+")
CLAUSE_END = re.compile(
    r"[,;:()\u2013\u2014]|\.(?![0-9])|\b(?:but|and|although|though|however|except|unless)\b"
)
COMPOUND = re.compile(r"\b(on|off|part|full|fixed)[\s-]+(call|site|time|term)\b")
THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
KILO = re.compile(r"\b([0-9]{1,9}(?:\.[0-9]{1,3})?)k\b")
NUMBER_NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBER_NAME = re.compile(rf"\b({'|'.join(NUMBER_NAMES)})\b")


def plain(text: str) -> str:
    """Lower case without accents and apostrophes; numbers in digits (`40,000`, `40k` and `two`),
    and `on-call` as one word."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    letters = re.sub(r"['\u2018\u2019`]", "", letters)
    letters = THOUSANDS.sub("", letters)
    letters = KILO.sub(lambda match: f"{Decimal(match[1]) * 1000:f}", letters)
    letters = NUMBER_NAME.sub(lambda match: str(NUMBER_NAMES.index(match[1]) + 1), letters)
    return COMPOUND.sub(r"\1\2", letters)


def stem(word: str) -> str:
    """`relocating`, `relocation` and `relocate` alike; not a linguist's stem, the same for both."""
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif re.search(r"(s|x|ch|sh)es$", word):
        word = word[:-2]
    elif word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, kept in (("ing", ""), ("ation", "at"), ("ed", ""), ("ly", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending) + kept
            break
    word = re.sub(r"([^\W\d_])\1$", r"\1", word)
    return word.removesuffix("e") if len(word) > 3 else word


def tokens(text: str) -> list[str]:
    """The stems of a text that is `plain` already, in order; a number as its shortest form."""
    return [token_of(word) for word in TOKEN.findall(text)]


def token_of(word: str) -> str:
    if not word[0].isdecimal():
        return stem(word)
    whole, _, fraction = word.partition(".")
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")


def stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


INSIGNIFICANT = stems(
    "a an the this that there it of in at on for to from with by per as than or and"
    " my our your their his her i we you they is are be been being am was were will would can"
    " could should may must have has having had do does get any anything nothing some all"
    " each every fully only very too really completely purely mostly entirely regular regularly"
    " required requirement mandatory compulsory necessary needed expected"
    " work job role position"
)
NEGATORS = stems(
    "no not never without none nor neither cannot cant dont doesnt isnt arent wont wouldnt lack"
)
NOT_A_NEGATION = stems(
    "more less fewer later sooner earlier only just merely limited optional negotiable"
)
"""`no more than`, `not only`, `not negotiable`."""
NEEDLESS = stems("required needed expected necessary part included asked")
"""`relocation is not required`."""
NEAR = 3
SPARED = stems("off free")
"""`weekends off`."""
NEGATING = NEGATORS | SPARED


def is_number(token: str) -> bool:
    return token[0].isdecimal()


def significant(words: frozenset[str]) -> frozenset[str]:
    """Those that carry the meaning; all of them when none does."""
    return (words - INSIGNIFICANT - NEGATORS) or words


@dataclass(frozen=True)
class Sentence:
    """Something that was said, and the words that quote it."""

    text: str
    shown: str

    @cached_property
    def clauses(self) -> list[list[str]]:
        return [tokens(clause) for clause in CLAUSE_END.split(plain(self.text))]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for clause in self.clauses for word in clause)

    @cached_property
    def clauses_with_numbers(self) -> list[tuple[frozenset[str], list[Decimal]]]:
        """The words and the numbers of every clause; empty when there is no number at all."""
        if not any(map(is_number, self.words)):
            return []
        return [
            (frozenset(clause), [Decimal(word) for word in clause if is_number(word)])
            for clause in self.clauses
        ]

    @cached_property
    def clauses_with_negations(self) -> list[list[str]]:
        return [clause for clause in self.clauses if not NEGATING.isdisjoint(clause)]

    def says(self, wanted: frozenset[str]) -> bool:
        return bool(wanted) and wanted <= self.words

    def denies(self, wanted: frozenset[str]) -> bool:
        """One of the words stands under a negation, in its own clause."""
        return any(
            is_negated(clause, [at for at, word in enumerate(clause) if word in wanted])
            for clause in self.clauses_with_negations
        )

    def numbers_beside(self, wanted: frozenset[str]) -> list[Decimal]:
        """Those in the clauses with most of the words, in order."""
        shared = [(len(wanted & words), held) for words, held in self.clauses_with_numbers]
        most = max((count for count, _ in shared), default=0)
        return [number for count, held in shared if count == most > 0 for number in held]


def is_negated(clause: list[str], wanted_at: list[int]) -> bool:
    """`no weekend work`, `you will not be asked to work weekends`, `weekends are not expected`."""
    if not wanted_at:
        return False
    if set(clause[wanted_at[-1] + 1 : wanted_at[-1] + 2]) & SPARED:
        return True
    for at, word in enumerate(clause):
        following = clause[at + 1 : at + 1 + NEAR]
        if word not in NEGATORS or (following and following[0] in NOT_A_NEGATION):
            continue
        if at < wanted_at[-1] or any(next_word in NEEDLESS for next_word in following):
            return True
    return False


def sentences(text: str | None) -> Iterator[Sentence]:
    for sentence in SENTENCE_END.split(text or ""):
        if said := sentence.strip():
            yield Sentence(said, said)
