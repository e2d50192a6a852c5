"""What `/suggest`, `/bookmark`, `/branch` and `/compare` show: things to do with one's own odds, marks, branches."""

from typing import TYPE_CHECKING

from gm.bot.acts import member_name
from gm.bot.answers import Interaction
from gm.bot.branching import go_to_branch, tree_text
from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech, locale_of
from gm.bot.naming import plain_name
from gm.bot.split import one_line
from gm.bot.suggesting import words_of
from gm.bot.table import Table
from gm.domain.errors import GmError, Refused
from gm.play.comparing import Comparison, Side, compare_branches
from gm.play.suggesting import LONGEST, offered
from gm.review.tree import load_tree
from gm.store.games import load_branches

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_TOLD = 200
"""Characters of what was said that a row shows."""


async def _seated(bot: "GmBot", interaction: Interaction, speech: Speech) -> Table:
    """The table here, at which this member sits. Raises NotFound or Refused."""
    table = await bot.tables.need(interaction.channel_id, speech)
    table.character_of(interaction.user.id)
    return table


async def suggested(bot: "GmBot", interaction: Interaction, speech: Speech) -> Card:
    """Up to four things to do, with the reader's own odds where dice would decide; a press does it."""
    table = await _seated(bot, interaction, speech)
    who, state = table.character_of(interaction.user.id), await table.state()
    async with bot.app.database.read() as db:
        last, found = await offered(db, state, who)
    of_story = Speech(table.speech.catalogue, locale_of(table.campaign.language))
    rows, buttons = [], []
    for at, each in enumerate(found):
        words = words_of(of_story, each)
        odds = "" if each.chance is None else f" ({speech('suggest.odds', chance=round(100 * each.chance))})"
        rows.append(f"{at + 1}. {words}{odds}")
        if len(words) <= LONGEST and last is not None:
            buttons.append(Button(button_id("try", last.id, at), words, emoji="➡️"))
    footer = speech("suggest.how")
    return Card(speech("suggest.title"), tuple(rows), footer=footer, buttons=tuple(buttons), accent="desk")


async def press_odds(bot: "GmBot", interaction: Interaction, speech: Speech, _rest: tuple[str, ...]) -> Card:
    """The odds below a beat were pressed: the same things to do, with the odds of whoever pressed, for them alone."""
    return await suggested(bot, interaction, speech)


async def marked(
    bot: "GmBot", interaction: Interaction, speech: Speech, name: str | None, turn: int | None, *, drop: bool
) -> str:
    """Mark a turn by a name, take a mark away, or (no name) list them. Raises NotFound or Refused."""
    table = await _seated(bot, interaction, speech)
    marks, scene = bot.app.engine.marks, table.binding.scene
    if name is None:
        rows = []
        for each in await marks.all(table.game, scene=scene):
            row = speech("mark.row", name=plain_name(each.name), number=each.number, said=one_line(each.said, _TOLD))
            rows.append(row.rstrip() if each.on_path else f"{row.rstrip()} {speech('mark.off_path')}")
        return "\n".join((*rows, f"-# {speech('mark.how')}"))
    table.need_live()
    if drop:
        await marks.drop(table.game, name)
        return speech("mark.dropped", name=plain_name(name))
    made = await marks.add(table.game, name, number=turn, scene=scene)
    return speech("mark.made", name=plain_name(made.name), number=made.number)


async def branched(bot: "GmBot", interaction: Interaction, speech: Speech, name: str | None, at: str | None) -> str:
    """Fork the story (`at`: after a bookmark or a turn), go to a branch, or (no name) draw them all."""
    table = await bot.tables.need(interaction.channel_id, speech)
    if name is None:
        async with bot.app.database.read() as db:
            return tree_text(speech, await load_tree(db, table.game))
    table.character_of(interaction.user.id)
    number = None if at is None else await _turn_at(bot, table, at)
    by = member_name(interaction)
    return await go_to_branch(bot, table, name, by, speech, user_id=interaction.user.id, at=number)


async def _turn_at(bot: "GmBot", table: Table, at: str) -> int:
    word = at.strip()
    if word.isascii() and word.isdecimal():
        return int(word)
    return await bot.app.engine.marks.turn_of(table.game, word)


async def compared(bot: "GmBot", interaction: Interaction, speech: Speech, branch: str, other: str | None) -> Card:
    """Two branches side by side; the second is the one of this thread if none is named. Raises NotFound or Refused."""
    table = await _seated(bot, interaction, speech)
    async with bot.app.database.read() as db:
        known = await load_branches(db, table.game.id)
        here = next((each.name for each in known if each.id == table.game.branch_id), "")
        names = [each.name for each in known]
        for each in (branch, other or here):
            if each not in names:
                raise Refused(speech("compare.none", name=each, names=", ".join(names)))
        if branch == (other or here):
            raise Refused(speech("compare.same", name=branch))
        found = await compare_branches(db, table.game, branch, other or here, scene=table.binding.scene)
    return compare_card(speech, found)


def compare_card(speech: Speech, found: Comparison) -> Card:
    """Where they part, what was done on each, how the second is otherwise."""
    rows = found.differences or (speech("compare.alike"),)
    differs = speech("compare.differs", first=found.first.name, second=found.second.name)
    return Card(
        speech("compare.title", first=found.first.name, second=found.second.name),
        (speech("compare.shared", number=found.shared),),
        (
            *((side.name, _side(speech, side)) for side in (found.first, found.second)),
            (differs, "\n".join(f"• {row}" for row in rows)),
        ),
        accent="desk",
    )


def _side(speech: Speech, side: Side) -> str:
    rows = []
    for number, said, checks in side.turns:
        words = one_line(said, _TOLD) or speech("compare.told")
        rows.append(f"{number}. {words}" + (f" [{checks}]" if checks else ""))
    if side.ending:
        rows.append(speech("story.ended", title=side.ending))
    return "\n".join(rows) or speech("compare.nothing_more")


async def mark_names(bot: "GmBot", interaction: Interaction) -> tuple[str, ...]:
    """The bookmarks of this thread's game, for who is typing."""
    try:
        table = await _seated(bot, interaction, bot.speech(interaction))
        return tuple(each.name for each in await bot.app.engine.marks.all(table.game, scene=table.binding.scene))
    except GmError:
        return ()


async def branch_names(bot: "GmBot", interaction: Interaction) -> tuple[str, ...]:
    """The branches of this thread's game, for who is typing."""
    try:
        table = await _seated(bot, interaction, bot.speech(interaction))
    except GmError:
        return ()
    async with bot.app.database.read() as db:
        return tuple(each.name for each in await load_branches(db, table.game.id))
