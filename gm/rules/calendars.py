"""Counting days as a world does: from minutes since midnight of the first day to a date, its season, moons and feasts.

Everything here is a pure function of the calendar and the minutes, so that one long stretch of time and many short ones
come to the same date.
"""

from dataclasses import dataclass
from typing import Final

from gm.domain.calendar import Calendar, Era, Holiday, Month, Moon, Season
from gm.domain.conditions import DayPart

HOUR: Final = 60
DAWN: Final = 5
"""Hour, of 24, at which the dawn begins; a day of other length is divided likewise."""
DUSK: Final = 18
_PARTS: Final[tuple[tuple[int, DayPart], ...]] = ((DAWN, "night"), (8, "dawn"), (DUSK, "day"), (21, "dusk"))
_WEEK: Final = 7
_MONTH: Final = 30
PHASES: Final = 8


@dataclass(frozen=True, slots=True)
class Date:
    """One moment of a world. `number` counts days from 0, the first of the story; without months, `month` is None and
    the rest has no meaning. `weekday` is '' on days that belong to no week."""

    number: int
    hour: int
    minute: int
    year: int = 0
    month: Month | None = None
    day: int = 0
    weekday: str = ""
    era: Era | None = None
    season: Season | None = None
    holidays: tuple[Holiday, ...] = ()
    moons: tuple[tuple[Moon, int], ...] = ()
    """Each with its phase: 0 new, 2 half and growing, 4 full, 6 half and waning."""

    @property
    def year_of_era(self) -> int:
        """The year as people say it."""
        return self.year if self.era is None else self.year - self.era.begins + 1


def minutes_a_day(calendar: Calendar) -> int:
    """How long a day is."""
    return calendar.hours * HOUR


def days_of(month: Month, year: int) -> int:
    """How many days a month has in a year."""
    more = False
    for divisor in month.leap:
        if divisor > 0 and year % divisor == 0:
            more = not more
        else:
            break
    return month.days + more


def hour_of_24(calendar: Calendar, minutes: int) -> int:
    """The hour as a day of 24 would have it, 0 to 23: what the words for times of day go by."""
    a_day = minutes_a_day(calendar)
    return (minutes % a_day) * 24 // a_day


def part_of_day(calendar: Calendar, minutes: int) -> DayPart:
    """Which part of the day it is."""
    hour = hour_of_24(calendar, minutes)
    return next((part for until, part in _PARTS if hour < until), "night")


def starts_of_parts(calendar: Calendar) -> tuple[int, ...]:
    """The minutes of a day at which something of it begins: midnight, then each part."""
    a_day = minutes_a_day(calendar)
    return (0, *(-(-hour * a_day // 24) for hour, _ in _PARTS))


def date_of(calendar: Calendar, minutes: int) -> Date:
    """The date at so many minutes since midnight of the story's first day."""
    number, rest = divmod(minutes, minutes_a_day(calendar))
    hour, minute = divmod(rest, HOUR)
    if not calendar.months:
        return Date(number, hour, minute)
    year, index, day, in_week = _walk(calendar, number)
    month = calendar.months[index]
    return Date(
        number,
        hour,
        minute,
        year,
        month,
        day,
        "" if month.apart or not calendar.weekdays else _weekday(calendar, in_week),
        _era(calendar, year),
        _season(calendar, index),
        tuple(each for each in calendar.holidays if (each.month, each.day) == (month.id, day)),
        tuple((moon, ((number - moon.new) % moon.days) * PHASES // moon.days) for moon in calendar.moons),
    )


def is_new_week(calendar: Calendar, number: int) -> bool:
    """Whether a week begins with the day of that number; every seventh day where weeks have no names."""
    if not calendar.months or not calendar.weekdays:
        return number % _WEEK == 0
    date = date_of(calendar, number * minutes_a_day(calendar))
    return date.weekday == calendar.weekdays[0]


def is_new_month(calendar: Calendar, number: int) -> bool:
    """Whether a month begins with the day of that number; every thirtieth day where months have no names."""
    if not calendar.months:
        return number % _MONTH == 0
    return date_of(calendar, number * minutes_a_day(calendar)).day == 1


def _walk(calendar: Calendar, number: int) -> tuple[int, int, int, int]:
    """(year, index of the month, day of the month, days of weeks gone by) after so many days."""
    months = calendar.months
    index = next((at for at, month in enumerate(months) if month.id == calendar.month), 0)
    year, day, in_week, left = calendar.year, calendar.day, 0, number
    while True:
        month = months[index]
        rest = days_of(month, year) - day
        if left <= rest:
            return year, index, day + left, in_week + (0 if month.apart else left)
        left -= rest + 1
        in_week += 0 if month.apart else rest + 1
        day, index = 1, index + 1
        if index == len(months):
            year, index = year + 1, 0


def _weekday(calendar: Calendar, in_week: int) -> str:
    first = calendar.weekdays.index(calendar.weekday) if calendar.weekday in calendar.weekdays else 0
    return calendar.weekdays[(first + in_week) % len(calendar.weekdays)]


def _era(calendar: Calendar, year: int) -> Era | None:
    begun = [era for era in calendar.eras if era.begins <= year]
    return max(begun, key=lambda era: era.begins, default=None)


def _season(calendar: Calendar, index: int) -> Season | None:
    places = {month.id: at for at, month in enumerate(calendar.months)}
    begun = sorted(
        (season for season in calendar.seasons if season.from_ in places), key=lambda each: places[each.from_]
    )
    found = [season for season in begun if places[season.from_] <= index]
    return found[-1] if found else (begun[-1] if begun else None)
