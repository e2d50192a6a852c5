"""Answers of a fixed form: the JSON of a reply checked against a type, with one chance to repair it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from gm.domain.calls import CallPurpose, Candidate, Completion
from gm.domain.errors import BadReply
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.models.door import Door
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
) -> StructuredReply[M]:
    """Ask for an answer of `model_type`. Sends its JSON schema unless the prompt brings one.

    A reply without JSON makes the door go on to the next candidate; JSON of the wrong form is sent back once with what
    was wrong about it.

    Raises:
        BadReply: the repaired answer is not of the form either. The caller may ask the offline backend.
        ModelError: as `Door.complete`.
    """
    if prompt.schema is None:
        prompt = replace(prompt, schema=model_type.model_json_schema(), schema_name=model_type.__name__.lower())
    first = await door.complete(prompt, purpose=purpose, candidates=candidates)
    try:
        return StructuredReply(_parse(model_type, first.text), first)
    except ValidationError as error:
        problems = describe(error)
    second = await door.complete(_repair(prompt, first.text, problems, door), purpose=purpose, candidates=candidates)
    try:
        return StructuredReply(_parse(model_type, second.text), second, repaired=True)
    except ValidationError as error:
        wrong = describe(error)[0]
        raise BadReply(f"{second.model} gave an answer of the wrong form twice: {wrong}") from None


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
        PromptSection("repair/problems", text, Layer.TAIL, door.count(text), "user", required=True),
    )
    tokens = prompt.tokens + sum(section.tokens for section in added) if prompt.tokens else 0
    return replace(prompt, sections=(*prompt.sections, *added), tokens=tokens)
