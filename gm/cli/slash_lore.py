"""`/lore …` at the table: what your character has met; `/gm lore …`: every entry, for the game master."""

from typing import TYPE_CHECKING, cast

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.play.lore_desk import To

GM_USES = (
    ("lore [WORDS]", "every entry, what came up and why; with words, those that hold them"),
    ("lore ENTRY, on|off|next", "switch an entry for this game, or bring it up in the next beat"),
)


async def lore(sitting: Sitting, argument: str) -> None:
    """What the character has met; an entry whole where it is named, else those that hold the words."""
    from gm.cli.explaining import show_rows
    from gm.cli.lore_rows import entry_rows, list_rows
    from gm.play.lore_view import lore_known, searched, the_one

    known = lore_known(await sitting.app.engine.state(sitting.game, scene_key=sitting.scene), sitting.character.id)
    found = searched(known, argument)
    one = the_one(known, argument) or (found[0] if argument and len(found) == 1 else None)
    if one is not None:
        show_rows(sitting.screen, entry_rows(one))
    elif argument and not found:
        sitting.screen.line(f'Nothing that {sitting.character.name} knows holds "{argument[:60]}".')
    else:
        show_rows(sitting.screen, list_rows(found, name=sitting.character.name))
        if found:
            sitting.screen.line("/lore TITLE shows it whole.", style="dim")


async def master(sitting: Sitting, argument: str) -> None:
    """One of `GM_USES`."""
    from gm.cli.explaining import show_rows
    from gm.cli.lore import SAID
    from gm.cli.lore_rows import tended_row, tended_rows
    from gm.domain.play import Hand
    from gm.play.lore_desk import recent_turns, tending
    from gm.play.lore_view import lore_tended, searched, the_one

    app, game = sitting.app, sitting.game
    state = await app.engine.state(game)
    name, comma, to = argument.rpartition(",")
    if comma:
        if to.strip() not in SAID:
            raise Refused("on, off or next?", remedy="For example: /gm lore old-tib, next")
        effect = tending(state, name, cast("To", to.strip()))
        hand = Hand(sitting.source_face, sitting.fresh_id(), PLAYER, (effect,))
        sitting.took(await app.engine.adjust(game, hand, sitting.face))
        sitting.screen.line(f"{effect.entry} {SAID[effect.to]} /undo takes it back.")
        return
    all_ = lore_tended(state, await recent_turns(app.database, game.branch_id))
    entries = [each.entry for each in all_]
    fitting = {entry.id for entry in searched(entries, argument)}
    one = the_one(entries, argument)
    if one is not None:
        rows = [tended_row(each) for each in all_ if each.entry.id == one.id]
        show_rows(sitting.screen, [*rows, f"  keys: {', '.join(one.keys) or '-'}", f"  {one.text}"])
        return
    rows_ = [each for each in all_ if each.entry.id in fitting]
    show_rows(sitting.screen, tended_rows(rows_, whole=bool(argument)))
