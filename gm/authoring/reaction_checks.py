"""Reactions of a kit that could never do what they say, or would be asked about all the time."""

from gm.authoring.scalars import Reading
from gm.domain.reactions import Reaction
from gm.domain.ruleset import Ruleset


def check_reactions(ruleset: Ruleset, reading: Reading, at: str) -> None:
    """Report reactions that change nothing, that cost nothing where nothing else holds them back, and spells that are
    cast as a reaction to nothing."""
    for each in ruleset.reactions:
        path = f"{at}reactions.{each.id}"
        for field, message in _wrong(each):
            where = f"{path}.{field}" if f"{path}.{field}" in reading.where else path
            reading.problems.add(reading.spot(where), where, message)
    cast = {each.spell for each in ruleset.reactions}
    for spell in ruleset.spells:
        if spell.cost == "reaction" and spell.id not in cast:
            path = f"{at}spells.{spell.id}.cost"
            message = "nobody can cast this: it is a reaction, and none of the reactions names it"
            reading.problems.add(reading.spot(path), path, message)


def _wrong(each: Reaction) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if each.on == "cast":
        if each.add or each.reroll or each.gives:
            found.append(("on", "a spell is no roll: write `save`, or nothing, for a reaction to `cast`"))
        return found
    if not each.add and not each.reroll:
        found.append(("on", "this changes nothing: it needs `add` or `reroll`"))
    if each.save is not None:
        found.append(("save", "only a reaction to `cast` can be saved against"))
    if each.on == "check":
        if each.whom != "ally":
            found.append(("whom", "about one's own check there is `after_roll`: here it can only be for an `ally`"))
        if each.spell is None and (each.resource is None or not each.cost):
            found.append(("on", "this costs nothing, so everybody would be asked about every failed check"))
        if each.gives:
            found.append(("gives", "outside of fights there is no turn at which it would end"))
    return found
