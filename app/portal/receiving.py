"""What the candidate types, as what the rest of Debrief takes. All raise `Incomplete`."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app import clock
from app.applications.schemas import WithdrawalIn
from app.debriefs.models import RecordedBy
from app.debriefs.schemas import DebriefIn
from app.follow_ups.schemas import FollowUpChange
from app.interviews.schemas import InterviewChange
from app.pages.typed import TOO_LONG, Complaint, Incomplete, lines_of
from app.portal.visiting import Typed
from app.referees.schemas import RefereeOfCandidateIn
from app.statements import Row
from app.verdicts.schemas import VerdictIn

SPARE_ROWS = 3
MOST_ROWS = 100
LONGEST_SENTENCE = 500
FEW_WORDS = "Please write a few words first."
WHICH_QUESTION = "Which question was that the answer to?"
KIND_WORDS = {
    "lean": "Please choose one.",
    "reason": "Please choose one.",
    "name": "Please tell us their name.",
    "email": "That does not look like an e-mail address.",
    "phone": "A telephone number has at least five digits.",
    "wished_salary": "Please write an amount such as 45000, and the currency in three letters, "
    "such as GBP.",
    "body": FEW_WORDS,
    "questions": "These are more questions than we can keep.",
}
WENT_WELL = {"yes": True, "no": False}
WORD_FOR_WELL = {True: "yes", False: "no", None: ""}

Received = TypeVar("Received", bound=BaseModel)
Place = tuple[int | str, ...]


def field_of(place: Place) -> str:
    return str(place[0])


def validated(
    model: type[Received], values: dict[str, Any], field_of: Callable[[Place], str] = field_of
) -> Received:
    try:
        return model.model_validate(values)
    except ValidationError as refused:
        fields = dict.fromkeys(field_of(error["loc"]) for error in refused.errors())
        complaints = (Complaint(field, KIND_WORDS.get(field, TOO_LONG)) for field in fields)
        raise Incomplete(*complaints) from None


def rows_of(typed: Typed, *names: str) -> list[tuple[int, dict[str, str]]]:
    """The rows in which something stands, each with its number: `question_0`, `answer_0` …"""
    rows = [
        (number, {name: typed.get(f"{name}_{number}", "").strip() for name in names})
        for number in range(MOST_ROWS)
    ]
    return [(number, row) for number, row in rows if row["question"] or row["answer"]]


def questions_of(typed: Typed, *names: str) -> list[tuple[int, dict[str, str]]]:
    """Those rows. An answer alone is not kept, and not dropped unsaid either."""
    rows = rows_of(typed, *names)
    if alone := [number for number, row in rows if not row["question"]]:
        raise Incomplete(*(Complaint(f"question_{number}", WHICH_QUESTION) for number in alone))
    return rows


def rows_typed(questions: list[Row]) -> dict[str, str]:
    """Known questions and answers, as they stand in the fields."""
    fields = {}
    for number, question in enumerate(questions):
        fields[f"question_{number}"] = question["question"]
        fields[f"answer_{number}"] = question["answer"] or ""
        fields[f"went_well_{number}"] = WORD_FOR_WELL[question.get("went_well")]
    return fields


def row_numbers(typed: Typed) -> range:
    """Those in which something stands, and some to spare."""
    used = [number for number, _ in rows_of(typed, "question", "answer")]
    return range(min(max(used, default=-1) + 1 + SPARE_ROWS, MOST_ROWS))


def field_in_rows(rows: list[tuple[int, dict[str, str]]], place: Place) -> str:
    """The field a complaint about one of the questions belongs to."""
    if len(place) == 3 and isinstance(place[1], int):
        return f"{place[2]}_{rows[place[1]][0]}"
    return field_of(place)


def debrief_in(typed: Typed) -> DebriefIn:
    rows = questions_of(typed, "question", "answer", "went_well")
    said: dict[str, Any] = {
        "questions": [
            {
                "question": row["question"],
                "answer": row["answer"] or None,
                "went_well": WENT_WELL.get(row["went_well"]),
            }
            for _, row in rows
        ],
        "recorded_by": RecordedBy.candidate,
    }
    for name in ("learned", "improve", "left_unsaid"):
        said[name] = lines_of(typed.get(name, ""), LONGEST_SENTENCE)
    for name in ("impressions", "concerns", "interest", "confidence"):
        said[name] = typed.get(name, "").strip() or None
    if not any(value for name, value in said.items() if name != "recorded_by"):
        raise Incomplete(Complaint("impressions", FEW_WORDS))
    return validated(DebriefIn, said, lambda place: field_in_rows(rows, place))


def debrief_typed(told: Row | None) -> dict[str, str]:
    """What was recorded, as it stands in the fields."""
    if told is None:
        return {}
    lists = {name: "\n".join(told[name]) for name in ("learned", "improve", "left_unsaid")}
    single = ("impressions", "concerns", "interest", "confidence")
    values = {name: str(told[name] or "") for name in single}
    return {**rows_typed(told["questions"]), **lists, **values}


def questions_in(typed: Typed) -> InterviewChange:
    """What they mean to ask, and the answers they got."""
    rows = questions_of(typed, "question", "answer")
    questions = [{"question": row["question"], "answer": row["answer"] or None} for _, row in rows]
    return validated(
        InterviewChange,
        {"questions_to_ask": questions},
        lambda place: field_in_rows(rows, place),
    )


def verdict_in(typed: Typed) -> VerdictIn:
    amount = typed.get("wished_salary", "").translate(str.maketrans("", "", ", £€$")).strip()
    salary = {
        "amount": amount,
        "currency": typed.get("currency", "").strip().upper(),
        "per": typed.get("per", "year"),
    }
    lists = ("pros", "cons", "wished_benefits", "deal_breakers")
    said = {
        "lean": typed.get("lean", ""),
        "wished_salary": salary if amount else None,
        **{name: lines_of(typed.get(name, "")) for name in lists},
    }
    return validated(VerdictIn, said)


def verdict_typed(known: Row | None) -> dict[str, str]:
    """What was recorded, as it stands in the fields."""
    if known is None:
        return {}
    salary = known["wished_salary"]
    lists = ("pros", "cons", "wished_benefits", "deal_breakers")
    return {
        "lean": known["lean"],
        "wished_salary": str(salary["amount"]).removesuffix(".00") if salary else "",
        "currency": salary["currency"] if salary else "",
        "per": salary["per"] if salary else "year",
        **{name: "\n".join(known[name]) for name in lists},
    }


def withdrawal_in(typed: Typed) -> WithdrawalIn:
    said = {"reason": typed.get("reason", ""), "note": typed.get("note", "").strip() or None}
    return validated(WithdrawalIn, said)


def thank_you_in(typed: Typed) -> FollowUpChange:
    said = {name: typed.get(name, "").strip() for name in ("subject", "body")}
    return validated(FollowUpChange, {**said, "subject": said["subject"] or None})


def referee_in(typed: Typed) -> RefereeOfCandidateIn:
    names = ("name", "relationship", "company", "email", "phone")
    said: dict[str, Any] = {name: typed.get(name, "").strip() or None for name in names}
    said["name"] = said["name"] or ""
    said["consent_given_at"] = clock.now() if typed.get("consent") else None
    return validated(RefereeOfCandidateIn, said)
