"""What those do who say nothing until the deadline: nothing, their standing action, or what the others do."""

from collections.abc import Mapping
from typing import Final

from gm.domain.play import SceneState
from gm.domain.table import turn_rules

BY_TABLE: Final = "table"
"""The face of inputs that the table's own rule makes for those who are away."""
_STAYS: Final[Mapping[str, str]] = {
    "en": "I stay close to the others and wait.",
    "es": "Me quedo cerca de los demás y espero.",
    "de": "Ich bleibe bei den anderen und warte.",
    "ru": "Я держусь рядом с остальными и жду.",
    "zh": "我待在其他人身边等着。",
    "th": "ฉันอยู่ใกล้คนอื่นและรอ",
}
_FOLLOWS: Final[Mapping[str, str]] = {
    "en": "I go along with the others.",
    "es": "Voy con los demás.",
    "de": "Ich gehe mit den anderen mit.",
    "ru": "Я иду вместе с остальными.",
    "zh": "我跟着其他人。",
    "th": "ฉันไปกับคนอื่น",
}


def absent_words(state: SceneState, who: str) -> str:
    """What is played for a character whose player is away; '' where their turn goes by."""
    language = state.campaign.language.split("-")[0].casefold()
    match turn_rules(state.table, state.scene.key).absent:
        case "default":
            return state.table.standing.get(who) or _STAYS.get(language, _STAYS["en"])
        case "party":
            return _FOLLOWS.get(language, _FOLLOWS["en"])
        case "skip":
            return ""
