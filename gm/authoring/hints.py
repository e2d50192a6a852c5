"""What is probably not meant, though it can be played: warnings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from gm.authoring.include import Sources
from gm.authoring.living_checks import hint_living
from gm.authoring.lore_checks import hint_lore
from gm.authoring.play_checks import effects_of
from gm.authoring.problem import Problems, Spot, listed, quoted
from gm.authoring.scalars import Reading
from gm.domain.calls import Role
from gm.domain.campaign import Campaign, Condition, Secret
from gm.domain.effects import Effect, GiveItem, Move, Reveal, SetFlag, TickClock

_ALL: Final = 3
"""So many of a kind, all of them marked as decisive, are too many."""
_ROLES: Final = tuple(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class _Lacking:
    """Ids that are declared and never come about: flags that nothing sets, items that nobody can come by."""

    flags: Collection[str]
    items: Collection[str]


def hint_campaign(campaign: Campaign, reading: Reading) -> None:
    """Warn of places out of reach, clocks that stand still, secrets that stay so, and endings that never come."""
    effects = [effect for _, effect in effects_of(campaign)]
    revealed = {effect.fact for effect in effects if isinstance(effect, Reveal)}
    set_flags = {effect.flag for effect in effects if isinstance(effect, SetFlag) and effect.on}
    ticked = {effect.clock for effect in effects if isinstance(effect, TickClock) and effect.by > 0}
    lacking = _Lacking(
        flags=[flag.id for flag in campaign.flags if flag.id not in set_flags],
        items=[item.id for item in campaign.items if item.id not in _found(campaign, effects)],
    )
    _places(campaign, reading, [effect.place for effect in effects if isinstance(effect, Move)])
    _secrets(campaign, reading, revealed)
    hint_lore(campaign, reading)
    hint_living(campaign, reading, effects)
    for clock in campaign.clocks:
        if clock.id not in ticked and clock.every_minutes is None and not clock.ticks and not clock.on:
            _warn(reading, f"clocks.{clock.id}", "nothing moves it: no tick_clock effect, no every_minutes, no ticks")
    for challenge in campaign.challenges:
        if not challenge.keys and f"challenges.{challenge.id}.keys" in reading.where:
            _warn(reading, f"challenges.{challenge.id}.keys", "without keys no player's words lead to it")
        _condition(challenge.when, f"challenges.{challenge.id}.when", reading, lacking)
    for what, marks in (
        ("challenges", [each.decisive for each in campaign.challenges]),
        ("encounters", [each.decisive for each in campaign.encounters]),
        ("scenes", [each.decisive for each in campaign.scenes]),
        ("places", [each.decisive for each in campaign.places]),
    ):
        if len(marks) >= _ALL and all(marks):
            _warn(reading, what, "each of them is decisive, so that none is: mark the few that matter most")
    for scene in campaign.scenes:
        _condition(scene.when, f"scenes.{scene.id}.when", reading, lacking)
    for ending in campaign.endings:
        path = f"endings.{ending.id}.when"
        _condition(ending.when, path, reading, lacking)
        if ending.when == Condition() and path in reading.where:
            _warn(reading, path, "it asks for nothing, so the story never ends this way")


def _warn(reading: Reading, path: str, message: str, *, suggestion: str = "") -> None:
    reading.problems.add(reading.spot(path), path, message, suggestion=suggestion, severity="warning")


def _places(campaign: Campaign, reading: Reading, moved_to: list[str]) -> None:
    places = {place.id: place for place in campaign.places}
    if campaign.opening.place not in places:
        return
    reached: dict[str, None] = {}
    waiting = [campaign.opening.place, *moved_to]
    while waiting:
        place = places.get(waiting.pop())
        if place is not None and place.id not in reached:
            reached[place.id] = None
            waiting += [way.to for way in place.exits]
    for place in campaign.places:
        if place.id not in reached:
            start = campaign.opening.place
            _warn(reading, f"places.{place.id}", f"no exits lead here from {quoted(start)}, where it begins")
        for way in place.exits:
            target = places.get(way.to)
            if target is not None and not way.one_way and all(back.to != place.id for back in target.exits):
                message = f"there is no way back from {quoted(way.to)}: add an exit there, or `one_way: true` here"
                _warn(reading, f"places.{place.id}.exits.{way.to}", message)


def _secrets(campaign: Campaign, reading: Reading, revealed: Collection[str]) -> None:
    known = {fact for character in campaign.characters for fact in character.knows}
    owned: list[tuple[str, Secret]] = []
    for npc in campaign.npcs:
        owned += [(f"npcs.{npc.id}.secrets.{secret.id}", secret) for secret in npc.secrets]
    for faction in campaign.factions:
        owned += [(f"factions.{faction.id}.secrets.{secret.id}", secret) for secret in faction.secrets]
    for path, secret in owned:
        if secret.id and secret.id not in revealed and secret.id not in known and not secret.reveal:
            _warn(reading, path, 'nothing reveals it: add "reveal" (when it may come out) or a reveal effect')


def _found(campaign: Campaign, effects: Collection[Effect]) -> Collection[str]:
    """The items that somebody has or some place holds at the start, or that an effect gives."""
    found = {effect.item for effect in effects if isinstance(effect, GiveItem)}
    for place in campaign.places:
        found.update(place.items)
    for sheet in [each.sheet for each in campaign.characters] + [each.sheet for each in campaign.npcs]:
        found.update(sheet.items)
    return found


def _condition(when: Condition, path: str, reading: Reading, lacking: _Lacking) -> None:
    for number, flag in enumerate(when.flags, start=1):
        if flag in lacking.flags:
            where = _exact(f"{path}.flags", number, reading)
            _warn(reading, where, f"it never comes: no set_flag effect sets {quoted(flag)}")
        if flag in when.not_flags:
            _warn(reading, f"{path}.not_flags", f"it never comes: {quoted(flag)} must be both set and not set")
    if when.has_item and all(item in lacking.items for item in when.has_item):
        for number, item in enumerate(when.has_item, start=1):
            where = _exact(f"{path}.has_item", number, reading)
            _warn(reading, where, f"it never comes: {quoted(item)} is nowhere, and no give_item effect brings it")
    if when.has_item and all(item in when.not_item for item in when.has_item):
        both = " and ".join(map(quoted, when.has_item))
        _warn(reading, f"{path}.not_item", f"it never comes: {both} must be both carried and not carried")


def _exact(path: str, number: int, reading: Reading) -> str:
    """The path of a list's entry; that of the list where a single word stands for it."""
    exact = f"{path}[{number}]"
    return exact if exact in reading.where else path


def hint_files(sources: Sources, opened: Mapping[str, object], shipped: Collection[str], problems: Problems) -> None:
    """Warn of files in the campaign's folder that nothing will ever read."""
    for path in sorted(sources):
        if path.startswith("prompts/"):
            _template(path, shipped, problems)
        elif "/" not in path and path.endswith((".yaml", ".yml")) and path not in opened:
            message = "this file is not included: add it to `include` in campaign.yaml"
            problems.add(Spot(path), "", message, severity="warning")


def _template(path: str, shipped: Collection[str], problems: Problems) -> None:
    parts = path.split("/")
    if not path.endswith(".jinja2"):
        return
    if len(parts) != 3:
        message = "a template stands in prompts/<role>/<name>.jinja2: nothing reads this one"
        problems.add(Spot(path), "", message, severity="warning")
    elif parts[1] not in _ROLES:
        suggestion = problems.suggest(parts[1], _ROLES)
        message = f"no role {quoted(parts[1])}" + ("" if suggestion else f": there is {listed(_ROLES)}")
        problems.add(Spot(path), "", message, suggestion=suggestion, severity="warning")
    elif shipped and f"{parts[1]}/{parts[2]}" not in shipped:
        suggestion = problems.suggest(f"{parts[1]}/{parts[2]}", shipped)
        message = f"no role uses a template {quoted(parts[2])}"
        problems.add(Spot(path), "", message, suggestion=suggestion, severity="warning")
