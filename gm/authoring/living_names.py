"""Which fields of a living world define an id, and which ones name one: tables, joined to those of `names`."""

from typing import Final

from gm.authoring.spec import Model
from gm.domain import calendar as d
from gm.domain import campaign as c
from gm.domain import effects as e
from gm.domain import living as w

DEFINES: Final[dict[Model, str]] = {
    d.Month: "month",
    d.Season: "season",
    d.Moon: "moon",
    d.Holiday: "holiday",
    d.Era: "era",
    w.RandomTable: "random table",
    w.Climate: "climate",
    w.Route: "route",
    w.Quest: "quest",
    w.Objective: "objective",
    w.FactionMove: "move",
}
LOCAL: Final = frozenset({"objective", "move"})
REFERS: Final[dict[tuple[Model, str], str]] = {
    (c.Condition, "quests"): "quest",
    (c.Condition, "seasons"): "season",
    (d.Calendar, "month"): "month",
    (d.Season, "from_"): "month",
    (d.Holiday, "month"): "month",
    (w.Climate, "places"): "place",
    (w.Climate, "indoors"): "place",
    (w.Climate, "table"): "random table",
    (w.Climate, "seasons"): "season",
    (w.Route, "between"): "place",
    (w.Route, "dangers"): "random table",
    (w.Travel, "ration"): "item",
    (w.Travel, "hungry"): "condition",
    (w.Quest, "giver"): "NPC",
    (e.ChangeQuest, "quest"): "quest",
    (e.ChangeQuest, "objective"): "objective",
    (e.DrawTable, "table"): "random table",
}
