"""How a model is brought to answer in JSON: held to a schema, else to JSON as such, else by words alone.

Which of these a model can do is said by its `Candidate` (`json_schema`, `json_mode`), not by the vendor's library: that
one is wrong about open-weight models and drops what it thinks a model does not take. A step that fails is followed by
the next one down with the same model, where that can help; behind the last stands one repair (`structured`).
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from gm.domain.calls import Candidate, Rung
from gm.domain.errors import BadReply, ModelError
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.domain.protocols import TokenCounter
from gm.models.deadlines import RefusedRequest

_FORM: Final = "FORM OF THE ANSWER\nOne JSON object that this JSON schema allows, and nothing else:\n{schema}"
FORM_KEY: Final = "form/schema"


class CutOff(BadReply):
    """The answer was not whole: asking for it in another form does not make it shorter."""

    fault = "cut"


class Censored(BadReply):
    """Stopped by a content filter: no other form passes it."""

    fault = "censored"


class Unsound(BadReply):
    """Words that are no answer: a refusal, a loop, garbled. Its `fault` says which; no other form mends it."""


def rungs(candidate: Candidate) -> Iterator[tuple[Rung, Candidate]]:
    """The ways to ask this model for JSON, the strictest that it can do first."""
    if candidate.json_schema:
        yield "schema", candidate
    if candidate.json_schema or candidate.json_mode:
        yield "json", replace(candidate, json_schema=False, json_mode=True)
    yield "text", replace(candidate, json_schema=False, json_mode=False)


def helps_to_descend(error: ModelError) -> bool:
    """Whether the same model may do better when less is asked of it: it refused the request, or gave no JSON."""
    return isinstance(error, RefusedRequest) or (
        isinstance(error, BadReply) and not isinstance(error, CutOff | Censored | Unsound)
    )


def with_form(prompt: Prompt, rung: Rung, candidate: Candidate, counter: TokenCounter) -> Prompt:
    """The prompt with its schema written out behind the instructions, for a model that is not held to it.

    It is left out where the window has no room for it: what instructions say of the form must do then.
    """
    if rung == "schema" or prompt.schema is None or not prompt.sections:
        return prompt
    text = _FORM.format(schema=json.dumps(brief_schema(prompt.schema), separators=(",", ":"), ensure_ascii=False))
    tokens = counter.count(text)
    known = prompt.tokens or sum(section.tokens for section in prompt.sections)
    if known + tokens + prompt.max_tokens > candidate.context_window:
        return prompt
    first = prompt.sections[0]
    form = PromptSection(FORM_KEY, text, Layer.FIXED, tokens, first.chat_role, required=True)
    return replace(prompt, sections=(first, form, *prompt.sections[1:]), tokens=known + tokens)


def brief_schema(node: Any) -> Any:
    """The schema without what a reader can do without: defaults, titles, and the bookkeeping of unions."""
    if isinstance(node, dict):
        return {
            key: brief_schema(value)
            for key, value in node.items()
            if key not in ("default", "discriminator") and not (key == "title" and isinstance(value, str))
        }
    return [brief_schema(each) for each in node] if isinstance(node, list) else node
