"""The one door to language models (promise 3): reserve, call, settle; a row for every try, whatever becomes of it.

Candidates are asked in order. One that fails hands on to the next; one that dies while it speaks is continued by the
next from the words already shown; over a spend limit only free ones are asked; behind the last stands the offline
backend. No transaction is open while a model is called (promise 4): the ledger's methods are transactions of their own.
"""

import asyncio
import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from gm.domain.calls import Backend, BackendRequest, CallPurpose, Candidate, Completion, Rung
from gm.domain.embeddings import Embedder, Embedding
from gm.domain.errors import BadReply, BudgetExceeded, ConfigError, ContextOverflow, ModelError, ModelUnavailable
from gm.domain.ledger import CallEnd, CallStart, Ledger
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.domain.protocols import Clock, TokenCounter
from gm.domain.tools import numbered
from gm.models.accounts import Account
from gm.models.attempt import PLAINLY, Attempt, Manner, OnText, Progress, joint_for, leaving, whole
from gm.models.deadlines import RefusedRequest, TransientFailure
from gm.models.embedding import SECONDS, Asking, embed
from gm.models.joint import PARAGRAPH, WholeWords, close_off
from gm.models.json_text import extract_json
from gm.models.ladder import Censored, CutOff, helps_to_descend, rungs, with_form
from gm.models.policy import permitted
from gm.models.pricing import cautious_cost, is_free, reply_budget, settled_cost
from gm.models.reasoning import DEFAULT_HOLD, ReasoningFilter
from gm.models.routes import OFFLINE, RouteTable

_GO_ON: Final = (
    "Your reply broke off there. Go on exactly where it stops, beginning with the very next word. "
    "Repeat nothing, explain nothing, and finish it within what is left of its length."
)
_CENSORED: Final = frozenset({"content_filter", "safety"})
_SHORTEST_REST: Final = 64
"""Tokens that a continuation gets at least."""
REPAIR_KEY: Final = "repair/problems"
"""Key of the section that sends an answer back; it is the last one."""


class Door:
    """Calls models. `idle_timeout` and `total_timeout` in seconds, for each try.

    `offline` is the candidate of last resort; None leaves it out. A candidate whose fault may pass in a moment is asked
    once more after `retry_delay` seconds, if nothing was shown yet.
    """

    def __init__(
        self,
        routes: RouteTable,
        backends: Mapping[str, Backend],
        ledger: Ledger,
        clock: Clock,
        counter: TokenCounter,
        *,
        idle_timeout: float = 30.0,
        total_timeout: float = 180.0,
        offline: Candidate | None = OFFLINE,
        retry_delay: float = 0.5,
        embedders: Mapping[str, Embedder] | None = None,
    ) -> None:
        self.routes = routes
        self._backends = backends
        self._ledger = ledger
        self._clock = clock
        self._counter = counter
        self.idle_timeout = idle_timeout
        self.total_timeout = total_timeout
        self._offline = offline if offline is not None and offline.backend in backends else None
        self._retry_delay = retry_delay
        self._embedders = embedders or {}
        self._starts_inside: set[str] = set()
        """Models seen to start their replies inside a block of thinking."""
        self._refused: set[tuple[str, str | None, Rung]] = set()
        """(model, endpoint, rung): ways of asking that were refused where a plainer one was taken."""
        self._account: Account | None = None

    def on(self, account: Account) -> "Door":
        """The same door, paid for and counted by an account: its routes, its keys, its limits."""
        bound = copy.copy(self)
        bound._account, bound.routes = account, account.routes
        return bound

    def watch(self, around: Callable[[Ledger], Ledger]) -> None:
        """Put something around the ledger, such as a counter of calls."""
        self._ledger = around(self._ledger)

    def count(self, text: str) -> int:
        """Tokens of a text by the door's own count."""
        return self._counter.count(text)

    async def complete(
        self,
        prompt: Prompt,
        *,
        purpose: CallPurpose,
        on_text: OnText | None = None,
        prefix: str = "",
        candidates: Sequence[Candidate] | None = None,
        manner: Manner = PLAINLY,
    ) -> Completion:
        """The answer to `prompt`, and its text in pieces to `on_text` as it comes, in whole words.

        With a schema nothing is streamed. A `ModelError` that `on_text` raises turns the reply down, and the next
        candidate goes on; anything else that it raises ends the call and comes out here.

        `prefix` is the part of the answer that was shown before (a telling that a crash cut off): it is continued, not
        shown again, and is the beginning of the completion's text. `candidates` replaces the role's route; the offline
        backend still stands behind them. With a schema, each candidate is asked in the strictest form that it can be
        held to, then in plainer ones.

        Raises:
            ContextOverflow: the prompt was too long for every model that was asked; it should be fitted anew.
            BudgetExceeded: a limit forbids the call and nothing free is there.
            ModelError: all candidates failed; it is the first one's error.
        """
        if self._account is not None:
            purpose = replace(purpose, payer=self._account.payer, account=self._account.name)
        progress = Progress(prompt, purpose, on_text, prefix, manner=manner, formless=not manner.form)
        route = self.routes.route(purpose.role).candidates if candidates is None else candidates
        for candidate in route:
            if permitted(candidate, purpose, self.routes.terms) and not (
                progress.over_limit and not is_free(candidate)
            ):
                done = await self._descend(candidate, progress)
                if done is not None:
                    return done
        return await self._last_resort(route, progress)

    async def embed(self, texts: Sequence[str], *, purpose: CallPurpose, seconds: float = SECONDS) -> Embedding:
        """A vector for each text, by the model of the role's route.

        Raises:
            BudgetExceeded: a limit forbids the call.
            ModelError: nobody may be asked, or the one who was asked failed. Nobody stands in.
        """
        account = self._account
        if account is not None:
            purpose = replace(purpose, payer=account.payer, account=account.name)
        asking = Asking(self._embedders, self._ledger, self._clock, self._counter, account, self._retry_delay)
        return await embed(
            asking, self.routes.route(purpose.role).candidates, texts, purpose, seconds, self.routes.terms
        )

    async def _descend(self, candidate: Candidate, progress: Progress) -> Completion | None:
        """One candidate, in plainer and plainer forms where an answer of a fixed form is asked for."""
        if progress.prompt.schema is None or candidate.backend == OFFLINE.backend:
            return await self._attempts(candidate, progress)
        ways = [(rung, as_asked) for rung, as_asked in rungs(candidate)]
        ways = [way for way in ways if (candidate.model, candidate.endpoint, way[0]) not in self._refused] or ways[-1:]
        refused: list[Rung] = []
        for rung, as_asked in ways if progress.manner.descend else ways[:1]:
            done = await self._attempts(as_asked, progress, rung=rung)
            if done is None and rung != "schema" and not progress.formless and _too_long(progress):
                progress.formless = True
                done = await self._attempts(as_asked, progress, rung=rung)
            if done is not None:
                self._refused |= {(candidate.model, candidate.endpoint, each) for each in refused}
                return done
            if not helps_to_descend(progress.failures[-1]):
                return None
            if isinstance(progress.failures[-1], RefusedRequest):
                refused.append(rung)
        return None

    async def _last_resort(self, route: Sequence[Candidate], progress: Progress) -> Completion:
        failures = progress.failures
        if failures and all(isinstance(failure, ContextOverflow) for failure in failures):
            raise failures[0]
        if progress.manner.last_resort and self._offline is not None and self._offline not in route:
            done = await self._attempts(self._offline, progress)
            if done is not None:
                return done
        if not failures:
            raise ModelUnavailable(
                f"no model is set for {progress.purpose.role} that may be asked",
                remedy="set routes in gm.yaml, or a key: gm doctor",
            )
        raise failures[0]

    async def _attempts(self, candidate: Candidate, progress: Progress, *, rung: Rung = "") -> Completion | None:
        """One candidate, asked again once if its fault may pass. None: the next one should be asked."""
        for again in (True, False):
            shown = progress.shown
            try:
                return await self._attempt(candidate, progress, rung)
            except BudgetExceeded as error:
                progress.over_limit = True
                progress.failures.append(error)
                return None
            except ModelError as error:
                progress.failures.append(error)
                if not again or not isinstance(error, TransientFailure) or progress.shown != shown:
                    return None
                await asyncio.sleep(self._retry_delay)
        return None

    async def _attempt(self, candidate: Candidate, progress: Progress, rung: Rung) -> Completion:
        backend = self._backends.get(candidate.backend)
        if backend is None:
            raise ConfigError(
                f"{candidate.model} wants the backend {candidate.backend!r}, which is not there",
                remedy=f"backends are {', '.join(sorted(self._backends))}",
            )
        seconds = self._seconds(candidate, progress)
        prompt = self._continued(progress)
        if not candidate.tools:
            prompt = prompt.without_tools()
        if rung and not progress.formless:
            prompt = with_form(prompt, rung, candidate, self._counter)
        progress.tries += 1
        progress.first = progress.first or candidate
        attempt = Attempt(
            candidate, 0, self._clock.monotonic(), base=progress.shown, rung=rung, hop=progress.purpose.hop
        )
        await self._reserve(attempt, prompt, progress)
        try:
            await self._listen(backend, attempt, prompt, progress, seconds)
            self._check(attempt, progress)
        except ModelError as error:
            await self._settle(attempt, str(error))
            if progress.shown != attempt.base:
                progress.broken = attempt.call_id
            raise
        except asyncio.CancelledError:
            await self._settle(attempt, "cancelled")
            raise
        except BaseException as error:
            await self._settle(attempt, f"interrupted by {type(error).__name__}")
            raise
        await self._settle(attempt, "")
        return self._completion(attempt, progress)

    def _continued(self, progress: Progress) -> Prompt:
        """The prompt, with the words already shown and the order to go on from them."""
        shown = progress.shown.rstrip()
        if not shown:
            return progress.prompt
        base, spent = progress.prompt, self.count(shown)
        added = (
            PromptSection("continuation/shown", shown, Layer.TAIL, spent, "assistant", required=True),
            PromptSection("continuation/order", _GO_ON, Layer.TAIL, self.count(_GO_ON), "user", required=True),
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
            continues=progress.broken,
            tools_offered=len(prompt.tools) if prompt.may_call else 0,
            rung=_told(attempt, progress),
            limits=self._account.limits if self._account is not None else (),
        )

        async def write() -> None:
            attempt.call_id = await self._ledger.reserve(start)

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
        self, backend: Backend, attempt: Attempt, prompt: Prompt, progress: Progress, seconds: float
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
            terms=self.routes.terms,
            keys=self._account.keys if self._account is not None else None,
        )
        sieve = ReasoningFilter(self._hold(attempt.candidate))
        words = WholeWords()
        joint = joint_for(attempt.candidate, progress.shown)
        async with leaving(backend.stream(request)) as pieces:
            async for chunk in pieces:
                if chunk.usage is not None:
                    attempt.usage = chunk.usage
                attempt.finish_reason = chunk.finish_reason or attempt.finish_reason
                if prompt.tools and prompt.may_call:
                    attempt.calls += numbered(chunk.calls, max(1, progress.purpose.hop))
                if chunk.text or chunk.reasoning:
                    if attempt.first_token_ms is None:
                        attempt.first_token_ms = self._since(attempt)
                    seen = sieve.separate(chunk.reasoning).text if chunk.reasoning else ""
                    seen += sieve.feed(chunk.text).text if chunk.text else ""
                    await self._show(joint.feed(words.feed(seen)), attempt, progress)
        rest = words.feed(sieve.finish().text) + words.finish()
        await self._show(joint.feed(rest) + joint.finish(), attempt, progress)
        if sieve.leaked:
            self._starts_inside.add(attempt.candidate.model)

    async def _show(self, text: str, attempt: Attempt, progress: Progress) -> None:
        if not text:
            return
        attempt.text.append(text)
        if progress.streams:
            progress.shown += text
            await progress.on_text(text)  # type: ignore[misc]

    def _check(self, attempt: Attempt, progress: Progress) -> None:
        """Refuse what is no answer.

        Raises:
            BadReply: empty, cut off where that breaks it, or not of the form asked for.
        """
        who, text = attempt.candidate.model, "".join(attempt.text)
        if attempt.finish_reason in _CENSORED:
            raise Censored(f"{who} was stopped by its content filter")
        if attempt.calls and attempt.finish_reason != "length":
            return
        if not text.strip() and not (attempt.base and close_off(attempt.base) == PARAGRAPH):
            raise BadReply(f"{who} gave an empty reply")
        if progress.prompt.schema is not None:
            if attempt.finish_reason == "length":
                raise CutOff(f"{who} was cut off before its answer was whole")
            if attempt.rung == "text" and progress.manner.words_will_do:
                return
            try:
                extract_json(text)
            except BadReply as error:
                raise BadReply(f"{who}: {error}") from None

    def _hold(self, candidate: Candidate) -> int | None:
        """How much of the beginning is kept back until it is clear that it is no thinking."""
        if candidate.backend == OFFLINE.backend:
            return 0
        unseparated = candidate.reasoning and candidate.endpoint is not None
        return None if unseparated or candidate.model in self._starts_inside else DEFAULT_HOLD

    def _since(self, attempt: Attempt) -> int:
        return max(0, round((self._clock.monotonic() - attempt.started) * 1000))

    async def _settle(self, attempt: Attempt, error: str) -> None:
        usage = attempt.usage
        if usage.cost is None:
            usage = replace(usage, cost=settled_cost(attempt.candidate, usage))
        attempt.usage, attempt.latency_ms = usage, self._since(attempt)
        end = CallEnd(
            status="failed" if error else "ok",
            usage=usage,
            finish_reason=attempt.finish_reason,
            first_token_ms=attempt.first_token_ms,
            latency_ms=attempt.latency_ms,
            error=error,
            reply="" if error else attempt.base + "".join(attempt.text),
            calls=() if error else attempt.calls,
            hop=attempt.hop,
        )
        await whole(self._ledger.settle(attempt.call_id, end))

    def _completion(self, attempt: Attempt, progress: Progress) -> Completion:
        candidate, note, refused = attempt.candidate, "", ""
        if progress.failures and progress.first is not None and candidate.model != progress.first.model:
            who = "the offline narrator" if candidate.backend == OFFLINE.backend else candidate.model
            note = f"{progress.failures[0]}; {who} {'went on' if attempt.base else 'answered'} instead"
            refused = next((error.kind for error in progress.failures if isinstance(error, BudgetExceeded)), "")
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
            candidate=candidate,
            rung=_told(attempt, progress),
            calls=attempt.calls,
        )


def _too_long(progress: Progress) -> bool:
    return isinstance(progress.failures[-1], ContextOverflow)


def _told(attempt: Attempt, progress: Progress) -> Rung:
    """The step of the ladder that this try is, as it is written down."""
    repairs = attempt.rung and progress.prompt.sections[-1].key == REPAIR_KEY
    return "repair" if repairs else attempt.rung
