"""A beat that was set aside, as its thread says it: its posts go, and one kind line stands there."""

from typing import TYPE_CHECKING, Final

from gm.bot.buttons import Button, beat_buttons, button_id
from gm.bot.posts import Part

if TYPE_CHECKING:
    from gm.bot.table import Table

LINE: Final = "x"
"""The part of a beat that says so."""


async def clear_away(table: "Table", turn_id: int, *, here: bool, line: bool = True) -> None:
    """Delete what stands of a beat. Where something stood, or where the card was laid (`here`), the table reads one
    line; not without `line`. That there will be one is noted first: whoever dies on the way, the next life says it."""
    posts = table.face.posts
    await table.face.break_off(turn_id)
    names = [name for name in await posts.names(turn_id) if name[0] not in "xbfr"]  # a recap is mended
    said = line and bool(names or here or LINE in await posts.unsent(turn_id))
    if said:
        await posts.mean(turn_id, LINE)
    for name in names:
        await posts.drop(turn_id, name)
    if said:
        await posts.put(turn_id, LINE, await line_of(table, turn_id))


async def line_of(table: "Table", turn_id: int) -> Part:
    """What stands in place of a beat that was set aside: while the table rests, with the button that goes on."""
    speech, now = table.speech, await table.engine.table(table.game)
    if not now.resting:
        return Part(speech("xcard.line"), beat_buttons(speech, turn_id, "opening")[:1], "card")
    who = speech("xcard.rests_gm" if now.after_card == "gm" else "xcard.rests_line")
    on = Button(button_id("goon", turn_id), speech("button.go_on"), "primary", "▶️")
    return Part(f"{speech('xcard.line')}\n-# {who}", (on,), "card")
