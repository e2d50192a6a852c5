"""What a game master's words make true, read without a model: plain deeds of people of the party, and nothing that
would be rolled for."""

import re
from dataclasses import replace
from typing import Final

from gm.domain.brief import InputView, PersonView
from gm.domain.effects import Effect
from gm.domain.ruling import Ruling, Verdict
from gm.domain.ruling_brief import RulingBrief
from gm.domain.words import fold, words
from gm.rules.proposals import propose_ruling

_SENTENCES: Final = re.compile(r"(?<=[.!?…。！？])\s*")
_KINDS: Final = frozenset({"give_item", "lose_item", "move", "change_resource", "rest", "open_exit"})


def ruling_of_words(brief: RulingBrief) -> Ruling:
    """A verdict for each sentence in which somebody of the party does something that simply happens."""
    verdicts = []
    for sentence in filter(None, (each.strip() for each in _SENTENCES.split(brief.told))):
        for person in _meant(brief, sentence):
            said = InputView(person.name, person.id, sentence, "do")
            made = propose_ruling(replace(brief, inputs=(said,), told=""))
            for verdict in made.verdicts:
                effects = _plain(verdict)
                if effects:
                    verdicts.append(Verdict(input=1, character=person.id, intent=sentence[:120], effects=effects))
    return Ruling(verdicts=tuple(verdicts), minutes=0)


def _meant(brief: RulingBrief, sentence: str) -> list[PersonView]:
    """Of the party, whoever is named first; where only one is here, they are meant by anything."""
    said = fold(sentence)
    named = [(at, each) for each in brief.party if (at := _first(said, each.name)) >= 0]
    if named:
        return [min(named, key=lambda each: each[0])[1]]
    return list(brief.party) if len(brief.party) == 1 else []


def _first(said: str, name: str) -> int:
    """Where a name, or a part of it, comes first; -1: nowhere."""
    spoken = dict(reversed(words(said)))
    parts = [spoken[word] for word, _ in words(name) if len(word) > 2 and word in spoken]
    return min(parts, default=said.find(fold(name)))


def _plain(verdict: Verdict) -> tuple[Effect, ...]:
    if verdict.check is not None or verdict.action is not None or not verdict.possible or verdict.challenge is not None:
        return ()
    return tuple(each for each in verdict.effects if each.kind in _KINDS)
