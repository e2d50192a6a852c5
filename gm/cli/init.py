"""`gm init`: at most four questions, and a gm.yaml."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

Ask = Callable[[str], str]

_PROFILES: Final = (
    ("auto", "a key or a local server if there is one, else the offline narrator"),
    ("offline", "the offline narrator only: no model, no cost"),
    ("local", "a server on this machine (Ollama, llama.cpp, vLLM, LM Studio, KoboldCpp)"),
    ("openrouter", "OpenRouter, with the key in OPENROUTER_API_KEY, for every part"),
    ("mixed", "a server on this machine narrates, OpenRouter rules"),
)
_NAMES: Final = tuple(name for name, _ in _PROFILES)


def init(
    ctx: typer.Context,
    path: Annotated[str, typer.Argument(help="Which file to write.")] = "gm.yaml",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take every default.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    profile: Annotated[str | None, typer.Option(help="auto, offline, local, openrouter or mixed.")] = None,
    day_usd: Annotated[str | None, typer.Option(metavar="USD", help="At most so much a day, or none.")] = None,
    month_usd: Annotated[str | None, typer.Option(metavar="USD", help="At most so much a month, or none.")] = None,
    probe_local: Annotated[bool | None, typer.Option(help="Whether to look for a server on this machine.")] = None,
) -> None:
    """Write gm.yaml, asking at most four questions: none for what an option answers, none at all with --yes."""
    from gm.cli.start import stdout_screen
    from gm.domain.errors import Refused
    from gm.settings import load_settings

    file = Path(path)
    if file.exists() and not force:
        raise Refused(f"{file} is there already.", remedy="--force replaces it.")
    asking = not yes and sys.stdin.isatty()
    given = _given(profile, day_usd, month_usd, probe_local)
    say = stdout_screen().line if asking else lambda text: None
    text = compose(input if asking else lambda question: "", say, given)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    try:
        load_settings(fresh.absolute(), environ={})
    finally:
        if sys.exc_info()[0] is not None:
            fresh.unlink()
    fresh.replace(file)
    stdout_screen().line(f"Wrote {file}. `gm models` shows who plays what, `gm doctor` checks it, `gm play` uses it.")


def _given(profile: str | None, day: str | None, month: str | None, probe: bool | None) -> dict[str, str]:
    """What options answer.

    Raises:
        Refused: an answer that there is not.
    """
    from gm.domain.errors import Refused
    from gm.settings import did_you_mean

    found: dict[str, str] = {}
    if profile is not None:
        if profile not in _NAMES:
            raise Refused(
                f"There is no profile {profile!r}{did_you_mean(profile, _NAMES)}.",
                remedy=f"There are: {', '.join(_NAMES)}.",
            )
        found["profile"] = profile
    for name, text in (("day", day), ("month", month)):
        if text is not None:
            amount = _amount(text)
            if amount is None:
                raise Refused(f"--{name}-usd {text}: that is no amount.", remedy="An amount such as 2.50, or none.")
            found[name] = amount
    if probe is not None:
        found["probe"] = "true" if probe else "false"
    return found


def compose(ask: Ask, say: Callable[[str], None], given: Mapping[str, str] | None = None) -> str:
    """The file's text. An empty answer takes the default; what is `given` is not asked."""
    given = given or {}
    profile = given.get("profile") or _asked_profile(ask, say)
    day = given.get("day") or _dollars(ask, say, "At most how many US dollars a day? [1.00, or none] > ", "1.0")
    month = given.get("month") or _dollars(ask, say, "And a month? [none] > ", "null")
    lines = [
        "# Settings of this host. Each can be overridden by an environment variable: gm config show.",
        "# Keys do not belong here: put OPENROUTER_API_KEY=... into the environment or a file .env beside this one.",
        f"profile: {profile}",
        "limits:",
        f"  day_usd: {day}",
        f"  month_usd: {month}",
    ]
    if "probe" in given:
        lines.append(f"probe_local: {given['probe']}")
    elif profile == "auto":
        answer = ask("Look for a model server on this machine at the start? [Y/n] > ").strip().casefold()
        lines.append(f"probe_local: {'false' if answer.startswith('n') else 'true'}")
    lines += [
        "# Whom players' words may be sent to: as it is by itself, nobody who trains on them. docs/host/models.md",
        "data_policy:",
        "  training: terminal",
        "# Routes of your own go here by role; without any, the profile's are used: gm models. With profile auto",
        "# whoever names a narrator or an adjudicator plays with those alone: a key that is found adds nobody.",
        "# routes:",
        "#   narrator:",
        "#     - {model: ollama/mistral-small, endpoint: 'http://127.0.0.1:11434', prices: {input: 0, output: 0}}",
    ]
    return "\n".join([*lines, ""])


def _asked_profile(ask: Ask, say: Callable[[str], None]) -> str:
    say("Which models should play?")
    for number, (name, meaning) in enumerate(_PROFILES, start=1):
        say(f"  {number}. {name}: {meaning}")
    return _choice(ask, say)


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
        answer = ask(question)
        amount = _amount(answer) if answer.strip() else default
        if amount is not None:
            return amount
        say("An amount such as 2.50, or none, please.")


def _amount(text: str) -> str | None:
    """An amount as YAML has it; None if it is none."""
    answer = text.strip().casefold().removeprefix("$")
    if answer in ("none", "null", "no"):
        return "null"
    try:
        amount = float(answer)
    except ValueError:
        return None
    if not 0 <= amount < 1_000_000:
        return None
    return f"{amount:g}" if "." in f"{amount:g}" else f"{amount:.1f}"
