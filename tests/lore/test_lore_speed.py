"""Ten thousand entries cost a talk nothing that anybody notices; nor does an expression that never ends."""

import random
import time

import pytest

from gm.domain.lore import NATIVE, ST, LoreOptions, LoreScan, Said
from gm.lore.book import CompiledBook
from gm.lore.scan import scan_lore
from tests.lore.lore_stage import FixedDice, names, rule, scanned

LETTERS = "abcdefghijklmnoprstuvwz"


def word(source: random.Random, least: int, most: int) -> str:
    return "".join(source.choices(LETTERS, k=source.randint(least, most)))


@pytest.mark.parametrize("options", [NATIVE, ST], ids=["native", "st"])
def test_ten_thousand_entries(options: LoreOptions) -> None:
    """20 messages, each naming three of 10,000 entries: under 5 ms of CPU, once the book is compiled."""
    source = random.Random(5)
    known = [word(source, 6, 12) for _ in range(20_000)]
    common = [word(source, 1, 5) for _ in range(2_000)]
    rules = [rule(f"e{at}", known[2 * at], f"{known[2 * at + 1]} {common[at % 2000]}") for at in range(10_000)]
    book = CompiledBook(rules, options.model_copy(update={"depth": 20}))
    talk = [Said(text=" ".join([*source.choices(common, k=100), *source.choices(known, k=3)])) for _ in range(60)]
    spent, came = [], 0
    for at in range(20, 60):
        scan = LoreScan(messages=tuple(reversed(talk[at - 20 : at])), total=at, turn=str(at))
        before = time.process_time()
        came += len(scan_lore(book, scan, dice=FixedDice(), count=len, budget=2_000).active)
        spent.append(time.process_time() - before)
    assert came > 40 * 10
    assert sorted(spent)[len(spent) // 2] < 0.005


def test_an_expression_that_never_ends_is_given_up() -> None:
    before = time.perf_counter()
    rules = [rule("bad", "/(a|a)*b(a|a)*c/"), rule("good", "/^.*tower/s")]
    assert names(scanned(rules, "a" * 4000 + "tower")) == ["good"]
    assert time.perf_counter() - before < 5
