"""Cards as Discord has them: a layout of components, an embed, or text; and how an answer becomes one of them."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import discord

from gm.bot.buttons import Button
from gm.bot.cards import Accent, Card, Form, Page, pages, plain_text, v2_texts
from gm.bot.items import pick_item, press_item, view_of
from gm.bot.pickers import Picker

_COLOURS: Final[dict[Accent, int]] = {
    "story": 0x8A6D3B,
    "dice": 0x3B6EA5,
    "good": 0x3BA55D,
    "bad": 0xB5443B,
    "fight": 0xC27C2C,
    "people": 0x4C8C5A,
    "desk": 0x7A4E8A,
}


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that is a file, with a line about it."""

    text: str
    name: str
    body: str
    buttons: tuple[Button, ...] = ()
    pickers: tuple[Picker, ...] = ()

    def below(self) -> dict[str, Any]:
        """Its buttons and menus, as a keyword of discord.py's `send` and `edit`."""
        view = view_of(self.buttons, self.pickers)
        return {} if view is None else {"view": view}

    def file(self) -> discord.File:
        """The attachment, made anew: a file is read once."""
        return discord.File(BytesIO(self.body.encode("utf-8")), filename=self.name, description=self.text[:1024])


def messages_of(card: Card, form: Form) -> list[dict[str, Any]]:
    """What to send, message by message: the keywords of discord.py's `send` and `edit`."""
    return [_message(page, form, card.accent) for page in pages(card, form)]


def edit_of(card: Card, form: Form) -> dict[str, Any]:
    """How a message becomes this card, of whatever form it was before: what does not belong to it is taken away."""
    return {"content": None, "embed": None, "view": None} | messages_of(card, form)[0]


def _message(page: Page, form: Form, accent: Accent) -> dict[str, Any]:
    if form == "v2":
        return {"view": layout_of(page, accent)}
    view = view_of(page.buttons, page.pickers)
    below: dict[str, Any] = {} if view is None else {"view": view}
    if form == "plain":
        return {"content": plain_text(page)} | below
    return {"embed": _embed(page, accent)} | below


def layout_of(page: Page, accent: Accent) -> discord.ui.LayoutView:
    """A page as a container of components. Nothing of it is kept in memory: its buttons are answered by their ids."""
    box = _Box(accent)
    texts = v2_texts(page)
    for number, (text, button) in enumerate(texts):
        shown: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(text)
        last_of_all = number == len(texts) - 1 and number > 0
        if last_of_all and page.fields and not page.footer:
            box.add_item(discord.ui.Separator())
        box.add_item(shown if button is None else discord.ui.Section(shown, accessory=press_item(button)))
        if number == 0 and page.title and len(texts) > 1:
            box.add_item(discord.ui.Separator())
    if page.image is not None:
        box.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem(page.image.url, description=page.image.alt)))
    for picker in page.pickers:
        menu: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        menu.add_item(pick_item(picker))
        box.add_item(menu)
    for start in range(0, len(page.buttons), 5):
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        for button in page.buttons[start : start + 5]:
            row.add_item(press_item(button))
        box.add_item(row)
    view = box.view()
    view.stop()
    return view


class _Box:
    """A coloured box, or the open message where there is none."""

    def __init__(self, accent: Accent) -> None:
        self._view = discord.ui.LayoutView(timeout=None)
        self._box: discord.ui.Container[Any] | None = None
        if accent != "none":
            self._box = discord.ui.Container(accent_colour=_COLOURS[accent])

    def add_item(self, item: discord.ui.Item[Any]) -> None:
        (self._view if self._box is None else self._box).add_item(item)

    def view(self) -> discord.ui.LayoutView:
        if self._box is not None:
            self._view.add_item(self._box)
        return self._view


def _embed(page: Page, accent: Accent) -> discord.Embed:
    made = discord.Embed(title=page.title or None, description=plain_text(page) or None, colour=_COLOURS.get(accent))
    for name, value in page.fields:
        made.add_field(name=name, value=value, inline=False)
    if page.footer:
        made.set_footer(text=page.footer)
    if page.image is not None:
        made.set_image(url=page.image.url)
    return made


__all__ = ["Button", "Document", "edit_of", "layout_of", "messages_of"]
