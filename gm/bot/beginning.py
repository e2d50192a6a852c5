"""*Begin* on the lobby card: asks once if somebody at the table has not said that they are ready."""

from typing import TYPE_CHECKING, Final

from gm.bot.answers import AskFirst, Interaction, Shown
from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.mature import need_place
from gm.bot.naming import plain_name
from gm.bot.zero_here import zero_button

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_ANYWAY: Final = "anyway"


async def press_begin(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> Shown:
    """Begin the game. Whoever presses is ready; for the others it is asked, and whoever may begin decides.

    Raises:
        AskFirst: somebody is not ready. NotFound, Refused: as `Tables.begin`.
    """
    thread_id = interaction.channel_id or 0
    binding = await bot.tables.binding(thread_id)
    if binding is not None:
        campaign = await bot.tables.campaign(binding.campaign, binding.guild_id)
        await need_place(bot, campaign, binding.guild_id, binding.channel_id, speech)
        if binding.game_id is None and _ANYWAY not in rest:
            await _ask(bot, thread_id, binding.host_id, interaction.user.id, speech)
    table = await bot.tables.begin(thread_id, interaction.user.id, speech)
    if binding is None or interaction.user.id != binding.host_id or (await table.engine.zero.now(table.game)).held:
        return speech("begin.done")
    rows = (speech("begin.done"), f"-# {speech('zero.how')}")
    return Card(table.campaign.title, rows, buttons=(zero_button(speech),), accent="desk")


async def _ask(bot: "GmBot", thread_id: int, host_id: int, user_id: int, speech: Speech) -> None:
    seats = await bot.tables.lobby.seats(thread_id)
    if user_id not in {host_id, *(seat.player_id for seat in seats)}:
        return  # not theirs to begin: they are told so
    waiting = [plain_name(seat.player_name) for seat in seats if not seat.ready and seat.player_id != user_id]
    if waiting:
        button = Button(button_id("begin", _ANYWAY), speech("button.begin_anyway"), "primary")
        raise AskFirst(speech("begin.not_ready", names=", ".join(waiting)), (button,))
