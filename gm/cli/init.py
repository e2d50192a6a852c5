"""`gm init`: at most four questions, and a gm.yaml."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer

Ask = Callable[[str], str]

_PROFILES: Final = (
    ("auto", "a key or a local server if there is one, else the offline narrator"),
    ("offline", "the offline narrator only: no model, no cost"),
    ("local", "a server on this machine (Ollama or OpenAI-compatible)"),
    ("openrouter", "OpenRouter, with the key in OPENROUTER_API_KEY"),
)


def init(
    ctx: typer.Context,
    path: Annotated[str, typer.Argument(help="Which file to write.")] = "gm.yaml",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take every default.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write gm.yaml, asking at most four questions."""
    from gm.cli.start import stdout_screen
    from gm.domain.errors import Refused
    from gm.settings import load_settings

    file = Path(path)
    if file.exists() and not force:
        raise Refused(f"{file} is there already.", remedy="--force replaces it.")
    asking = not yes and sys.stdin.isatty()
    text = compose(input if asking else lambda question: "", stdout_screen().line)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    try:
        load_settings(fresh.absolute(), environ={})
    finally:
        if sys.exc_info()[0] is not None:
            fresh.unlink()
    fresh.replace(file)
    stdout_screen().line(f"Wrote {file}. `gm doctor` checks it, `gm play` uses it.")


def compose(ask: Ask, say: Callable[[str], None]) -> str:
    """The file's text. An empty answer takes the default."""
    say("Which models should play?")
    for number, (name, meaning) in enumerate(_PROFILES, start=1):
        say(f"  {number}. {name}: {meaning}")
    profile = _choice(ask, say)
    day = _dollars(ask, say, "At most how many US dollars a day? [1.00, or none] > ", "1.0")
    month = _dollars(ask, say, "And a month? [none] > ", "null")
    lines = [
        "# Settings of this host. Each can be overridden by an environment variable: gm config show.",
        "# Keys do not belong here: put OPENROUTER_API_KEY=... into the environment or a file .env beside this one.",
        f"profile: {profile}",
        "limits:",
        f"  day_usd: {day}",
        f"  month_usd: {month}",
    ]
    if profile in ("auto", "local"):
        answer = ask("Look for a model server on this machine at the start? [Y/n] > ").strip().casefold()
        lines.append(f"probe_local: {'false' if answer.startswith('n') else 'true'}")
    return "\n".join([*lines, ""])


def _choice(ask: Ask, say: Callable[[str], None]) -> str:
    while True:
        answer = ask(f"[1-{len(_PROFILES)}, Enter = 1] > ").strip().casefold()
        if not answer:
            return _PROFILES[0][0]
        if answer.isdecimal() and 1 <= int(answer) <= len(_PROFILES):
            return _PROFILES[int(answer) - 1][0]
        if answer in dict(_PROFILES):
            return answer
        say(f"A number from 1 to {len(_PROFILES)}, please.")


def _dollars(ask: Ask, say: Callable[[str], None], question: str, default: str) -> str:
    while True:
        answer = ask(question).strip().casefold().removeprefix("$")
        if not answer:
            return default
        if answer in ("none", "null", "no"):
            return "null"
        try:
            amount = float(answer)
        except ValueError:
            amount = -1.0
        if 0 <= amount < 1_000_000:
            return f"{amount:g}" if "." in f"{amount:g}" else f"{amount:.1f}"
        say("An amount such as 2.50, or none, please.")
