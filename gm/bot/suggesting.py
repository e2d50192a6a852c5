"""Suggested actions as buttons under a beat, where a server wants them."""

from typing import TYPE_CHECKING

from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech, locale_of
from gm.domain.play import SceneState, Turn
from gm.play.apart import acting_elsewhere
from gm.play.suggesting import LONGEST, Suggestion, suggestions

if TYPE_CHECKING:
    from gm.bot.table import Table


def suggestion_buttons(table: "Table", state: SceneState, turn: Turn) -> tuple[Button, ...]:
    """Three things to do, in the language of the story: what stands on a button is what will be said. All see them, and
    odds are one's own: where dice would decide one of them, a button more shows whoever presses it theirs alone."""
    speech = Speech(table.speech.catalogue, locale_of(table.campaign.language))
    at = acting_elsewhere(state, turn)  # a beat of those who have walked on alone goes on from there
    acted = (entry.input.character for entry in turn.inputs if at)
    present = (who for who in (*acted, *state.present()) if who and state.campaign.character(who) is not None)
    anyone = next(present, None)
    found = suggestions(state, turn.narration or "", turn.number, who=anyone)
    words = (words_of(speech, each) for each in found)
    fitting = [text for text in words if len(text) <= LONGEST]
    below = [Button(button_id("try", turn.id, number), text, emoji="➡️") for number, text in enumerate(fitting)]
    if any(each.chance is not None for each in found):
        below.append(Button(button_id("odds", turn.id), table.speech("button.odds"), emoji="🎲"))
    return tuple(below)


def words_of(speech: Speech, suggestion: Suggestion) -> str:
    """What will be said."""
    if suggestion.kind == "challenge":
        return suggestion.name
    return speech(f"suggest.{suggestion.kind}", name=suggestion.name)
