"""The backend that needs no model: narrates and rules from the brief, costs nothing, asks no network."""

import json
import re
from collections.abc import AsyncIterator
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.calls import BackendRequest, Chunk, Usage
from gm.domain.errors import ModelError
from gm.domain.npc_brief import NpcBrief
from gm.domain.ruling_brief import RulingBrief
from gm.models.offline.character import speak
from gm.models.offline.narrator import narrate

_PIECES: Final = re.compile(r".+?(?:[.!?…]+\u00a0?[\"'”’»)]*\s+|[。！？]|$)", re.DOTALL)
FREE: Final = Usage(cost=0.0)
"""No tokens are counted where there is no tokenizer: not reported, and free."""


class OfflineBackend:
    """Answers a narrator's or adjudicator's request from `request.brief`; the messages are never read."""

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """The answer sentence by sentence, then usage (cost 0) and `stop`.

        Raises:
            ModelError: the brief is of a kind that only a model can answer.
        """
        brief = request.brief
        if isinstance(brief, NarrationBrief):
            for piece in pieces(narrate(brief)):
                yield Chunk(text=piece)
        elif isinstance(brief, RulingBrief):
            yield Chunk(text=_ruling(brief))
        elif isinstance(brief, NpcBrief):
            yield Chunk(text=speak(brief))
        else:
            raise ModelError(
                f"the offline narrator cannot answer as {request.role.value}",
                remedy="Set a provider key or start a local model: see `gm doctor`.",
            )
        yield Chunk(usage=FREE, finish_reason="stop")


def pieces(text: str) -> list[str]:
    """A text cut after each sentence; joined again they are the text."""
    return [match.group() for match in _PIECES.finditer(text) if match.group()]


def _ruling(brief: RulingBrief) -> str:
    from gm.rules.reconsidering import offline_ruling

    return json.dumps(offline_ruling(brief).model_dump(mode="json"), ensure_ascii=False)
