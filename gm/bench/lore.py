"""`gm bench lore`: what looking for lore costs: ten thousand entries over a talk of twenty messages, once compiled.

Each scan is of a talk that has gone on by one message, as in play; CPU time. Beside it what a plain way costs in the
same minute: every key of a thousand entries looked for in every message.
"""

import hashlib
import re
import time
from collections.abc import Sequence
from typing import Final

from gm.bench.report import Measure, Report, parser, percentile, print_report
from gm.domain.lore import NATIVE, ST, LoreOptions, LoreRule, LoreScan, Said
from gm.lore.book import CompiledBook
from gm.lore.scan import scan_lore
from gm.rules.draws import KeyedDice

ENTRIES: Final = 10_000
PLAIN: Final = 1_000
MESSAGES: Final = 20
GOAL: Final = 5.0
"""Milliseconds, the median of warm scans."""
_LETTERS: Final = "abcdefghijklmnoprstuvwz"


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when every goal is met."""
    args = parser("lore", __doc__ or "")
    args.add_argument("--scans", type=int, default=200, help="messages that the talk goes on by (200)")
    options = args.parse_args(argv)
    return print_report(measure(max(1, options.scans)), as_json=options.json)


def measure(scans: int) -> Report:
    """Both profiles, and the plain way."""
    made = _Made(scans)
    measures: list[Measure] = []
    for options in (NATIVE, ST):
        measures += _scans(made, options)
    plain = _plain(made)
    measures.append(Measure(f"plain way, {PLAIN:,} entries: a scan", plain, "ms"))
    return Report("lore", tuple(measures), floor={"one message lowered and split, ms": _floor(made)})


class _Made:
    """Entries and a talk, the same in every run. Every message names three entries."""

    def __init__(self, scans: int) -> None:
        words = [_word(f"key {at}", 6, 12) for at in range(2 * ENTRIES)]
        common = [_word(f"word {at}", 2, 5) for at in range(2_000)]
        self.rules = [
            LoreRule(
                id=f"e{at}",
                keys=(words[2 * at], f"{words[2 * at + 1]} {common[at % 2000]}"),
                content=f"About {words[2 * at]}.",
            )
            for at in range(ENTRIES)
        ]
        self.talk = [
            Said(text=" ".join([*_some(common, f"said {at}", 100), *_some(words, f"named {at}", 3)]))
            for at in range(MESSAGES + scans)
        ]


def _word(seed: str, least: int, most: int) -> str:
    digest = hashlib.sha256(seed.encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[1 : 1 + least + digest[0] % (most - least + 1)])


def _some(words: Sequence[str], seed: str, count: int) -> list[str]:
    digests = (hashlib.sha256(f"{seed}/{at}".encode()).digest() for at in range(count))
    return [words[int.from_bytes(digest[:4], "big") % len(words)] for digest in digests]


def _scans(made: _Made, options: LoreOptions) -> list[Measure]:
    began = time.process_time()
    book = CompiledBook(made.rules, options.model_copy(update={"depth": MESSAGES}))
    compiling = time.process_time() - began
    dice = KeyedDice("11" * 32, turn_uid="bench", attempt=1, source_ids=())
    spent: list[float] = []
    came = 0
    for at in range(MESSAGES, len(made.talk)):
        scan = LoreScan(messages=tuple(reversed(made.talk[at - MESSAGES : at])), total=at, turn=str(at))
        began = time.process_time()
        came += len(scan_lore(book, scan, dice=dice, count=len, budget=2_000).active)
        spent.append(1000 * (time.process_time() - began))
    name = f"{options.profile}, {ENTRIES:,} entries"
    return [
        Measure(f"{name}: a scan, median", percentile(spent, 0.5), "ms", GOAL),
        Measure(f"{name}: a scan, p99", percentile(spent, 0.99), "ms"),
        Measure(f"{name}: came up a scan", came / len(spent), "entries"),
        Measure(f"{name}: compiled once", 1000 * compiling, "ms"),
    ]


def _plain(made: _Made) -> float:
    """A scan that looks for every key in every message, with an expression for each: milliseconds."""
    patterns = [
        [re.compile(rf"\b{re.escape(key)}\b", re.IGNORECASE) for key in rule.keys] for rule in made.rules[:PLAIN]
    ]
    texts = [message.text for message in made.talk[:MESSAGES]]
    spent = []
    for _ in range(3):
        began = time.process_time()
        for keys in patterns:
            any(pattern.search(text) for pattern in keys for text in texts)
        spent.append(1000 * (time.process_time() - began))
    return min(spent)


def _floor(made: _Made) -> float:
    began = time.process_time()
    for message in made.talk[:MESSAGES]:
        set(message.text.lower().split())
    return 1000 * (time.process_time() - began) / MESSAGES
