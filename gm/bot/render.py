"""Values as text for a post: checks, words, questions, errors. Pure."""

from collections.abc import Sequence
from typing import Final

from gm.bot.catalogue import LOCALES, Speech
from gm.bot.dice_said import dice_said
from gm.bot.order_words import order_words
from gm.bot.turn_card import stamp
from gm.domain.brief import CheckView
from gm.domain.errors import BudgetExceeded, DiceError, GmError, ModelError, StoreError
from gm.domain.play import Parked, PlayerInput
from gm.rules.dice import render

_LONGEST_DICE: Final = 1400
"""Characters of what stands below a question."""


def check_row(speech: Speech, check: CheckView) -> str:
    """`**Ilse, Stealth: 19** against 12. **Success** (the floor creaks)`."""
    against = f"{check.difficulty} ({check.opposed_by})" if check.opposed_by else f"{check.difficulty}"
    keys = {"against": "check", "under": "under" if check.total <= check.target else "over"}
    row = speech(
        f"outcome.{keys.get(check.way, check.way)}",
        name=check.character,
        skill=check.skill,
        total=check.total,
        against=against,
        target=check.target,
        faces=", ".join(map(str, check.faces)),
        degree=check.degree_label,
    )
    return f"{row} ({check.reason})" if check.reason else row


def words_text(speech: Speech, entry: PlayerInput, skill: str = "") -> str:
    """A player's words as their character's post."""
    if entry.kind == "ooc":
        return speech("words.ooc", text=entry.text)
    if entry.kind == "check":
        return f"*{skill or entry.skill}*: {entry.text}" if entry.text != skill else f"*{skill}*"
    if entry.kind == "command":
        return order_words(speech, entry.text)
    if entry.kind == "direct":
        return f"-# ▸ {entry.text}"
    if entry.to:
        return speech("words.to", name=entry.to, text=entry.text)
    return entry.text


def question_text(speech: Speech, parked: Parked, names: Sequence[str], *, answer: str = "") -> str:
    """A parked question: for whom, or what was answered."""
    if answer:
        return speech("question.answered", question=parked.question, answer=answer)
    shown = list(parked.lines or tuple(dice_said(speech, render(record)) for record in parked.rolls))
    while len("\n-# ".join(shown)) > _LONGEST_DICE:
        del shown[0]  # of a long fight the last matters most
    dice = "".join(f"\n-# {line}" for line in shown)
    text = speech("question.open", question=parked.question, names=", ".join(names)) + dice
    if parked.deadline is None:
        return text
    default = next((each.label for each in parked.options if each.id == parked.default), parked.default)
    return f"{text}\n{speech('question.until', when=stamp(parked.deadline), answer=default)}"


def error_text(error: GmError, speech: Speech | None = None) -> str:
    """What went wrong and what to do, in the reader's language where the catalogue has it. Remedies that speak of the
    command line are left out."""
    said = _said(error, speech) if speech is not None else ""
    if said:
        return said
    remedy = "" if "gm " in error.remedy else error.remedy
    return f"{error} {remedy}".strip()


def _said(error: GmError, speech: Speech) -> str:
    """The error in the reader's language; '' if there is no text for it."""
    for key in (f"said.{error.key}", error.key) if error.key else ():
        if speech.find(key) is not None:
            return speech(key, **error.values)
    if isinstance(error, DiceError):
        said = speech("said.dice.wrong")
        return f"{said}\n-# {error}" if speech.locale == LOCALES[0] else said  # where it is wrong, is said in English
    if isinstance(error, BudgetExceeded):
        return speech("said.model.budget")
    if isinstance(error, ModelError):
        return speech("said.model.failed")
    return speech("error.down") if isinstance(error, StoreError) else ""
