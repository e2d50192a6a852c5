"""One attempt on its way to an offline verdict: what was said, how it was read, and what a verdict is made of."""

from typing import Final

from gm.domain.brief import InputView, PersonView
from gm.domain.ruling import CheckRequest, Outcome, Verdict
from gm.domain.ruling_brief import RulingBrief
from gm.rules.attempts import Intent
from gm.rules.lexicon import unquoted
from gm.rules.naming import person_here
from gm.rules.order_words import order_said
from gm.rules.phrases import Phrase, listed_ways, phrase, tongue
from gm.rules.prices import priced
from gm.rules.ruling import default_difficulty, is_plain
from gm.rules.wording import intent_phrase

_WIDE: Final = 15
"""Difficulties so far apart are moved by what people feel, a point for each degree of it."""


class Proposal:
    """One input and how it was read, on the way to a verdict."""

    def __init__(self, brief: RulingBrief, said: InputView, intent: Intent, number: int) -> None:
        self.brief = brief
        self.ruleset = brief.campaign.ruleset
        self.intent = intent
        self.actor = said.character
        self.said = said
        self.english = tongue(brief.language) == "en"
        self.plain_words = unquoted(said.text).strip(" …") or said.text
        pronouns = next((p.pronouns for p in brief.party if p.id == said.character), "they/them")
        ordered = order_said(said.text, brief.language) if said.kind == "command" else said.text
        tried = ordered if ordered != said.text else intent_phrase(self.plain_words, pronouns, brief.language)
        self.base = Verdict(input=number, character=said.character, intent=tried)

    def say(self, key: Phrase, *, name: str = "", ways: str = "") -> str:
        """A sentence of the rules, in the language of the table."""
        who = person_here(self.brief, self.actor)
        return phrase(key, self.brief.language, name=name, who=who.name if who else "", ways=ways)

    def refused(self, why: Phrase, *, name: str = "") -> Verdict:
        """It cannot be, for a reason that the rules have words for."""
        return self.impossible(self.say(why, name=name))

    def impossible(self, refusal: str) -> Verdict:
        """It cannot be; the refusal says why."""
        return self.base.model_copy(update={"possible": False, "refusal": refusal})

    def ways(self) -> str:
        """Where one can go from here, as a sentence."""
        meant = [way for way in self.brief.place.exits if not self.intent.ways or way.to in self.intent.ways]
        names = listed_ways(dict.fromkeys(way.to_name for way in meant), self.brief.language)
        return self.say("ways", ways=names) if names else self.say("no_ways")

    def checked(self, skill: str, difficulty: int | None = None, **outcomes: Outcome) -> Verdict:
        """A check at a fair difficulty, or at the one given, kept within the ruleset's bounds."""
        wanted = default_difficulty(self.ruleset) if difficulty is None else difficulty
        bounded = max(self.ruleset.difficulty_min, min(self.ruleset.difficulty_max, wanted))
        check = CheckRequest(character=self.actor, skill=skill, difficulty=bounded)
        known = {degree.id for degree in self.ruleset.degrees}
        kept = {degree: outcome for degree, outcome in outcomes.items() if degree in known}
        return priced(self.base.model_copy(update={"check": check, "outcomes": kept}), self.ruleset)

    def by_success(self, skill: str, good: Outcome, difficulty: int | None = None) -> Verdict:
        """A check of which every success brings the same."""
        degrees = {degree.id: good for degree in self.ruleset.degrees if degree.success}
        return self.checked(skill, difficulty, **degrees)

    def misses(self, setback: Outcome) -> dict[str, Outcome]:
        """What a setback brings, and nothing for the other misses: a degree that is left out would take the setback."""
        failed = [degree.id for degree in self.ruleset.degrees if not degree.success]
        return {degree: setback if degree == "setback" else Outcome(text="") for degree in failed}

    def target(self) -> PersonView | None:
        """Whom it is aimed at, of those who are no player characters."""
        return next((p for p in self.brief.others if p.id == self.intent.target_id), None)

    def best_and_worst(self) -> tuple[str, str]:
        """The degrees beyond plain success and plain failure; '' where the kit has none."""
        good = [degree.id for degree in self.ruleset.degrees if degree.success]
        bad = [degree.id for degree in self.ruleset.degrees if not degree.success]
        best = "triumph" if "triumph" in good else good[0] if len(good) > 1 else ""
        return best, "disaster" if "disaster" in bad else bad[-1] if len(bad) > 1 else ""

    def felt(self, attitude: int) -> int:
        """How hard it is to move somebody who feels so about the party (−3 to 3)."""
        rules, middle = self.ruleset, default_difficulty(self.ruleset)
        if is_plain(rules) and rules.difficulty_max - rules.difficulty_min >= _WIDE:
            return middle - attitude
        harder = [number for number in sorted(rules.difficulties.values()) if number > middle]
        return harder[0] if harder and attitude <= -2 else middle
