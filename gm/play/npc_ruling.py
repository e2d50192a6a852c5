"""What code decides where only the characters answer: who feels how, and what somebody tells. Nothing is bought for it.

What an NPC knows and the party does not comes out when they are asked about it and feel so: common lore from neutral
on, a secret to somebody to whom they are loyal; one that is asked for as its author says that it may come out, to
somebody towards whom they are warm. That is an effect like any other, so undo takes it back.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.brief import InputView
from gm.domain.campaign import Campaign, Npc
from gm.domain.effects import Effect, Regard, Reveal
from gm.domain.play import Beat, SceneState
from gm.domain.ruling import Ruling, Verdict
from gm.domain.words import Phrases
from gm.memory.question_words import topic_of
from gm.memory.terms import terms
from gm.rules.answering import Answering, answering
from gm.rules.regard import felt, moved_by, regard
from gm.rules.tone import tone_of
from gm.rules.world import change

TELLS_LORE: Final = 0
"""What somebody feels at least about whom they tell what they know of the world."""
TELLS_SECRET: Final = 2
"""What they feel at least about whom they tell a secret, their own or another's."""
TELLS_CALLED: Final = 1
"""What they feel at least about whom they tell a secret that is asked for in the words of its `reveal`."""
_ABOUT: Final = 2
"""Telling words that a line must share with a secret, or with its `reveal`, to be about it."""
_OR: Final = re.compile(r"[,;]\s+(?:or|oder|o|или)\s+(?=\w)|[，；]或")
"""What stands between the things of which a `reveal` waits for any one."""
_SPEAKING: Final = frozenset({"ask", "tell", "say", "talk"})
"""Stems of what everybody does in a talk, and a `reveal` says of it."""


@dataclass(frozen=True, slots=True)
class Held:
    """Something that an NPC knows and the party does not."""

    fact: str
    text: str
    secret: bool
    reveal: str = ""
    """When its author says that it may come out."""


def npc_ruling(state: SceneState, inputs: tuple[InputView, ...], heard: tuple[Beat, ...], turn: int) -> Ruling:
    """The ruling on what is said to characters: a verdict a line, with what it does to those who answer it."""
    verdicts, ears = [], Feelings(state, turn)
    for number, entry in enumerate(inputs, start=1):
        if entry.kind == "ooc" or state.campaign.character(entry.character) is None:
            continue
        theirs = answering(state.campaign, state.present(), (entry,), heard)
        effects = tuple(effect for each in theirs for effect in _effects(ears, entry, each))
        verdicts.append(Verdict(input=number, character=entry.character, intent=entry.text[:120], effects=effects))
    return Ruling(verdicts=tuple(verdicts), minutes=1)


class Feelings:
    """What they feel as a beat goes on, line by line: what the second of two says falls on ears that heard the
    first."""

    def __init__(self, state: SceneState, turn: int) -> None:
        self.state = state
        self._turn = turn
        self._settled: set[str] = set()
        """Whose mood this turn has settled: it does so once."""

    def hear(self, npc: Npc, entry: InputView) -> Regard | None:
        """What a line does to whom it is said to; None: nothing."""
        tone = tone_of(entry.text, self.state.campaign.language)
        if tone == 0 and npc.id in self._settled:
            return None
        campaign, world = self.state.campaign, self.state.world
        moved = moved_by(campaign, world, npc.id, entry.character, tone, turn=self._turn)
        if moved is not None:
            self._settled |= {npc.id} if tone == 0 else set()
            for path, value in felt(world, npc, moved):
                world = world.apply(change(world, f"character:{npc.id}", path, value))
            self.state = replace(self.state, world=world)
        return moved


def _effects(ears: Feelings, entry: InputView, who: Answering) -> list[Effect]:
    npc = ears.state.campaign.npc(who.npc)
    if npc is None:
        return []
    moved = ears.hear(npc, entry) if who.why != "trigger" else None
    state, effects = ears.state, [moved] if moved is not None else []
    told = (each for each in asked_for(state, npc, entry) if may_tell(state, npc, entry, each))
    return [*effects, *(Reveal(fact=each.fact) for each in told)]


def may_tell(state: SceneState, npc: Npc, entry: InputView, held: Held) -> bool:
    """Whether they feel enough about whoever asks to tell it."""
    felt = regard(state.world, npc, entry.character) if entry.character else 0
    if not held.secret:
        return felt >= TELLS_LORE
    return felt >= (TELLS_CALLED if _called(state.campaign, npc, entry.text, held) else TELLS_SECRET)


def asked_for(state: SceneState, npc: Npc, entry: InputView) -> tuple[Held, ...]:
    """What they alone know that a line comes near."""
    lore = {each.id: each for each in state.campaign.lore}
    found = []
    for held in held_by(state, npc):
        entry_of = lore.get(held.fact)
        keys = (entry_of.title, *entry_of.keys) if entry_of is not None else ()
        about = _touches(state.campaign, npc, entry.text, held.text) or _called(state.campaign, npc, entry.text, held)
        if about or Phrases((key, key) for key in keys).hits(entry.text):
            found.append(held)
    return tuple(found[:1])


def held_by(state: SceneState, npc: Npc) -> tuple[Held, ...]:
    """What somebody knows and not everybody of the party who is here does: their own secrets, and what their author
    says that they know of others and of the world."""
    campaign = state.campaign
    known = state.known_by_all_present()
    facts, lore = campaign.facts(), {entry.id: entry for entry in campaign.lore}
    reveals = {secret.id: secret.reveal for secret in npc.secrets}
    theirs = list(reveals)
    theirs += [fact for fact in state.world.under(f"character:{npc.id}", "knows") if fact not in theirs]
    held = []
    for fact in theirs:
        entry = lore.get(fact)
        if fact in known or fact not in facts or (entry is not None and entry.audience == "everyone"):
            continue
        held.append(Held(fact, facts[fact], secret=entry is None, reveal=reveals.get(fact, "")))
    return tuple(held)


def _touches(campaign: Campaign, npc: Npc, said: str, words: str, *, shortest: int = 4) -> bool:
    """Whether what is said is about `words`: it shares telling words with them, other than names of those who know."""
    language = campaign.language
    mine = set(terms(topic_of(said, language), language)) - _SPEAKING
    theirs = set(terms(topic_of(words, language), language)) - set(terms(npc.name, language))
    return sum(len(each) >= shortest or not each.isascii() for each in mine & theirs) >= _ABOUT


def _called(campaign: Campaign, npc: Npc, said: str, held: Held) -> bool:
    """Whether what is said is what its author waits for. An author's `reveal` is a sentence about one thing, or one of
    several after each other: there, a short word tells as much as a long one."""
    return any(_touches(campaign, npc, said, one, shortest=3) for one in _OR.split(held.reveal))


__all__ = ["Regard", "asked_for", "held_by", "may_tell", "npc_ruling"]
