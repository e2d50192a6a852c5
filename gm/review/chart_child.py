"""`python -m gm.review.chart_child` draws charts for a program that must not wait: a line of JSON in, a picture out.

Starting V8 holds Python's lock for a second or more: who listens to a network may not do it in their own process.
Ends when nobody writes any more, or when nobody has asked for a while.
"""

import json
import signal
import sys
from typing import Any, Final

from gm.review.charts import FONT, Bars, Lines, png_of, svg_of

IDLE_SECONDS: Final = 120
_UNASSIGNED: Final = "\u0378"


def main() -> None:
    """Answer until there is nothing more: the length in four bytes, then the picture; 0 where it cannot be drawn."""
    out = sys.stdout.buffer
    for line in iter(sys.stdin.buffer.readline, b""):
        _wait_no_longer()
        try:
            body = draw(json.loads(line))
        except Exception as error:  # whatever it is, the answer goes without a picture
            print(f"a chart was not drawn: {error!r}", file=sys.stderr)  # noqa: T201 - it has no log
            body = b""
        out.write(len(body).to_bytes(4, "big") + body)
        out.flush()


def draw(wish: dict[str, Any]) -> bytes:
    """The picture of a chart as `wish_of` wrote it, or of a drawing that is made already (`svg`): nothing of that where
    no font of this machine has its letters."""
    if wish["form"] == "svg":
        return png_of(wish["svg"]) if has_letters(wish["svg"]) else b""
    texts = [wish["unit"], *wish["names"]]
    names, unit = wish["names"], wish["unit"]
    if not all(map(has_letters, texts)):
        names, unit = wish["plain"], wish["plain_unit"]
    if wish["form"] == "lines":
        return png_of(svg_of(Lines(names, {unit: wish["values"]}, unit, money=wish["money"])))
    return png_of(svg_of(Bars(names, wish["values"], wish["texts"], unit)))


def wish_of(chart: Lines | Bars, plain: Lines | Bars) -> dict[str, Any]:
    """A chart as JSON values, with the one that is drawn where no font of this machine has its letters."""
    if isinstance(chart, Lines):
        (values,) = chart.series.values()
        names: list[str] = list(chart.periods)
        more: dict[str, Any] = {"form": "lines", "money": chart.money, "values": list(values), "plain": names}
    else:
        names = list(chart.names)
        more = {"form": "bars", "values": list(chart.values), "texts": list(chart.texts)}
        more["plain"] = list(plain.names) if isinstance(plain, Bars) else names
    return {"names": names, "unit": chart.unit, "plain_unit": plain.unit, **more}


def has_letters(text: str) -> bool:
    """Whether a font of this machine has the letters: one that none has looks like one that there is not."""
    from functools import lru_cache

    import vl_convert

    @lru_cache
    def seen(letter: str) -> bytes:
        text = f'<text x="2" y="18" font-family="{FONT}" font-size="14">{letter}</text>'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">{text}</svg>'
        body: bytes = vl_convert.svg_to_png(svg)
        return body

    return all(seen(letter) != seen(_UNASSIGNED) for letter in set(text) if not letter.isascii() and letter.isalpha())


def _wait_no_longer() -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(IDLE_SECONDS)


if __name__ == "__main__":
    main()
