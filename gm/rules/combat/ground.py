"""The fight under way: what stands now, over the world in which it began, the dice, and every step that was taken.

What has changed in the end are the `Change`s from the first value of each path to the last, so that a fight of forty
steps is one small commit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from gm.domain.campaign import Campaign, EncounterPlan
from gm.domain.dice import Dice, RollRecord
from gm.domain.effects import Change
from gm.domain.encounter import Side, Step, StepKind
from gm.domain.errors import EffectError
from gm.domain.ruleset import Condition, Ruleset
from gm.domain.state import WorldState
from gm.rules.combat.asking import Answers
from gm.rules.combat.fighter import Fighter, fighter_of
from gm.rules.combat.now import Now
from gm.rules.dice import roll

OVER: Final = ("won", "lost", "fled", "ended")
"""How an encounter can be over."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What came of a request in a fight. `refused`: why nothing did, as a key of what the rules can say."""

    world: WorldState
    changes: tuple[Change, ...] = ()
    steps: tuple[Step, ...] = ()
    rolls: tuple[RollRecord, ...] = ()
    refused: str = ""


class Fight(Now):
    """One encounter. Mutable while it is worked on; `done()` gives what came of it."""

    __slots__ = (
        "_afflicted", "_conditions", "_counter", "_fighters", "_order", "_plan", "_ruling",
        "answers", "by_code", "campaign", "combat",
        "dice", "purpose", "record", "rolls", "rules", "scene", "steps", "wholly",
    )  # fmt: skip

    def __init__(
        self,
        campaign: Campaign,
        world: WorldState,
        scene: str,
        dice: Dice,
        purpose: str,
        *,
        record: bool = True,
        answers: Answers | None = None,
    ) -> None:
        super().__init__(world, f"encounter:{scene}")
        self.campaign = campaign
        self.rules: Ruleset = campaign.ruleset
        self.combat = campaign.ruleset.combat
        self.scene = scene
        self.dice = dice
        self.purpose = purpose
        self.record = record
        """Whether steps and rolls are kept; many simulated fights need neither."""
        self.answers = answers
        """What players have said about what they were asked; None: nobody can be asked."""
        self.wholly: dict[str, bool] = {}
        """Whose last roll to hit went as well as can be."""
        self.by_code = False
        """Whether code decides for players' characters too."""
        self.steps: list[Step] = []
        self.rolls: list[RollRecord] = []
        self._counter = 0
        self._plan: EncounterPlan | None = None
        self._fighters: dict[str, Fighter] = {}
        self._conditions: dict[str, dict[str, int]] = {}
        self._afflicted: tuple[str, ...] | None = None
        self._ruling: dict[str, tuple[tuple[Condition, int], ...]] = {}
        self._order: tuple[str, ...] | None = None

    # -- people

    @property
    def plan(self) -> EncounterPlan | None:
        """What the author prepared."""
        if self._plan is None:  # once it is there it is never another
            self._plan = self.campaign.encounter(self.text(self.entity, "plan"))
        return self._plan

    @property
    def order(self) -> tuple[str, ...]:
        """Everybody who takes part, in the order in which they act."""
        if self._order is None:
            text = self.text(self.entity, "order")
            self._order = tuple(text.split(",")) if text else ()
        return self._order

    def reorder(self, order: Sequence[str]) -> None:
        """Give the order."""
        self._order = tuple(order)
        self._afflicted = None
        self._sides.clear()
        self.mark("order", ",".join(order) or None)

    def fighter(self, who: str) -> Fighter:
        """The fighter of that id. Raises EffectError if they are not in it."""
        try:
            return self._fighters[who]
        except KeyError:
            side = self.text(self.entity, f"side/{who}")
            if not side:
                raise EffectError(f"{who} is not in this fight") from None
            found = self._fighters[who] = fighter_of(self.campaign, self.snapshot(who), who, cast(Side, side))
            return found

    def snapshot(self, who: str) -> WorldState:
        """The world as far as it concerns one who came in after it began; the same world for those who were there."""
        entity = f"character:{who}"
        own = {key: value for key, value in self._now.items() if key[0] == entity}
        if not own or "block" not in {path for _, path in own}:
            return self.world
        return WorldState({**{k: v for k, v in self.world.values.items() if k[0] == entity}, **own})

    def status(self, who: str) -> str:
        """active, down, dead or gone."""
        value = self.get(f"character:{who}", "status")
        return value if isinstance(value, str) else "active"

    def active(self, who: str) -> bool:
        """Whether they are on their feet and in it."""
        try:
            return self._standing[who]
        except KeyError:
            found = self.status(who) == "active" and self.get(self.entity, f"out/{who}") is None
            self._standing[who] = found
            return found

    def side(self, side: Side) -> tuple[str, ...]:
        """Those of a side who are on their feet."""
        try:
            return self._sides[side]
        except KeyError:
            found = tuple(who for who in self.order if self.fighter(who).side == side and self.active(who))
            self._sides[side] = found
            return found

    def foes(self, who: str) -> tuple[str, ...]:
        """Enemies on their feet."""
        return self.side("foes" if self.fighter(who).side == "party" else "party")

    def friends(self, who: str) -> tuple[str, ...]:
        """Allies on their feet, not the one asked about."""
        return tuple([other for other in self.side(self.fighter(who).side) if other != who])

    def zone(self, who: str) -> int:
        """The zone that someone stands in, counted from 0."""
        try:
            return self._zones[who]
        except KeyError:
            found = self._zones[who] = self.here(f"zone/{who}")
            return found

    def near(self, who: str) -> tuple[str, ...]:
        """Enemies on their feet in the same zone."""
        zone = self.zone(who)
        return tuple([foe for foe in self.foes(who) if self.zone(foe) == zone])

    # -- conditions

    def conditions(self, who: str) -> Mapping[str, int]:
        """Conditions, id → level."""
        try:
            return self._conditions[who]
        except KeyError:
            entity = f"character:{who}"
            there = dict(self.world.under(entity, "condition"))
            there |= {p[10:]: v for (e, p), v in self._now.items() if e == entity and p.startswith("condition/")}
            found = {
                k: v if isinstance(v, int) and not isinstance(v, bool) else 1 for k, v in sorted(there.items()) if v
            }
            self._conditions[who] = found
            return found

    @property
    def afflicted(self) -> tuple[str, ...]:
        """Those who have a condition, in order."""
        if self._afflicted is None:
            self._afflicted = tuple(who for who in self.order if self.conditions(who))
        return self._afflicted

    def rules_of(self, who: str) -> Iterable[tuple[Condition, int]]:
        """The rules of someone's conditions, with their levels; implied ones included."""
        try:
            return self._ruling[who]
        except KeyError:
            found = self._ruling[who] = self._rules_of(who)
            return found

    def _rules_of(self, who: str) -> tuple[tuple[Condition, int], ...]:
        held = self.conditions(who)
        if not held:
            return ()
        found: dict[str, tuple[Condition, int]] = {}
        waiting = list(held.items())
        while waiting:
            name, level = waiting.pop()
            condition = self.rules.condition(name)
            if condition is not None and name not in found:
                found[name] = (condition, level)
                waiting += [(each, 1) for each in condition.implies]
        return tuple(found.values())

    def set_condition(self, who: str, condition: str, level: int) -> None:
        """Give, worsen or (level 0) lift a condition; nothing else is done."""
        rule = self.rules.condition(condition)
        leveled = rule is not None and rule.levels > 1
        self.set(who, f"condition/{condition}", (level if leveled else True) if level else None)
        if not level:
            self.set(who, f"until/{condition}", None)
            self.set(who, f"from/{condition}", None)
        self._conditions.pop(who, None)
        self._afflicted = None
        self._ruling.pop(who, None)

    def blocked(self, who: str, what: str) -> bool:
        """Whether a condition keeps someone from `actions`, `reactions`, `move` or `speech`."""
        ruling = self.rules_of(who)
        return bool(ruling) and any(what in condition.blocks for condition, _ in ruling)

    # -- dice and steps

    def roll(self, expression: str, what: str) -> RollRecord:
        """Roll in this fight. Each roll has a purpose of its own, so that a replay falls the same."""
        self._counter += 1
        record = roll(expression, self.dice, purpose=f"{self.purpose}:{self._counter}", label=what)
        if self.record:
            self.rolls.append(record)
        return record

    def step(
        self,
        kind: StepKind,
        actor: str = "",
        target: str = "",
        detail: str = "",
        amount: int | None = None,
        *,
        difficulty: int | None = None,
        success: bool | None = None,
        critical: bool = False,
        roll: RollRecord | None = None,
        zone: int | None = None,
    ) -> None:
        """Write down what happened."""
        if not self.record:
            return
        self.steps.append(
            Step(
                kind=kind,
                actor=actor,
                target=target,
                detail=detail,
                amount=amount,
                difficulty=difficulty,
                success=success,
                critical=critical,
                roll=roll,
                zone="" if zone is None else self.zone_name(zone),
            )
        )

    def zone_name(self, zone: int) -> str:
        """What a zone is called."""
        names = self.zones
        return names[zone] if 0 <= zone < len(names) else ""

    @property
    def zones(self) -> tuple[str, ...]:
        """Names of the zones, each beside the next."""
        plan = self.plan
        return plan.zones if plan is not None and plan.zones else ("here",)

    # -- over

    @property
    def over(self) -> str:
        """How it ended; '' while it goes on."""
        value = self.get(self.entity, "outcome")
        return value if isinstance(value, str) else ""

    def changes(self) -> tuple[Change, ...]:
        """From the first value of each path to the last; nothing for what ends as it began."""
        made = []
        for (entity, path), after in self._now.items():
            before = self.world.values.get((entity, path))
            if before != after or type(before) is not type(after):
                made.append(Change(entity=entity, path=path, before=before, after=after))
        return tuple(made)

    def done(self, refused: str = "") -> Acted:
        """What came of it."""
        changes = self.changes()
        return Acted(self.world.apply(changes), changes, tuple(self.steps), tuple(self.rolls), refused)
