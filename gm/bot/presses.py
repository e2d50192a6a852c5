"""What a press of a button or a submitted form means."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from gm.bot.acts import act, member_name, show_why
from gm.bot.allowance import afford
from gm.bot.answers import Interaction, Shown, answer, open_form
from gm.bot.approvals import look
from gm.bot.beat_presses import FORMS, OPENERS, PRESSES
from gm.bot.beginning import press_begin
from gm.bot.brief_text import briefed
from gm.bot.buttons import number_of
from gm.bot.catalogue import Speech
from gm.bot.commands_privacy import submitted_delete
from gm.bot.commands_turns import press_turn
from gm.bot.consent import MAKING, agree, agreed_to_make
from gm.bot.fight_orders import press_fight
from gm.bot.help_here import show_help
from gm.bot.host_presses import VERBS, host_press
from gm.bot.modals import act_form, reword_form
from gm.bot.objecting import look as look_at_objection
from gm.bot.own_form import make_own, open_own_form
from gm.bot.reading import read_aloud
from gm.bot.resting import press_go_on
from gm.bot.safety import lay_card
from gm.bot.scene_acts import press_scene
from gm.bot.schedule import switch_reminder
from gm.bot.table import player_key
from gm.bot.whispering import open_sealed
from gm.domain.errors import GmError
from gm.store.discord import DiscordSeat

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]
Work = Callable[["GmBot", Interaction, Speech, Rest], Awaitable[Shown]]


async def press(bot: "GmBot", interaction: Interaction, verb: str, rest: Rest) -> None:
    """Carry a press out. Forms open at once, without looking anything up; all else is acknowledged first."""
    speech = bot.speech(interaction)
    if verb in VERBS:
        await host_press(bot, interaction, speech, verb, rest)
        return
    if verb == "act" and _number(rest) is not None:
        await open_form(interaction, act_form(speech, rest[0]))
        return
    if verb == "reword" and _number(rest) is not None:
        await open_form(interaction, reword_form(speech, rest[0]))
        return
    if verb == "own":
        await open_own_form(bot, interaction, speech)
        return
    if verb in OPENERS:
        try:
            await OPENERS[verb](bot, interaction, speech, rest)
        except GmError as refused:
            await _refuse(interaction, speech, refused)
        return
    work = _PRESSES.get(verb) or PRESSES.get(verb)

    async def carried_out() -> Shown:
        if work is None:
            return speech("button.expired")
        return await work(bot, interaction, speech, rest)

    await answer(interaction, speech, carried_out)


async def submit(bot: "GmBot", interaction: Interaction, verb: str, rest: Rest, fields: Mapping[str, str]) -> None:
    """Carry a submitted form out."""
    speech = bot.speech(interaction)
    if verb in VERBS:
        await host_press(bot, interaction, speech, verb, rest)
        return

    async def carried_out() -> Shown:
        if verb == "actform":
            return await act(bot, interaction, fields.get("words", ""), kind="do")
        if verb == "rewordform":
            table = await bot.tables.need(interaction.channel_id, speech)
            table.character_of(interaction.user.id)
            await afford(table, player_key(interaction.user.id), speech)
            await table.history.reword(fields.get("how", ""), expected=_number(rest))
            return speech("reword.started")
        if verb == "forgetform":
            return await submitted_delete(bot, interaction, fields.get("word", ""), rest[0] if rest else "0")
        if verb == "ownform":
            return await make_own(bot, interaction, speech, fields)
        if verb in FORMS:
            return await FORMS[verb](bot, interaction, speech, rest, fields)
        return speech("button.expired")

    await answer(interaction, speech, carried_out)


async def _refuse(interaction: Interaction, speech: Speech, why: GmError) -> None:
    """No form opens, for instance because it was decided meanwhile: say so."""

    async def refused() -> Shown:
        raise why

    await answer(interaction, speech, refused)


async def _undo(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    table = await bot.tables.need(interaction.channel_id, speech)
    table.character_of(interaction.user.id)
    turn = await table.history.undo(member_name(interaction), expected=_number(rest))
    return await table.history.undone_text(speech, turn)


async def _redo(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    table = await bot.tables.need(interaction.channel_id, speech)
    table.character_of(interaction.user.id)
    await afford(table, player_key(interaction.user.id), speech)
    await table.history.redo(member_name(interaction), expected=_number(rest))
    return speech("redo.started")


async def _why(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> Shown:
    return await show_why(bot, interaction, turn_id=_number(rest))


async def _xcard(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    return await lay_card(bot, interaction, speech, _number(rest))


async def _choose(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    turn_id = _number(rest[:1])
    if len(rest) != 3 or turn_id is None:
        return speech("button.expired")
    table = await bot.tables.need(interaction.channel_id, speech)
    label = await table.answer(turn_id, rest[1], rest[2], interaction.user.id)
    return speech("question.chosen", answer=label)


async def _help(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> Shown:
    return await show_help(bot, interaction, speech, rest[0] if rest else "")


async def _read(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> Shown:
    return await read_aloud(bot, interaction, turn_id=_number(rest))


async def _join(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    seat = DiscordSeat(":".join(rest), interaction.user.id, member_name(interaction))
    campaign = await bot.tables.join(interaction.channel_id or 0, seat, speech)
    person = campaign.character(seat.character)
    done = speech("join.done", name=person.name if person else seat.character)
    return await briefed(await bot.tables.at(interaction.channel_id or 0), seat.character, speech, done)


async def _consent(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """I agree: kept, and the seat that was asked for is taken."""
    if not rest:
        return speech("button.expired")
    await agree(bot, interaction, rest[0])
    if rest[1:] == (MAKING,):
        raise agreed_to_make(speech)
    if len(rest) > 1 and rest[1]:
        return await _join(bot, interaction, speech, rest[1:])
    return speech("consent.thanks")


async def _leave(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    await bot.tables.leave(interaction.channel_id or 0, interaction.user.id, speech)
    return speech("leave.done")


async def _ready(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    ready = await bot.tables.lobby.ready(interaction.channel_id or 0, interaction.user.id, speech)
    return speech("ready.set" if ready else "ready.unset")


async def _page(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    await bot.tables.lobby.show_card(interaction.channel_id or 0, page=_number(rest) or 0)
    return speech("page.done")


async def _remind(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    return await switch_reminder(bot, interaction.channel_id or 0, interaction.user.id, speech)


_PRESSES: Mapping[str, Work] = {
    "fight": press_fight,
    "turn": press_turn,
    "scene": press_scene,
    "undo": _undo,
    "redo": _redo,
    "why": _why,
    "xcard": _xcard,
    "goon": press_go_on,
    "sealed": open_sealed,
    "help": _help,
    "read": _read,
    "choose": _choose,
    "desk": look,
    "wrongdesk": look_at_objection,
    "join": _join,
    "consent": _consent,
    "leave": _leave,
    "begin": press_begin,
    "ready": _ready,
    "page": _page,
    "remind": _remind,
}


def _number(rest: Rest) -> int | None:
    return number_of(rest[0]) if rest else None
