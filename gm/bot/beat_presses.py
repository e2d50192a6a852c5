"""Presses and forms by which a telling is handled: spoken to, told otherwise, mended, followed by a suggestion."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final

from gm.bot import approvals as desk
from gm.bot import assisting, objecting
from gm.bot import shape_here as shapes
from gm.bot import worlds_here as worlds
from gm.bot.answers import Interaction, Shown
from gm.bot.catalogue import Speech
from gm.bot.fates_here import open_new, press_ghost
from gm.bot.forging import add_draft
from gm.bot.handling import edited, retold
from gm.bot.memory_here import pressed
from gm.bot.speaking import open_speaking, spoken
from gm.bot.suggested import take_suggestion
from gm.bot.tellings import choose_telling, read_tellings
from gm.bot.ways import press_odds
from gm.bot.zero_here import open_zero, zero_sent

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]

OPENERS: Final[Mapping[str, Callable[["GmBot", Interaction, Speech, Rest], Awaitable[None]]]] = {
    "speak": open_speaking,
    "afternew": open_new,
    "shapemore": shapes.open_more,
    "ties": shapes.open_ties,
    "zero": open_zero,
    "deskedit": desk.open_edit,
    "desktell": desk.open_edit,
    "deskhow": desk.open_how,
    "deskrule": desk.open_overrule,
    "wrong": objecting.open_wrong,
    "wrongno": objecting.open_stands,
}
"""Buttons that open a form at once."""
PRESSES: Final[Mapping[str, Callable[["GmBot", Interaction, Speech, Rest], Awaitable[Shown]]]] = {
    "memory": pressed,
    "try": take_suggestion,
    "odds": press_odds,
    "forge": add_draft,
    "deskyes": desk.approved,
    "deskdraft": desk.drafted,
    "afterghost": press_ghost,
    "wrongyes": objecting.granted,
    "shapetake": shapes.press_take,
    "leveltake": shapes.press_level,
    "worldtake": worlds.press_take,
    "worlddrop": worlds.press_drop,
    "asread": assisting.read,
    "asyes": assisting.happens,
    "asno": assisting.leaves,
    "tell": choose_telling,
    "tellings": read_tellings,
}
"""Buttons that do something."""
FORMS: Final[Mapping[str, Callable[["GmBot", Interaction, Speech, Rest, Mapping[str, str]], Awaitable[Shown]]]] = {
    "speakform": spoken,
    "shapeform": shapes.more_sent,
    "tiesform": shapes.ties_sent,
    "zeroform": zero_sent,
    "deskeditform": desk.edited,
    "deskhowform": desk.reworded,
    "deskruleform": desk.overruled,
    "wrongform": objecting.objected,
    "standsform": objecting.stood,
    "editform": edited,
    "retellform": retold,
}
"""Forms that were sent."""
