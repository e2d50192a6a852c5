"""Looking up the world at the table: `/calendar`, `/quests`, `/map`, `/purse`; and the game master's hand on it."""

from typing import TYPE_CHECKING, Final

from gm.cli.sitting import PLAYER, Sitting

if TYPE_CHECKING:
    from gm.domain.effects import Effect
    from gm.play.quest_views import QuestView
    from gm.rules.tables import Drawn

GM_USES: Final = (
    ("table [NAME]", "draw from a table, for your eyes; alone, the tables"),
    ("quests", "all that were offered to anybody"),
    ("quest WHICH, STATE", "offered, taken, finished, failed, or the id of what is done"),
    ("skip 3d 4h", "let so much time go by, with all that comes round in it"),
)
_STATES: Final = {"taken": "taken on", "offered": "offered", "finished": "finished", "failed": "failed"}


async def calendar(sitting: Sitting, argument: str) -> None:
    """The day, its weather and moons, and the feasts that are near."""
    from gm.play.dates import PHASES, date_words, now_of, time_words
    from gm.play.world_views import day_of

    state, screen = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene), sitting.screen
    day = day_of(state)
    said = time_words(now_of(state), state.campaign.calendar)
    screen.line(said[:1].upper() + said[1:], style="bold")
    if day.date.season is not None:
        screen.line(f"Season: {day.date.season.name}", indent=2)
    if day.weather:
        screen.line(f"Weather: {day.weather}", indent=2)
    for moon, phase in day.date.moons:
        screen.line(f"{moon.name}: {PHASES[phase]}", indent=2)
    for ahead, name, text in day.feasts:
        when = "today" if not ahead else "tomorrow" if ahead == 1 else f"in {ahead} days"
        screen.line(f"{name} ({when})" + (f": {text}" if text else ""), indent=2)
    if day.date.month is not None:
        screen.line(f"Day {day.date.number + 1} of the story is {date_words(day.date)}.", indent=2, style="dim")


async def quests(sitting: Sitting, argument: str) -> None:
    """What the character was asked to do, and how far it is."""
    from gm.play.quest_views import quests_of

    _show(
        sitting, quests_of(await sitting.app.engine.state(sitting.game, scene_key=sitting.scene), sitting.character.id)
    )


def _show(sitting: Sitting, found: "tuple[QuestView, ...]") -> None:
    screen = sitting.screen
    if not found:
        screen.line("Nobody has asked anything of you yet.")
    for quest in found:
        due = f", {quest.days_left} days left" if quest.days_left is not None else ""
        screen.line(f"{quest.title} ({_STATES[quest.state]}{due})", style="bold")
        if quest.text:
            screen.line(f"{quest.giver}: {quest.text}" if quest.giver else quest.text, indent=2)
        for text, done in quest.objectives:
            screen.line(f"[{'x' if done else ' '}] {text}", indent=2)
        if quest.reward:
            screen.line(f"Promised: {quest.reward}", indent=2)


async def map_(sitting: Sitting, argument: str) -> None:
    """The places that the character knows, and the ways between them."""
    from gm.play.map_text import EnglishWords, map_rows
    from gm.play.world_views import map_of

    found = map_of(await sitting.app.engine.state(sitting.game, scene_key=sitting.scene), sitting.character.id)
    for row in map_rows(found, EnglishWords()):
        sitting.screen.line(row, keep=True)


async def purse(sitting: Sitting, argument: str) -> None:
    """The coins that the character has."""
    from gm.play.world_views import purse_of

    coins = purse_of(await sitting.app.engine.state(sitting.game, scene_key=sitting.scene), sitting.character.id)
    name = sitting.character.name
    if not coins:
        sitting.screen.line("Nobody counts coins by these rules.")
    else:
        sitting.screen.line(f"In {name}'s purse: {', '.join(f'{coin} ×{many}' for coin, many in coins)}.")


async def master(sitting: Sitting, name: str, rest: str) -> None:
    """One of `GM_USES`."""
    from gm.play.quest_views import all_quests
    from gm.play.world_reach import quest_of, time_of

    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    if name == "table":
        await _table(sitting, rest)
    elif name == "quests":
        _show(sitting, all_quests(state))
    elif name == "skip":
        await _hand(sitting, time_of(rest))
    else:
        which, _, to = rest.rpartition(",") if "," in rest else rest.rpartition(" ")
        await _hand(sitting, quest_of(state, which, to.strip()))


async def _table(sitting: Sitting, name: str) -> None:
    if name:
        source = sitting.fresh_id()
        show_drawn(sitting, await sitting.app.engine.world.draw(sitting.game, name, source_id=source, player=PLAYER))
        return
    for table in sitting.campaign.tables:
        sitting.screen.line(f"· {table.id}: {table.name or f'{len(table.entries)} lines'}", indent=2)
    if not sitting.campaign.tables:
        sitting.screen.line("This campaign has no tables.")


def show_drawn(sitting: Sitting, drawn: "Drawn") -> None:
    """What came up, and the dice that said so."""
    from gm.rules.dice import render

    sitting.screen.line(drawn.text or "Nothing comes up now.")
    for record in drawn.rolls:
        sitting.screen.line(render(record), indent=2, style="dim")
    if drawn.effects:
        kinds = ", ".join(effect.kind for effect in drawn.effects)
        sitting.screen.line(f"Drawn in play it would also do: {kinds}.", indent=2, style="dim")


async def _hand(sitting: Sitting, effect: "Effect") -> None:
    from gm.domain.play import Hand
    from gm.play.dates import now_of, time_words

    hand = Hand(sitting.source_face, sitting.fresh_id(), PLAYER, (effect,))
    turn = sitting.took(await sitting.app.engine.adjust(sitting.game, hand, sitting.face, scene_key=sitting.scene))
    for note in turn.outcome.notes if turn.outcome is not None else ():
        sitting.screen.line(note, indent=2)
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    sitting.screen.line(f"It is {time_words(now_of(state), state.campaign.calendar)}. /undo takes it back.")
