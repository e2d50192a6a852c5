"""Buttons and forms on the screens of `/host`. Each asks again whether the one who presses manages the server."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gm.bot.answers import Interaction
from gm.bot.catalogue import Speech
from gm.bot.checkup import checkup, trial
from gm.bot.host_models import choose_model
from gm.bot.host_usage import go_on_spending, stop_spending, usage_screen
from gm.bot.rights import need_manager
from gm.bot.screens import Screen, show
from gm.bot.setup import keep_step, open_step
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = Sequence[str]
VERBS: Final = frozenset({"setup", "setupform", "doctor", "spend", "models"})
"""What the ids of these buttons and forms begin with."""


async def host_press(bot: "GmBot", interaction: Interaction, speech: Speech, verb: str, rest: Rest) -> None:
    """Carry out a press, or a form that was sent."""
    if verb == "setup":
        await open_step(bot, interaction, speech, rest)
    elif verb == "setupform":
        await keep_step(bot, interaction, speech, rest)
    elif verb == "models" and len(rest) == 2:
        await show(interaction, speech, lambda: choose_model(bot, interaction, speech, rest[0], rest[1]))
    else:
        work = _WORK.get(":".join((verb, *rest)), _expired)
        await show(interaction, speech, lambda: work(bot, interaction, speech))


async def examine(bot: "GmBot", interaction: Interaction, speech: Speech) -> Screen:
    """What is wrong in this server, for those who manage it."""
    need_manager(interaction, speech)
    assert interaction.guild is not None
    return await checkup(bot, interaction.guild, speech)


async def _try(bot: "GmBot", interaction: Interaction, speech: Speech) -> Screen:
    return await trial(bot, need_manager(interaction, speech), interaction.user.id, speech)


async def _stop(bot: "GmBot", interaction: Interaction, speech: Speech) -> Screen:
    return await _with_usage(bot, interaction, speech, await stop_spending(bot, interaction, speech))


async def _go(bot: "GmBot", interaction: Interaction, speech: Speech) -> Screen:
    return await _with_usage(bot, interaction, speech, await go_on_spending(bot, interaction, speech))


async def _with_usage(bot: "GmBot", interaction: Interaction, speech: Speech, done: str) -> Screen:
    screen = await usage_screen(bot, interaction, speech)
    return replace(screen, text=f"{done}\n\n{screen.text}")


async def _expired(bot: "GmBot", interaction: Interaction, speech: Speech) -> Screen:
    raise Refused(speech("button.expired"))


_WORK: Final[dict[str, Callable[["GmBot", Interaction, Speech], Awaitable[Screen]]]] = {
    "doctor:try": _try,
    "doctor:again": examine,
    "spend:stop": _stop,
    "spend:go": _go,
}
