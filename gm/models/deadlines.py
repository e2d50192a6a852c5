"""Deadlines around a stream: for each piece, for the first, for the whole. Vendors' own timeouts do not do it."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from gm.domain.calls import BackendRequest
from gm.domain.errors import ModelUnavailable
from gm.models.retrying import Wait

T = TypeVar("T")

_PATIENCE: Final = 4
"""A reasoning model may be silent for this many idle limits before its first piece: some think without a sound."""


class TransientFailure(ModelUnavailable):
    """Too busy, or an inner fault: the same candidate may well answer a moment later."""

    fault = "busy"
    wait: Wait | None = None
    """How long it wants to be left alone, where it has said so."""


class RefusedRequest(ModelUnavailable):
    """The server does not take the request as it is made: a plainer one may pass."""

    fault = "request"


class Deadlines:
    """Counts from its making. `next` waits for one piece; it raises `ModelUnavailable` when time is up."""

    def __init__(self, request: BackendRequest) -> None:
        self._idle = request.idle_timeout
        self._first = request.idle_timeout * (_PATIENCE if request.candidate.reasoning else 1)
        self._model = request.candidate.model
        self._total = request.total_timeout
        self._end = asyncio.get_running_loop().time() + request.total_timeout
        self.begun = False
        """Whether anything has arrived."""

    async def next(self, piece: Awaitable[T]) -> T:
        """Await the next piece, at most until the idle or the total limit, whichever comes first."""
        loop = asyncio.get_running_loop()
        idle = self._idle if self.begun else self._first
        limit = min(loop.time() + idle, self._end)
        try:
            async with asyncio.timeout_at(limit):
                return await piece
        except TimeoutError:
            if loop.time() >= self._end:
                raise ModelUnavailable(f"{self._model} was not done after {self._total:g} s").of("slow") from None
            what = "fell silent" if self.begun else "did not begin to answer"
            raise ModelUnavailable(f"{self._model} {what} for {idle:g} s").of("silent") from None
