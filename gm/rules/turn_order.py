"""An order of turns where nobody fights: a chase, a tense talk. Rolled as the kit rolls for a fight, kept in the
scene's state, moved on by each turn. Pure.

`scene:<key>`: `order` (`a,b,c`) · `up` (whose turn it is) · `round` · `rolled/<character>` (what they rolled) ·
`passed` (turns that went by one after another without anybody)
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gm.domain.dice import Dice, RollRecord
from gm.domain.effects import Change
from gm.domain.play import SceneState, TurnOutcome
from gm.domain.state import WorldState
from gm.rules.combat.fighter import fighter_of
from gm.rules.combat.playing import is_on
from gm.rules.dice import roll
from gm.rules.world import change


@dataclass(frozen=True, slots=True)
class Order:
    """Whose turn it is in a scene that is in order."""

    who: tuple[str, ...]
    """Ids, first to last."""
    up: str
    round: int
    """From 1."""
    rolled: dict[str, int]
    """What each had at the roll; who came later has none."""
    passed: int = 0
    """How many turns went by one after another without anybody acting."""

    @property
    def sleeps(self) -> bool:
        """Whether a whole round went by without anybody: the order waits for a player, and no turn passes by itself."""
        return self.passed >= len(self.who)

    def until(self, character: str) -> int:
        """How many turns come before this character's: 0 means it is their turn."""
        at = self.who.index(self.up)
        return (self.who.index(character) - at) % len(self.who)


def actors(state: SceneState, world: WorldState | None = None) -> tuple[str, ...]:
    """The players' characters who are here and can act: who is waited for."""
    seen = state if world is None else replace(state, world=world)
    found = [c for c in seen.present() if seen.campaign.character(c)]
    return tuple(c for c in found if seen.world.text(f"character:{c}", "status", "active") == "active")


def order_of(state: SceneState) -> Order | None:
    """The order that stands in the scene; None where there is none, where nobody of it is here, and while a fight is
    on, which has its own."""
    entity, world = f"scene:{state.scene.key}", state.world
    if is_on(world, state.scene.key):
        return None
    who = tuple(each for each in world.text(entity, "order").split(",") if each)
    here = actors(state)
    who = (*(each for each in who if each in here), *(each for each in here if who and each not in who))
    if not who:
        return None
    up = world.text(entity, "up")
    rolled = {
        each: world.number(entity, f"rolled/{each}") for each in who if (entity, f"rolled/{each}") in world.values
    }
    passed = world.number(entity, "passed")
    return Order(who, up if up in who else who[0], world.number(entity, "round", 1), rolled, passed)


def roll_order(state: SceneState, dice: Dice) -> TurnOutcome:
    """An order for everybody here, rolled: the kit's own die for a fight's order and each one's own bonus."""
    kit, world = state.campaign.ruleset.combat, state.world
    entity, here = f"scene:{state.scene.key}", actors(state)
    records: list[RollRecord] = []
    ranks: dict[str, tuple[int, int]] = {}
    for who in here:
        record = roll(kit.initiative, dice, purpose=f"order:{who}")
        bonus = fighter_of(state.campaign, world, who, "party").initiative
        records.append(record)
        ranks[who] = (record.total + bonus, bonus)
    ranked = sorted(here, key=lambda who: (-ranks[who][0], -ranks[who][1], here.index(who)))
    values: dict[str, str | int] = {"order": ",".join(ranked), "up": ranked[0] if ranked else "", "round": 1}
    values |= {f"rolled/{who}": ranks[who][0] for who in here}
    changes = tuple(made for path, value in values.items() for made in change(world, entity, path, value))
    return TurnOutcome(changes=changes, rolls=tuple(records))


def no_order(world: WorldState, key: str) -> tuple[Change, ...]:
    """The changes that take the order of the scene of that key away."""
    entity = f"scene:{key}"
    paths = ("order", "up", "round", "passed", *(f"rolled/{who}" for who in world.under(entity, "rolled")))
    return tuple(made for path in paths for made in change(world, entity, path, None))


def moved_on(state: SceneState, world: WorldState, acted: Iterable[str], *, absent: bool = False) -> tuple[Change, ...]:
    """The changes that pass the turn on, if whoever is up has acted, or is `absent`. `world`: as it is after that."""
    order = order_of(state)
    if order is None or order.up not in set(acted) or is_on(world, state.scene.key):
        return ()
    entity = f"scene:{state.scene.key}"
    here = actors(state, world)
    line = (*order.who, *(who for who in here if who not in order.who))
    at = line.index(order.up)
    following = [who for who in (*line[at + 1 :], *line[: at + 1]) if who in here]
    if not following:
        return ()
    up = following[0]
    again = line.index(up) <= at
    values: dict[str, str | int] = {"order": ",".join(line), "up": up, "round": order.round + (1 if again else 0)}
    values["passed"] = order.passed + 1 if absent else 0
    return tuple(made for path, value in values.items() for made in change(world, entity, path, value))
