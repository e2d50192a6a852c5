"""What must hold between the parts of a campaign so that it can be played: errors, found on the values."""

from collections.abc import Iterator

from gm.authoring.kit_checks import check_bounds, check_creature, check_reach
from gm.authoring.living_checks import check_living
from gm.authoring.problem import closest, listed, quoted
from gm.authoring.scalars import Reading
from gm.domain.campaign import Campaign, Challenge, Sheet
from gm.domain.effects import Effect, Later, OpenExit
from gm.domain.ruling import Choice


def check_campaign(campaign: Campaign, reading: Reading, *, rules: bool) -> None:
    """Report what references alone do not show. `rules`: whether the campaign's ruleset could be read."""
    if not campaign.characters and "characters" in reading.where:
        _add(reading, "characters", "nobody can be played: at least one character is needed")
    if not campaign.places and "places" in reading.where:
        _add(reading, "places", "there is nowhere to be: at least one place is needed")
    for challenge in campaign.challenges:
        _challenge(campaign, challenge, reading, rules=rules)
    for path, effect in effects_of(campaign):
        if isinstance(effect, OpenExit):
            _exit(campaign, effect, f"{path}.open_exit", reading)
    check_living(campaign, reading)
    if rules:
        for path, sheet in _sheets(campaign):
            _sheet(campaign, sheet, path, reading)
            check_bounds(campaign, sheet, path, reading)
        if campaign.encounters and campaign.ruleset.combat.order == "none":
            for encounter in campaign.encounters:
                _add(reading, f"encounters.{encounter.id}", "the rules of this campaign have no fights")
    for creature in campaign.creatures:
        check_creature(creature, reading, f"creatures.{creature.id}")
    for path, choice in _choices(campaign):
        options = [option.id for option in choice.options]
        if choice.default and choice.default not in options:
            suggestion = closest(choice.default, options)
            message = f"no option {quoted(choice.default)}" + ("" if suggestion else f": there is {listed(options)}")
            _add(reading, f"{path}.default", message, expected="the id of an option", suggestion=suggestion)


def effects_of(campaign: Campaign) -> Iterator[tuple[str, Effect]]:
    """(path, effect) of every effect that the author wrote; the path ends before the kind."""
    for clock in campaign.clocks:
        yield from _numbered(f"clocks.{clock.id}.effects", clock.effects)
    for challenge in campaign.challenges:
        for degree, outcome in challenge.outcomes.items():
            at = f"challenges.{challenge.id}.outcomes.{degree}"
            yield from _numbered(f"{at}.effects", outcome.effects)
    yield from _of_the_world(campaign)
    for path, choice in _choices(campaign):
        for option in choice.options:
            yield from _numbered(f"{path}.options.{option.id}.effects", option.effects)


def _of_the_world(campaign: Campaign) -> Iterator[tuple[str, Effect]]:
    for table in campaign.tables:
        for number, entry in enumerate(table.entries, start=1):
            yield from _numbered(f"tables.{table.id}.entries[{number}].effects", entry.effects)
    for quest in campaign.quests:
        yield from _numbered(f"quests.{quest.id}.on_finish", quest.on_finish)
        yield from _numbered(f"quests.{quest.id}.on_fail", quest.on_fail)
    for faction in campaign.factions:
        for move in faction.moves:
            yield from _numbered(f"factions.{faction.id}.moves.{move.id}.effects", move.effects)


def _numbered(path: str, effects: tuple[Effect, ...]) -> Iterator[tuple[str, Effect]]:
    for number, effect in enumerate(effects, start=1):
        yield f"{path}[{number}]", effect
        if isinstance(effect, Later):
            yield from _numbered(f"{path}[{number}].later.effects", effect.effects)


def _choices(campaign: Campaign) -> Iterator[tuple[str, Choice]]:
    for challenge in campaign.challenges:
        for degree, outcome in challenge.outcomes.items():
            if outcome.choice is not None:
                yield f"challenges.{challenge.id}.outcomes.{degree}.choice", outcome.choice


def _sheets(campaign: Campaign) -> Iterator[tuple[str, Sheet]]:
    for character in campaign.characters:
        yield f"characters.{character.id}.sheet", character.sheet
    for npc in campaign.npcs:
        yield f"npcs.{npc.id}.sheet", npc.sheet


def _add(reading: Reading, path: str, message: str, *, expected: str = "", suggestion: str = "") -> None:
    reading.problems.add(reading.spot(path), path, message, expected=expected, suggestion=suggestion)


def _challenge(campaign: Campaign, challenge: Challenge, reading: Reading, *, rules: bool) -> None:
    at = f"challenges.{challenge.id}"
    if challenge.difficulty is not None and not challenge.skill:
        _add(reading, f"{at}.difficulty", "a difficulty without a skill is never used", expected="a skill as well")
    if not challenge.outcomes and f"{at}.outcomes" in reading.where:
        _add(reading, f"{at}.outcomes", "nothing comes of it: at least one outcome is needed")
    for degree in challenge.outcomes:
        path = f"{at}.outcomes.{degree}"
        if degree == "done" and challenge.skill:
            _add(reading, path, '"done" is for challenges without a skill: name a degree of success')
        elif degree != "done" and not challenge.skill:
            message = 'without a skill nothing is rolled: the only outcome is "done"'
            _add(reading, path, message, expected="done", suggestion="done")
    low, high = campaign.ruleset.difficulty_min, campaign.ruleset.difficulty_max
    number = challenge.difficulty
    if rules and isinstance(number, int) and not low <= number <= high:
        _add(reading, f"{at}.difficulty", f"{number} is outside of {low} to {high}", expected=f"{low} to {high}")
    elif rules and challenge.skill:
        named = number if isinstance(number, int) else campaign.ruleset.difficulties.get(number or "")
        if named is not None:
            check_reach(campaign, challenge, named, reading)


def _exit(campaign: Campaign, effect: OpenExit, path: str, reading: Reading) -> None:
    place = campaign.place(effect.place)
    if place is None or campaign.place(effect.to) is None:
        return  # reported as a name with nothing behind it
    ways = [way.to for way in place.exits]
    if effect.to not in ways:
        there = f"there is {listed(ways)}" if ways else "it has none"
        message = f"{quoted(effect.place)} has no exit to {quoted(effect.to)}: {there}"
        _add(reading, f"{path}.to", message, expected=f"an exit of {effect.place}")


def _sheet(campaign: Campaign, sheet: Sheet, path: str, reading: Reading) -> None:
    trainings = list(campaign.ruleset.training)
    for skill, training in sheet.skills.items():
        if trainings and training not in trainings:
            expected = f"one of {listed(str(each) for each in trainings)}"
            _add(
                reading,
                f"{path}.skills.{skill}",
                f"{training} is not a degree of training: {expected}",
                expected=expected,
            )
    maxima = {resource.id: resource.maximum for resource in campaign.ruleset.resources}
    for resource, amount in sheet.resources.items():
        most = maxima.get(resource)
        if amount < 0 or (most is not None and amount > most):
            expected = f"0 to {most}" if most is not None else "0 or more"
            _add(reading, f"{path}.resources.{resource}", f"{amount} cannot be: {expected}", expected=expected)
