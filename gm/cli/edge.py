"""Where failures end: one clear line with what to do, an exit code, no traceback, no secret."""

import contextlib
import io
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from gm.domain.errors import GmError, InputError

EXIT_FAILED: Final = 1
EXIT_USAGE: Final = 2
EXIT_BUG: Final = 70
EXIT_INTERRUPTED: Final = 130


def guarded(work: Callable[[], object], arguments: Sequence[str] = ()) -> int:
    """Run `work` and give the exit code. Everything that goes wrong becomes a line on stderr."""
    try:
        work()
    except SystemExit as stop:
        return _finish(stop.code if isinstance(stop.code, int) else (0 if stop.code is None else EXIT_FAILED))
    except KeyboardInterrupt:
        complain("Interrupted.")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _silence()
    except GmError as error:
        complain(str(error), error.remedy)
        return EXIT_USAGE if isinstance(error, InputError) else EXIT_FAILED
    except OSError as error:
        complain(*phrase_os_error(error))
        return EXIT_FAILED
    except Exception as error:
        log = write_log(error, arguments)
        complain(f"Something went wrong inside gm ({type(error).__name__}).", f"Details are in {log}")
        return EXIT_BUG
    return _finish(0)


def open_streams() -> None:
    """Standard streams that nothing can break: closed ones are nowhere, what they cannot hold is replaced.

    A closed one's number is taken at once, so that no file that is opened later is mistaken for it.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115  # stays open as long as we run
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):  # it has been read from already: whoever did knows why
                stream.reconfigure(errors="replace")


def whole_text(argument: str) -> str:
    """An argument of the command line as text: what is no character in this locale becomes U+FFFD."""
    return re.sub("[\ud800-\udfff]", "\ufffd", argument)


def complain(message: str, remedy: str = "") -> None:
    """One line on stderr: what happened and what to do."""
    from gm.cli.screen import clean

    text = " ".join(clean(f"{_sentence(message)} {remedy}").split())
    encoding = sys.stderr.encoding or "utf-8"
    print(f"gm: {text}".encode(encoding, "replace").decode(encoding), file=sys.stderr)


def phrase_os_error(error: OSError) -> tuple[str, str]:
    """A failure of the disk or system in words: (what, what to do)."""
    import errno

    where = f" ({error.filename})" if error.filename else ""
    remedies = {
        errno.ENOSPC: "Make room on the disk; what was committed is safe.",
        errno.EACCES: "Check who may write there, or set GM_HOME to another folder.",
        errno.EROFS: "Set GM_HOME to a folder that can be written.",
    }
    return f"{error.strerror or error or type(error).__name__}{where}", remedies.get(
        error.errno or 0, "`gm doctor` may tell why."
    )


def write_log(error: BaseException, arguments: Sequence[str]) -> str:
    """The traceback in a file of its own under GM_HOME/logs, without secrets. Gives the path. Never fails itself."""
    try:
        return _write_log(f"gm {' '.join(arguments)}\n\n{''.join(traceback.format_exception(error))}")
    except Exception as failure:  # the last resort must not become the failure that is seen
        return f"no file ({getattr(failure, 'strerror', None) or type(failure).__name__})"


def _write_log(text: str) -> str:
    from datetime import UTC, datetime

    from gm.settings import load_settings, redact_environment

    try:
        settings = load_settings(environ=None)
        folder, text = settings.home / "logs", settings.redact(text)
    except Exception:  # also what makes reading the settings fail may be what is to be written down
        folder, text = Path(tempfile.gettempdir()) / "gm-logs", redact_environment(text)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"gm-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.log"
    file.write_text(text, encoding="utf-8", errors="backslashreplace")
    return str(file)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", "…", ":")) else f"{text}."


def _finish(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _silence()
    except (OSError, ValueError):
        return code or EXIT_FAILED
    return code


def _silence() -> int:
    """Nobody reads us any more: leave without a word, also from the interpreter's own last flush."""
    with open(os.devnull, "w") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 1)
    return EXIT_FAILED
