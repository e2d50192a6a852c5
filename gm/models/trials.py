"""Asking a model for real, as small as can be and through the one door: does it answer, how fast, and can it what its
route says? At most three calls: a word, a form that only a server that holds it to a schema would fill in, a tool.

Nothing of anybody's is sent. What a route says it can do is not believed here: each is asked for all three.
"""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from gm.domain.budgets import SpendLimit, Strain
from gm.domain.calls import CallPurpose, Candidate, Category, Completion, Role, Route, hosts_purpose
from gm.domain.errors import BadReply, GmError, ModelError
from gm.domain.ledger import CallEnd, CallStart, Ledger
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.domain.tools import Tool
from gm.models.attempt import Manner
from gm.models.deadlines import RefusedRequest
from gm.models.door import Door
from gm.models.json_text import extract_json
from gm.models.policy import refusal
from gm.models.routes import OFFLINE

Measured = Literal["yes", "no", "unclear"]
"""`unclear`: it could not be found out, since no answer came."""
_WORD: Final = "This is a test of the connection. Answer with the one word: ready"
_FORM: Final = "This is a test. Answer in one short sentence: what colour is the sky?"
_LOOK: Final = "This is a test. Call the tool `look_up` with the word lantern. Write nothing else."
_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {"signal": {"type": "string", "enum": ["amber", "violet"]}, "count": {"type": "integer"}},
    "required": ["signal", "count"],
    "additionalProperties": False,
}
_TOOL: Final = Tool(
    "look_up",
    "Looks a word up.",
    {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"], "additionalProperties": False},
)
_REPLY: Final = 48
"""Tokens that an answer may have."""
_ONCE: Final = Manner(last_resort=False, descend=False, form=False)


@dataclass(frozen=True, slots=True)
class RouteTrial:
    """How one model did. Tokens and cost (US dollars, all calls together) are None where one was not reported.

    `error` is '' if it answered with a word.
    """

    candidate: Candidate
    roles: tuple[Role, ...]
    error: str = ""
    first_token_ms: int | None = None
    total_ms: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    calls: int = 0
    json_schema: Measured = "unclear"
    tools: Measured = "unclear"

    @property
    def differs(self) -> tuple[str, ...]:
        """What its route says otherwise than it was measured, as settings to change."""
        pairs = (("json_schema", self.json_schema), ("tools", self.tools))
        said = {name: getattr(self.candidate, name) for name, _ in pairs}
        return tuple(
            f"{name}: {'true' if measured == 'yes' else 'false'}"
            for name, measured in pairs
            if measured != "unclear" and said[name] is not (measured == "yes")
        )


class Tally:
    """Stands around a ledger, and keeps how each call ended."""

    def __init__(self) -> None:
        self.ends: list[CallEnd] = []
        self._inner: Ledger | None = None

    def around(self, inner: Ledger) -> Ledger:
        """Itself, in front of that ledger."""
        self._inner = inner
        return self

    async def reserve(self, call: CallStart) -> int:
        """As the ledger does."""
        assert self._inner is not None
        return await self._inner.reserve(call)

    async def strains(self, purpose: CallPurpose, limits: Sequence[SpendLimit]) -> tuple[Strain, ...]:
        """As the ledger does."""
        assert self._inner is not None
        return await self._inner.strains(purpose, limits)

    async def settle(self, call_id: int, end: CallEnd) -> None:
        """As the ledger does; then it is counted."""
        assert self._inner is not None
        await self._inner.settle(call_id, end)
        self.ends.append(end)


async def try_candidate(door: Door, candidate: Candidate, roles: tuple[Role, ...], *, player: str | None) -> RouteTrial:
    """Ask this candidate, whatever its place in the route. Never raises for what a model does."""
    if candidate.backend == OFFLINE.backend:
        return RouteTrial(candidate, roles, "it is the offline narrator: nothing to ask")
    purpose = _purpose(roles[0], player)
    why = refusal(candidate, purpose, door.routes.terms)
    if why is not None:
        return RouteTrial(candidate, roles, f"data_policy: {why}")
    tally = Tally()
    watched = copy.copy(door)
    watched.watch(tally.around)
    asking = _embedded if roles == (Role.EMBED,) else _asked
    trial = await asking(watched, RouteTrial(candidate, roles), purpose)
    return _counted(trial, tally)


async def _asked(door: Door, trial: RouteTrial, purpose: CallPurpose) -> RouteTrial:
    try:
        done = await _ask(door, _prompt(door, purpose.role, _WORD), purpose, trial.candidate)
    except ModelError as error:
        return replace(trial, error=str(error))
    trial = replace(trial, first_token_ms=done.first_token_ms, total_ms=done.latency_ms)
    return replace(trial, json_schema=await _schema(door, trial, purpose), tools=await _tools(door, trial, purpose))


async def _embedded(door: Door, trial: RouteTrial, purpose: CallPurpose) -> RouteTrial:
    """A vector of one word, from this one alone."""
    alone = replace(door.routes, routes={**door.routes.routes, Role.EMBED: Route(Role.EMBED, (trial.candidate,))})
    try:
        await door.with_routes(alone).embed([_WORD], purpose=purpose)
    except GmError as error:
        return replace(trial, error=str(error))
    return trial


async def _schema(door: Door, trial: RouteTrial, purpose: CallPurpose) -> Measured:
    """The question invites a sentence; only who is held to the schema answers with the form."""
    prompt = replace(_prompt(door, purpose.role, _FORM), schema=_SCHEMA, schema_name="test")
    try:
        done = await _ask(door, prompt, purpose, replace(trial.candidate, json_schema=True))
    except ModelError as error:
        return _refused(error)
    return "yes" if _fills_form(done.text) else "no"


async def _tools(door: Door, trial: RouteTrial, purpose: CallPurpose) -> Measured:
    prompt = replace(_prompt(door, purpose.role, _LOOK), tools=(_TOOL,))
    try:
        done = await _ask(door, prompt, replace(purpose, hop=1), replace(trial.candidate, tools=True))
    except ModelError as error:
        return _refused(error)
    called = any(call.name == _TOOL.name and _is_object(call.arguments) for call in done.calls)
    return "yes" if called else "no"


async def _ask(door: Door, prompt: Prompt, purpose: CallPurpose, candidate: Candidate) -> Completion:
    return await door.complete(prompt, purpose=purpose, candidates=(candidate,), manner=_ONCE)


def _prompt(door: Door, role: Role, text: str) -> Prompt:
    section = PromptSection("test/order", text, Layer.TAIL, door.count(text), "user", required=True)
    return Prompt(role, (section,), _REPLY, brief=None, tokens=section.tokens)


def _purpose(role: Role, player: str | None) -> CallPurpose:
    return replace(hosts_purpose(role, Category.TEST, tag="test"), player=player)


def _counted(trial: RouteTrial, tally: Tally) -> RouteTrial:
    """With what all calls took, those that were turned down included."""
    ends = tally.ends

    def total(values: list[Any]) -> Any:
        return None if not values or None in values else sum(values)

    return replace(
        trial,
        calls=len(ends),
        prompt_tokens=total([end.usage.prompt_tokens for end in ends]),
        completion_tokens=total([end.usage.completion_tokens for end in ends]),
        cost=total([end.usage.cost for end in ends]),
    )


def _refused(error: GmError) -> Measured:
    """A request that was turned down, or an answer that is none, tells something; silence does not."""
    return "no" if isinstance(error, RefusedRequest | BadReply) else "unclear"


def _fills_form(text: str) -> bool:
    try:
        found = extract_json(text)
    except (GmError, ValueError):
        return False
    return (
        isinstance(found, dict)
        and found.keys() == {"signal", "count"}
        and found["signal"] in ("amber", "violet")
        and isinstance(found["count"], int)
    )


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
