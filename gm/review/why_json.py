"""The explanation of a turn as JSON values."""

from dataclasses import asdict
from typing import Any

from gm.review.guards import guards_json
from gm.review.transcript import question_json
from gm.review.trouble import event_json
from gm.review.why import CallTrace, Why


def why_json(why: Why) -> dict[str, Any]:
    """The explanation as JSON values."""
    return {
        "turn": why.turn.number,
        "status": why.turn.status,
        "lines": [{"speaker": speaker, "text": words} for speaker, words in why.turn.lines],
        "ruling": list(why.ruling),
        "ruling_source": why.ruling_source,
        "ruled_by": why.ruled_by,
        "look_ups": why.look_ups,
        "looked_up": list(why.looked_up),
        "question": question_json(why.turn.parked),
        "rolls": list(why.turn.dice),
        "changes": [change.model_dump(mode="json") for change in why.changes],
        "lore": [asdict(entry) for entry in why.lore],
        "memories": [asdict(memory) for memory in why.memories],
        "calls": [_trace_json(trace) for trace in why.calls],
        "narration_source": why.narration_source,
        "guards": guards_json(why.guards),
        "told_by": why.told_by,
        "trouble": [event_json(event) for event in why.trouble],
        "author": why.author,
        "spoilers": why.spoilers,
    }


def _trace_json(trace: CallTrace) -> dict[str, Any]:
    call = trace.call
    return {
        "id": call.id,
        "role": call.role,
        "category": call.category,
        "model": call.model,
        "status": call.status,
        "prompt_tokens": call.prompt_tokens,
        "cached_tokens": call.cached_tokens,
        "completion_tokens": call.completion_tokens,
        "cost": call.cost,
        "latency_ms": call.latency_ms,
        "error": call.error,
        "layers": dict(trace.layers),
        "sections": [{"key": s.key, "tokens": s.tokens} for s in trace.sections]
        if trace.sections is not None
        else None,
    }
