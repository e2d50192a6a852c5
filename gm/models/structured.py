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
) -> StructuredReply[M]:
    """Ask for an answer of `model_type`. Sends its JSON schema unless the prompt brings one.

    A reply without JSON makes the door ask more plainly, then go on to the next candidate; JSON of the wrong form, or
    plain words without any, are sent back once to whoever gave them, with what is wrong about it. `ends`, `last_resort`
    and `refit` are the door's. `first`: what was answered already, when there was still something to look up.

    Raises:
        BadReply: nobody's answer is of the form, not even repaired. The caller may ask others, or the offline backend.
        ModelError: as `Door.complete`.
    """
    if prompt.schema is None:
        prompt = replace(prompt, schema=model_type.model_json_schema(), schema_name=model_type.__name__.lower())
    manner = Manner(ends, last_resort, words_will_do=True, refit=refit)
    if first is None:
        first = await door.complete(prompt, purpose=purpose, candidates=candidates, manner=manner)
    problems = wrong_with(model_type, first.text)
    if not problems:
        return StructuredReply(_parse(model_type, first.text), first)
    again = (first.candidate,) if first.candidate is not None else candidates
    second = await door.complete(
        _repair(prompt, first.text, problems, door),
        purpose=purpose,
        candidates=again,
        manner=Manner(ends, last_resort=False, descend=False, words_will_do=True),
    )
    problems = wrong_with(model_type, second.text)
    if problems:
        others = _after(first.candidate, door.candidates(purpose) if candidates is None else candidates)
        if others:
            return await complete_json(
                door, prompt, model_type, purpose=purpose, candidates=others, ends=ends, last_resort=last_resort
            )
        raise BadReply(f"{second.model} gave an answer of the wrong form twice: {problems[0]}")
    return StructuredReply(_parse(model_type, second.text), second, repaired=True)


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
