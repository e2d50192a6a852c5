"""Slash commands for whose turn it is, and for several characters at one terminal."""

import re
from typing import TYPE_CHECKING, Final, get_args

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused
from gm.domain.table import ABSENT, CONTROLS, Control, turn_rules

if TYPE_CHECKING:
    from datetime import datetime

    from gm.domain.play import SceneState
    from gm.play.standing import Standing

_SAYS: Final = {
    "free": "Whoever acts is answered.",
    "round": "All declare, then one beat answers: /ready when you have nothing to add, /hold for time.",
    "initiative": "One after the other, in the order that was rolled.",
}
_ABSENT: Final = {
    "skip": "who says nothing until then lets it go by",
    "default": "who says nothing until then does what they have set (/turns away), or stays close to the others",
    "party": "who says nothing until then goes along with the others",
}
_IN_FIGHT: Final = {
    "skip": "who says nothing until then lets their turn go by",
    "default": "who says nothing until then does what they have set (/turns away), or guards themselves",
    "party": "who says nothing until then fights on beside the others",
}
_UNITS: Final = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
_HOW: Final = (
    "For example: /turns round 10m skip, /turns initiative, /turns free, /turns close, /turns away I keep watch."
)


async def turns(sitting: Sitting, argument: str) -> None:
    """Whose turn it is: show it, or set it; `close` ends a round early, `roll` rolls a new order, `away …` says what
    your character does while you are away."""
    control = sitting.app.engine.control
    words = argument.casefold().split()
    if words[:1] == ["away"]:
        await _away(sitting, argument.strip()[len("away") :].strip())
        return
    if words == ["close"]:
        sitting.took(await control.close(sitting.game, sitting.face, scene_key=sitting.scene))
        return
    if words:
        fields, wanted = _wanted(words)
        try:
            await control.set(sitting.game, scene_key=sitting.scene, control=wanted, **fields)
        except ValueError:
            raise Refused("A deadline is between 10 seconds and 7 days.", remedy=_HOW) from None
        await control.settle(sitting.game, sitting.face, scene_key=sitting.scene)
        if wanted == "initiative" or words == ["roll"]:
            await control.put_in_order(
                sitting.game, sitting.player, sitting.fresh_id(), sitting.face, scene_key=sitting.scene
            )
    await order(sitting, "")


async def _away(sitting: Sitting, words: str) -> None:
    """Keep what is played for this character while nobody plays them, or show it."""
    control, who = sitting.app.engine.control, sitting.character
    table = await (control.away(sitting.game, who.id, words) if words else sitting.app.engine.table(sitting.game))
    kept = table.standing.get(who.id, "")
    if not kept:
        sitting.screen.line(f"{who.name} stays close to the others and waits. For example: /turns away I keep watch.")
        return
    sitting.screen.line(f"While you are away {who.name} does this: {kept}")
    if turn_rules(table, sitting.scene).absent != "default":
        sitting.screen.line("That counts once the table plays so: /turns default.", style="dim")


def _wanted(words: list[str]) -> tuple[dict[str, object], Control | None]:
    fields: dict[str, object] = {}
    control: Control | None = None
    for word in words:
        span = re.fullmatch(r"(\d+)([a-z]*)", word)
        if word in CONTROLS:
            control = next(each for each in get_args(Control) if each == word)
        elif word in ABSENT:
            fields["absent"] = word
        elif span is not None and span[2] in _UNITS:
            fields["deadline"] = int(span[1]) * _UNITS[span[2]]
        elif word != "roll":
            raise Refused(f'"{word}" is none of the ways to take turns.', remedy=_HOW)
    return fields, control


async def order(sitting: Sitting, argument: str) -> None:
    """Whose turn it is, in words."""
    await show_standing(sitting, rules=True)


async def show_standing(sitting: Sitting, *, rules: bool) -> None:
    """Who is up or has declared; with the `rules` that hold, or without."""
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    standing = await sitting.app.engine.control.standing(sitting.game, scene_key=sitting.scene)
    for line in standing_lines(state, standing, sitting.app.clock.now(), rules=rules):
        sitting.screen.line(line)


def standing_lines(state: "SceneState", standing: "Standing", now: "datetime", *, rules: bool = True) -> list[str]:
    """Who is up, who has declared, for whom everybody waits."""
    from gm.play.views import character_name

    def names(ids: tuple[str, ...]) -> str:
        return ", ".join(character_name(state.campaign, each) for each in ids) or "nobody"

    if standing.fighting:
        lines = ["A fight is on: its own order stands. /fight shows it."]
        if standing.due is not None:
            lines += [f"Up now: {names(standing.up)}."] if standing.up else []
            lines.append(f"Deadline: {_span(standing.rules.deadline)}; {_IN_FIGHT[standing.rules.absent]}.")
        return [*lines, *_until(standing.due, now)]
    lines = [f"Turns: {standing.rules.control}. {_SAYS[standing.rules.control]}"] if rules else []
    if rules and standing.rules.control != "free":
        lines.append(f"Deadline: {_span(standing.rules.deadline)}; {_ABSENT[standing.rules.absent]}.")
    view, row = standing.round, standing.order
    if view is not None:
        lines += [f"Declared: {names(view.declared)}.", f"Ready: {names(view.ready)}."]
        lines += [f"Wants time: {names(view.hold)}."] if view.hold else []
        lines += [f"Not heard yet: {names(view.waiting)}."] if view.waiting else []
    if row is not None:
        ranks = [f"{names((who,))} ({row.rolled[who]})" if who in row.rolled else names((who,)) for who in row.who]
        lines += [f"Order, round {row.round}: {', '.join(ranks)}.", f"Up now: {names((row.up,))}."]
        lines += [f"Has said already what they do: {names(standing.waiting)}."] if standing.waiting else []
    return [*lines, *_until(standing.due, now)]


def fight_rule(standing: "Standing") -> list[str]:
    """As a fight begins in which others wait: how long it waits for each, and how that is changed."""
    if standing.due is None:
        return []
    most, then = _span(standing.rules.deadline), _IN_FIGHT[standing.rules.absent]
    return [f"Each turn of the fight waits {most} at most: {then}. /turns 30m party changes that."]


def _until(due: "datetime | None", now: "datetime") -> list[str]:
    if due is None:
        return []
    left = int((due - now).total_seconds())
    return [f"Nobody waits longer than {_span(left)} from now." if left > 0 else "The deadline is over."]


def _span(seconds: int) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return f"{round(seconds / size)} {unit}"
    return f"{seconds} s"


async def ready(sitting: Sitting, argument: str) -> None:
    """You have nothing to add to this round; `all`: nobody here has."""
    await _mark(sitting, argument, hold=False)


async def hold(sitting: Sitting, argument: str) -> None:
    """You want time before this round is played."""
    await _mark(sitting, argument, hold=True)


async def _mark(sitting: Sitting, argument: str, *, hold: bool) -> None:
    control = sitting.app.engine.control
    everybody = argument.strip().casefold() == "all"
    who = (await control.standing(sitting.game, scene_key=sitting.scene)).here if everybody else (sitting.character.id,)
    turn = sitting.took(await control.ready(sitting.game, who, sitting.face, hold=hold, scene_key=sitting.scene))
    if turn.status == "parked" and sitting.parked is None:
        await show_standing(sitting, rules=False)


async def play_as(sitting: Sitting, argument: str) -> None:
    """Play another character from this terminal; one who is not in the party yet joins it."""
    from gm.cli.seating import pick
    from gm.cli.slash_party import through
    from gm.cli.slash_words import arrived

    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    if not argument:
        names = ", ".join(pc.name for pc in state.campaign.characters if state.is_playing(pc.id))
        sitting.screen.line(f"You play {sitting.character.name}. In the party: {names}.")
        return
    chosen = pick(argument, state.campaign.characters, state.campaign.title)
    if not state.is_playing(chosen.id):
        await sitting.app.engine.join(sitting.game, chosen.id)
        sitting.screen.line(f"{chosen.name} joins the party.")
        party = sum(state.is_playing(pc.id) for pc in state.campaign.characters) + 1
        if await sitting.app.engine.zero.is_due(sitting.game, party):
            sitting.screen.line("More than one of you: /zero settles tone, lines and pace together.", style="dim")
    sitting.through = await through(sitting, chosen.id)
    sitting.character, sitting.campaign = chosen, state.campaign  # others may have come since this terminal was opened
    sitting.screen.line(f"You {'run' if sitting.through else 'play'} {chosen.name} now.")
    await sitting.follow()
    await arrived(sitting)
