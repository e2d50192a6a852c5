"""Stage 4, too: the facts that stand before a model in this turn, and those that nobody may be told."""

from collections.abc import Sequence

from gm.domain.brief import FactView
from gm.domain.calls import Role
from gm.domain.play import SceneState
from gm.domain.scenes import lane_of
from gm.memory.knowing import authored_facts, facts_to_tell, turns_heard
from gm.memory.minding import Kept, Minded, mind, who_knows
from gm.memory.terms import terms
from gm.play.memories import PinnedTurn, pinned_turns
from gm.play.parts import EngineParts
from gm.store.facts import load_facts
from gm.store.marks import load_marks


async def minded(parts: EngineParts, state: SceneState, words: Sequence[str], *, role: Role, start: int) -> Minded:
    """What is pinned and what these words call up, of what this role may be given: the narrator what the party here
    knows (promise 9), the adjudicator all. `start`: number of the first turn of the transcript."""
    async with parts.database.read() as db:
        marks = await load_marks(db, state.game.id)
        facts = await load_facts(db, state.scene.branch_id, marks)
        pins = await pinned_turns(db, state.scene.branch_id, marks)
    campaign, world, present = state.campaign, state.world, state.present()
    if role is Role.NARRATOR:
        party = [each for each in present if campaign.character(each)]
        secrets = {secret.id for each in campaign.npcs for secret in each.secrets}
        secrets |= {secret.id for each in campaign.factions for secret in each.secrets}
        told = tuple(fact for fact in authored_facts(campaign, world, party) if fact.authored in secrets)
        hidden = {mark.what for mark in marks if mark.mark == "hide"}
        facts = facts_to_tell(campaign, world, (*facts, *(f for f in told if f.what not in hidden)), party)
        pins = tuple(pin for pin in pins if _known(state, pin, party))
    elif lane_of(world, state.scene.key) is not None:  # what was seen in another scene alone stays there
        facts = tuple(fact for fact in facts if not fact.knowers or set(fact.knowers) & set(present))
        pins = tuple(pin for pin in pins if _known(state, pin, present))
    if not facts and not pins:
        return Minded()
    lines = tuple((_pin_view(state, pin, present), pin.after) for pin in pins)
    names = " ".join(person.name for each in present if (person := campaign.anyone(each)))
    common = frozenset(terms(names, campaign.language))
    kept = Kept(facts, lines, present, campaign.language, common)
    return mind(campaign, world, kept, words, start=start, counter=parts.counter)


async def hidden_facts(parts: EngineParts, state: SceneState) -> tuple[tuple[str, str], ...]:
    """(name, text) of the facts that a narration before this party, and what it may read, must not tell."""
    async with parts.database.read() as db:
        facts = await load_facts(db, state.scene.branch_id, await load_marks(db, state.game.id))
    party = [each for each in state.present() if state.campaign.character(each)]
    told = {fact.number for fact in facts_to_tell(state.campaign, state.world, facts, party)}
    return tuple((f"fact {fact.number}", fact.text) for fact in facts if fact.number not in told)


def _knowing(state: SceneState, pin: PinnedTurn, among: Sequence[str]) -> tuple[str, ...]:
    def knows(who: str) -> bool:
        there = who in pin.knowers if pin.knowers else state.campaign.character(who) is not None
        return there or pin.turn_id in turns_heard(state.world, who)

    return tuple(who for who in among if knows(who))


def _known(state: SceneState, pin: PinnedTurn, party: Sequence[str]) -> bool:
    return bool(_knowing(state, pin, party))


def _pin_view(state: SceneState, pin: PinnedTurn, present: Sequence[str]) -> FactView:
    known, unknown = who_knows(state.campaign, _knowing(state, pin, present), present)
    return FactView(f"turn {pin.number}: {pin.text}", known, unknown, players=pin.players)
