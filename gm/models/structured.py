"""Answers of a fixed form: the JSON of a reply checked against a type, with one chance to repair it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from gm.domain.calls import CallPurpose, Candidate, Completion
from gm.domain.errors import BadReply
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.models.attempt import Manner
from gm.models.door import REPAIR_KEY, Door
from gm.models.events import Relay
from gm.models.json_text import extract_json

M = TypeVar("M", bound=BaseModel)

_REPAIR: Final = (
    "That reply is not of the form that was asked for:\n{problems}\n"
    "Answer again with the corrected JSON object alone, without any other text."
)
_MOST_PROBLEMS: Final = 8


@dataclass(frozen=True, slots=True)
class StructuredReply(Generic[M]):
    """A checked answer, and the completion that it came in. `repaired` when the first one had to be asked again."""

    value: M
    completion: Completion
    repaired: bool = False


async def complete_json(
    door: Door,
    prompt: Prompt,
    model_type: type[M],
    *,
    purpose: CallPurpose,
    candidates: Sequence[Candidate] | None = None,
    ends: float | None = None,
    last_resort: bool = True,
    first: Completion | None = None,
    refit: Callable[[int], Prompt] | None = None,
    relay: Relay | None = None,
) -> StructuredReply[M]:
    """Ask for an answer of `model_type`. Sends its JSON schema unless the prompt brings one.

    A reply without JSON makes the door ask more plainly, then go on to the next candidate; JSON of the wrong form, or
    plain words without any, are sent back once to whoever gave them, with what is wrong about it. `ends`, `refit`,
    `last_resort` and `relay` are the door's. `first`: what was answered already, when there was something to look up.

    Raises:
        BadReply: nobody's answer is of the form, not even repaired. The caller may ask others, or the offline backend.
        ModelError: as `Door.complete`.
    """
    if prompt.schema is None:
        prompt = replace(prompt, schema=model_type.model_json_schema(), schema_name=model_type.__name__.lower())
    asking = _Asking(door, model_type, purpose, ends, last_resort, relay if relay is not None else Relay())
    try:
        return await asking.reply(prompt, candidates, first, refit)
    finally:
        if relay is None:
            await door.gives_up(purpose, asking.relay)


@dataclass(frozen=True, slots=True)
class _Asking(Generic[M]):
    """What stays the same, whoever of the candidates is asked."""

    door: Door
    model_type: type[M]
    purpose: CallPurpose
    ends: float | None
    last_resort: bool
    relay: Relay

    async def reply(
        self,
        prompt: Prompt,
        candidates: Sequence[Candidate] | None,
        first: Completion | None = None,
        refit: Callable[[int], Prompt] | None = None,
    ) -> StructuredReply[M]:
        """The first one of the form, repaired once if need be, by one candidate after the other."""
        if first is None:
            manner = Manner(self.ends, self.last_resort, words_will_do=True, refit=refit, relay=self.relay)
            first = await self.door.complete(prompt, purpose=self.purpose, candidates=candidates, manner=manner)
        problems = wrong_with(self.model_type, first.text)
        if not problems:
            return StructuredReply(_parse(self.model_type, first.text), first)
        second = await self.door.complete(
            _repair(prompt, first.text, problems, self.door),
            purpose=self.purpose,
            candidates=(first.candidate,) if first.candidate is not None else candidates,
            manner=Manner(self.ends, last_resort=False, descend=False, words_will_do=True, relay=self.relay),
        )
        problems = wrong_with(self.model_type, second.text)
        if not problems:
            return StructuredReply(_parse(self.model_type, second.text), second, repaired=True)
        if second.candidate is not None:
            self.relay.misses(second.candidate, second.call_id)
        others = _after(first.candidate, self.door.candidates(self.purpose) if candidates is None else candidates)
        if not others:
            raise BadReply(f"{second.model} gave an answer of the wrong form twice: {problems[0]}")
        return await self.reply(prompt, others)


def _after(asked: Candidate | None, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Who comes after the one that was asked; nobody where it is not among them."""
    names = [(each.model, each.endpoint) for each in candidates]
    if asked is None or (asked.model, asked.endpoint) not in names:
        return ()
    return candidates[names.index((asked.model, asked.endpoint)) + 1 :]


def wrong_with(model_type: type[BaseModel], text: str) -> tuple[str, ...]:
    """What keeps a reply from being an answer of this type, in lines; empty if nothing does."""
    try:
        _parse(model_type, text)
    except ValidationError as error:
        return describe(error)
    except BadReply as error:
        return (str(error),)
    return ()


def describe(error: ValidationError) -> tuple[str, ...]:
    """What is wrong, a line for each place: `verdicts.0.check.skill: Field required`."""
    lines = []
    for problem in error.errors(include_url=False, include_context=False)[:_MOST_PROBLEMS]:
        where = ".".join(str(step) for step in problem["loc"]) or "the whole"
        lines.append(f"{where}: {problem['msg']}")
    return tuple(lines)


def _parse(model_type: type[M], text: str) -> M:
    return model_type.model_validate_json(json.dumps(extract_json(text)))


def _repair(prompt: Prompt, answer: str, problems: Sequence[str], door: Door) -> Prompt:
    text = _REPAIR.format(problems="\n".join(f"- {problem}" for problem in problems))
    added = (
        PromptSection("repair/answer", answer, Layer.TAIL, door.count(answer), "assistant", required=True),
        PromptSection(REPAIR_KEY, text, Layer.TAIL, door.count(text), "user", required=True),
    )
    tokens = prompt.tokens + sum(section.tokens for section in added) if prompt.tokens else 0
    return replace(prompt, sections=(*prompt.sections, *added), tokens=tokens)
