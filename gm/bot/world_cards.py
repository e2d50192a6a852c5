"""What is looked up of the world, as cards: the day, quests, the map, a purse. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.play.dates import date_words
from gm.play.map_text import map_rows
from gm.play.quest_views import QuestView
from gm.play.world_views import DayView, MapView

_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "night": "calendar.part_night",
        "dawn": "calendar.part_dawn",
        "day": "calendar.part_day",
        "dusk": "calendar.part_dusk",
    }
)
_PHASES: Final = (
    "calendar.new",
    "calendar.crescent_growing",
    "calendar.half_growing",
    "calendar.nearly_full",
    "calendar.full",
    "calendar.past_full",
    "calendar.half_waning",
    "calendar.crescent_waning",
)
_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "offered": "quests.offered",
        "taken": "quests.taken",
        "finished": "quests.finished",
        "failed": "quests.failed",
    }
)


def calendar_card(speech: Speech, day: DayView) -> Card:
    """The day, its weather and moons, and the feasts that are near."""
    date = day.date
    counted = speech("calendar.day", number=date.number + 1)
    title = counted if date.month is None else date_words(date)
    rows = [speech(_PARTS[day.part], time=f"{date.hour}:{date.minute:02}")]
    if date.month is not None:
        rows[0] += f" · {counted}"
    rows += [speech("calendar.season", name=date.season.name)] if date.season is not None else []
    rows += [speech("calendar.weather", text=day.weather)] if day.weather else []
    rows += [f"{moon.name}: {speech(_PHASES[phase])}" for moon, phase in date.moons]
    for ahead, name, text in day.feasts:
        when = speech("calendar.today") if not ahead else speech("calendar.ahead", days=ahead)
        rows.append(f"• **{name}** ({when})" + (f": {text}" if text else ""))
    return Card(title, tuple(rows))


def quests_card(speech: Speech, found: tuple[QuestView, ...]) -> Card:
    """What a character was asked to do, and how far it is."""
    fields = []
    for quest in found:
        rows = [f"{quest.giver}: {quest.text}" if quest.giver and quest.text else quest.text]
        rows += [speech("quests.done" if done else "quests.open", text=text) for text, done in quest.objectives]
        rows += [speech("quests.promised", text=quest.reward)] if quest.reward else []
        rows += [speech("quests.left", days=quest.days_left)] if quest.days_left is not None else []
        fields.append((f"{quest.title} ({speech(_STATES[quest.state])})", "\n".join(filter(None, rows)) or "–"))
    return Card(speech("quests.title"), () if found else (speech("quests.none"),), tuple(fields))


@dataclass(frozen=True, slots=True)
class SaidOnMap:
    """What stands beside a place, in the reader's language."""

    speech: Speech

    def here(self) -> str:
        """That the character is here."""
        return self.speech("map.here")

    def unseen(self) -> str:
        """That they have not been there."""
        return self.speech("map.unseen")

    def shut(self) -> str:
        """That the way cannot be passed."""
        return self.speech("map.shut")

    def hours(self, hours: int) -> str:
        """How long the way takes."""
        return self.speech("map.hours", hours=hours)

    def more(self, places: int) -> str:
        """That so many places are not drawn."""
        return self.speech("map.more", places=places)


def map_card(speech: Speech, found: MapView) -> Card:
    """The places that a character knows, as text: who sees no picture, or reads with their ears, has all of it."""
    drawn = "\n".join(row.replace("`", "'") for row in map_rows(found, SaidOnMap(speech)))
    return Card(speech("map.title"), (f"```\n{drawn}\n```",))


def purse_card(speech: Speech, name: str, coins: tuple[tuple[str, int], ...]) -> Card:
    """The coins that a character has."""
    rows = tuple(f"• {many} {coin}" for coin, many in coins) or (speech("purse.none"),)
    return Card(speech("purse.title", name=name), rows, accent="people")
