"""`gm bench discord`: how soon the bot answers with many games open, and how long a stream takes to be seen.

The loopback Discord that it is measured on lives in `tests/discord`: this benchmark needs a checkout.
"""

import asyncio
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gm
from gm.bench.report import Measure, Report, parser, percentile, print_report
from gm.domain.errors import ConfigError


def main(arguments: Sequence[str] = ()) -> int:
    """Run it; the exit status says whether every goal is met."""
    options = parser("discord", "Acknowledgement with many games open, and a stream under Discord's limit on edits.")
    options.add_argument("--games", type=int, default=200, help="games that one process has open (200)")
    options.add_argument("--acts", type=int, default=300, help="acts that are measured (300)")
    options.add_argument("--rate", type=float, default=7.0, help="acts in a second, of all games together (7)")
    given = options.parse_args(list(arguments))
    measuring = _measuring()
    found: dict[str, Any] = asyncio.run(measuring.measure(games=given.games, acts=given.acts, rate=given.rate))
    acks, own, bare = found["acks_ms"], found["own_ms"], found["bare_ms"]
    report = Report(
        "discord",
        (
            Measure(f"acknowledgement p99, {given.games} games open", percentile(acks, 0.99), "ms", 50),
            Measure("acknowledgement p50", percentile(acks, 0.5), "ms"),
            Measure("acknowledgement p99, less what the machine gave no processor for", percentile(own, 0.99), "ms"),
            Measure("the bot's loop was busy for at most", found["loop"].get("longest_busy", 0.0) * 1000, "ms"),
            Measure("the bot's loop got no processor for", found["loop"].get("starved", 0.0), "s"),
            Measure("a stream of 5 s shown, 5 edits in 5 s allowed", found["stream_s"], "s", 6.5),
            Measure("edits that it took", found["stream_edits"], ""),
            Measure("times that Discord said wait", found["stream_limited"], "", 0),
            Measure("start with all games", found["start_s"], "s"),
        ),
        floor={"bare discord.py, defers only, p99 ms": percentile(bare, 0.99), "p50 ms": percentile(bare, 0.5)},
        notes=(
            "From the frame leaving the loopback Discord to its having the answer; bot and server share the cores.",
        ),
    )
    return print_report(report, as_json=given.json)


def _measuring() -> Any:
    """The part of it that lives beside the loopback Discord.

    Raises:
        ConfigError: this is no checkout, or its development packages are missing.
    """
    folder = Path(gm.__file__).parents[1] / "tests" / "discord"
    if not (folder / "bench_discord.py").is_file():
        raise ConfigError(
            "gm bench discord needs the loopback Discord of a checkout, and this is an installed package.",
            remedy="Clone the repository, `make setup`, and run it there.",
        )
    sys.path[:0] = [str(folder)]
    try:
        return importlib.import_module("bench_discord")
    except ModuleNotFoundError as error:
        raise ConfigError(f"{error.name} is not installed.", remedy="`make setup` installs what it needs.") from error


__all__ = ["main"]
