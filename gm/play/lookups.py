"""The steps in which an adjudicator looks things up before it rules.

Each step is a call of its own through the one door: metered, reserved, logged, under the same asking. All of them share
the deadline of the ruling, and look-ups may take half of it. What was looked up is kept: a crash does not buy a step
twice. A model that cannot call tools, or does not want to, is asked as if there were none.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.calls import CallPurpose, Candidate, Completion, Role
from gm.domain.errors import ModelError
from gm.domain.play import SceneState, Turn
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.domain.ruling import Ruling
from gm.domain.tools import ToolCall
from gm.models.attempt import Manner
from gm.models.deadlines import RefusedRequest
from gm.models.events import Relay
from gm.models.structured import StructuredReply, complete_json
from gm.play.parts import EngineParts, offers_tools
from gm.play.tools import ANSWER_TOKENS, CALLS_AT_ONCE, TOOLS, cut, look_up
from gm.rules.looking.found import Found
from gm.store.calls import load_looked

SHARE: Final = 0.5
"""Of the time for a ruling, what may have passed when a last look-up is allowed."""
_WIRE: Final = json.dumps([tool.wire() for tool in TOOLS])
_ENOUGH: Final = "You have looked up what there was time for. Give the ruling now, as one JSON object."


@dataclass(frozen=True, slots=True)
class Weighing:
    """One asking of one shift of candidates, with its look-ups. `starts`, `ends`: by the event loop's clock."""

    parts: EngineParts
    state: SceneState
    turn: Turn
    purpose: CallPurpose
    candidates: Sequence[Candidate]
    starts: float
    ends: float
    last_resort: bool
    refit: Callable[[int], Prompt] | None = None
    """Makes the prompt anew for a smaller window, before anything is looked up."""
    relay: Relay | None = None
    """The door's: what went wrong with those who were asked before."""

    async def ruling(self, prompt: Prompt) -> StructuredReply[Ruling]:
        """The ruling.

        Raises:
            ModelError: nobody gave one.
        """
        first = self.candidates[0] if self.candidates else None
        if first is None or not offers_tools(self.parts, first):
            return await self._ladder(prompt, refit=self.refit)
        prompt = offering(prompt, self.parts)
        for hop in range(1, self.parts.hops + 1):
            calls = await self._kept(hop)
            if not calls:
                reply = await self._step(first, prompt, hop)
                if reply is None:
                    break
                if not reply.calls:
                    return await self._ladder(_last(prompt, first), first=replace(reply, candidate=first))
                calls = reply.calls
            prompt = await self._grown(prompt, calls)
        return await self._ladder(_last(_told_so(prompt, self.parts), first))

    async def _ladder(
        self, prompt: Prompt, first: Completion | None = None, refit: Callable[[int], Prompt] | None = None
    ) -> StructuredReply[Ruling]:
        return await complete_json(
            self.parts.door,
            prompt,
            Ruling,
            purpose=self.purpose,
            candidates=self.candidates,
            ends=self.ends,
            last_resort=self.last_resort,
            first=first,
            refit=refit,
            relay=self.relay,
        )

    async def _kept(self, hop: int) -> tuple[ToolCall, ...]:
        async with self.parts.database.read() as db:
            return await load_looked(db, self.turn.id, Role.ADJUDICATOR, self.purpose.attempt, hop)

    async def _step(self, candidate: Candidate, prompt: Prompt, hop: int) -> Completion | None:
        """The model's look-ups, or its answer. None: there is no time for look-ups, or it cannot be asked like this."""
        if asyncio.get_running_loop().time() > self.starts + (self.ends - self.starts) * SHARE:
            return None
        asked = candidate if candidate.schema_with_tools else replace(candidate, json_schema=False, json_mode=False)
        try:
            return await self.parts.door.complete(
                prompt,
                purpose=replace(self.purpose, hop=hop),
                candidates=(asked,),
                manner=Manner(
                    self.ends,
                    last_resort=False,
                    words_will_do=True,
                    form=candidate.schema_with_tools,
                    relay=self.relay,
                ),
            )
        except ModelError as error:
            if isinstance(error, RefusedRequest):
                self.parts.without_tools.add((candidate.model, candidate.endpoint))
            return None

    async def _grown(self, prompt: Prompt, calls: tuple[ToolCall, ...]) -> Prompt:
        """The prompt with these look-ups and what came of them."""
        said_by = tuple(sorted({entry.input.player for entry in self.turn.inputs if entry.input.player}))
        asked = [self._section("asked", call, call.row(), said_by) for call in calls]
        found = []
        for at, call in enumerate(calls):
            if at < CALLS_AT_ONCE:
                answer = await look_up(call, self.state, self.parts.recall, before=self.turn.number)
            else:
                answer = Found(f"Not looked up: at most {CALLS_AT_ONCE} at once.")
            found.append(
                self._section("found", call, cut(answer.text, self.parts.counter, ANSWER_TOKENS), answer.players)
            )
        added = (*asked, *found)
        return replace(
            prompt, sections=(*prompt.sections, *added), tokens=prompt.tokens + sum(each.tokens for each in added)
        )

    def _section(self, what: str, call: ToolCall, text: str, players: tuple[str, ...]) -> PromptSection:
        return PromptSection(
            f"lookup/{what}/{call.id}",
            text,
            Layer.TAIL,
            self.parts.counter.count(text),
            "call" if what == "asked" else "tool",
            required=True,
            players=players,
        )


def offering(prompt: Prompt, parts: EngineParts) -> Prompt:
    """The prompt with the tools in front of it."""
    return replace(prompt, tools=TOOLS, tokens=prompt.tokens + parts.counter.count(_WIRE))


def _last(prompt: Prompt, candidate: Candidate) -> Prompt:
    """The prompt of the call that must bring the ruling. Who cannot be held to JSON beside tools is offered none."""
    return replace(prompt, may_call=False) if candidate.schema_with_tools else prompt.without_tools()


def _told_so(prompt: Prompt, parts: EngineParts) -> Prompt:
    """Said once, where something was looked up: the answer is due."""
    if prompt.sections[-1].chat_role != "tool":
        return prompt
    tokens = parts.counter.count(_ENOUGH)
    due = PromptSection("lookup/enough", _ENOUGH, Layer.TAIL, tokens, "user", required=True)
    return replace(prompt, sections=(*prompt.sections, due), tokens=prompt.tokens + tokens)
