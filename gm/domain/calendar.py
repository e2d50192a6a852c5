"""How a world counts its days: months, weekdays, years, moons, feasts. Authored values; `gm.rules.calendars` counts."""

from typing import Annotated

from pydantic import Field

from gm.domain.values import Slug, Value


class Month(Value):
    """A stretch of the year. A month of one day that is `apart` is a feast between two months."""

    id: Slug
    name: str
    days: int = Field(default=30, ge=1, le=400)
    leap: Annotated[tuple[int, ...], Field(max_length=3)] = ()
    """Years in which it has one day more: those that the first number divides, but for those that the second does,
    except for those that the third does (`[4, 100, 400]`)."""
    apart: bool = False
    """Its days are no days of the week."""


class Season(Value):
    """A part of the year: from the first of a month on, until the next season begins."""

    id: Slug
    name: str
    from_: Slug
    """Written `from`: the month with which it begins."""


class Moon(Value):
    """A moon, by which things are timed and tides are blamed."""

    id: Slug
    name: str
    days: int = Field(ge=2, le=1000)
    """From one new moon to the next."""
    new: int = Field(default=0, ge=0)
    """How many days after the first day of the story it is new."""


class Holiday(Value):
    """A day of every year that has a name."""

    id: Slug
    name: str
    month: Slug
    day: int = Field(ge=1, le=400)
    text: str = ""
    """What people do on it, one sentence that anybody may read."""


class Era(Value):
    """An age, and the year in which it begins. Its first year is its year 1."""

    id: Slug
    name: str
    begins: int = 1
    """The year in which it begins, as years are counted without eras."""


class Calendar(Value):
    """How days are counted. Without months they are numbered from the first day of the story, and nothing else here
    is said of them."""

    hours: int = Field(default=24, ge=2, le=100)
    """Hours in a day, of sixty minutes each."""
    months: tuple[Month, ...] = ()
    weekdays: Annotated[tuple[str, ...], Field(max_length=40)] = ()
    seasons: tuple[Season, ...] = ()
    moons: Annotated[tuple[Moon, ...], Field(max_length=8)] = ()
    holidays: tuple[Holiday, ...] = ()
    eras: tuple[Era, ...] = ()
    year: int = 1
    """The year in which the story begins."""
    month: Slug | None = None
    """The month in which it begins; the first, where none is named."""
    day: int = Field(default=1, ge=1, le=400)
    """The day of that month on which it begins."""
    weekday: str | None = None
    """What day of the week that is; the first, where none is named."""
