"""What a kit or a stat block says that could never work in play: found before anybody sits down."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from gm.authoring.problem import closest, listed, quoted
from gm.authoring.reaction_checks import check_reactions
from gm.authoring.scalars import Reading
from gm.domain.campaign import Campaign, Challenge, Sheet
from gm.domain.combat import Creature
from gm.domain.effects import AddCondition, Damage, Heal, RemoveCondition
from gm.domain.errors import FormulaError
from gm.domain.formula import parse_formula
from gm.domain.plain_numbers import PlainNumbers
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import Choice

ACTOR: Final = "actor"
COIN: Final = "coin"
_OF_FIGHTS: Final = ("checks", "attacks", "damage", "saves", "speed")
_NO_HP: Final = re.compile(r"\s*(0+|0*d\d+|\d+d0+)\s*")
_DICE: Final = re.compile(r"(\d*)d(\d+)([+-]\d+)?")
_MOST_TRIED: Final = 200


def check_kit(ruleset: Ruleset, reading: Reading, at: str) -> None:
    """Report formulas that divide by zero, conditions and blocks that cannot work, questions without their default."""
    _divisions(ruleset, reading, at)
    for condition in ruleset.conditions:
        path = f"{at}conditions.{condition.id}"
        for number, effect in enumerate(condition.each_turn, start=1):
            if not isinstance(effect, Damage | Heal | AddCondition | RemoveCondition):
                message = (
                    f"{quoted(effect.kind)} cannot happen each turn: only damage, heal, add_condition, remove_condition"
                )
                _add(reading, f"{path}.each_turn[{number}].{effect.kind}", message)
            elif effect.character != ACTOR:
                message = f"what a condition does each turn it does to its sufferer: write {ACTOR}"
                _add(reading, f"{path}.each_turn[{number}].{effect.kind}.character", message)
        known = [*_OF_FIGHTS, *_numbers(ruleset)]
        for number, modifier in enumerate(condition.modifiers, start=1):
            if modifier.to not in known:
                _unknown(reading, f"{path}.modifiers[{number}].to", "number", modifier.to, known)
    own = [each.id for each in ruleset.reactions]
    for creature in ruleset.creatures:
        check_creature(creature, reading, f"{at}creatures.{creature.id}", own)
    check_reactions(ruleset, reading, at)
    held_up_by = [each.id for each in ruleset.attributes] + [each.id for each in ruleset.skills]
    if ruleset.combat.concentration and ruleset.combat.concentration not in held_up_by:
        _unknown(reading, f"{at}combat.concentration", "attribute or skill", ruleset.combat.concentration, held_up_by)
    if ruleset.coins and ruleset.resource(COIN) is None:
        _add(reading, f"{at}coins", f"coins are counted in a resource with the id {COIN}: there is none")
    for path, choice in _choices(ruleset):
        options = [option.id for option in choice.options]
        if choice.default not in options:
            _unknown(reading, f"{at}{path}.default", "option", choice.default, options)


def check_creature(creature: Creature, reading: Reading, path: str, reactions: Sequence[str] = ()) -> None:
    """Report a stat block that cannot stand in a fight. `reactions`: those of the kit, which a block may name."""
    if _NO_HP.fullmatch(creature.hp):
        _add(reading, f"{path}.hp", "a creature needs hit points: at least 1", expected="dice or a number above 0")
    known = [each.id for each in creature.attacks]
    for field in ("multiattack", "reactions", "legendary", "lair"):
        for number, name in enumerate(getattr(creature, field), start=1):
            if name not in known and not (field == "reactions" and name in reactions):
                _unknown(reading, f"{path}.{field}[{number}]", "attack", name, known)
    for attack in creature.attacks:
        for strike in attack.strikes:
            if "{" in strike.dice:
                _add(reading, f"{path}.attacks.{attack.id}", "a stat block has plain dice: no formula in braces")
        if attack.bonus is None and attack.save is None and not attack.strikes:
            _add(reading, f"{path}.attacks.{attack.id}", "nothing comes of this attack: it needs strikes or a save")


def check_reach(campaign: Campaign, challenge: Challenge, number: int, reading: Reading) -> None:
    """Report a difficulty that nobody who can be played reaches, with the best that the dice can show."""
    rules = campaign.ruleset
    procedure = rules.procedure()
    found = _DICE.fullmatch(procedure.dice.replace(" ", ""))
    margins = [each for each in rules.degrees if each.success]
    decided_by_a_face = any(each.natural is not None or each.when is not None for each in margins)
    if found is None or decided_by_a_face or procedure.fixed or procedure.counts_from is not None or not margins:
        return
    if procedure.compare == "under" or not procedure.adds_bonus or procedure.target != "difficulty":
        return
    most = int(found[1] or 1) * int(found[2]) + int(found[3] or 0)
    items = {item.id: item.bonus for item in campaign.items}
    best: int | None = None
    for pc in campaign.characters:
        gear = {challenge.skill or "": sum(b.get(challenge.skill or "", 0) for i, b in items.items())}
        try:
            bonus = PlainNumbers(rules, pc.sheet, gear).skill(challenge.skill or "")
        except (FormulaError, KeyError):
            return
        best = bonus if best is None else max(best, bonus)
    if best is None:
        return
    reached = most + best - min(each.margin for each in margins)
    if number > reached:
        where = f"challenges.{challenge.id}.difficulty"
        path = where if where in reading.where else f"challenges.{challenge.id}.skill"
        message = f"nobody here can reach {number} with {quoted(challenge.skill or '')}: {reached} is the best there is"
        _add(reading, path, message, expected=f"at most {reached}")


def check_bounds(campaign: Campaign, sheet: Sheet, path: str, reading: Reading) -> None:
    """Report attributes that the kit's bounds do not allow."""
    for attribute in campaign.ruleset.attributes:
        value = sheet.attributes.get(attribute.id)
        low, high = attribute.minimum, attribute.maximum
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            expected = f"at most {high}" if low is None else f"at least {low}" if high is None else f"{low} to {high}"
            message = f"{value} cannot be: {expected}"
            _add(reading, f"{path}.attributes.{attribute.id}", message, expected=expected)


def _divisions(ruleset: Ruleset, reading: Reading, at: str) -> None:
    for level in (1, 20):
        numbers = PlainNumbers(ruleset, Sheet(level=level))
        for derived in ruleset.derived:
            _tried(reading, f"{at}derived.{derived.id}", derived.formula, numbers)
        for attribute in ruleset.attributes:
            if attribute.modifier is not None:
                names = {"value": attribute.default}
                _tried(reading, f"{at}attributes.{attribute.id}.modifier", attribute.modifier, names)
        for resource in ruleset.resources:
            if resource.formula is not None:
                _tried(reading, f"{at}resources.{resource.id}.formula", resource.formula, numbers)
    check = ruleset.check
    if check is not None and not check.fixed:
        last = min(ruleset.difficulty_max, ruleset.difficulty_min + _MOST_TRIED)
        for difficulty in range(ruleset.difficulty_min, last + 1):
            if not _tried(reading, f"{at}check.target", check.target, {"difficulty": difficulty, "bonus": 1}):
                break


def _tried(reading: Reading, path: str, text: str, names: Mapping[str, int]) -> bool:
    """Whether a formula can be worked out; a division by zero is reported once a path."""
    try:
        parse_formula(text).value(names)
    except FormulaError as error:
        known = path in {each.path for each in reading.problems.found}
        literal = "/ 0" in text.replace("//", "/")  # that is said where it is read
        if "divides by zero" in str(error) and not known and not literal:
            message = "this divides by zero for a plain sheet"
            _add(reading, path, message, expected="a formula that always has a value")
        return False
    except KeyError:
        return False  # an unknown name or a circle, said elsewhere
    return True


def _numbers(ruleset: Ruleset) -> list[str]:
    return [each.id for group in (ruleset.derived, ruleset.attributes, ruleset.skills) for each in group]


def _choices(ruleset: Ruleset) -> Iterable[tuple[str, Choice]]:
    if ruleset.instead_of_dice is not None:
        yield "instead_of_dice", ruleset.instead_of_dice
    for skill in ruleset.skills:
        for degree, outcome in skill.outcomes.items():
            if outcome.choice is not None:
                yield f"skills.{skill.id}.outcomes.{degree}.choice", outcome.choice


def _unknown(reading: Reading, path: str, what: str, name: str, known: list[str]) -> None:
    suggestion = closest(name, known)
    rest = "" if suggestion else f": there is {listed(known, 16)}" if known else ": there is none"
    message = f"no {what} {quoted(name)}{rest}"
    reading.problems.add(reading.spot(path), path, message, expected=f"an id of a {what}", suggestion=suggestion)


def _add(reading: Reading, path: str, message: str, *, expected: str = "") -> None:
    reading.problems.add(reading.spot(path), path, message, expected=expected)
