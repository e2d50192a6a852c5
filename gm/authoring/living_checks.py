"""What must hold in a living world so that it can go on: tables, calendar, weather, roads, quests, factions."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from gm.authoring.problem import closest, listed, quoted
from gm.authoring.scalars import Reading
from gm.domain.campaign import Campaign
from gm.domain.conditions import Condition
from gm.domain.effects import ChangeQuest, Effect
from gm.domain.living import Quest, RandomTable
from gm.rules.tables import NESTED, totals_of

_NEVER: Final = Condition()
_SIMPLE: Final = re.compile(r"\s*(\d{0,3})d(\d{1,4})\s*")
_MOST_GAPS: Final = 6


def check_living(campaign: Campaign, reading: Reading) -> None:
    """Report what references alone do not show."""
    _calendar(campaign, reading)
    tables = {table.id: table for table in campaign.tables}
    for table in campaign.tables:
        _table(table, tables, reading)
    for climate in campaign.climates:
        for season, name in climate.seasons.items():
            if name not in tables:
                _unknown_table(name, tables, f"climates.{climate.id}.seasons.{season}", reading)
    _routes(campaign, reading)


def hint_living(campaign: Campaign, reading: Reading, effects: Collection[Effect]) -> None:
    """Warn of what can be played and is probably not meant."""
    moved = {(each.quest, each.to) for each in effects if isinstance(each, ChangeQuest)}
    for quest in campaign.quests:
        _quest(quest, moved, reading)
    for faction in campaign.factions:
        for move in faction.moves:
            if not move.effects and not move.rumour:
                _warn(reading, f"factions.{faction.id}.moves.{move.id}", "nothing comes of it: no effects, no rumour")
    for front in campaign.fronts:
        if front.unfolds and not (front.clocks and front.portents):
            _warn(reading, f"fronts.{front.id}", "it unfolds by its clocks and portents, and has none of one of them")
    for table in campaign.tables:
        missing = list(_gaps(table))
        if missing:
            shown = listed(map(str, missing[:_MOST_GAPS]))
            _warn(reading, f"tables.{table.id}", f"no line is for {shown}: the nearest comes up instead")


def _add(reading: Reading, path: str, message: str, *, expected: str = "", suggestion: str = "") -> None:
    reading.problems.add(reading.spot(path), path, message, expected=expected, suggestion=suggestion)


def _warn(reading: Reading, path: str, message: str) -> None:
    reading.problems.add(reading.spot(path), path, message, severity="warning")


def _calendar(campaign: Campaign, reading: Reading) -> None:
    calendar = campaign.calendar
    months = {month.id: month for month in calendar.months}
    if not months:
        for name in ("weekdays", "seasons", "moons", "holidays", "eras"):
            if getattr(calendar, name):
                _add(reading, f"calendar.{name}", "days are only counted without months", expected="months as well")
        return
    if calendar.weekday is not None and calendar.weekday not in calendar.weekdays:
        suggestion = closest(calendar.weekday, calendar.weekdays)
        there = "" if suggestion or not calendar.weekdays else f": there is {listed(calendar.weekdays)}"
        message = f"no weekday {quoted(calendar.weekday)}{there}"
        _add(reading, "calendar.weekday", message, expected="one of the weekdays", suggestion=suggestion)
    first = months.get(calendar.month or calendar.months[0].id)
    if first is not None and calendar.day > first.days:
        _add(reading, "calendar.day", f"{first.name} has {first.days} days", expected=f"1 to {first.days}")
    for feast in calendar.holidays:
        month = months.get(feast.month)
        if month is not None and feast.day > month.days + bool(month.leap):
            path = f"calendar.holidays.{feast.id}.day"
            _add(reading, path, f"{month.name} has {month.days} days", expected=f"1 to {month.days}")


def _table(table: RandomTable, tables: Mapping[str, RandomTable], reading: Reading) -> None:
    at = f"tables.{table.id}"
    if not table.entries:
        _add(reading, at, "nothing can come up: at least one line is needed")
    for number, entry in enumerate(table.entries, start=1):
        path = f"{at}.entries[{number}]"
        if table.dice and not totals_of(entry.at):
            _add(
                reading, path, "the table has dice, so a line says for which totals it is", expected="at: 7, or at: 2-4"
            )
        elif entry.at and not table.dice:
            _add(reading, f"{path}.at", "totals mean nothing without dice", expected="dice for the table, or a weight")
        for name in NESTED.findall(entry.text):
            if name not in tables:
                _unknown_table(name, tables, path, reading)
    if table.id in _below(table, tables, set()):
        _add(reading, at, "it draws from itself, by way of the tables that it names: that would never end")


def _below(table: RandomTable, tables: Mapping[str, RandomTable], seen: set[str]) -> set[str]:
    """Every table that a draw from this one may come to."""
    for entry in table.entries:
        for name in NESTED.findall(entry.text):
            if name in tables and name not in seen:
                seen.add(name)
                _below(tables[name], tables, seen)
    return seen


def _unknown_table(name: str, tables: Collection[str], path: str, reading: Reading) -> None:
    suggestion = closest(name, tables)
    message = f"no random table {quoted(name)}" + (
        "" if suggestion else f": there is {listed(tables)}" if tables else ""
    )
    _add(reading, path, message, expected="the id of a random table", suggestion=suggestion)


def _gaps(table: RandomTable) -> Iterator[int]:
    found = _SIMPLE.fullmatch(table.dice)
    if found is None:
        return
    dice, sides = int(found[1] or 1), int(found[2])
    covered = {total for entry in table.entries for total in totals_of(entry.at)}
    yield from (total for total in range(dice, dice * sides + 1) if total not in covered)


def _routes(campaign: Campaign, reading: Reading) -> None:
    ways = {(place.id, way.to) for place in campaign.places for way in place.exits}
    places = {place.id for place in campaign.places}
    seen: dict[frozenset[str], str] = {}
    for route in campaign.routes:
        path = f"routes.{route.id}.between"
        ends = tuple(route.between)
        if len(ends) != 2 or not set(ends) <= places:
            continue  # reported already
        if ends[0] == ends[1]:
            _add(reading, path, "a route joins two different places")
        elif ends not in ways and ends[::-1] not in ways:
            message = f"no exit joins {quoted(ends[0])} and {quoted(ends[1])}: a route is an exit that takes hours"
            _add(reading, path, message, expected="an exit between them")
        earlier = seen.setdefault(frozenset(ends), route.id)
        if earlier != route.id:
            _add(reading, path, f"{quoted(earlier)} joins the same two places", expected="one route for each way")


def _quest(quest: Quest, moved: Collection[tuple[str, str | None]], reading: Reading) -> None:
    at = f"quests.{quest.id}"
    starts = {(quest.id, "offered"), (quest.id, "taken")} & set(moved)
    if not starts and quest.offered == _NEVER:
        _warn(reading, at, "nothing offers it: no quest effect, and no `offered`")
    if not quest.objectives and (quest.id, "finished") not in moved:
        _warn(reading, at, "nothing finishes it: no objectives, and no quest effect")
