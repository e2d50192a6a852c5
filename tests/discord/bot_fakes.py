"""A thread in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from gm.bot.buttons import Button
from gm.bot.cards import Card, Form, pages, v2_texts
from gm.bot.personas import persona_name
from gm.bot.wire import Seen


def _words(card: Card, form: Form) -> str:
    return "\n".join(text for page in pages(card, form) for text, _ in v2_texts(page))


class WireDown(OSError):
    """The thread cannot be reached."""


@dataclass
class MemoryWire:
    """Keeps posts as a thread would. `webhooks` False: nobody can speak in another's name.

    `lose` parts of texts whose sending is lost: the message stands, but we are not told.
    """

    webhooks: bool = True
    lose: set[str] = field(default_factory=set)
    keeps_nonces: bool = True
    posts: dict[int, Seen] = field(default_factory=dict)
    buttons: dict[int, tuple[Button, ...]] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)

    def texts(self) -> list[str]:
        return [seen.text for seen in self.posts.values()]

    def _add(self, text: str, nonce: str | None, webhook: int | None, name: str) -> int:
        number = 1000 + len(self.log)
        self.log.append(("post", text))
        self.posts[number] = Seen(number, text, nonce if self.keeps_nonces else None, webhook, name)
        if any(part in text for part in self.lose):
            self.lose.clear()
            raise WireDown("lost")
        return number

    async def post(self, text: str, buttons: Sequence[Button], nonce: str | None) -> int:
        number = self._add(text, nonce, None, "gamemaster")
        self.buttons[number] = tuple(buttons)
        return number

    async def post_card(self, card: Card, form: Form, nonce: str | None) -> int:
        number = self._add(_words(card, form), nonce, None, "gamemaster")
        self.buttons[number] = card.buttons
        return number

    async def edit_card(self, message_id: int, card: Card, form: Form) -> bool:
        return await self.edit(message_id, None, _words(card, form), card.buttons)

    async def speak(
        self, name: str, text: str, *, avatar: str = "", buttons: Sequence[Button] = ()
    ) -> tuple[int, int] | None:
        if not self.webhooks:
            return None
        number = self._add(text, None, 7, persona_name(name))
        if buttons:
            self.buttons[number] = tuple(buttons)
        return number, 7

    async def edit(
        self, message_id: int, webhook_id: int | None, text: str | None, buttons: Sequence[Button] | None
    ) -> bool:
        if message_id not in self.posts:
            return False
        self.log.append(("edit", text or ""))
        if text is not None:
            self.posts[message_id] = replace(self.posts[message_id], text=text)
        if buttons is not None:
            self.buttons[message_id] = tuple(buttons)
        return True

    async def delete(self, message_id: int, webhook_id: int | None) -> None:
        self.log.append(("delete", ""))
        self.posts.pop(message_id, None)

    async def recent(self, since: datetime) -> Sequence[Seen]:
        return list(self.posts.values())

    async def typing(self) -> None:
        self.log.append(("typing", ""))
