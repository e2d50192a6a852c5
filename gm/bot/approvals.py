"""What waits for a table's game master: looked at in private, as often as they like, and decided by a press or a form.

The thread says that it waits, with a button that shows it to the game master alone; of a whisper it says nothing, and
`/gm sealed waiting` shows it. Nothing of it is posted anywhere before they have decided, and a restart loses nothing:
the button and the ids of what it shows say all that is needed.
"""

from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Final

import discord

from gm.bot.acts import FACE
from gm.bot.answers import Interaction, Shown, open_form
from gm.bot.assisting import ask_what_follows
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id, number_of
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.gm_desk import led
from gm.bot.modals import labelled, made_modal
from gm.bot.objection_card import objection_card
from gm.bot.table import Table, player_key
from gm.bot.waiting import decided_part
from gm.domain.approval import Overruling, Proposal, Settling
from gm.domain.errors import Refused
from gm.domain.play import Hand, Turn
from gm.play.views import change_views
from gm.review.meanwhile import move_rows
from gm.review.rulings import ruling_rows
from gm.review.transcript import check_row

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]
_WAYS: Final[tuple[Settling, ...]] = ("roll", "succeeds", "fails", "impossible", "words")
_LABELS: Final = {"words": "form.overrule.words_way"}


async def _asked(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> tuple[Table, Proposal]:
    """The table here and what waits for its game master.

    Raises:
        Refused: this member is not its game master, or it was decided already.
    """
    table = await led(bot, interaction, speech)
    proposal = await table.engine.copilot.waiting(table.game, scene_key=table.binding.scene)
    known = number_of(rest[0]) if rest else None
    if proposal is None or (known is not None and proposal.turn.id != known):
        raise Refused(speech("approval.nothing"))
    return table, proposal


async def look(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> Shown:
    """What waits, for the game master alone, with all they can do about it. Below words that wait behind a whisper that
    is the whisper."""
    table = await led(bot, interaction, speech)
    proposal = await table.engine.copilot.waiting(table.game, scene_key=table.binding.scene)
    known = number_of(rest[0]) if rest else None
    if proposal is None or not (known is None or known == proposal.turn.id or await _is_open(table, known)):
        raise Refused(speech("approval.nothing"))
    return desk_card(table, speech, proposal)


async def _is_open(table: Table, turn_id: int) -> bool:
    return (await table.turn(turn_id)).status in ("running", "parked")


async def all_waiting(bot: "GmBot", interaction: Interaction, speech: Speech) -> Shown:
    """`/gm sealed waiting`: what waits for them here first, whispers included."""
    table = await led(bot, interaction, speech)
    proposal = await table.engine.copilot.waiting(table.game, scene_key=table.binding.scene)
    if proposal is not None:
        return desk_card(table, speech, proposal)
    said = await table.engine.objections.waiting(table.game, scene_key=table.binding.scene)
    return objection_card(table, speech, said[-1]) if said else speech("desk.nothing")


def desk_card(table: Table, speech: Speech, proposal: Proposal) -> Card:
    """A proposal with its buttons."""

    def phrase(key: str, **values: object) -> str:
        return speech(f"ruling.{key}", **values)

    turn, draft = proposal.turn, proposal.draft
    rows = [f"> {table.speaker(entry)}: {entry.input.text}" for entry in turn.inputs]
    if proposal.alone is not None:
        rows.insert(0, speech("desk.whisper", name=table.character_name(proposal.alone)))
    fields: list[tuple[str, str]] = []
    if turn.ruling is not None:
        came_of_it = draft.outcome.changes if draft is not None and draft.outcome is not None else None
        ruled = ruling_rows(table.campaign, turn.ruling, changes=came_of_it, spoilers=True, say=phrase)
        fields.append((speech("desk.ruling"), "\n".join(f"• {row.strip()}" for row in ruled)))
    moved = move_rows(table.campaign, proposal.drafted)
    fields += [(speech("desk.moves"), "\n".join(f"• {row}" for row in moved))] if moved else []
    if draft is not None and draft.outcome is not None:
        came = [check_row(table.campaign, check) for check in draft.outcome.checks]
        came += [view.text for view in change_views(table.campaign, draft.outcome.changes, table.binding.scene)]
        fields += [(speech("desk.came"), "\n".join(f"• {row}" for row in came))] if came else []
    if draft is not None:
        fields.append((speech("desk.draft"), draft.text))
    behind = speech("desk.behind", count=proposal.waiting) if proposal.waiting else ""
    again = speech("desk.private" if proposal.alone is None else "desk.apart")
    return Card(
        speech(f"desk.title.{proposal.stop}"),
        tuple(rows),
        tuple(fields),
        footer=behind or again,
        buttons=_buttons(speech, proposal),
        accent="desk",
    )


def _buttons(speech: Speech, proposal: Proposal) -> tuple[Button, ...]:
    at = (proposal.turn.id, proposal.mark)
    approve = Button(button_id("deskyes", *at), speech("button.approve"), "success", "✅")
    edit = Button(button_id("deskedit", *at), speech("button.edit_draft"), emoji="✏️")
    reword = Button(button_id("deskhow", *at), speech("button.reword"), emoji="🔁")
    overrule = Button(button_id("deskrule", *at), speech("button.overrule"), emoji="⚖️")
    if proposal.stop == "open":
        return (
            Button(button_id("desktell", *at), speech("button.tell"), "primary", "✏️"),
            Button(button_id("deskdraft", *at), speech("button.draft"), emoji="📝"),
        )
    return (approve, overrule) if proposal.stop == "ruling" else (approve, edit, reword, overrule)


async def _decide(
    bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, done: str
) -> tuple[Table, Proposal]:
    """What is about to be decided, as it was shown. Raises Refused: something else is proposed by now."""
    table, proposal = await _asked(bot, interaction, speech, rest)
    if rest[1:] != (proposal.mark,):
        raise Refused(speech("approval.older"))
    table.need_live()
    await audit(bot, interaction, f"table.{done}", str(proposal.turn.number), thread_id=table.binding.thread_id)
    if proposal.alone is None:
        await table.quietly(_said_decided(table, speech, proposal))
    return table, proposal


async def _said_decided(table: Table, speech: Speech, at: Proposal) -> None:
    await table.face.posts.put(at.turn.id, "q", decided_part(speech))


def _drafting(speech: Speech, at: Proposal) -> str:
    return speech("desk.drafting" if at.alone is None else "desk.drafting_apart")


def _go_on(table: Table, speech: Speech, at: Proposal, work: Coroutine[Any, Any, Turn]) -> None:
    """Play it on in the background. A bot that has just come back may have shown meanwhile that it still waits: what
    waits no more says so in the end; nothing ever says so of a whisper."""

    async def played() -> None:
        turn = await work
        if turn.status != "parked" and at.alone is None:
            await table.quietly(_said_decided(table, speech, at))

    table.spawn(table.guarded(played()))


async def approved(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """Approve was pressed: it goes on in the background."""
    table, at = await _decide(bot, interaction, speech, rest, "approve")
    copilot, scene = table.engine.copilot, table.binding.scene
    _go_on(table, speech, at, copilot.approve(table.game, at.turn.id, at.mark, table.face, scene_key=scene))
    return speech("desk.done")


async def drafted(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """A draft was asked for, by who runs the table themselves."""
    table, at = await _decide(bot, interaction, speech, rest, "draft")
    copilot, scene = table.engine.copilot, table.binding.scene
    _go_on(table, speech, at, copilot.draft(table.game, at.turn.id, at.mark, table.face, scene_key=scene))
    return _drafting(speech, at)


async def open_edit(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """The draft, or an empty page, to be written on."""
    words = ""
    table = await bot.tables.at(interaction.channel_id or 0)
    if table is not None:
        _, proposal = await _asked(bot, interaction, speech, rest)
        words = proposal.draft.text if proposal.draft is not None else ""
    modal = made_modal(speech("form.draft.title"), button_id("deskeditform", *rest))
    text: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words", style=discord.TextStyle.paragraph, max_length=4000, default=words[:4000] or None
    )
    modal.add_item(labelled(speech("form.draft.label"), speech("form.draft.hint"), text))
    await open_form(interaction, modal)


async def open_how(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """How should it be worded?"""
    modal = made_modal(speech("form.reword.title"), button_id("deskhowform", *rest))
    how: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="how", required=False, max_length=200)
    modal.add_item(labelled(speech("form.reword.label"), speech("form.reword.hint"), how))
    await open_form(interaction, modal)


async def open_overrule(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> None:
    """How is it ruled instead?"""
    modal = made_modal(speech("form.overrule.title"), button_id("deskruleform", *rest))
    options = [
        discord.SelectOption(label=speech(_LABELS.get(each, f"form.overrule.{each}")), value=each) for each in _WAYS
    ]
    options[0].default = True
    how: discord.ui.Select[Any] = discord.ui.Select(custom_id="how", options=options)
    modal.add_item(labelled(speech("form.overrule.how"), "", how))
    for name, long in (("difficulty", False), ("words", True), ("because", True)):
        style = discord.TextStyle.paragraph if long else discord.TextStyle.short
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=name, required=False, style=style, max_length=1000 if long else 4
        )
        modal.add_item(labelled(speech(f"form.overrule.{name}"), "", field))
    await open_form(interaction, modal)


async def edited(
    bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]
) -> Shown:
    """The game master's words are told: in place of the draft, or where there was none."""
    table, at = await _decide(bot, interaction, speech, rest, "edit")
    copilot, scene, who = table.engine.copilot, table.binding.scene, player_key(interaction.user.id)
    words = fields.get("words", "")
    if at.stop == "open":
        hand = Hand(FACE, str(interaction.id), who, words=words)
        work = copilot.tell(table.game, at.turn.id, at.mark, hand, table.face, scene_key=scene)
    else:
        work = copilot.edit(table.game, at.turn.id, at.mark, words, who, table.face, scene_key=scene)
    _go_on(table, speech, at, work)
    return ask_what_follows(speech, speech("desk.done"), at.turn.id) if at.stop == "open" else speech("desk.done")


async def reworded(
    bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]
) -> str:
    """Another draft is asked for."""
    table, at = await _decide(bot, interaction, speech, rest, "reword")
    copilot, scene, how = table.engine.copilot, table.binding.scene, fields.get("how", "")
    _go_on(table, speech, at, copilot.reword(table.game, at.turn.id, at.mark, how, table.face, scene_key=scene))
    return _drafting(speech, at)


async def overruled(
    bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest, fields: Mapping[str, str]
) -> str:
    """It is ruled otherwise, and drafted anew. What these rules have no room for is said to the game master alone."""
    table, at = await _asked(bot, interaction, speech, rest)
    how: Settling = next((each for each in _WAYS if each == fields.get("how")), "roll")
    number = fields.get("difficulty", "").strip()
    by = Overruling(
        how=how,
        difficulty=int(number) if number.isascii() and number.isdecimal() else None,
        words=fields.get("words", ""),
        because=fields.get("because", ""),
    )
    if rest[1:] != (at.mark,):
        raise Refused(speech("approval.older"))
    table.need_live()
    who, scene = player_key(interaction.user.id), table.binding.scene
    work = table.engine.copilot.overrule(table.game, at.turn.id, at.mark, by, who, table.face, scene_key=scene)
    await work
    await audit(bot, interaction, "table.overrule", str(at.turn.number), thread_id=table.binding.thread_id)
    return _drafting(speech, at)
