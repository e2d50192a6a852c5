"""Cards: what a table looks at, as values, and as the pages of each form that Discord has for them. Pure.

`v2` is Discord's Components V2 (a container with sections), `embed` the older box, `plain` text alone: for screen
readers and clients that show no boxes. Nothing is said by colour or emoji alone, so each form holds the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from gm.bot.buttons import Button
from gm.bot.pickers import Picker, rows_below
from gm.bot.split import split_text

Form = Literal["v2", "embed", "plain"]
Accent = Literal["story", "dice", "good", "bad", "fight", "people", "desk", "none"]
"""What a card is about; `none` has no box around it. Said by colour beside the words, never instead of them."""

TITLE: Final = 200
NOTE: Final = 400
MOST_BUTTONS: Final = 25
V2_TEXT: Final = 3800
"""Characters on a page of components: Discord takes 4,000."""
V2_PARTS: Final = 40
EMBED_TEXT: Final = 3900
"""Characters of an embed's description: Discord takes 4,096, and 6,000 with everything else."""
EMBED_ALL: Final = 5800
FIELD_NAME: Final = 256
FIELD: Final = 1024
FIELDS: Final = 25
_PIECE: Final = 1800


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a card, with a button beside it where the form can."""

    text: str
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture and what it shows, for those who do not see it."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown. Rows and fields hold Discord's markdown; none of them has to fit: cards are cut into pages."""

    title: str
    rows: tuple[Row | str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    accent: Accent = "story"
    image: Image | None = None
    pickers: tuple[Picker, ...] = ()
    """Menus below the text, above the buttons; five rows of both together at most."""


@dataclass(frozen=True, slots=True)
class Page:
    """One message of a card. Which parts are used, the form decides."""

    title: str = ""
    rows: tuple[Row, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    image: Image | None = None
    pickers: tuple[Picker, ...] = ()


def pages(card: Card, form: Form) -> tuple[Page, ...]:
    """The card as messages of that form, each within Discord's limits. Buttons stand under the last."""
    card = _tidy(card)
    if form == "plain":
        return _plain(card)
    return _embeds(card) if form == "embed" else _layouts(card)


def plain_text(page: Page) -> str:
    """A page of the plain form: the text of its message."""
    return "\n".join(row.text for row in page.rows)


def card_words(card: Card) -> str:
    """The first words of a card that stand in it whatever its form: by them it is found again."""
    rows = [each for each in (row if isinstance(row, str) else row.text for row in card.rows) if each.strip()]
    return rows[0] if rows else card.title


def v2_texts(page: Page) -> tuple[tuple[str, Button | None], ...]:
    """The texts of a page of components in order, each with the button beside it: neighbours without one are joined."""
    found: list[tuple[str, Button | None]] = [(f"## {page.title}", None)] if page.title else []
    loose: list[str] = []
    for row in page.rows:
        if row.button is None:
            loose.append(row.text)
            continue
        found += [("\n".join(loose), None)] if loose else []
        loose = []
        found.append((row.text, row.button))
    found += [("\n".join(loose), None)] if loose else []
    if page.fields:
        found.append(("\n".join(f"**{name}**\n{value}" for name, value in page.fields), None))
    if page.footer:
        found.append((f"-# {page.footer}", None))
    return tuple((text or "…", button) for text, button in found)


def v2_parts(page: Page) -> int:
    """How many components a page takes: the container, its texts, sections, lines, picture and buttons."""
    texts = v2_texts(page)
    lines = bool(page.title) + bool(page.fields)
    beside = sum(2 for _, button in texts if button is not None)
    below = len(page.buttons) + len(page.pickers) + rows_below(page.buttons, page.pickers)
    return 1 + len(texts) + beside + lines + (2 if page.image else 0) + below


def v2_length(page: Page) -> int:
    """Characters of text on a page of components."""
    return sum(len(text) for text, _ in v2_texts(page))


def embed_length(page: Page) -> int:
    """Characters of an embed, as Discord adds them up."""
    fields = sum(len(name) + len(value) for name, value in page.fields)
    return len(page.title) + len(plain_text(page)) + fields + len(page.footer)


def _tidy(card: Card) -> Card:
    rows = tuple(row if isinstance(row, Row) else Row(row) for row in card.rows)
    return replace(
        card,
        title=_short(" ".join(card.title.split()), TITLE),
        rows=rows,
        fields=tuple((name.strip() or "…", value.strip() or "…") for name, value in card.fields),
        footer=_short(" ".join(card.footer.split()), NOTE),
        buttons=card.buttons[:MOST_BUTTONS],
        image=replace(card.image, alt=_short(card.image.alt, FIELD)) if card.image else None,
    )


def _layouts(card: Card) -> tuple[Page, ...]:
    whole = Page(card.title, _rows(card), card.fields, card.footer, card.buttons, card.image, card.pickers)
    if v2_parts(whole) <= V2_PARTS and v2_length(whole) <= V2_TEXT and _short_rows(whole):
        return (whole,)
    rows, buttons = _unbuttoned(card)
    chunks = _chunks([*rows, *(f"**{name}**\n{value}" for name, value in card.fields)], V2_TEXT - TITLE - NOTE - 20)
    made = [Page(rows=(Row(chunk),)) for chunk in chunks] or [Page()]
    made[0] = replace(made[0], title=card.title, image=card.image)
    made[-1] = replace(made[-1], footer=card.footer, buttons=buttons, pickers=card.pickers)
    return tuple(made)


def _embeds(card: Card) -> tuple[Page, ...]:
    rows, buttons = _unbuttoned(card)
    if card.image is not None:
        rows = (*rows, f"-# {card.image.alt}")
    small = len(card.fields) <= FIELDS and all(len(n) <= FIELD_NAME and len(v) <= FIELD for n, v in card.fields)
    whole = Page(card.title, (Row("\n".join(rows)),), card.fields, card.footer, buttons, card.image, card.pickers)
    if small and embed_length(whole) <= EMBED_ALL and len(plain_text(whole)) <= EMBED_TEXT:
        return (whole,)
    chunks = _chunks([*rows, *(f"**{name}**\n{value}" for name, value in card.fields)], EMBED_TEXT - 100)
    made = [Page(rows=(Row(chunk),)) for chunk in chunks] or [Page()]
    made[0] = replace(made[0], title=card.title, image=card.image)
    made[-1] = replace(made[-1], footer=card.footer, buttons=buttons, pickers=card.pickers)
    return tuple(made)


def _plain(card: Card) -> tuple[Page, ...]:
    rows, buttons = _unbuttoned(card)
    lines = [f"**{card.title}**"] if card.title else []
    lines += rows
    lines += [f"**{name}:**{_break(value)}{value}" for name, value in card.fields]
    lines += [f"{card.image.alt}: <{card.image.url}>"] if card.image else []
    lines += [f"-# {card.footer}"] if card.footer else []
    made = [Page(rows=(Row(chunk),)) for chunk in split_text("\n".join(lines).strip() or "…", _PIECE)]
    made[-1] = replace(made[-1], buttons=buttons, pickers=card.pickers)
    return tuple(made)


def _break(value: str) -> str:
    """Several lines begin on a line of their own."""
    return "\n" if "\n" in value or value.startswith("• ") else " "


def _rows(card: Card) -> tuple[Row, ...]:
    return tuple(row if isinstance(row, Row) else Row(row) for row in card.rows)


def _short_rows(page: Page) -> bool:
    return all(len(row.text) <= _PIECE for row in page.rows if row.button is not None)


def _unbuttoned(card: Card) -> tuple[tuple[str, ...], tuple[Button, ...]]:
    """Rows as text alone, and their buttons before the card's own."""
    rows = _rows(card)
    beside = tuple(row.button for row in rows if row.button is not None)
    return tuple(row.text for row in rows), (*beside, *card.buttons)[:MOST_BUTTONS]


def _chunks(lines: Sequence[str], room: int) -> list[str]:
    """Lines packed into texts of at most `room` characters; a line that is too long is cut at sentences."""
    chunks: list[str] = []
    for line in lines:
        pieces = [line] if len(line) <= _PIECE else list(split_text(line, _PIECE))
        for piece in pieces:
            if chunks and len(chunks[-1]) + 1 + len(piece) <= room:
                chunks[-1] += f"\n{piece}"
            else:
                chunks.append(piece)
    return [chunk for chunk in chunks if chunk.strip()]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
