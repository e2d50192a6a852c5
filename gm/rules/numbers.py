"""A character's numbers as they stand: attributes, derived values and skills, with what conditions and gear do to them.

They are worked out when they are asked for, once each, so that a derived number may use any other that does not use it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from gm.domain.campaign import Campaign, Item, Sheet
from gm.domain.classes import Feature
from gm.domain.errors import FormulaError, NotFound
from gm.domain.formula import name_in_formulas, parse_formula
from gm.domain.plain_numbers import hit_die_of
from gm.domain.ruleset import CHARACTER_NUMBERS, Ruleset, Skill
from gm.domain.state import WorldState
from gm.rules.classes import features_of, most_by_class, spells_of
from gm.rules.lexicon import kept

_MOST_KEPT: Final = 512
NO_CAP: Final = 99
"""What `armour_cap` is without armour: no limit that matters."""


def held(world: WorldState, entity: str) -> dict[str, int]:
    """Items of a character or place, id → quantity above 0, by id."""
    found = world.under(entity, "item")
    return {item: count for item, count in sorted(found.items()) if isinstance(count, int) and count > 0}


def condition_levels(world: WorldState, character_id: str) -> dict[str, int]:
    """Conditions that a character has, id → level (1 for those without levels), by id."""
    found = world.under(f"character:{character_id}", "condition")
    return {
        name: on if isinstance(on, int) and not isinstance(on, bool) else 1 for name, on in sorted(found.items()) if on
    }


def with_implied(ruleset: Ruleset, levels: Mapping[str, int]) -> dict[str, int]:
    """Conditions together with those that come with them, at level 1."""
    found: dict[str, int] = {}
    waiting = list(levels.items())
    while waiting:
        name, level = waiting.pop(0)
        condition = ruleset.condition(name)
        if condition is not None and name not in found:
            found[name] = level
            waiting += [(each, 1) for each in condition.implies]
    return found


def is_blocked(ruleset: Ruleset, world: WorldState, character_id: str, what: str) -> bool:
    """Whether a condition keeps somebody from `actions`, `reactions`, `move` or `speech`."""
    levels = condition_levels(world, character_id)
    held_by = (ruleset.condition(name) for name in with_implied(ruleset, levels)) if levels else ()
    return any(what in condition.blocks for condition in held_by if condition)


class Numbers(Mapping[str, int]):
    """The numbers of one character in one state of the world, by the names that formulas use.

    Attributes by id are what they add; `<id>_value` what stands on the sheet. Also `level`, `armour`, `armour_cap`,
    `shield`, `hp`, `max_hp`, resources by id (what is left), skills by id (the whole bonus), and the kit's own numbers.
    """

    __slots__ = (
        "_busy",
        "_found",
        "_plan",
        "_spent",
        "campaign",
        "character",
        "conditions",
        "ruleset",
        "sheet",
        "world",
    )

    def __init__(self, campaign: Campaign, world: WorldState, character: str, sheet: Sheet) -> None:
        self.campaign = campaign
        self.ruleset: Ruleset = campaign.ruleset
        self.character = character
        self.sheet = sheet
        self.conditions = with_implied(campaign.ruleset, condition_levels(world, character))
        self.world = world
        self._plan = _plan(self.ruleset)
        self._spent = _spent_names(self.ruleset)
        self._found: dict[str, int] = self._shared()
        self._busy: set[str] = set()

    def __getitem__(self, name: str) -> int:
        """The number of that name. Raises KeyError if there is none, FormulaError if it cannot be worked out."""
        found = self._found.get(name)
        if found is None:
            if name in self._spent:
                return self._work_out(name)
            if name in self._busy:
                raise FormulaError(
                    f"{name!r} is made of itself", remedy="The formulas of a ruleset may not go round in a circle."
                )
            self._busy.add(name)
            try:
                found = self._found[name] = self._work_out(name) + self.modified(name) + self.granted(name)
            finally:
                self._busy.discard(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(names_of(self.ruleset))

    def __len__(self) -> int:
        return len(names_of(self.ruleset))

    def skill(self, skill_id: str) -> int:
        """The whole bonus of a skill: what is added to the dice, thrown as dice, or rolled under.

        Raises:
            NotFound: the rules know no such skill.
        """
        name = name_in_formulas(skill_id)
        if self._plan.get(name, ("", ""))[0] != "skill":
            raise NotFound(f"the rules know no skill {skill_id!r}")
        return self[name]

    def save(self, attribute_id: str) -> int:
        """The bonus of a save with an attribute: what it adds, and training where the sheet has it; or a skill's."""
        if self.ruleset.attribute(attribute_id) is None:
            return self.skill(attribute_id)
        trained = self._training(1) if attribute_id in self.sheet.saves else 0
        return self[name_in_formulas(attribute_id)] + trained + self.modified("saves") + self.granted("saves")

    @property
    def level(self) -> int:
        """The level as it stands."""
        return self.world.number(f"character:{self.character}", "level", self.sheet.level)

    def features(self) -> tuple[Feature, ...]:
        """What they have from class, species and background, at this level; what needs a condition included."""
        return features_of(self.ruleset, self.sheet, self.level)

    def helped_with(self, skill_id: str) -> bool:
        """Whether a feature gives advantage with a skill just now."""
        return any(
            skill_id in each.advantage or "*" in each.advantage
            for each in self.features()
            if each.during is None or each.during in self.conditions
        )

    def maximum(self, resource_id: str) -> int | None:
        """The most that the character can have of a resource; None for no bound."""
        resource = self.ruleset.resource(resource_id)
        if resource is None:
            return None
        raised = self.world.number(f"character:{self.character}", f"raised/{resource_id}")
        by_class = most_by_class(self.ruleset, self.sheet, resource_id, self.level)
        if by_class is not None:
            return by_class + raised
        if resource.formula is not None:
            return max(0, parse_formula(resource.formula).value(self)) + raised
        return None if resource.maximum is None else resource.maximum + raised

    def _shared(self) -> dict[str, int]:
        """What has been worked out for this character in the very same circumstances: most turns change none of them.
        Kits whose formulas look at what is spent (hit points, resources) share nothing."""
        if _looks_at_what_is_spent(self.ruleset):
            return {}
        mattering = kept(self.campaign, "items that matter", lambda: _items_that_matter(self.campaign))
        entity = f"character:{self.character}"
        world = self.world
        key = (
            self.character,
            world.number(entity, "level", self.sheet.level),
            tuple(self.conditions.items()),
            tuple(sorted(mattering.intersection(world.under(entity, "item")))),
            tuple(world.under(entity, "attribute").items()),
            tuple(world.under(entity, "trained").items()),
        )
        known: dict[object, tuple[Sheet, dict[str, int]]] = kept(self.campaign, "numbers", dict)
        entry = known.get(key)
        if entry is None or entry[0] is not self.sheet:
            if len(known) >= _MOST_KEPT:
                known.clear()
            entry = known[key] = (self.sheet, {})
        return entry[1]

    def _work_out(self, name: str) -> int:
        match self._plan.get(name):
            case ("attribute", attribute_id):
                attribute = self.ruleset.attribute(attribute_id)
                assert attribute is not None
                value = self._value(attribute_id)
                return (
                    value if attribute.modifier is None else parse_formula(attribute.modifier).value({"value": value})
                )
            case ("value", attribute_id):
                return self._value(attribute_id)
            case ("derived", formula):
                return parse_formula(formula).value(self)
            case ("skill", skill_id):
                skill = self.ruleset.skill(skill_id)
                assert skill is not None
                return self._skill(skill)
            case ("class", class_id):
                return self.level if self.sheet.class_ == class_id else 0
            case ("resource", resource_id):
                return self.world.number(f"character:{self.character}", f"resource/{resource_id}")
        return self._plain(name)

    def _plain(self, name: str) -> int:
        entity = f"character:{self.character}"
        match name:
            case "level":
                return self.world.number(entity, "level", self.sheet.level)
            case "hp":
                return self.world.number(entity, "hp", self.sheet.max_hp)
            case "max_hp":
                return self.world.number(entity, "max_hp", self.sheet.max_hp)
            case "armour":
                return max((item.armour for item in self._worn() if item.armour is not None), default=0)
            case "armour_cap":
                worn = [item for item in self._worn() if item.armour is not None]
                return max(worn, key=lambda item: item.armour or 0).armour_cap if worn else NO_CAP
            case "shield":
                return max((item.shield for item in self._worn()), default=0)
            case "base_defence":
                return self.sheet.defence
            case "spells":
                return len(spells_of(self.ruleset, self.sheet, self.level))
            case "hit_die":
                return hit_die_of(self.ruleset, self.sheet)
        raise KeyError(name)

    def _value(self, attribute_id: str) -> int:
        attribute = self.ruleset.attribute(attribute_id)
        default = attribute.default if attribute else 0
        raised = self.world.number(f"character:{self.character}", f"attribute/{attribute_id}")
        return self.sheet.attributes.get(attribute_id, default) + raised

    def _training(self, training: int) -> int:
        if self.ruleset.training_bonus is not None:
            return parse_formula(self.ruleset.training_bonus).value(_With(self, {"training": training}))
        return self.ruleset.training.get(training, 0)

    def _skill(self, skill: Skill) -> int:
        raised = self.world.number(f"character:{self.character}", f"trained/{skill.id}")
        gear = sum(item.bonus.get(skill.id, 0) for item in self._carried())
        parts = {
            "attribute": self[name_in_formulas(skill.attribute)],
            "training": self._training(self.sheet.skills.get(skill.id, 0) + raised),
            "base": skill.base,
            "gear": gear,
        }
        return (
            parse_formula(self.ruleset.procedure().bonus).value(_With(self, parts))
            + self.modified("checks")
            + self.granted("checks")
        )

    def _carried(self) -> list[Item]:
        items = kept(self.campaign, "items by id", lambda: {item.id: item for item in self.campaign.items})
        return [items[each] for each in held(self.world, f"character:{self.character}") if each in items]

    def _worn(self) -> list[Item]:
        return [item for item in self._carried() if item.armour is not None or item.shield]

    def modified(self, name: str) -> int:
        """What conditions add to the number of that name."""
        total = 0
        for condition_id, level in self.conditions.items():
            condition = self.ruleset.condition(condition_id)
            for modifier in condition.modifiers if condition else ():
                if name_in_formulas(modifier.to) == name:
                    total += parse_formula(modifier.by).value({"level": level})
        return total

    def granted(self, name: str) -> int:
        """What features add to the number of that name, as far as they need no condition for it."""
        features = self.features()
        if not features:
            return 0
        return sum(
            parse_formula(bonus.by).value(self)
            for each in features
            if each.during is None
            for bonus in each.bonuses
            if name_in_formulas(bonus.to) == name
        )


def _items_that_matter(campaign: Campaign) -> frozenset[str]:
    return frozenset(item.id for item in campaign.items if item.bonus or item.armour is not None or item.shield)


def _spent_names(ruleset: Ruleset) -> frozenset[str]:
    """Names of what goes up and down all the time: never kept."""
    own = (name_in_formulas(each.id) for each in ruleset.resources)
    return kept(ruleset, "spent", lambda: frozenset({"hp", "max_hp", *own}))


def _looks_at_what_is_spent(ruleset: Ruleset) -> bool:
    """Whether any formula about a character depends on hit points or resources."""

    def found() -> bool:
        texts = [each.formula for each in ruleset.derived]
        texts += [each.modifier for each in ruleset.attributes if each.modifier]
        texts += [ruleset.procedure().bonus, *([ruleset.training_bonus] if ruleset.training_bonus else [])]
        return any(parse_formula(text).names & _spent_names(ruleset) for text in texts)

    return kept(ruleset, "looks at what is spent", found)


class _With(Mapping[str, int]):
    """Numbers with a few more that go before them."""

    __slots__ = ("_first", "_then")

    def __init__(self, then: Mapping[str, int], first: Mapping[str, int]) -> None:
        self._then = then
        self._first = first

    def __getitem__(self, name: str) -> int:
        return self._first[name] if name in self._first else self._then[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._first
        yield from self._then

    def __len__(self) -> int:
        return len(self._first) + len(self._then)


def names_of(ruleset: Ruleset) -> tuple[str, ...]:
    """All names that a formula about a character may use in this kit."""
    return (*CHARACTER_NUMBERS, *_plan(ruleset))


def _plan(ruleset: Ruleset) -> dict[str, tuple[str, str]]:
    """Name in formulas → what it is. Where a kit gives one name twice, the more particular one counts."""

    def made() -> dict[str, tuple[str, str]]:
        plan: dict[str, tuple[str, str]] = {name_in_formulas(each.id): ("class", each.id) for each in ruleset.classes}
        for resource in ruleset.resources:
            plan[name_in_formulas(resource.id)] = ("resource", resource.id)
        for skill in ruleset.skills:
            plan[name_in_formulas(skill.id)] = ("skill", skill.id)
        for attribute in ruleset.attributes:
            plan[name_in_formulas(attribute.id)] = ("attribute", attribute.id)
            plan[f"{name_in_formulas(attribute.id)}_value"] = ("value", attribute.id)
        for derived in ruleset.derived:
            plan[name_in_formulas(derived.id)] = ("derived", derived.formula)
        return plan

    return kept(ruleset, "names in formulas", made)
