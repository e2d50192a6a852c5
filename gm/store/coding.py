"""How values look inside columns: compact JSON, changes as short lists. (Money: `gm.store.nano`.)"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from gm.domain.effects import Change
from gm.domain.errors import StoreError
from gm.domain.values import Scalar


class Damaged(StoreError):
    """A row holds what this program never wrote there."""


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Within it, content that cannot be read is a `Damaged` that names the row, never a stack trace."""
    try:
        yield
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise Damaged(
            f"{what} is damaged: it cannot be read.",
            remedy="`gm db verify` names everything that is damaged; a backup may have it whole.",
        ) from error


def dump(value: Any) -> str:
    """Compact JSON, the same on every machine."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_scalar(value: Scalar) -> str | None:
    """A value of the world's state; None (absent) stays NULL."""
    return None if value is None else dump(value)


@lru_cache(maxsize=8192)
def load_scalar(body: str) -> Scalar:
    """The value behind a state row. Cached by its text: the same few values come again and again."""
    value: Scalar = json.loads(body)
    return value


def dump_changes(changes: Iterable[Change]) -> str:
    """Changes as lists of four."""
    return dump([[c.entity, c.path, c.before, c.after] for c in changes])


def load_changes(body: str) -> tuple[Change, ...]:
    """The changes of a commit."""
    return tuple(Change(entity=e, path=p, before=b, after=a) for e, p, b, a in json.loads(body))


def commit_hash(
    previous: bytes, *, seq: int, kind: str, turn_uid: str | None, changes: str, created_at: datetime
) -> bytes:
    """The hash that chains a commit to the one before. Made of what is the same in every database: no row numbers."""
    moment = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    content = dump([seq, kind, turn_uid, changes, moment])
    return hashlib.sha256(previous + content.encode()).digest()


def uid_of(*parts: object) -> str:
    """A uid that follows from its parts: 32 hex digits."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=16).hexdigest()


def load_choices(body: str | None) -> dict[str, str]:
    """Answers to parked questions; none for NULL."""
    return dict(json.loads(body)) if body else {}
