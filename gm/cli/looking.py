"""`/look`: where and when the scene stands, who is here, which ways lead on, and the clocks that the table can see."""

from gm.domain.brief import ExitView
from gm.domain.play import SceneState


def look_rows(state: SceneState) -> tuple[str, ...]:
    """Place and time first, then what there is. Only what the party can see (promise 9)."""
    from gm.play.dates import now_of, sky_of, time_words
    from gm.play.views import people, place_view

    place, (party, others) = place_view(state), people(state)
    rows = [f"{place.name} · {time_words(now_of(state), state.campaign.calendar)}"]
    rows += sky_of(state)
    if others:
        rows.append("Here: " + ", ".join(_with_health(person.name, person.health) for person in others))
    if len(party) > 1:
        rows.append("With you: " + ", ".join(_with_health(person.name, person.health) for person in party))
    if place.items:
        rows.append("In sight: " + ", ".join(place.items))
    if place.exits:
        rows.append("Ways: " + "; ".join(_way(way) for way in place.exits))
    clocks = [
        f"{clock.name} {state.world.number(f'clock:{clock.id}', 'filled')}/{clock.segments}"
        for clock in state.campaign.clocks
        if clock.audience != "gm"
    ]
    return (*rows, " · ".join(clocks)) if clocks else tuple(rows)


def _with_health(name: str, health: str) -> str:
    return name if health == "unhurt" else f"{name} ({health})"


def _way(way: ExitView) -> str:
    named = way.to_name.casefold().removeprefix("the ") in way.label.casefold()
    shown = way.label if named else f"{way.label} → {way.to_name}"
    if way.hours:
        shown += f" ({way.hours} {'hour' if way.hours == 1 else 'hours'})"
    return f"{shown} (shut)" if way.locked else shown
