"""The one door to language models (promise 3): reserve, call, settle; a row for every try, whatever becomes of it.

Candidates are asked in order. One that fails hands on to the next; one that dies while it speaks is continued by the
next from the words already shown; over a spend limit only free ones are asked; behind the last stands the offline
backend. No transaction is open while a model is called (promise 4): the ledger's methods are transactions of their own.
"""

import asyncio
import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from gm.domain.budgets import Strain
from gm.domain.calls import Backend, CallPurpose, Candidate, Completion, Rung
from gm.domain.embeddings import Embedder, Embedding
from gm.domain.errors import BudgetExceeded, ContextOverflow, ModelError, ModelUnavailable, SpendingPaused
from gm.domain.health import Done, Fault
from gm.domain.ledger import Ledger
from gm.domain.prompt import Prompt
from gm.domain.protocols import Clock, TokenCounter
from gm.models.accounts import Account
from gm.models.attempt import PLAINLY, Manner, OnText, Progress
from gm.models.calling import REPAIR_KEY, Caller
from gm.models.deadlines import RefusedRequest
from gm.models.embedding import SECONDS, Asking, embed
from gm.models.events import Notes, Relay
from gm.models.ladder import helps_to_descend, rungs
from gm.models.policy import permitted
from gm.models.pricing import is_free
from gm.models.remedies import Remedies
from gm.models.routes import OFFLINE, RouteTable
from gm.models.thrift import thrifty

__all__ = ["REPAIR_KEY", "Door"]


class Door:
    """Calls models. `idle_timeout` and `total_timeout` in seconds, for each try.

    `offline` is the candidate of last resort; None leaves it out. A candidate whose fault may pass in a moment is asked
    again after a pause, if nothing was shown yet; one that fails again and again rests (`remedies`; without any, with
    `retry_delay` as the first pause in seconds).
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
        remedies: Remedies | None = None,
        at_limit: Literal["offline", "stop"] = "offline",
    ) -> None:
        self.routes = routes
        self.at_limit = at_limit
        self._backends = backends
        self._ledger = ledger
        self._clock = clock
        self._counter = counter
        self.idle_timeout = idle_timeout
        self.total_timeout = total_timeout
        self._offline = offline if offline is not None and offline.backend in backends else None
        self.remedies = remedies or Remedies.alone(clock, first=retry_delay)
        self._embedders = embedders or {}
        self._starts_inside: set[str] = set()
        """Models seen to start their replies inside a block of thinking."""
        self._refused: set[tuple[str, str | None, Rung]] = set()
        """(model, endpoint, rung): ways of asking that were refused where a plainer one was taken."""
        self._account: Account | None = None

    def on(self, account: Account) -> "Door":
        """The same door, paid for and counted by an account: its routes, its keys, its limits."""
        bound = copy.copy(self)
        bound._account, bound.routes, bound.at_limit = account, account.routes, account.at_limit
        return bound

    def with_routes(self, routes: RouteTable) -> "Door":
        """The same door, with other routes."""
        bound = copy.copy(self)
        bound.routes = routes
        return bound

    def watch(self, around: Callable[[Ledger], Ledger]) -> None:
        """Put something around the ledger, such as a counter of calls."""
        self._ledger = around(self._ledger)

    def candidates(self, purpose: CallPurpose) -> tuple[Candidate, ...]:
        """Who is asked in this role, in order."""
        return self.routes.route(purpose.role).candidates

    async def note_escalation(self, purpose: CallPurpose, to: Candidate, why: Fault = "moment") -> None:
        """It is handed to another than the first of the route: that can be seen in the log."""
        first = next(iter(self.candidates(purpose)), OFFLINE)
        await Notes(self.remedies.events, purpose).note(first, why, "escalated", to=to.model)

    async def gives_up(self, purpose: CallPurpose, relay: Relay, *, to: Candidate | None = None) -> None:
        """Nobody is asked any more about what went wrong in a relay. `to`: who decides instead, without being asked
        through the door (the offline rules)."""
        notes = Notes(self.remedies.events, purpose, relay)
        await (notes.gives_up() if to is None else notes.asks(to))

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
            SpendingPaused: a limit forbids the call, nothing free is there, and turns are to wait (`at_limit`).
            BudgetExceeded: a limit forbids the call and nothing free is there.
            ModelError: all candidates failed; it is the first one's error.
        """
        if self._account is not None:
            purpose = replace(purpose, payer=self._account.payer, account=self._account.name)
        notes = Notes(self.remedies.events, purpose, manner.relay)
        progress = Progress(prompt, purpose, on_text, prefix, notes, manner=manner, formless=not manner.form)
        route = self.routes.route(purpose.role).candidates if candidates is None else candidates
        try:
            for candidate, alone in await self._order(route, progress):
                if not (progress.over_limit and not is_free(candidate)):
                    done = await self._descend(candidate, progress, alone=alone)
                    if done is not None:
                        return done
            return await self._last_resort(route, progress)
        except ModelError:
            if manner.relay is None:
                await notes.gives_up()
            raise

    async def _order(self, route: Sequence[Candidate], progress: Progress) -> list[tuple[Candidate, bool]]:
        """Who is asked, in order, and whether nobody comes after. Those that rest are left out; but where nobody else
        stands behind them, the one that recovers first is asked after all others."""
        may = [candidate for candidate in route if permitted(candidate, progress.purpose, self.routes.terms)]
        may = list(await self.thrifty(may, progress.purpose))
        order = await self.remedies.ward.order(may, self._account, seconds=self.total_timeout)
        for candidate in order.resting:
            resting = ModelUnavailable(f"{candidate.model} is left alone for a while: it failed before").of("resting")
            progress.failures.append(resting)
            progress.first = progress.first or candidate
            progress.notes.fell(candidate, resting, None, shown=False)
        asked = [*order.awake, *(order.resting[:1] if progress.manner.last_resort else ())]
        return [(candidate, at == len(asked) - 1) for at, candidate in enumerate(asked)]

    async def embed(self, texts: Sequence[str], *, purpose: CallPurpose, seconds: float = SECONDS) -> Embedding:
        """A vector for each text, by the model of the role's route.

        Raises:
            BudgetExceeded: a limit forbids the call.
            ModelError: nobody may be asked, or the one who was asked failed. Nobody stands in.
        """
        account = self._account
        if account is not None:
            purpose = replace(purpose, payer=account.payer, account=account.name)
        asking = Asking(self._embedders, self._ledger, self._clock, self._counter, account, self.remedies)
        return await embed(
            asking, self.routes.route(purpose.role).candidates, texts, purpose, seconds, self.routes.terms
        )

    async def strains(self, purpose: CallPurpose) -> tuple[Strain, ...]:
        """Limits on a call for this purpose that are mostly used up."""
        account = self._account
        if account is not None:
            purpose = replace(purpose, payer=account.payer, account=account.name)
        return await self._ledger.strains(purpose, account.limits if account is not None else ())

    async def thrifty(self, candidates: Sequence[Candidate], purpose: CallPurpose) -> Sequence[Candidate]:
        """The candidates as they are asked: while a limit is mostly used up, the cheapest first and no dearer ones."""
        cheaper = thrifty(candidates)
        if cheaper == tuple(candidates) or not await self.strains(purpose):
            return candidates
        return cheaper

    async def _descend(self, candidate: Candidate, progress: Progress, *, alone: bool) -> Completion | None:
        """One candidate, in plainer and plainer forms where an answer of a fixed form is asked for."""
        if progress.prompt.schema is None or candidate.backend == OFFLINE.backend:
            return await self._attempts(candidate, progress, alone=alone)
        ways = [(rung, as_asked) for rung, as_asked in rungs(candidate)]
        ways = [way for way in ways if (candidate.model, candidate.endpoint, way[0]) not in self._refused] or ways[-1:]
        refused: list[Rung] = []
        for rung, as_asked in ways if progress.manner.descend else ways[:1]:
            done = await self._attempts(as_asked, progress, alone=alone, rung=rung)
            if done is None and rung != "schema" and not progress.formless and _too_long(progress):
                progress.formless = True
                done = await self._attempts(as_asked, progress, alone=alone, rung=rung)
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
        over = next((failure for failure in failures if isinstance(failure, BudgetExceeded)), None)
        if over is not None and self.at_limit == "stop" and progress.manner.last_resort:
            text = f"{over} The turn waits, nothing of it is lost."
            raise SpendingPaused(text, remedy=over.remedy, kind=over.kind, scope=over.scope)
        if progress.manner.last_resort and self._offline is not None and self._offline not in route:
            done = await self._attempts(self._offline, progress, alone=True)
            if done is not None:
                return done
        if not failures:
            raise ModelUnavailable(
                f"no model is set for {progress.purpose.role} that may be asked",
                remedy="set routes in gm.yaml, or a key: gm doctor",
            )
        raise failures[0]

    async def _attempts(
        self, candidate: Candidate, progress: Progress, *, alone: bool, rung: Rung = ""
    ) -> Completion | None:
        """One candidate, asked again if its fault may pass. None: the next one should be asked.

        `alone`: nobody but the offline backend comes after it.
        """
        notes, tried = progress.notes, 0
        retried: Done | None = None
        wait: float | None = None
        while True:
            shown = progress.shown
            tried += 1
            await notes.asks(candidate, retried=retried, wait=wait)
            try:
                done = await self._caller().call(candidate, progress, rung)
                await self.remedies.ward.answered(candidate, self._account)
                if progress.kept:
                    await notes.note(candidate, progress.kept, "kept", call_id=progress.last)  # type: ignore[arg-type]
                return done
            except BudgetExceeded as error:
                progress.over_limit = True
                progress.failures.append(error)
                notes.fell(candidate, error, progress.last, shown=False)
                return None
            except ModelError as error:
                rests = await self._note_failure(candidate, error, progress, shown)
                if isinstance(error, ContextOverflow) and self._refit(candidate, error, progress):
                    retried, wait = "refitted", None
                    continue
                wait = self.remedies.pause_after(error, tried, alone=alone, left=_left(progress))
                if wait is None or rests or progress.shown != shown:
                    return None
                retried = "retried"
                await self.remedies.pause(wait)

    async def _note_failure(self, candidate: Candidate, error: ModelError, progress: Progress, shown: str) -> bool:
        """Gives whether the candidate rests from now on."""
        progress.failures.append(error)
        rests = False
        if progress.last is not None:
            rests = await self.remedies.failed(candidate, self._account, error, progress.notes)
        progress.notes.fell(candidate, error, progress.last, shown=progress.shown != shown)
        return rests

    def _refit(self, candidate: Candidate, error: ContextOverflow, progress: Progress) -> bool:
        """The prompt did not fit: remember the window, and make the prompt shorter, once. False: it cannot be."""
        counted = progress.prompt.tokens or sum(section.tokens for section in progress.prompt.sections)
        window = self.remedies.windows.learn(candidate, error, counted=counted, reply=progress.prompt.max_tokens)
        if progress.manner.refit is None or progress.refitted:
            return False
        progress.refitted = True
        try:
            shorter = progress.manner.refit(window)
        except ContextOverflow:  # what must stand in it is too much
            return False
        if shorter.tokens >= progress.prompt.tokens:
            return False
        progress.prompt = shorter
        return True

    def window_of(self, candidate: Candidate) -> int:
        """Tokens that prompt and reply may take together: what the route says, or less where the server has said so."""
        return self.remedies.windows.of(candidate)

    def _caller(self) -> Caller:
        return Caller(
            self._backends,
            self._ledger,
            self._clock,
            self._counter,
            self._account,
            self.idle_timeout,
            self.total_timeout,
            self._starts_inside,
            self.routes.terms,
        )


def _too_long(progress: Progress) -> bool:
    return isinstance(progress.failures[-1], ContextOverflow)


def _left(progress: Progress) -> float | None:
    """Seconds that are left for asking anybody; None: there is no end to it."""
    ends = progress.manner.ends
    return None if ends is None else max(0.0, ends - asyncio.get_running_loop().time())
