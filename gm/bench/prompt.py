"""`gm bench prompt`: how much of each prompt a provider's cache could cover, and how much is fresh.

A long game with a large lore book is played on scripted models. For each lane (here: each role) the bytes on the wire
are compared with those of the lane's previous prompt; the share is weighted by tokens, over all calls of both roles.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gm.bench.report import Measure, Report, parser, print_report, progress
from gm.bench.table import LINES, SCRIPTED, open_table, play_line, scripted_reply, starter
from gm.domain.calls import BackendRequest, Chunk, Role
from gm.domain.campaign import Campaign, LoreEntry
from gm.domain.tools import ToolCall
from gm.models.scripted import Reply, ScriptedBackend
from gm.models.tokens import EstimatingCounter
from gm.play.parts import LOOK_UP_TOKENS
from gm.prompting.economy import common_prefix

LORE_ENTRIES = 200
CACHED_PRICE = 0.1
"""What a cached token costs, as a share of a fresh one."""


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when every goal is met."""
    args = parser("prompt", __doc__ or "")
    args.add_argument("--turns", type=int, default=500, help="turns played at each window (500)")
    args.add_argument(
        "--look-ups", action="store_true", help="the adjudicator has tools, and calls one every third turn"
    )
    options = args.parse_args(argv)
    return print_report(asyncio.run(measure(options.turns, look_ups=options.look_ups)), as_json=options.json)


@dataclass
class Lane:
    """What went over the wire for one role."""

    previous: str = ""
    total: int = 0
    shared: int = 0
    calls: int = 0
    counter: EstimatingCounter = field(default_factory=EstimatingCounter)

    def take(self, request: BackendRequest) -> None:
        """Compare with the lane's previous prompt."""
        offered = json.dumps([tool.wire() for tool in request.tools]) if request.tools else ""
        rows = (f"{m.role}\n{m.content}{''.join(c.row() for c in m.calls)}\n\x1e" for m in request.messages)
        wire = offered + "".join(rows)
        size = common_prefix(self.previous, wire)
        self.total += self.counter.count(wire)
        self.shared += self.counter.count(wire[:size]) if size else 0
        self.calls += 1
        self.previous = wire


async def measure(turns: int, *, look_ups: bool = False) -> Report:
    """Play the game at both windows. `look_ups`: with tools in front of the adjudicator's prompt."""
    measures: list[Measure] = []
    for window, goal in ((8192, 0.85), (32768, 0.95)):
        lanes = await _play(turns, window, look_ups)
        total = sum(lane.total for lane in lanes.values())
        shared = sum(lane.shared for lane in lanes.values())
        narrator = lanes[Role.NARRATOR]
        fresh = (narrator.total - narrator.shared) / narrator.calls
        effective = fresh + CACHED_PRICE * narrator.shared / narrator.calls
        size = f"{window // 1024}k"
        measures += [
            Measure(f"{size}: unchanged prefix, all calls", shared / total, "share", goal, "at least"),
            Measure(f"{size}: fresh tokens a narration", fresh, "tokens", 900),
            Measure(f"{size}: effective tokens a narration", effective, "tokens"),
            Measure(f"{size}: prompt tokens a narration", narrator.total / narrator.calls, "tokens"),
        ]
        for role, lane in lanes.items():
            measures.append(Measure(f"{size}: unchanged prefix, {role}", lane.shared / lane.total, "share"))
            measures.append(Measure(f"{size}: calls, {role}", lane.calls, "calls"))
    return Report("prompt", tuple(measures))


async def _play(turns: int, window: int, look_ups: bool) -> dict[Role, Lane]:
    lanes = {Role.ADJUDICATOR: Lane(), Role.NARRATOR: Lane()}

    def reply(request: BackendRequest) -> Reply:
        lanes[request.role].take(request)
        looked = any(message.role == "tool" for message in request.messages)
        if request.tools and not looked and getattr(request.brief, "turn_number", 0) % 3 == 0:
            return [Chunk(calls=(ToolCall("1", "memory", '{"words": "bell"}'),))]
        return scripted_reply(request)

    room = LOOK_UP_TOKENS if look_ups else 0
    candidate = replace(SCRIPTED, context_window=window + room, tools=look_ups, schema_with_tools=True)
    candidate = replace(candidate, json_schema=look_ups)
    backends = {"scripted": ScriptedBackend(reply)}
    campaign = with_lore(starter())
    async with open_table(candidate=candidate, backends=backends, prompt_tokens=window, campaign=campaign) as (
        app,
        game,
    ):
        character = (await app.engine.state(game)).present()[0]
        for number in range(turns):
            await play_line(app, game, number, character=character)
            if number % 100 == 0:
                progress(f"{window} tokens: turn {number} of {turns}")
    return lanes


def with_lore(campaign: Campaign) -> Campaign:
    """The campaign with its lore filled up to `LORE_ENTRIES`; some entries answer to words that are often said."""
    words = [word.strip(".,") for line in LINES for word in line.split() if len(word) > 4]
    extra = tuple(
        LoreEntry(
            id=f"bench-{number}",
            title=f"Entry {number}",
            keys=(words[number % len(words)],) if number % 5 == 0 else (f"rarity{number}",),
            content=f"In the year {700 + number} the wardens of pier {number} swore to keep a lamp there. It is said "
            f"that whoever puts it out hears {number} names read aloud before morning, their own among them.",
        )
        for number in range(LORE_ENTRIES - len(campaign.lore))
    )
    return campaign.model_copy(update={"lore": (*campaign.lore, *extra)})
