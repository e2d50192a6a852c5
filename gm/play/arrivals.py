"""When the party would be where a way leads, for whoever rules on what they mean to do there."""

from dataclasses import replace

from gm.domain.brief import PlaceView
from gm.domain.play import SceneState
from gm.play.dates import time_words


def with_arrivals(state: SceneState, place: PlaceView) -> PlaceView:
    """The place with the time of arrival at each way that takes hours."""
    return replace(
        place,
        exits=tuple(
            replace(way, arrive=_short(time_words(state.minutes + way.hours * 60, state.campaign.calendar)))
            if way.hours
            else way
            for way in place.exits
        ),
    )


def _short(time: str) -> str:
    """The part of the day and the hour, without the date: "morning of Saltday, about 11:19"."""
    day, *rest = time.split(", ")
    return f"{day}, {rest[-1]}" if rest else day
