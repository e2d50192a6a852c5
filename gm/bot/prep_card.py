"""`/gm prep`: the next session rehearsed, shown to the game master alone."""

from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.back_cards import thread_rows
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.gm_desk import led
from gm.play.prep import Attempt, Prep

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def show_prep(bot: "GmBot", interaction: Interaction) -> Card:
    """What lies before the table. Raises Refused for whoever does not lead it, and before the game has begun."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    found = await table.engine.sittings.prepare(table.game, scene_key=table.binding.scene)
    return prep_card(speech, found)


def prep_card(speech: Speech, found: Prep) -> Card:
    """A heading for each part that there is anything of. Pure."""
    near = [f"{each.owner}: {each.text}" + (f" ({each.reveal})" if each.reveal else "") for each in found.secrets]
    parts = (
        ("quests", [f"{quest.title}" for quest in found.quests]),
        ("attempts", [_attempt(speech, each) for each in found.attempts]),
        ("fights", list(found.fights)),
        ("secrets", near),
        ("clocks", [_clock(speech, *each) for each in ((c.name, c.filled, c.segments, c.then) for c in found.clocks)]),
        ("portents", [f"{front}: {text}" for front, text in found.portents]),
    )
    rows = list(thread_rows(speech, found.threads))
    for key, lines in parts:
        rows += [f"**{speech(f'prep.{key}')}**", *(f"• {line}" for line in lines)] if lines else []
    return Card(speech("prep.title", place=found.place), tuple(rows), footer=speech("prep.how"), accent="desk")


def _attempt(speech: Speech, each: Attempt) -> str:
    odds = ", ".join(f"{name} {'?' if percent is None else f'{percent}%'}" for name, percent in each.odds)
    return f"{each.title}: {odds or speech('prep.sure')}"


def _clock(speech: Speech, name: str, filled: int, segments: int, then: str) -> str:
    return speech("recap.clock", name=name, filled=filled, segments=segments) + (f" ({then})" if then else "")
