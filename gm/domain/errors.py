"""The exception tree. Each class says what a user may read; faces print `str(error)` and `error.remedy`, nothing else.

GmError                    anything that we expect to go wrong
├── InputError             the caller asked for something that cannot be: exit 2 at the terminal
│   ├── NotFound           an unknown game, campaign, character, turn, route …
│   └── Refused            understood, and against a rule of the table or of history
│       └── HistoryConflict   undo would pull the ground from under a later commit (names the paths)
├── AuthoringError         a campaign or ruleset file is wrong (carries every Problem found)
├── ConfigError            gm.yaml, an environment variable or a template is wrong
├── DiceError              a dice expression is wrong or too large
├── FormulaError           a ruleset's formula is wrong, or has no value for these numbers
├── EffectError            an effect cannot be applied to this state
├── StoreError             the database is locked, full, newer than us, or unreachable
│   ├── StaleFence         another process has taken this scene over: stop writing
│   └── Conflict           the state that was read has changed meanwhile: rule again
└── ModelError             a model call failed
    ├── ModelUnavailable   refused, timed out, died, rate limited: another candidate may do
    ├── ContextOverflow    the prompt was longer than the window
    ├── BadReply           empty, truncated or malformed reply
    └── BudgetExceeded     a spend limit forbids the call: nothing left the machine
        └── SpendingPaused    ... and the turn is to wait: nothing of it is lost
"""

from typing import Self


class GmError(Exception):
    """Base of all expected failures. `remedy` is one line on what to do about it, or empty.

    `key` and `values` let a face say it in the reader's language; '' where there is only the English text.
    """

    def __init__(self, message: str, *, remedy: str = "", key: str = "", **values: object) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.key = key
        self.values = values


class InputError(GmError):
    """The request itself cannot be carried out."""


class NotFound(InputError):
    """Something was named that is not there."""


class Refused(InputError):
    """Understood, and against a rule of the table or of history."""


class HistoryConflict(Refused):
    """An undo would overwrite what a later commit decided. `paths` names each `entity/path` in the way."""

    def __init__(
        self, message: str, *, paths: tuple[str, ...], remedy: str = "", key: str = "", **values: object
    ) -> None:
        super().__init__(message, remedy=remedy, key=key, **values)
        self.paths = paths


class AuthoringError(GmError):
    """A campaign or ruleset cannot be used. `problems` holds all of them (see `gm.authoring`)."""

    def __init__(self, message: str, *, problems: tuple[object, ...] = (), remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.problems = problems


class ConfigError(GmError):
    """The host's settings or a template are wrong."""


class DiceError(GmError):
    """A dice expression is malformed or beyond the caps."""


class FormulaError(GmError):
    """A formula is malformed (`at`: the character where, counted from 0), or has no value for the numbers it got."""

    def __init__(self, message: str, *, at: int = 0, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.at = at


class EffectError(GmError):
    """An effect does not fit the state that it should change."""


class StoreError(GmError):
    """The database cannot do what was asked."""


class StaleFence(StoreError):
    """The lease on the scene was lost to another process; nothing was written."""


class Conflict(StoreError):
    """State that a ruling relied on has changed since it was read; nothing was written. `paths`: each `entity/path`
    that has, where it is known."""

    def __init__(
        self, message: str, *, paths: tuple[str, ...] = (), remedy: str = "", key: str = "", **values: object
    ) -> None:
        super().__init__(message, remedy=remedy, key=key, **values)
        self.paths = paths


_TURNED_DOWN = frozenset({"unreachable", "busy", "rate", "key", "credit", "unknown_model", "request", "overflow"})


class ModelError(GmError):
    """A model call failed. `retryable` says whether another candidate may succeed; `fault` what went wrong, as it is
    counted (`gm.domain.health.Fault`)."""

    retryable = True
    fault = "other"

    @property
    def unbilled(self) -> bool:
        """Whether it was turned down before anything was written, so that nobody pays for it."""
        return self.fault in _TURNED_DOWN

    def of(self, fault: str) -> Self:
        """The same error, with its fault named."""
        self.fault = fault
        return self


class ModelUnavailable(ModelError):
    """The provider refused, timed out, died or limited the rate."""


class ContextOverflow(ModelError):
    """The prompt did not fit into the model's window. `window` and `asked`: tokens, where the server says so."""

    fault = "overflow"
    window: int | None = None
    asked: int | None = None


class BadReply(ModelError):
    """The reply was empty, cut off or not of the form that was asked for."""

    fault = "form"


class BudgetExceeded(ModelError):
    """A spend limit or a stop forbids the call. No byte has left the machine.

    `kind` says which: `day`, `month`, `campaign_day`, `campaign_month`, `player_day`, `player_month`, `stopped`, or
    `unpriced` for a model whose price nobody knows, under a limit in money.
    """

    retryable = False
    fault = "budget"

    def __init__(
        self, message: str, *, remedy: str = "", key: str = "", kind: str = "", scope: str = "", **values: object
    ) -> None:
        super().__init__(message, remedy=remedy, key=key, **values)
        self.kind = kind
        self.scope = scope
        """Whose limit it is (`gm.domain.budgets`); '' where it is nobody's alone."""


class SpendingPaused(BudgetExceeded):
    """A limit or a stop forbids the call, and nobody is to stand in (`at_limit: stop`): the turn waits as it is."""
