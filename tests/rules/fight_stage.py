"""The benchmark's pit: a campaign on the arena kit, and fights that are played to their end."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gm.authoring.load import load_campaign
from gm.bench.combats import PARTY
from gm.bench.combats import PIT as BENCH
from gm.domain.campaign import Campaign
from gm.domain.encounter import Step
from gm.domain.state import WorldState
from gm.rules.combat import playing
from gm.rules.combat.ground import Acted
from gm.rules.draws import KeyedDice
from gm.rules.world import initial_changes

KITS = Path(__file__).parent / "kits"
PIT = (
    BENCH.decode().replace("slug: bench", "slug: pit").replace("ruleset: bench", "ruleset: arena")
    + """  ogre: {title: An ogre, place: pit, creatures: {ogre: 1}, zones: [near, far], foes_zone: 1}
  ambush: {title: An ambush, place: pit, creatures: {goblin: 2, ogre: 1}, surprise: party}
"""
)


@cache
def pit() -> Campaign:
    """The campaign."""
    kits = {path.name: path.read_bytes() for path in KITS.glob("*.yaml")}
    return load_campaign({"campaign.yaml": PIT.encode()}, rulesets=kits)


@cache
def sand() -> WorldState:
    """The world before anything happens in it."""
    return WorldState().apply(initial_changes(pit(), PARTY))


def dice_of(seed: int) -> KeyedDice:
    """Dice of a seed."""
    return KeyedDice(f"{seed:016x}", turn_uid="fight", attempt=1, source_ids=())


def played(seed: int, plan: str, pick: int = 0, most: int = 200) -> Iterator[tuple[WorldState, Acted]]:
    """A fight in which players' characters take now this, now that of what they may do: (world before, what came)."""
    world, dice = sand(), dice_of(seed)
    done = playing.begin(pit(), world, "main", plan, PARTY, "pit", dice, "begin")
    yield world, done
    for number in range(most):
        view = playing.encounter_view(pit(), done.world, "main")
        if view is None or view.turn is None:
            return
        legal = playing.legal_actions(pit(), done.world, "main", view.turn)
        assert legal, f"{view.turn} may do nothing at all"
        before = done.world
        action = legal[(pick + number * 7) % len(legal)].action
        done = playing.act(pit(), before, "main", view.turn, action, dice, f"act{number}")
        assert not done.refused, (action, done.refused)
        yield before, done


def steps_of(seed: int, plan: str, pick: int = 0) -> list[Step]:
    """Every step of such a fight."""
    return [step for _, done in played(seed, plan, pick) for step in done.steps]
