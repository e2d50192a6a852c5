"""Slash commands for writing together: continue, rewrite, expand, alternatives, note."""

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import Refused
from gm.play.narrate import EXPAND

WAYS = 3
"""Ways on among which one is chosen."""


async def go_on(sitting: Sitting, argument: str) -> None:
    """Let the text go on from its last word; the words after the command say how."""
    await sitting.say(argument, kind="direct")


async def rewrite(sitting: Sitting, argument: str) -> None:
    """Write the last passage anew; the earlier one is kept."""
    sitting.took(await sitting.app.engine.reword(sitting.game, argument, sitting.face, scene_key=sitting.scene))


async def expand(sitting: Sitting, argument: str) -> None:
    """Write the last passage at twice its length."""
    how = f"{EXPAND}: {argument}" if argument else f"{EXPAND}, closer, the same events"
    sitting.took(await sitting.app.engine.reword(sitting.game, how, sitting.face, scene_key=sitting.scene))


async def alternatives(sitting: Sitting, argument: str) -> None:
    """Without a number: two ways on beside the one that stands, unless they are made; `2` chooses the second telling;
    `more` makes another way; `list` shows. What was rewritten, expanded or mended since is a text with no ways yet."""
    from gm.store.tellings import load_tellings
    from gm.store.turns import load_last_turn

    word = argument.strip().casefold()
    async with sitting.app.database.read() as db:
        turn = await load_last_turn(db, sitting.game.branch_id, scene=sitting.scene)
    if turn is None or turn.status != "done":
        raise Refused("There is no passage yet.", remedy="Write one, or /continue.")
    if word.isdecimal():
        chosen = await sitting.app.engine.choose_telling(sitting.game, turn.id, int(word) - 1, scene_key=sitting.scene)
        sitting.took(chosen)
        sitting.screen.line(chosen.narration or "")
        return
    if word not in ("", "list", "more"):
        raise Refused("A number, please.", remedy="/alternatives makes three; /alternatives 2 takes the second.")
    engine = sitting.app.engine
    ways = (await engine.table(sitting.game)).ways  # kept, so that a later evening buys none twice
    at, told_then, in_a_row = ways.get(sitting.scene, (0, 0, 0))
    made = in_a_row if (at, told_then) == (turn.id, turn.alternatives) else 0
    wanted = {"": max(0, WAYS - 1 - made), "more": 1, "list": 0}[word]
    for _ in range(wanted):
        way = await engine.reword(sitting.game, "", sitting.face, scene_key=sitting.scene)
        made += 1
        ways = {**ways, sitting.scene: (way.id, way.alternatives, made)}
        await engine.set_table(sitting.game, ways=ways)
        sitting.took(way)
    async with sitting.app.database.read() as db:
        told = await load_tellings(db, turn.id)
        now = await load_last_turn(db, sitting.game.branch_id, scene=sitting.scene)
    for each in told:
        shown = " (stands now)" if now is not None and now.alternative == each.alternative else ""
        sitting.screen.line(f"{each.alternative + 1}.{shown}", style="bold")
        for paragraph in each.text.split("\n"):
            sitting.screen.line(paragraph, indent=2)
    sitting.screen.line("/alternatives N takes one; /alternatives more makes another.", style="dim")


async def note(sitting: Sitting, argument: str) -> None:
    """An author's note, kept to until it is removed: `/note WORDS`, `/note off N`, alone: those that stand."""
    if (await sitting.app.engine.table(sitting.game)).mode != "coauthor":
        raise Refused("An author's note is for when you write together.", remedy="A game master's is /gm note WORDS.")
    desk = sitting.app.engine.desk
    word, _, rest = argument.strip().partition(" ")
    if word.casefold() == "off":
        await desk.unnote(sitting.game, int(rest) if rest.isdecimal() else 0)
        sitting.screen.line("Removed.")
    elif argument:
        await desk.note(sitting.game, PLAYER, argument, beats=None)
    rows = await desk.notes(sitting.game, scene_key=sitting.scene)
    for each, left in rows:
        until = "until removed" if left is None else f"{left} more"
        sitting.screen.line(f"{each.id}. {each.text} ({until})", indent=2)
    if not rows:
        sitting.screen.line("No note stands.")
