"""Whom people at a table play besides their own, who comes back by acting, and what the dead can choose."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.domain.play import PlayerInput, SceneState
from gm.rules import fates

if TYPE_CHECKING:
    from gm.bot.table import Table


async def played_by(table: "Table", user_id: int) -> tuple[str, ...]:
    """Every character that a user plays here, their own first."""
    own = table.character_of(user_id)
    return (own, *fates.run_by(await table.state(), own))


async def come_back(table: "Table", entries: Sequence[PlayerInput]) -> None:
    """Whoever is parked comes back in by acting; the beat that answers them tells it."""
    who = tuple(entry.character for entry in entries if entry.character)
    for character in await table.engine.party.are_parked(table.game, who):
        await table.engine.join(table.game, character, scene_key=table.binding.scene)


def death_buttons(table: "Table", speech: Speech, state: SceneState) -> tuple[Button, ...]:
    """What those can choose whose characters are dead, under the last beat."""
    made: list[Button] = []
    for seat in table.seats.values():
        name = table.character_name(seat.character)
        for choice in fates.after_death(state, seat.character):
            made.append(
                Button(button_id(f"after{choice}", seat.character), speech(f"button.after.{choice}", name=name)[:80])
            )
    return tuple(made[:5])
