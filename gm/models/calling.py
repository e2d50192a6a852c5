"""One call to one candidate: its row is reserved, the stream is read and shown, what is no answer is refused, the row
is settled. Whatever happens, the row is closed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.calls import Backend, BackendRequest, Candidate, Completion, Rung
from gm.domain.errors import BudgetExceeded, ConfigError, ModelError, ModelUnavailable
from gm.domain.ledger import CallEnd, CallStart, Ledger
from gm.domain.policy import Terms
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.domain.protocols import Clock, TokenCounter
from gm.domain.tools import numbered
from gm.models.accounts import Account
from gm.models.attempt import Attempt, Progress, joint_for, leaving, whole
from gm.models.joint import WholeWords
from gm.models.ladder import Unsound, with_form
from gm.models.pricing import cautious_cost, cautious_tokens, reply_budget, settled_cost
from gm.models.reasoning import DEFAULT_HOLD, ReasoningFilter
from gm.models.routes import OFFLINE
from gm.models.sieve import Sieve
from gm.models.soundness import keep_what_was_good, refuse_what_is_no_answer

_GO_ON: Final = (
    "Your reply broke off there. Go on exactly where it stops, beginning with the very next word. "
    "Repeat nothing, explain nothing, and finish it within what is left of its length."
)
_LONGEST_TOKEN: Final = 16
"""Characters, on average: a reply of more than its limit times as many has none."""
_SHORTEST_REST: Final = 64
"""Tokens that a continuation gets at least."""
REPAIR_KEY: Final = "repair/problems"
"""Key of the section that sends an answer back; it is the last one."""


@dataclass(slots=True)
class Caller:
    """What one call needs of its door. `starts_inside`: models seen to start their replies inside a block of
    thinking."""

    backends: Mapping[str, Backend]
    ledger: Ledger
    clock: Clock
    counter: TokenCounter
    account: Account | None
    idle_timeout: float
    total_timeout: float
    starts_inside: set[str]
    terms: Terms

    async def call(self, candidate: Candidate, progress: Progress, rung: Rung) -> Completion:
        """The answer. Raises ModelError; `progress.last` is the call's number, or None if none was made."""
        progress.last = None
        backend = self.backends.get(candidate.backend)
        if backend is None:
            raise ConfigError(
                f"{candidate.model} wants the backend {candidate.backend!r}, which is not there",
                remedy=f"backends are {', '.join(sorted(self.backends))}",
            )
        seconds = self._seconds(candidate, progress)
        prompt = self._continued(progress)
        if not candidate.tools:
            prompt = prompt.without_tools()
        if rung and not progress.formless:
            prompt = with_form(prompt, rung, candidate, self.counter)
        progress.tries += 1
        progress.first = progress.first or candidate
        attempt = Attempt(
            candidate, 0, self.clock.monotonic(), base=progress.shown, rung=rung, hop=progress.purpose.hop
        )
        if candidate.backend != OFFLINE.backend:
            attempt.most = prompt.max_tokens * _LONGEST_TOKEN
        await self._reserve(attempt, prompt, progress)
        progress.last = attempt.call_id
        try:
            sieve = self._sieve(attempt, prompt)
            try:
                await self._listen(backend, attempt, prompt, progress, seconds, sieve)
            except ModelError:
                if sieve and not attempt.turned_down:
                    await self._show(sieve.salvage(), attempt, progress)
                raise
            refuse_what_is_no_answer(attempt, progress)
        except ModelError as error:
            unbilled = error.unbilled and attempt.first_token_ms is None
            await self._settle(attempt, str(error), error.fault, unbilled=unbilled)
            if progress.shown != attempt.base:
                progress.broken = attempt.call_id
            raise
        except asyncio.CancelledError:
            attempt.left = True
            await self._settle(attempt, "cancelled")
            raise
        except BaseException as error:
            attempt.left = True
            await self._settle(attempt, f"interrupted by {type(error).__name__}")
            raise
        await self._settle(attempt, "")
        return self._completion(attempt, progress)

    def _continued(self, progress: Progress) -> Prompt:
        """The prompt, with the words already shown and the order to go on from them."""
        shown = progress.shown.rstrip()
        if not shown:
            return progress.prompt
        base, spent = progress.prompt, self.counter.count(shown)
        added = (
            PromptSection("continuation/shown", shown, Layer.TAIL, spent, "assistant", required=True),
            PromptSection("continuation/order", _GO_ON, Layer.TAIL, self.counter.count(_GO_ON), "user", required=True),
        )
        rest = max(min(_SHORTEST_REST, base.max_tokens), base.max_tokens - spent)
        tokens = base.tokens + sum(section.tokens for section in added) if base.tokens else 0
        return replace(base, sections=(*base.sections, *added), max_tokens=rest, tokens=tokens)

    async def _reserve(self, attempt: Attempt, prompt: Prompt, progress: Progress) -> None:
        """Write the row before any byte leaves.

        Raises:
            BudgetExceeded: a limit forbids it.
        """
        candidate = attempt.candidate
        estimate = prompt.tokens or sum(section.tokens for section in prompt.sections)
        start = CallStart(
            purpose=progress.purpose,
            candidate=candidate,
            sections=prompt.sections,
            attempt=progress.tries,
            prompt_estimate=estimate,
            max_tokens=reply_budget(candidate, prompt.max_tokens),
            reserved_cost=cautious_cost(candidate, estimate, prompt.max_tokens),
            reserved_tokens=cautious_tokens(candidate, estimate, prompt.max_tokens),
            seconds=self.total_timeout,
            continues=progress.broken,
            tools_offered=len(prompt.tools) if prompt.may_call else 0,
            rung=_told(attempt, progress),
            limits=self.account.limits if self.account is not None else (),
        )

        attempt.held = start.reserved_cost

        async def write() -> None:
            attempt.call_id = await self.ledger.reserve(start)

        try:
            await whole(write())
        except asyncio.CancelledError:
            if attempt.call_id:
                await self._settle(attempt, "cancelled")
            raise

    def _seconds(self, candidate: Candidate, progress: Progress) -> float:
        """How long this try may take.

        Raises:
            ModelUnavailable: there is no time left for it.
        """
        if progress.manner.ends is None or candidate.backend == OFFLINE.backend:
            return self.total_timeout
        left = progress.manner.ends - asyncio.get_running_loop().time()
        if left <= 0:
            raise ModelUnavailable(f"there was no time left to ask {candidate.model}")
        return min(left, self.total_timeout)

    async def _listen(
        self,
        backend: Backend,
        attempt: Attempt,
        prompt: Prompt,
        progress: Progress,
        seconds: float,
        sieve: Sieve | None,
    ) -> None:
        """Read the stream. What may be shown goes out at once: whole words, no thinking, no repetition."""
        request = BackendRequest(
            candidate=attempt.candidate,
            role=progress.purpose.role,
            messages=prompt.messages(),
            max_tokens=prompt.max_tokens,
            brief=prompt.brief,
            schema=prompt.schema,
            tools=prompt.tools,
            may_call=prompt.may_call,
            idle_timeout=self.idle_timeout,
            total_timeout=seconds,
            data_policy=progress.purpose.data_policy,
            terms=self.terms,
            keys=self.account.keys if self.account is not None else None,
        )
        thoughts = ReasoningFilter(self._hold(attempt.candidate))
        words = WholeWords()
        joint = joint_for(attempt.candidate, progress.shown)
        async with leaving(backend.stream(request)) as pieces:
            async for chunk in pieces:
                attempt.left = True  # by whoever wants no more of it, until it is looked through
                if chunk.usage is not None:
                    attempt.usage = chunk.usage
                attempt.finish_reason = chunk.finish_reason or attempt.finish_reason
                attempt.model = chunk.model or attempt.model
                if prompt.tools and prompt.may_call:
                    attempt.calls += numbered(chunk.calls, max(1, progress.purpose.hop))
                if chunk.text or chunk.reasoning:
                    if attempt.first_token_ms is None:
                        attempt.first_token_ms = self._since(attempt)
                    seen = thoughts.separate(chunk.reasoning).text if chunk.reasoning else ""
                    seen += thoughts.feed(chunk.text).text if chunk.text else ""
                    fresh = joint.feed(words.feed(seen))
                    await self._show(sieve.feed(fresh) if sieve else fresh, attempt, progress)
                    if sieve and sieve.stop:
                        break
                attempt.left = False
        if not (sieve and sieve.stop):
            rest = words.feed(thoughts.finish().text) + words.finish()
            fresh = joint.feed(rest) + joint.finish()
            await self._show(sieve.feed(fresh) if sieve else fresh, attempt, progress)
        if sieve:
            await self._show(sieve.finish(), attempt, progress)
            keep_what_was_good(sieve.stop, attempt, progress)
        if thoughts.leaked:
            self.starts_inside.add(attempt.candidate.model)

    async def _show(self, text: str, attempt: Attempt, progress: Progress) -> None:
        if not text:
            return
        attempt.text.append(text)
        attempt.size += len(text)
        if attempt.size > attempt.most:  # a server that knows no limit
            raise Unsound(f"{attempt.candidate.model} wrote without end").of("loop")
        if progress.streams:
            progress.shown += text
            try:
                await progress.on_text(text)  # type: ignore[misc]
            except ModelError:
                attempt.turned_down = True
                raise

    def _sieve(self, attempt: Attempt, prompt: Prompt) -> Sieve | None:
        """Prose is looked through; what has to be of a form, or comes from code, is not."""
        prose = prompt.schema is None and attempt.candidate.backend != OFFLINE.backend
        return Sieve(attempt, prompt) if prose else None

    def _hold(self, candidate: Candidate) -> int | None:
        """How much of the beginning is kept back until it is clear that it is no thinking."""
        if candidate.backend == OFFLINE.backend:
            return 0
        unseparated = candidate.reasoning and candidate.endpoint is not None
        return None if unseparated or candidate.model in self.starts_inside else DEFAULT_HOLD

    def _since(self, attempt: Attempt) -> int:
        return max(0, round((self.clock.monotonic() - attempt.started) * 1000))

    async def _settle(self, attempt: Attempt, error: str, fault: str = "", *, unbilled: bool = False) -> None:
        usage = attempt.usage
        if usage.cost is None:
            known = settled_cost(attempt.candidate, usage)
            usage = replace(usage, cost=attempt.held if known is None and attempt.left else known)
        attempt.usage, attempt.latency_ms = usage, self._since(attempt)
        end = CallEnd(
            status="failed" if error else "ok",
            usage=usage,
            finish_reason=attempt.finish_reason,
            first_token_ms=attempt.first_token_ms,
            latency_ms=attempt.latency_ms,
            error=error,
            unbilled=unbilled,
            model=attempt.model,
            fault=fault,
            reply="" if error else attempt.base + "".join(attempt.text),
            calls=() if error else attempt.calls,
            hop=attempt.hop,
        )
        await whole(self.ledger.settle(attempt.call_id, end))

    def _completion(self, attempt: Attempt, progress: Progress) -> Completion:
        candidate, note, refused, scope = attempt.candidate, "", "", ""
        told = [error for error in progress.failures if error.fault != "resting"]  # said when it began to rest
        if candidate.backend == OFFLINE.backend:
            told = progress.failures
        if told and progress.first is not None and candidate.model != progress.first.model:
            who = "the offline narrator" if candidate.backend == OFFLINE.backend else candidate.model
            note = f"{told[0]}; {who} {'went on' if attempt.base else 'answered'} instead"
            over = next((error for error in progress.failures if isinstance(error, BudgetExceeded)), None)
            refused, scope = (over.kind, over.scope) if over is not None else ("", "")
        return Completion(
            text=attempt.base + "".join(attempt.text),
            usage=attempt.usage,
            model=candidate.model,
            backend=candidate.backend,
            finish_reason=attempt.finish_reason,
            call_id=attempt.call_id,
            latency_ms=attempt.latency_ms,
            first_token_ms=attempt.first_token_ms,
            continued=bool(attempt.base),
            note=note,
            refused=refused,
            refused_scope=scope,
            candidate=candidate,
            rung=_told(attempt, progress),
            calls=attempt.calls,
        )


def _told(attempt: Attempt, progress: Progress) -> Rung:
    """The step of the ladder that this try is, as it is written down."""
    repairs = attempt.rung and progress.prompt.sections[-1].key == REPAIR_KEY
    return "repair" if repairs else attempt.rung
