"""Calendars count every day once, in order, whatever a world's months are; and say nothing else of worlds without."""

import calendar
import datetime

from hypothesis import given
from hypothesis import strategies as st
from living_stage import begun, fen

from gm.domain.calendar import Calendar, Era, Holiday, Month, Moon, Season
from gm.play.dates import date_words, day_words, sky_of, time_words
from gm.rules.calendars import date_of, days_of, is_new_month, is_new_week, part_of_day, starts_of_parts

MONTH_NAMES = list(calendar.month_name)[1:]
GREGORIAN = Calendar(
    months=tuple(
        Month(id=name.lower(), name=name, days=days, leap=(4, 100, 400) if name == "February" else ())
        for name, days in zip(
            MONTH_NAMES,
            (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31),
            strict=True,
        )
    ),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    year=1899,
    month="december",
    day=31,
    weekday="Sunday",
)


@given(days=st.integers(0, 80_000))
def test_our_own_calendar_agrees_with_the_one_that_python_has(days: int) -> None:
    real = datetime.date(1899, 12, 31) + datetime.timedelta(days=days)
    date = date_of(GREGORIAN, days * 1440 + 61)
    assert date.month is not None and (date.year, date.month.name, date.day) == (
        real.year,
        real.strftime("%B"),
        real.day,
    )
    assert date.weekday == real.strftime("%A") and (date.hour, date.minute) == (1, 1)
    assert is_new_week(GREGORIAN, days) == (real.weekday() == 0) and is_new_month(GREGORIAN, days) == (real.day == 1)


MONTHS = st.lists(st.tuples(st.integers(1, 40), st.booleans(), st.integers(0, 5)), min_size=1, max_size=6)


@given(months=MONTHS, weekdays=st.integers(0, 6), hours=st.integers(2, 40), day=st.integers(0, 800))
def test_each_day_is_followed_by_the_next(
    months: list[tuple[int, bool, int]], weekdays: int, hours: int, day: int
) -> None:
    made = Calendar(
        hours=hours,
        months=tuple(
            Month(id=f"m{n}", name=f"M{n}", days=days, apart=apart, leap=(leap,) if leap else ())
            for n, (days, apart, leap) in enumerate(months)
        ),
        weekdays=tuple(f"W{n}" for n in range(weekdays)),
    )
    now, then = (date_of(made, each * hours * 60) for each in (day, day + 1))
    assert now.month is not None and then.month is not None
    if then.day != 1:
        assert (then.year, then.month, then.day) == (now.year, now.month, now.day + 1)
    else:
        at = made.months.index(now.month)
        last = at + 1 == len(made.months)
        assert now.day == days_of(now.month, now.year)
        assert then.month == made.months[0 if last else at + 1] and then.year == now.year + last
    if weekdays and now.weekday and then.weekday:
        assert int(then.weekday[1:]) == (int(now.weekday[1:]) + 1) % weekdays


def test_a_world_without_a_calendar_is_told_as_it_always_was() -> None:
    assert time_words(1085) == "evening of day 1, about 18:05"
    assert time_words(1440 + 59) == "night of day 2, about 0:59"
    assert time_words(7 * 60) == "early morning of day 1, about 7:00"
    assert day_words(1440 + 13 * 60) == "midday of day 2"


def test_dates_in_words() -> None:
    made = fen().calendar
    assert time_words(1080, made) == "evening of Eelday, 3 Reed 12 after the Flood, about 18:00"
    assert date_words(date_of(made, 0)) == "Eelday, 3 Reed 12 after the Flood"
    assert date_words(date_of(made, 3 * 1440)) == "Lantern Night 12 after the Flood"
    assert date_words(date_of(made, 4 * 1440)) == "Eelday, 1 Ice 12 after the Flood"
    assert date_of(made, 2 * 1440).weekday == "Saltday", "a day apart is no day of the week"


def test_eras_seasons_and_leap_days() -> None:
    months = (Month(id="a", name="A", days=2, leap=(2,)), Month(id="b", name="B", days=2))
    made = Calendar(
        months=months,
        seasons=(Season(id="s", name="S", from_="b"),),
        eras=(Era(id="old", name="Old", begins=1), Era(id="new", name="New", begins=3)),
        year=2,
    )
    first = date_of(made, 0)
    assert first.season is not None and first.season.id == "s", "the last season lasts into the next year"
    assert days_of(months[0], 2) == 3 and days_of(months[0], 3) == 2
    after = date_of(made, 5 * 1440)
    assert (after.year, after.year_of_era, after.era and after.era.name) == (3, 1, "New")


def test_parts_of_the_day_are_shares_of_it() -> None:
    assert [part_of_day(Calendar(), hour * 60) for hour in (0, 4, 5, 7, 8, 17, 18, 20, 21, 23)] == [
        *("night", "night", "dawn", "dawn", "day", "day", "dusk", "dusk", "night", "night")
    ]
    short = Calendar(hours=10)
    assert all(0 <= start < 600 for start in starts_of_parts(short))
    for start in starts_of_parts(short)[1:]:
        assert part_of_day(short, start) != part_of_day(short, start - 1)


def test_moons_and_feasts_are_told_on_their_day() -> None:
    state = begun()
    assert "The Lamp is new." in sky_of(state)
    moon = Moon(id="m", name="M", days=8)
    phases = [
        date_of(Calendar(months=(Month(id="a", name="A"),), moons=(moon,)), d * 1440).moons[0][1] for d in range(9)
    ]
    assert phases == [0, 1, 2, 3, 4, 5, 6, 7, 0]
    feast = Holiday(id="f", name="The Feast", month="a", day=2, text="All sing")
    dated = Calendar(months=(Month(id="a", name="A"),), holidays=(feast,))
    assert [date_of(dated, day * 1440).holidays for day in (0, 1, 2)] == [(), (feast,), ()]
