"""Many fights by code alone, so that an author can see how one is likely to go."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from gm.domain.campaign import Campaign, EncounterPlan
from gm.domain.state import WorldState
from gm.rules.combat import order
from gm.rules.combat.ending import end, settle
from gm.rules.combat.ground import Fight
from gm.rules.combat.tactics import play_turn
from gm.rules.combat.upkeep import finish_turn, start_turn
from gm.rules.draws import KeyedDice
from gm.rules.world import initial_changes

LONGEST = 100
"""Rounds after which a fight counts as ended by agreement."""


@dataclass(slots=True)
class Odds:
    """How so many fights went. Counts; `died`, `first_down` and `spent` by id."""

    fights: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    lengths: Counter[int] = field(default_factory=Counter)
    """Rounds → fights that lasted so long."""
    fallen: int = 0
    """Player characters who went down or died, over all fights."""
    deaths: int = 0
    deadly: int = 0
    """Fights in which somebody died."""
    survivors_hp: int = 0
    died: Counter[str] = field(default_factory=Counter)
    """By id: in how many fights they died."""
    first_down: Counter[str] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)

    def share(self, outcome: str) -> float:
        """The share of fights that came out so, 0 to 1."""
        return self.outcomes[outcome] / self.fights if self.fights else 0.0


def simulate(
    campaign: Campaign,
    plan: EncounterPlan,
    party: Sequence[str],
    *,
    times: int,
    seed: str,
    told: Callable[[int], None] | None = None,
) -> Odds:
    """Play a fight `times` times from the party as authored. `seed`: hex digits; the same seed gives the same odds.

    `told` is called with the number of fights done, about every hundredth part.
    """
    world = WorldState().apply(initial_changes(campaign, party))
    odds = Odds()
    apart = max(1, times // 100)
    for number in range(times):
        dice = KeyedDice(seed, turn_uid=f"simulate:{number}", attempt=1, source_ids=())
        _count(odds, _one(campaign, world, plan, party, dice), party)
        if told is not None and number % apart == apart - 1:
            told(number + 1)
    return odds


def _one(
    campaign: Campaign, world: WorldState, plan: EncounterPlan, party: Sequence[str], dice: KeyedDice
) -> tuple[Fight, str]:
    fight = Fight(campaign, world, "simulated", dice, "s", record=False)
    fight.by_code = True
    order.begin(fight, plan, party, plan.place)
    first = ""
    while not settle(fight):
        if fight.here("round", 1) > LONGEST:
            end(fight, "ended")
            break
        for who in _acting(fight):
            play_turn(fight, who)
            if not first:
                first = next((each for each in party if fight.status(each) in ("down", "dead")), "")
            if settle(fight):
                break
        if not fight.over:
            _go_on(fight)
    return fight, first


def _acting(fight: Fight) -> Iterator[str]:
    now = order.current(fight)
    if now is not None:
        yield from (now,) if fight.active(now) else ()
        return
    for who in fight.order:
        if fight.over:
            return
        start_turn(fight, who)
        if fight.active(who):
            yield who
            finish_turn(fight, who)


def _go_on(fight: Fight) -> None:
    if order.current(fight) is not None:
        order.next_turn(fight)
    else:
        order.new_round(fight)


def _count(odds: Odds, played: tuple[Fight, str], party: Sequence[str]) -> None:
    fight, first = played
    odds.fights += 1
    odds.outcomes[fight.over] += 1
    odds.rounds += fight.here("round", 1)
    odds.lengths[fight.here("round", 1)] += 1
    odds.died.update(who for who in party if fight.status(who) == "dead")
    states = [fight.status(who) for who in party]
    odds.fallen += sum(status in ("down", "dead") for status in states)
    odds.deadly += "dead" in states
    odds.deaths += sum(status == "dead" for status in states)
    odds.survivors_hp += sum(fight.of(who, "hp") for who in party)
    if first:
        odds.first_down[first] += 1
    for who in party:
        for resource in fight.rules.resources:
            before = fight.world.number(f"character:{who}", f"resource/{resource.id}")
            odds.spent[resource.id] += max(0, before - fight.of(who, f"resource/{resource.id}"))
