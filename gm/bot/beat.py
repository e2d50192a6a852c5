"""What can be done under a beat: act, speak to somebody who is there, its history, its other tellings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from gm.bot.buttons import Button, beat_buttons, button_id, old_buttons
from gm.bot.catalogue import Speech
from gm.bot.fates_table import death_buttons
from gm.bot.suggesting import suggestion_buttons
from gm.domain.play import Turn

if TYPE_CHECKING:
    from gm.bot.table import Table

_ID_ROOM: Final = 100


async def buttons_below(table: "Table", turn: Turn) -> tuple[Button, ...]:
    """The buttons under the last beat of a table."""
    state = await table.state()
    found = (table.campaign.npc(who) for who in state.present())
    people = [(npc.id, npc.name) for npc in found if npc is not None]
    here = table.binding.suggestions
    always = state.table.suggestions == "always"
    wanted = always or (await table.settings()).suggestions if here is None else here
    return (
        *beat_buttons(table.speech, turn.id, turn.kind),
        *death_buttons(table, table.speech, state),
        *speak_buttons(table.speech, turn.id, people),
        *telling_buttons(turn),
        *(suggestion_buttons(table, state, turn) if wanted and turn.kind in ("opening", "action") else ()),
    )


def buttons_of_old(speech: Speech, turn: Turn) -> tuple[Button, ...]:
    """The buttons under a beat that others have followed: its other tellings can be read, not chosen."""
    more = (Button(button_id("tellings", turn.id), speech("button.tellings", count=turn.alternatives)),)
    return (*old_buttons(speech, turn.id), *(more if turn.alternatives > 1 else ()))


def speak_buttons(speech: Speech, turn_id: int, people: Sequence[tuple[str, str]]) -> tuple[Button, ...]:
    """One button, however many are there: with several, the form asks whom. `people`: (id, name)."""
    if not people:
        return ()
    lead = button_id("speak", turn_id, "")
    ids = ""
    for npc, _ in people[:25]:
        if len(lead) + len(ids) + len(npc) < _ID_ROOM:
            ids += f",{npc}" if ids else npc
    one = "," not in ids
    label = speech("button.speak_to", name=people[0][1]) if one else speech("button.speak")
    return (Button(f"{lead}{ids}", label[:80], emoji="💬"),)


def telling_buttons(turn: Turn) -> tuple[Button, ...]:
    """◀ 2/3 ▶ where there are several tellings; each arrow says where it leads."""
    count, now = turn.alternatives, turn.alternative
    if count < 2:
        return ()
    before, after = (now - 1) % count, (now + 1) % count
    return (
        Button(button_id("tell", turn.id, before, "back"), f"◀ {before + 1}"),
        Button(button_id("tellings", turn.id), f"{now + 1}/{count}"),
        Button(button_id("tell", turn.id, after, "on"), f"{after + 1} ▶"),
    )
