"""Slash commands for ways on and ways not taken: things to do, bookmarks, two branches side by side."""

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused
from gm.play.suggesting import Suggestion, offered

_SAID = {"talk": "Talk to {name}", "exit": "Go to {name}", "look": "Look around"}


def words_of(suggestion: Suggestion) -> str:
    """What somebody would type to do it."""
    return suggestion.name if suggestion.kind == "challenge" else _SAID[suggestion.kind].format(name=suggestion.name)


async def _offered(sitting: Sitting) -> tuple[Suggestion, ...]:
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    async with sitting.app.database.read() as db:
        return (await offered(db, state, sitting.character.id))[1]


async def suggest(sitting: Sitting, argument: str) -> None:
    """Things that could be done now, with the odds where dice would decide; a number does one of them."""
    wanted = argument.strip().casefold()
    if wanted in ("always", "asked"):
        await sitting.app.engine.set_table(sitting.game, suggestions=wanted)
        always = wanted == "always"
        sitting.screen.line("Things to do stand under each beat." if always else "They are offered when you /suggest.")
        return
    found = await _offered(sitting)
    if wanted.isdecimal():
        if not 1 <= int(wanted) <= len(found):
            raise Refused("There is no such number.", remedy="/suggest lists them.")
        await sitting.say(words_of(found[int(wanted) - 1]))
        return
    if wanted:
        raise Refused(f'"{argument}" is no number.', remedy="/suggest, /suggest 2, /suggest always or /suggest asked.")
    _show(sitting, found)


async def under_the_beat(sitting: Sitting) -> None:
    """What stands under each beat where the table wants it."""
    if sitting.parked is None and (await sitting.app.engine.table(sitting.game)).suggestions == "always":
        _show(sitting, await _offered(sitting))


def _show(sitting: Sitting, found: tuple[Suggestion, ...]) -> None:
    for number, each in enumerate(found, start=1):
        odds = "" if each.chance is None else f" ({round(100 * each.chance)} in 100)"
        sitting.screen.line(f"{number}. {words_of(each)}{odds}", indent=2, style="dim")
    sitting.screen.line("/suggest 1 does the first; anything else is as good.", style="dim", indent=2)


async def bookmark(sitting: Sitting, argument: str) -> None:
    """Mark the last turn by a name; without a name, list what is marked; `drop NAME` takes a mark away."""
    marks = sitting.app.engine.marks
    word, _, rest = argument.strip().partition(" ")
    if not argument.strip():
        for each in await marks.all(sitting.game, scene=sitting.scene):
            elsewhere = "" if each.on_path else " (another branch, or taken back)"
            sitting.screen.line(f"{each.name}: turn {each.number}{elsewhere} {each.said}".rstrip(), indent=2)
        sitting.screen.line("/bookmark NAME marks the last turn; /branch WHAT-IF at NAME forks after it.", style="dim")
    elif word == "drop" and rest.strip():
        await marks.drop(sitting.game, rest)
        sitting.screen.line(f'"{rest.strip()}" is no bookmark any more.')
    else:
        made = await marks.add(sitting.game, argument, scene=sitting.scene)
        sitting.screen.line(f'Turn {made.number} is marked "{made.name}".')


async def compare(sitting: Sitting, argument: str) -> None:
    """This branch and another, side by side: where they part, and how the world differs."""
    from gm.cli.comparing import comparison_rows
    from gm.cli.explaining import show_rows
    from gm.play.comparing import compare_branches
    from gm.store.scenes import load_branches

    if not argument.strip():
        raise Refused("Compare with which branch?", remedy="/branch draws them all.")
    async with sitting.app.database.read() as db:
        here = next(each for each in await load_branches(db, sitting.game.id) if each.id == sitting.game.branch_id)
        found = await compare_branches(db, sitting.game, here.name, argument.strip(), scene=sitting.scene)
    show_rows(sitting.screen, comparison_rows(found))
