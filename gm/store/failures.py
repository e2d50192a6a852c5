"""Vendor errors become one clear line: the only place that knows what drivers raise."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from gm.domain.errors import StoreError

_KNOWN: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("database is locked", "database table is locked", "lock timeout", "deadlock detected"),
        "The database is busy: another program has been writing to it for too long.",
        "Close the other program, or try again in a moment.",
    ),
    (
        ("disk is full", "no space left", "could not extend file"),
        "The disk is full: nothing was written.",
        "Free some space and try again; what was committed before is safe.",
    ),
    (
        ("disk i/o error", "input/output error"),
        "The disk failed to read or write: it may be full, unplugged or read-only.",
        "Check the disk and its free space, then try again; what was committed before is safe.",
    ),
    (
        ("readonly database", "read-only transaction", "permission denied"),
        "The database cannot be written to.",
        "Check who owns the file and its folder, and that neither is read-only.",
    ),
    (
        ("file is not a database", "file is encrypted"),
        "The file is not a database of gm.",
        "Point GM_DATABASE_URL or GM_HOME somewhere else, or move the file away.",
    ),
    (
        ("malformed",),
        "The database file is damaged.",
        "Restore a backup, or save what can be read with `sqlite3 FILE .recover`.",
    ),
    (
        ("unable to open database file",),
        "The database file cannot be opened.",
        "Check that its folder exists and can be written to, or copy the file to a folder that can.",
    ),
    (
        ("password authentication failed", "no password supplied", "role ", "pg_hba.conf"),
        "The database refused the user or the password.",
        "Check the user and password in GM_DATABASE_URL.",
    ),
    (
        ("does not exist",),
        "The database, or a table in it, does not exist.",
        "Create the database (createdb), then run `gm db upgrade`.",
    ),
    (
        ("no such table", "no such column", "has no column"),
        "The database lacks a table or a column that this program needs.",
        "Run `gm db upgrade`.",
    ),
    (
        ("too many connections", "too many clients", "remaining connection slots"),
        "The database has no free connection.",
        "Close other programs that use it, or allow more connections.",
    ),
)


def explain(error: BaseException, where: str) -> StoreError:
    """The error as people may read it. `where` is the address of the database, without its password."""
    original = getattr(error, "orig", None) or error
    said = f"{original}".lower()
    for marks, message, remedy in _KNOWN:
        if any(mark in said for mark in marks):
            return StoreError(f"{message} ({where})", remedy=remedy)
    if isinstance(error, (OSError, TimeoutError)) or isinstance(original, (OSError, TimeoutError)):
        return StoreError(
            f"The database cannot be reached. ({where})",
            remedy="Check that the server runs and that the address in GM_DATABASE_URL is right.",
        )
    line = " ".join(f"{original}".split())[:200]
    return StoreError(f"The database failed: {line or type(original).__name__} ({where})")


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Within it, whatever a driver raises comes out as a StoreError.

    A value that cannot be stored (a naive moment) stays the ValueError that it is: that is a mistake in our code.
    """
    try:
        yield
    except IntegrityError as error:
        raise explain(error, where) from error
    except StatementError as error:
        if not isinstance(error, DBAPIError) and isinstance(error.orig, (ValueError, TypeError)):
            raise error.orig from error
        raise explain(error, where) from error
    except (SQLAlchemyError, OSError) as error:
        raise explain(error, where) from error
