"""A turn as one JSON object: what `gm play --script --json` prints. For programs: spoilers are included."""

from typing import Any

from gm.domain.play import Game, Turn
from gm.rules.dice import render
from gm.store.calls import ModelCall, load_calls
from gm.store.rolls import load_rolls
from gm.store.tx import Db


async def turn_object(db: Db, game: Game, turn: Turn) -> dict[str, Any]:
    """The turn with its ruling, rolls, changes, narration and model calls. Money in US dollars; null is unknown."""
    rolls = await load_rolls(db, game.id, turn_id=turn.id)
    calls = await load_calls(db, turn_id=turn.id)
    lines = [entry.input.text for entry in turn.inputs]
    return {
        "turn": turn.number,
        "player_line": "\n".join(lines) if lines else None,
        "ruling": turn.ruling.model_dump(mode="json") if turn.ruling is not None else None,
        "rolls": [
            {**stored.record.model_dump(mode="json"), "attempt": stored.attempt, "text": render(stored.record)}
            for stored in rolls
        ],
        "changes": [change.model_dump(mode="json") for change in turn.outcome.changes] if turn.outcome else [],
        "narration": turn.narration,
        "model_calls": [call_object(call) for call in calls],
    }


def call_object(call: ModelCall) -> dict[str, Any]:
    """One call, short."""
    return {
        "role": call.role,
        "category": call.category,
        "model": call.model,
        "status": call.status,
        "prompt_tokens": call.prompt_tokens,
        "cached_tokens": call.cached_tokens,
        "completion_tokens": call.completion_tokens,
        "cost": call.cost,
    }
