"""A ruling looked at again after an objection, by words alone; and whether two rulings ask for the same.

Without a model only what can be told from words counts: a skill of the kit that the objection names, and a difficulty
at which a like attempt was ruled before. All else stands.
"""

import json
import re
from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.campaign import Campaign
from gm.domain.ruling import Ruling, Verdict
from gm.domain.ruling_brief import RulingBrief
from gm.domain.values import Value
from gm.rules.lexicon import lexicon_of
from gm.rules.line import longest
from gm.rules.proposals import propose_ruling
from gm.rules.told_effects import ruling_of_words

_NUMBER: Final = re.compile(r"(?<![\d.])\d{1,3}(?![\d.])")
_WORDS: Final = ("text", "reason", "reason_audience", "stakes", "stakes_audience", "intent", "refusal", "notices")
"""What of a verdict is only how it is put."""


def offline_ruling(brief: RulingBrief) -> Ruling:
    """The ruling by words alone: on what is attempted, on what a game master told, or on what is said against the
    ruling that was given."""
    if brief.told:
        return ruling_of_words(brief)
    if brief.objection is None:
        return propose_ruling(brief)
    given = brief.objection.given
    verdicts = tuple(_put_right(verdict, brief.objection.because, brief) for verdict in given.verdicts)
    made = given.model_copy(update={"verdicts": verdicts})
    granted = differs(given, made)
    return made.model_copy(update={"objection": "granted" if granted else "stands"})


def _put_right(verdict: Verdict, words: str, brief: RulingBrief) -> Verdict:
    check = verdict.check
    if check is None:
        return verdict
    hits = lexicon_of(brief.campaign.ruleset, brief.language).skill_hits(words)
    named = longest(tuple(hit for hit in hits if hit.tag != check.skill))
    skill = named.tag if named is not None else check.skill
    before = {case.difficulty for case in brief.precedents if case.skill == skill and not case.opposed_by}
    numbers = [int(each) for each in _NUMBER.findall(words)]
    difficulty = next((number for number in numbers if number in before), check.difficulty)
    if check.opposed_by is not None:
        difficulty = check.difficulty
    return verdict.model_copy(update={"check": check.model_copy(update={"skill": skill, "difficulty": difficulty})})


@dataclass(frozen=True, slots=True)
class Standing:
    """Why a ruling stands where words alone were weighed. `about`: the skill or the number that it turns on."""

    why: Literal["author", "unrolled", "same", "number", "nothing"]
    about: str = ""


def why_it_stands(campaign: Campaign, given: Ruling, because: str) -> Standing:
    """What was found in an objection that changed nothing."""
    checks = [verdict.check for verdict in given.verdicts if verdict.check is not None]
    if not checks:
        return Standing("author" if any(verdict.challenge for verdict in given.verdicts) else "unrolled")
    rules = campaign.ruleset
    named = {hit.tag for hit in lexicon_of(rules, campaign.language).skill_hits(because)}
    skill = next((rules.skill(check.skill) for check in checks if check.skill in named), None)
    if skill is not None:
        return Standing("same", skill.name)
    number = _NUMBER.search(because)
    return Standing("number", number.group()) if number is not None else Standing("nothing")


def in_short(ruling: Ruling) -> str:
    """The ruling as JSON, without what is not in it."""
    return json.dumps(_filled(ruling.model_dump(mode="json")), ensure_ascii=False, separators=(",", ":"))


def _filled(value: object) -> object:
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items() if each not in (None, "", [], {})}
    return [_filled(each) for each in value] if isinstance(value, list) else value


def differs(given: Ruling, made: Ruling) -> bool:
    """Whether these rulings ask for different things, however they are worded."""
    return [_bare(each) for each in given.verdicts] != [_bare(each) for each in made.verdicts] or (
        given.minutes != made.minutes
    )


def _bare(value: object) -> object:
    """The value without its words."""
    if isinstance(value, Value):
        return _bare(value.model_dump(mode="json"))
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items() if key not in _WORDS}
    return [_bare(each) for each in value] if isinstance(value, list) else value
