"""What somebody brings to a fight: attacks, defence, saves, speed. By a character's sheet, or a creature's block."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gm.domain.campaign import Campaign, Item, Npc
from gm.domain.combat import Attack, Creature, Morale, Strike, Tactics
from gm.domain.encounter import Side
from gm.domain.formula import name_in_formulas, parse_formula
from gm.domain.ruleset import Ruleset
from gm.domain.state import WorldState
from gm.rules.classes import powers_of, spells_of
from gm.rules.combat.gifts import Gift, gifts_of
from gm.rules.lexicon import kept
from gm.rules.numbers import Numbers, held
from gm.rules.order_words import UNARMED, bare_hands
from gm.rules.sheets import defence_of, numbers_of


@dataclass(frozen=True, slots=True)
class Fighter:
    """Somebody in a fight. What changes in it (hit points, zone, conditions) is in the state instead."""

    id: str
    name: str
    side: Side
    is_pc: bool
    named: bool
    """A person of the story rather than one of many: falls instead of dying at once."""
    defence: int
    max_hp: int
    initiative: int
    speed: int
    attacks: tuple[Attack, ...]
    saves: Mapping[str, int]
    """Attribute → bonus, for all attributes of the kit. What conditions do to saves and defence comes to it at the
    roll: they change within a fight."""
    skills: Mapping[str, int]
    multiattack: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    reacts: tuple[str, ...] = ()
    """Reactions of the kit that they have."""
    legendary: tuple[str, ...] = ()
    legendary_actions: int = 0
    lair: tuple[str, ...] = ()
    spells: tuple[str, ...] = ()
    spell_attack: int = 0
    spell_difficulty: int = 10
    resistant: frozenset[str] = frozenset()
    vulnerable: frozenset[str] = frozenset()
    immune: frozenset[str] = frozenset()
    unaffected: frozenset[str] = frozenset()
    traits: Mapping[str, int] = field(default_factory=dict)
    """Trait → its amount."""
    tactics: Tactics = "brute"
    morale: Morale = field(default_factory=Morale)
    xp: int = 0
    tags: frozenset[str] = frozenset()
    gifts: tuple[Gift, ...] = ()
    """What class, species and background give."""
    wields: Mapping[str, str] = field(default_factory=dict)
    """Attack → the skill that it goes by, where it goes by one."""

    def attack(self, attack_id: str) -> Attack | None:
        """The attack of that id, or None."""
        return next((each for each in self.attacks if each.id == attack_id), None)

    def melee(self) -> tuple[Attack, ...]:
        """Attacks for somebody in the same zone."""
        return tuple(each for each in self.attacks if each.reach == 0 and each.cost == "action")


def fighter_of(campaign: Campaign, world: WorldState, who: str, side: Side) -> Fighter:
    """A fighter as they stand: a creature by its block, anybody else by their sheet and what they carry.

    Raises:
        NotFound: nobody has that id.
    """
    block = campaign.creature(world.text(f"character:{who}", "block"))
    if block is None:
        return _of_world(campaign, world, who, side)
    name = world.text(f"character:{who}", "name", block.name)
    made: dict[tuple[str, str, Side, int], Fighter] = kept(campaign, "fighters", dict)
    max_hp = world.number(f"character:{who}", "max_hp", 1)
    if (who, name, side, max_hp) not in made:
        if len(made) > 256:
            made.clear()
        made[who, name, side, max_hp] = _by_block(campaign.ruleset, block, who, name, side, max_hp)
    return made[who, name, side, max_hp]


def _of_world(campaign: Campaign, world: WorldState, who: str, side: Side) -> Fighter:
    """A fighter by their sheet, worked out once for as long as fights begin in the very same world."""
    last: list[tuple[WorldState, dict[tuple[str, Side], Fighter]]] = kept(campaign, "fighters by sheet", list)
    of, made = last[0] if last else (None, {})
    if of is not world:
        made = {}
        last[:] = [(world, made)]
    if (who, side) not in made:
        made[who, side] = _by_sheet(campaign, world, who, side)
    return made[who, side]


def _by_block(rules: Ruleset, block: Creature, who: str, name: str, side: Side, max_hp: int) -> Fighter:
    modifiers = {each.id: _modifier(rules, each.id, block) for each in rules.attributes}
    initiative = block.initiative if block.initiative is not None else _of_kit(rules, modifiers)
    return Fighter(
        id=who,
        name=name,
        side=side,
        is_pc=False,
        named=False,
        defence=block.defence,
        max_hp=max_hp,
        initiative=initiative,
        speed=block.speed,
        attacks=block.attacks or (_unarmed(rules, 0),),
        saves=modifiers | dict(block.saves),
        skills=dict(block.skills),
        multiattack=block.multiattack,
        reactions=block.reactions,
        reacts=tuple(
            each.id
            for each in rules.reactions
            if each.id in block.reactions or (each.spell is not None and each.spell in block.spells)
        ),
        legendary=block.legendary,
        legendary_actions=block.legendary_actions,
        lair=block.lair,
        spells=block.spells,
        spell_attack=max((each.bonus or 0 for each in block.attacks), default=0),
        spell_difficulty=10 + max((each.bonus or 0 for each in block.attacks), default=0),
        resistant=frozenset(block.resistant),
        vulnerable=frozenset(block.vulnerable),
        immune=frozenset(block.immune),
        unaffected=frozenset(block.unaffected),
        traits={each.id: each.amount for each in block.traits},
        tactics=block.tactics,
        morale=block.morale,
        xp=block.xp,
        tags=frozenset(block.tags),
    )


def _modifier(rules: Ruleset, attribute_id: str, block: Creature) -> int:
    attribute = rules.attribute(attribute_id)
    assert attribute is not None
    value = block.attributes.get(attribute_id, attribute.default)
    return value if attribute.modifier is None else parse_formula(attribute.modifier).value({"value": value})


def _of_kit(rules: Ruleset, modifiers: Mapping[str, int]) -> int:
    """Initiative by the kit's formula, as far as a block has what it uses: everything else counts 0."""
    formula = parse_formula(rules.combat.initiative_bonus)
    names = dict.fromkeys(formula.names, 0)
    return formula.value(names | {name_in_formulas(k): v for k, v in modifiers.items()})


def _by_sheet(campaign: Campaign, world: WorldState, who: str, side: Side) -> Fighter:
    rules, numbers = campaign.ruleset, numbers_of(campaign, world, who)
    person, sheet = campaign.anyone(who), numbers.sheet
    attacks = (
        *_weapons(campaign, world, numbers),
        *_own(numbers),
        _unarmed(rules, _wielded(rules, numbers, None, far=False), bare_hands(campaign.language)),
    )
    return Fighter(
        id=who,
        name=person.name if person else who,
        side=side,
        is_pc=campaign.character(who) is not None,
        named=True,
        defence=defence_of(numbers) - (numbers.modified("defence") if rules.has_derived("defence") else 0),
        max_hp=numbers["max_hp"],
        initiative=parse_formula(rules.combat.initiative_bonus).value(numbers),
        speed=max(1, rules.combat.moves),
        attacks=attacks,
        saves={each.id: numbers.save(each.id) - numbers.modified("saves") for each in rules.attributes},
        skills={each.id: numbers.skill(each.id) for each in rules.skills},
        reacts=_reactions(rules, numbers),
        spells=(
            *spells_of(rules, sheet, numbers.level),
            *powers_of(rules, sheet, numbers.level),
        ),
        spell_attack=numbers["spell_attack"]
        if rules.has_derived("spell_attack")
        else numbers.skill(rules.default_skill),
        spell_difficulty=numbers["spell_difficulty"] if rules.has_derived("spell_difficulty") else 10,
        resistant=frozenset(sheet.resistant),
        vulnerable=frozenset(sheet.vulnerable),
        immune=frozenset(sheet.immune),
        tags=frozenset(sheet.tags or rules.folk),
        gifts=gifts_of(numbers),
        wields=_wields(campaign, world, numbers),
        tactics="guard" if isinstance(person, Npc) else "brute",
    )


def _reactions(rules: Ruleset, numbers: Numbers) -> tuple[str, ...]:
    """What of the kit's reactions somebody has by their sheet."""
    return tuple(
        each.id
        for each in rules.reactions
        if (each.spell is None or each.spell in numbers.sheet.spells)
        and (not each.has or parse_formula(each.has).holds(numbers))
    )


def _weapons(campaign: Campaign, world: WorldState, numbers: Numbers) -> tuple[Attack, ...]:
    """An attack for each weapon at hand, the hardest hitting first."""
    items: dict[str, Item] = kept(campaign, "items by id", lambda: {item.id: item for item in campaign.items})
    carried = [items[each] for each in held(world, f"character:{numbers.character}") if each in items]
    rules = campaign.ruleset
    bonus_damage = parse_formula(rules.combat.damage_bonus).value(numbers)
    found = []
    for item in carried:
        if item.damage is None:
            continue
        hit = _wielded(rules, numbers, item.skill, far=item.reach > 0)
        dice = f"{item.damage}{bonus_damage:+d}" if bonus_damage else item.damage
        found.append(
            Attack(
                id=item.id,
                name=item.name,
                bonus=hit,
                reach=item.reach,
                long=item.long,
                strikes=(Strike(dice=dice, type=item.type),),
            )
        )
    return tuple(found)


def _wields(campaign: Campaign, world: WorldState, numbers: Numbers) -> dict[str, str]:
    """The skill of each weapon at hand."""
    rules = campaign.ruleset
    items: dict[str, Item] = kept(campaign, "items by id", lambda: {item.id: item for item in campaign.items})
    carried = [items[each] for each in held(world, f"character:{numbers.character}") if each in items]
    return {item.id: _skill(rules, item.skill, far=item.reach > 0) for item in carried if item.damage is not None}


def _own(numbers: Numbers) -> tuple[Attack, ...]:
    """Attacks that stand on the sheet itself. One that is rolled to hit and names no bonus goes by the kit's skill."""
    rules = numbers.ruleset
    return tuple(
        each
        if each.bonus is not None or each.save is not None
        else each.model_copy(update={"bonus": _wielded(rules, numbers, None, far=each.reach > 0)})
        for each in numbers.sheet.attacks
    )


def _wielded(rules: Ruleset, numbers: Numbers, skill: str | None, *, far: bool) -> int:
    return numbers.skill(_skill(rules, skill, far=far))


def _skill(rules: Ruleset, skill: str | None, *, far: bool) -> str:
    kit = rules.combat.shoot_skill if far else rules.combat.attack_skill
    return skill or kit or rules.default_skill


def _unarmed(rules: Ruleset, bonus: int, name: str = UNARMED) -> Attack:
    return Attack(id=UNARMED, name=name, bonus=bonus, strikes=(Strike(dice=rules.unarmed_damage),))
