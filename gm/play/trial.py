"""A real call to each role's first model, to see whether it answers: as small as can be, and through the one door."""

from dataclasses import dataclass
from typing import Final

from gm.domain.calls import CallPurpose, Candidate, Category, Role
from gm.domain.errors import ModelError
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.models.accounts import Account
from gm.models.door import Door
from gm.models.routes import OFFLINE

TRIED: Final = (Role.NARRATOR, Role.ADJUDICATOR)
_ORDER: Final = "This is a test of the connection. Answer with the one word: ready"
_REPLY: Final = 16
"""Tokens that the answer may have."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a role's first model did. Tokens and cost (US dollars) are None where they were not reported.

    `error` is '' if it answered. `model` is `offline` where none is set: then nothing was asked.
    """

    role: Role
    model: str
    error: str = ""
    first_token_ms: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None


async def try_models(door: Door, account: Account, *, player: str) -> tuple[Trial, ...]:
    """Ask each role's first model for one word, on this account's money. Counted as category `test`."""
    door = door.on(account)
    trials = []
    for role in TRIED:
        candidate = next(iter(account.routes.route(role).candidates), OFFLINE)
        if candidate.backend == OFFLINE.backend:
            trials.append(Trial(role, OFFLINE.model, account.trouble))
            continue
        purpose = CallPurpose(
            role=role,
            category=Category.TEST,
            payer=account.payer,
            game_id=None,
            campaign=None,
            scene_id=None,
            turn_id=None,
            player=player,
            attempt=1,
            data_policy="any",
            content_tag="test",
            account=account.name,
        )
        section = PromptSection("test/order", _ORDER, Layer.TAIL, door.count(_ORDER), "user", required=True)
        prompt = Prompt(role, (section,), _REPLY, brief=None, tokens=section.tokens)
        trials.append(await _tried(door, prompt, purpose, candidate))
    return tuple(trials)


async def _tried(door: Door, prompt: Prompt, purpose: CallPurpose, candidate: Candidate) -> Trial:
    try:
        done = await door.complete(prompt, purpose=purpose, candidates=(candidate,))
    except ModelError as error:
        return Trial(purpose.role, candidate.model, str(error))
    usage = done.usage
    return Trial(
        purpose.role,
        candidate.model,
        "",
        done.first_token_ms,
        usage.prompt_tokens,
        usage.completion_tokens,
        usage.cost,
    )
