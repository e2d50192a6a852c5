"""What the director is sent as a session opens: who wants what, how things stand, what the players did last."""

from dataclasses import dataclass
from typing import Any, Final

from gm.domain.brief import ClockView
from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.own import OwnCharacter
from gm.domain.play import Beat
from gm.domain.prompt import Layer, Prompt
from gm.domain.protocols import TokenCounter
from gm.prompting.bounds import bounds_section
from gm.prompting.canon import language_name
from gm.prompting.fit import fit
from gm.prompting.schema import effects_left_out
from gm.prompting.sections import Maker, present
from gm.prompting.templates import TemplateSet

REPLY: Final = 700
"""Tokens of the answer."""
_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer"}


def _effect(kind: str, needed: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    properties = {"kind": {"const": kind}, **fields}
    return {"type": "object", "properties": properties, "required": ["kind", *needed], "additionalProperties": False}


_NOW: Final = [
    _effect("tick_clock", ("clock", "by"), clock=_TEXT, by=_COUNT),
    _effect("set_flag", ("flag",), flag=_TEXT, on={"type": "boolean"}),
    _effect("move", ("character", "place"), character=_TEXT, place=_TEXT),
    _effect("shift_attitude", ("npc", "by"), npc=_TEXT, by=_COUNT),
    _effect("open_exit", ("place", "to"), place=_TEXT, to=_TEXT),
    _effect("quest", ("quest", "to"), quest=_TEXT, to={"enum": ["offered", "failed"]}),
]
_LATER: Final = _effect("later", ("days", "effects"), days=_COUNT, effects={"type": "array", "items": {"anyOf": _NOW}})
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "moves": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "faction": _TEXT,
                    "move": _TEXT,
                    "effects": {"type": "array", "items": {"anyOf": [*_NOW, _LATER]}},
                    "rumour": _TEXT,
                    "reason": _TEXT,
                },
                "required": ["faction", "rumour", "reason"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["moves"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class DirectorBrief:
    """How things stand, for the game master's eyes: clocks and flags that nobody else sees are in it."""

    campaign: Campaign
    time: str
    clocks: tuple[ClockView, ...] = ()
    flags_on: tuple[str, ...] = ()
    cast: tuple[tuple[str, str, str], ...] = ()
    """(id, name, place id or '') of the people of the cast who are alive."""
    quests: tuple[str, ...] = ()
    moves: tuple[tuple[str, str, str, str], ...] = ()
    """(faction, id, reason, rumour) of the authored moves that can be made now."""
    beats: tuple[Beat, ...] = ()
    """The last session's turns; their gists are sent."""
    problems: tuple[str, ...] = ()
    """What was wrong with the last answer, when it is asked again."""


def assemble_direction(
    brief: DirectorBrief, *, templates: TemplateSet, counter: TokenCounter, window: int, reply_tokens: int = REPLY
) -> Prompt:
    """The prompt. Instructions and factions come first and are the same for every session.

    Raises:
        PromptTooLarge: not even the instructions fit.
    """
    maker = Maker(templates, counter)
    campaign = brief.campaign
    fixed = {
        "campaign": campaign,
        "language": language_name(campaign.language),
        "without": effects_left_out(campaign),
    }
    now = {
        "time": brief.time,
        "clocks": brief.clocks,
        "flags_on": brief.flags_on,
        "cast": brief.cast,
        "quests": brief.quests,
        "moves": brief.moves,
        "beats": tuple(beat.gist for beat in brief.beats if beat.gist),
        "problems": brief.problems,
    }
    players = tuple(sorted({player for beat in brief.beats for player in beat.players}))
    owners = {pc.owner for pc in campaign.characters if isinstance(pc, OwnCharacter)}
    seated = tuple(sorted({*players, *owners}))
    sections = present(
        maker.section("instructions", "director/instructions.jinja2", fixed, Layer.FIXED, required=True),
        bounds_section(maker, "director", campaign, seated),
        maker.section(
            "tail/now", "director/now.jinja2", now, Layer.TAIL, chat_role="user", required=True, players=players
        ),
    )
    kept, dropped = fit(sections, window - reply_tokens)
    tokens = sum(section.tokens for section in kept)
    return Prompt(Role.DIRECTOR, kept, reply_tokens, brief, dropped, schema=SCHEMA, schema_name="moves", tokens=tokens)
