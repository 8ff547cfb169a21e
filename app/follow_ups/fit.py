"""One reason why the candidate fits, in sentences they could have written to the interviewers.

What the sentences are made of is the employer's own words (what the job asks for, what they look
for, a question they asked) and the candidate's skills. The debrief decides which of them; it is
quoted only where nothing else is there, because its notes were meant for other eyes.
"""

from dataclasses import dataclass
from functools import cached_property

from app.follow_ups.tact import NOT_BRIGHT, bright, in_a_row, line, shown, stems
from app.templates.brevity import clip

QUESTION_WORDS = 14


@dataclass(frozen=True)
class Grounds:
    """What a reason may be found in. `went_well` are questions with their answers, `noted` what
    was learned and what it felt like."""

    responsibilities: list[str]
    priorities: list[str]
    skills: list[str]
    went_well: list[tuple[str, str]]
    noted: list[str]

    @cached_property
    def questions(self) -> list[tuple[str, frozenset[str]]]:
        """Those one would remind them of, with the words of the question and its answer."""
        return [
            (clip(line(question), QUESTION_WORDS), stems(question) | stems(*bright(answer)))
            for question, answer in self.went_well
            if not NOT_BRIGHT.search(question)
        ]

    @cached_property
    def talked_about(self) -> frozenset[str]:
        asked = (words for _, words in self.questions)
        return stems(*(said for note in self.noted for said in bright(note))).union(*asked)


def reason_of_fit(grounds: Grounds) -> str:
    """A sentence or two; empty when there is nothing to found one on."""
    if need := best_need(grounds):
        return about_need(grounds, need)
    if grounds.skills:
        return about_skills(grounds)
    for note in grounds.noted:
        for said in bright(note):
            return f"What I learned about it is what I am looking for: {shown(said)}."
    return ""


def best_need(grounds: Grounds) -> str | None:
    """What the job asks for, or the employer looks for, that was talked about and that the
    candidate can do; in that order of weight. The first wins a tie.

    Without any such sign it is the first responsibility, unless there are skills to name instead.
    """
    able = stems(*grounds.skills)
    best, most = None, 0
    for need in (*grounds.responsibilities, *grounds.priorities):
        words = stems(need)
        weight = 2 * len(words & grounds.talked_about) + len(words & able)
        if weight > most:
            best, most = need, weight
    if best is None and not grounds.skills and grounds.responsibilities:
        return grounds.responsibilities[0]
    return best


def about_need(grounds: Grounds, need: str) -> str:
    wanted = "The job asks for this" if need in grounds.responsibilities else "You look for this"
    gladly = f"There is one part of it I would gladly take on: {shown(need)}."
    if need not in grounds.responsibilities:
        gladly = f"What you look for matters to me too: {shown(need)}."
    if question := asked_about(grounds, stems(need)):
        gladly = f"I was glad that you asked “{question}”. {gladly}"
    skills = matching_skills(grounds, stems(need))
    if not skills:
        return gladly
    if question:
        wanted = f"You asked “{question}”, and {wanted[0].lower()}{wanted[1:]}"
    return f"{wanted}: {shown(need)}. That is where my {skills} would help."


def about_skills(grounds: Grounds) -> str:
    """When what the job asks for is not known, or is nothing they are known to do."""
    for question, words in grounds.questions:
        if skills := matching_skills(grounds, words):
            return f"You asked “{question}”. That is where my {skills} would help."
    skills = matching_skills(grounds, grounds.talked_about) or in_a_row(grounds.skills)
    return f"I would bring {skills}."


def asked_about(grounds: Grounds, words: frozenset[str]) -> str | None:
    """The first question that went well and has to do with it."""
    return next((question for question, its in grounds.questions if its & words), None)


def matching_skills(grounds: Grounds, words: frozenset[str]) -> str:
    return in_a_row(skill for skill in grounds.skills if stems(skill) & words)
