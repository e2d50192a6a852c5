"""What a game master's commands do: hands on the world, words, notes, what is hidden, what a model is sent."""

from typing import TYPE_CHECKING

from gm.bot.acts import FACE, member_name, reasons
from gm.bot.answers import Interaction, Shown
from gm.bot.auditing import audit
from gm.bot.buttons import number_of
from gm.bot.card_items import Document
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.rights import leads_table, need_lead
from gm.bot.table import Table, player_key
from gm.domain.calls import Role
from gm.domain.effects import Effect
from gm.domain.errors import Refused
from gm.domain.play import Hand, Turn
from gm.play.reach import Verb, effect_of, find, hidden_rows, reach
from gm.play.views import change_views
from gm.review.audience import change_row
from gm.review.prompts import load_sent_prompts, prompt_rows, sent_rows

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def led(bot: "GmBot", interaction: Interaction, speech: Speech) -> Table:
    """The table here, for its game master.

    Raises:
        NotFound: no game. Refused: this member is not its game master.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    need_lead(interaction, await bot.tables.settings(table.binding.guild_id), table.binding, speech)
    return table


async def legal(bot: "GmBot", interaction: Interaction, kind: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of everything of a kind that may be named here; nothing for those who are no game master."""
    table = await bot.tables.at(interaction.channel_id or 0)
    if table is None:
        return ()
    settings = await bot.tables.settings(table.binding.guild_id)
    if not leads_table(interaction, settings, table.binding):
        return ()
    if kind == "note":
        return tuple(
            (str(note.id), note.text)
            for note, _ in await table.engine.desk.notes(table.game, scene_key=table.binding.scene)
        )
    return reach(await table.state(), kind)


async def lay_hand(
    bot: "GmBot",
    interaction: Interaction,
    verb: Verb,
    *,
    who: str = "",
    what: str = "",
    number: int | None = None,
    words: str = "",
) -> str:
    """Change the world by hand; says what changed, to the game master."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    effect = effect_of(await table.state(), verb, who, what, number)
    return await lay_effect(bot, interaction, effect, f"table.{verb}", f"{who} {what}".strip(), words)


async def lay_effect(
    bot: "GmBot", interaction: Interaction, effect: Effect, deed: str, about: str, words: str = ""
) -> str:
    """Let an effect happen by hand, with what the players read about it; says what came of it."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    hand = Hand(FACE, str(interaction.id), player_key(interaction.user.id), (effect,), words)
    turn = await table.adjust(hand)
    await audit(bot, interaction, deed, about[:200], thread_id=table.binding.thread_id)
    rows = [*changes_said(table, turn), *(turn.outcome.notes if turn is not None and turn.outcome is not None else ())]
    return "\n".join([speech("hand.done"), *(f"• {row}" for row in rows)])


def changes_said(table: Table, turn: Turn | None) -> list[str]:
    """What a hand has changed, a row each."""
    changes = turn.outcome.changes if turn is not None and turn.outcome is not None else ()
    public = [view.text for view in change_views(table.campaign, changes, table.binding.scene)]
    return public or [change_row(change) for change in changes]


async def speak(bot: "GmBot", interaction: Interaction, words: str, npc: str | None) -> Shown:
    """Narrate, or let an NPC speak, in the game master's own words; where they answer what waited, says what would
    follow from them."""
    from gm.bot.assisting import what_follows

    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    speaker = None if npc is None else find(await table.state(), "npc", npc)
    hand = Hand(FACE, str(interaction.id), player_key(interaction.user.id), words=words, speaker=speaker)
    proposal = await table.engine.copilot.waiting(table.game, scene_key=table.binding.scene)
    if proposal is not None and proposal.stop == "open":
        told = table.engine.copilot.tell(
            table.game, proposal.turn.id, proposal.mark, hand, table.face, scene_key=table.binding.scene
        )
        turn = await told
    else:
        turn = None
        await table.adjust(hand)
    done = "table.narrate" if npc is None else "table.say"
    await audit(bot, interaction, done, speaker or "", thread_id=table.binding.thread_id)
    if turn is not None and turn.status == "done":
        return await what_follows(table, speech, turn, interaction.user.id)
    return speech("hand.told")


async def take_note(bot: "GmBot", interaction: Interaction, words: str, beats: int | None) -> str:
    """Keep a private wish for the next beats."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    scene = table.binding.scene
    await table.engine.desk.note(
        table.game, player_key(interaction.user.id), words, beats=beats or None, scene_key=scene
    )
    await audit(bot, interaction, "table.note", thread_id=table.binding.thread_id)
    return speech("aside.kept", beats=beats) if beats else speech("aside.kept_on")


async def show_notes(bot: "GmBot", interaction: Interaction, remove: str | None) -> Card | str:
    """The notes that stand; or one of them is taken away."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    if remove is not None:
        await table.engine.desk.unnote(table.game, number_of(remove) or 0)
        return speech("aside.removed")
    notes = await table.engine.desk.notes(table.game, scene_key=table.binding.scene)
    if not notes:
        return speech("aside.nothing")
    rows = [
        f"{note.id}. {note.text} ({speech('aside.always') if left is None else speech('aside.left', beats=left)})"
        for note, left in notes
    ]
    return Card(speech("aside.title"), tuple(rows), footer=speech("aside.how"), accent="desk")


async def show_secrets(bot: "GmBot", interaction: Interaction) -> Card | str:
    """What not everybody in the party knows, and who does."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    rows = []
    for fact, text, names in hidden_rows(await table.state()):
        who = speech("secrets.known", names=", ".join(names)) if names else speech("secrets.none")
        rows.append(f"• {text}\n-# {fact} · {who}")
    return Card(speech("secrets.title"), tuple(rows), accent="desk") if rows else speech("secrets.nothing")


async def show_reasons(bot: "GmBot", interaction: Interaction, number: int | None, *, spoilers: bool) -> Card:
    """How a turn was decided, with what only the game master knows."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    return await reasons(bot, table, speech, number=number, spoilers=spoilers)


async def show_prompt(
    bot: "GmBot", interaction: Interaction, role: str, line: str | None, number: int | None
) -> Document:
    """What a model would be sent next, or was sent for a turn, as a file."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    if number is not None:
        async with bot.app.database.read() as db:
            sent = await load_sent_prompts(db, table.game, number=number, role=role, spoilers=True)
        rows = [row for each in sent for row in sent_rows(each)]
        if not rows:
            raise Refused(speech("prompt.nothing", number=number))
        return Document(speech("prompt.sent", number=number), f"turn-{number}-{role}.txt", "\n".join(map(str, rows)))
    seat = table.seats.get(interaction.user.id)
    dry = await table.engine.preview(
        table.game,
        role=Role(role),
        line=line,
        character=seat.character if seat is not None else None,
        scene_key=table.binding.scene,
    )
    return Document(speech("prompt.next"), f"next-{role}.txt", "\n".join(map(str, prompt_rows(dry))))


async def take_back(bot: "GmBot", interaction: Interaction) -> str:
    """Take the last beat back, whoever's it was."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    turn = await table.history.undo(member_name(interaction), leads=True)
    await audit(bot, interaction, "table.undo", str(turn.number), thread_id=table.binding.thread_id)
    return await table.history.undone_text(speech, turn)


async def unseat(bot: "GmBot", interaction: Interaction, user_id: int, name: str) -> str:
    """Free a player's seat."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    if user_id not in table.seats:
        raise Refused(speech("kick.nobody", name=name))
    await bot.tables.leave(table.binding.thread_id, user_id, speech)
    await audit(bot, interaction, "table.kick", f"<@{user_id}>", thread_id=table.binding.thread_id)
    return speech("kick.done", name=name)
