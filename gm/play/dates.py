"""When it is, in words: for prompts and the terminal. Dates come from `gm.rules.calendars`. Pure."""

from collections.abc import Sequence
from typing import Final

from gm.domain.calendar import Calendar
from gm.domain.play import SceneState
from gm.rules.calendars import Date, date_of, days_of, hour_of_24
from gm.rules.weather import weather_at

_HOURS: Final = (
    (5, "night"),
    (8, "early morning"),
    (12, "morning"),
    (14, "midday"),
    (18, "afternoon"),
    (21, "evening"),
    (24, "night"),
)
PHASES: Final = (
    "new",
    "a thin crescent, growing",
    "half, growing",
    "nearly full",
    "full",
    "past full",
    "half, waning",
    "a thin crescent, waning",
)
_TOLD_PHASES: Final = (0, 4)
"""Phases that prompts speak of: new and full."""
DAYS: Final = Calendar()
"""The calendar of a world that has none: days are counted."""


def now_of(state: SceneState) -> int:
    """Minutes since midnight of the first day, as it is in the scene."""
    return state.minutes


def time_words(minutes: int, calendar: Calendar = DAYS) -> str:
    """In-world time as a phrase: `evening of day 2, about 18:05`, or by a calendar `evening of Moonday, 3 Frostwane
    412, about 18:05`."""
    date = date_of(calendar, minutes)
    return f"{day_words(minutes, calendar)}, about {date.hour}:{date.minute:02}"


def day_words(minutes: int, calendar: Calendar = DAYS) -> str:
    """The same without the hour."""
    hour = hour_of_24(calendar, minutes)
    part = next(name for until, name in _HOURS if hour < until)
    date = date_of(calendar, minutes)
    return f"{part} of {f'day {date.number + 1}' if date.month is None else date_words(date)}"


def date_words(date: Date) -> str:
    """A date of a calendar: `Moonday, 3 Frostwane 412 AR`; a feast between two months goes by its name alone."""
    if date.month is None:
        return f"day {date.number + 1}"
    alone = date.month.apart and days_of(date.month, date.year) == 1
    day = date.month.name if alone else f"{date.day} {date.month.name}"
    year = f"{date.year_of_era} {date.era.name}" if date.era is not None else f"{date.year}"
    return ", ".join(filter(None, (date.weekday, f"{day} {year}")))


def sky_of(state: SceneState, place: str | None = None) -> tuple[str, ...]:
    """What anybody can see or knows of the day: its weather, its feast, a moon that is new or full; a sentence each."""
    date = date_of(state.campaign.calendar, now_of(state))
    weather = weather_at(state.campaign, state.world, place or state.place_id)
    lines = [_sentence(weather)] if weather else []
    for feast in date.holidays:
        lines.append(_sentence(f"It is {feast.name}" + (f": {feast.text}" if feast.text else "")))
    lines += [f"{moon.name} is {PHASES[phase]}." for moon, phase in date.moons if phase in _TOLD_PHASES]
    return tuple(lines)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "…", "。", "！", "？")) else f"{text}."


def coming_feasts(calendar: Calendar, minutes: int, days: int) -> Sequence[tuple[int, Date]]:
    """(days from today, date) of the feasts of the next days, soonest first; today's is at 0."""
    a_day = calendar.hours * 60
    found = ((ahead, date_of(calendar, minutes + ahead * a_day)) for ahead in range(days))
    return tuple((ahead, date) for ahead, date in found if date.holidays)
