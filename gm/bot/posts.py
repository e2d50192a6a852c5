"""What stands in a thread for each part of each turn: put once, then edited; never posted twice.

A row is written before a message is sent and completed after. A row without a message means that nobody knows whether
it was sent: the thread is searched before it is sent again, and the nonce catches what the search could not see yet.
"""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

from gm.bot.buttons import Button
from gm.bot.cards import Card, Form, card_words
from gm.bot.naming import plain_name
from gm.bot.personas import persona_name
from gm.bot.wire import Seen, Wire
from gm.domain.protocols import Clock
from gm.store.database import Database
from gm.store.discord import (
    DiscordPost,
    load_buttoned,
    load_claimed,
    load_posts,
    plan_post,
    record_post,
    record_post_gone,
)
from gm.telemetry.metrics import Metrics

PASSING: Final = "passing"
"""Kind of a post below which stands what is going on just now, or whose words are being told, or told anew. It is noted
before it is shown, so that whoever opens the table next, or tells the next beat, can bring it to what counts where the
turn has come to its end without that."""
LEAVING: Final = "leaving"
"""Kind of a post that is being deleted: whoever opens the table next deletes it, and notes it, if this process dies."""
_KEPT: Final = 24
"""Turns whose posts are kept in memory; older ones are read again when they are needed."""
_SKEW: Final = timedelta(minutes=2)
"""How far our clock and Discord's may be apart when a message is looked for."""


@dataclass(slots=True)
class _Shown:
    message_id: int | None
    webhook_id: int | None
    planned_at: datetime
    text: str | None = None
    """None: not known, since the restart or since an edit of which nobody knows whether Discord has done it."""
    buttons: tuple[Button, ...] | None = None
    card: Card | None = None
    gone: bool = False
    kind: str = ""
    meant: bool = False
    """Noted beforehand, and certainly not sent yet."""
    part: "Part | None" = None
    """What it was made last in this life, if it is `old`; None also once its buttons were changed alone."""
    old: bool = False
    """Read from the store: another life may have edited it."""


@dataclass(slots=True)
class Part:
    """What a part of a turn should look like. `speaker` '' is the bot itself; `kind` names its buttons in the store."""

    text: str
    buttons: tuple[Button, ...] = ()
    kind: str = ""
    speaker: str = ""
    avatar: str = ""
    """Address of the speaker's picture; '' for none."""
    card: Card | None = None
    """The bot's own words as a card with its own buttons; `text` and `buttons` say nothing then."""

    def but(self, status: str) -> "Part":
        """The same with a small line below it, for as long as the turn is on its way."""
        if self.card is not None:
            return replace(self, card=replace(self.card, footer=status), kind=PASSING)
        return replace(self, text=f"{self.text}\n-# {status}", kind=PASSING)


async def _newest() -> Form:
    return "v2"


@dataclass
class Posts:
    """The posts of one thread."""

    thread_id: int
    wire: Wire
    database: Database
    clock: Clock
    metrics: Metrics = field(default_factory=Metrics)
    form: Callable[[], Awaitable[Form]] = _newest
    """In which form the thread's server is shown cards."""
    _turns: dict[int, dict[str, _Shown]] = field(default_factory=dict)
    _unsure: list[tuple[Part, _Shown, datetime]] = field(default_factory=list)
    """What was sent a second time in somebody's name, for the first was found nowhere; and when."""
    _doors: WeakValueDictionary[tuple[int, str], asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """By part: one thing at a time is done about it, so that it is not deleted while nobody knows yet where it is."""

    async def put(self, turn_id: int, name: str, part: Part) -> None:
        """Show the part: send it, or change the message that shows it. One that people deleted stays away."""
        async with self._door(turn_id, name):
            await self._put(turn_id, name, part)

    async def mean(self, turn_id: int, name: str) -> None:
        """Note that a part will be put, before what has to be done first: if this process dies on the way, whoever
        opens the table next finds it among the `unsent`."""
        async with self._door(turn_id, name):
            shown = await self._of(turn_id)
            if name not in shown:
                shown[name] = await self._plan(turn_id, name)
                shown[name].meant = True

    async def unsent(self, turn_id: int) -> tuple[str, ...]:
        """The parts of a turn that were to be sent, and of which nobody knows whether they were."""
        return tuple(n for n, here in (await self._of(turn_id)).items() if here.message_id is None and not here.gone)

    async def say_again(self, turn_id: int) -> None:
        """Edit the parts of a turn that this life has put once more, to what they are: an edit that a dead process had
        sent may have come after ours."""
        for name, here in tuple((await self._of(turn_id)).items()):
            async with self._door(turn_id, name):
                if here.part is None or here.message_id is None:
                    continue
                part = replace(here.part, kind=here.kind)
                here.text, here.buttons, here.card = None, None, None
                await self._put(turn_id, name, part)

    def _door(self, turn_id: int, name: str) -> asyncio.Lock:
        return self._doors.setdefault((turn_id, name), asyncio.Lock())

    async def _put(self, turn_id: int, name: str, part: Part) -> None:
        shown = await self._of(turn_id)
        here = shown.get(name)
        if here is None:
            here = shown[name] = await self._plan(turn_id, name)
            here.meant = True
        if here.gone:
            return
        here.part = part if here.old else None
        if here.message_id is not None:
            await self._change(turn_id, name, here, part)
        elif here.meant:
            here.meant = False
            await self._send(turn_id, name, here, part)
        else:
            await self._find_or_send(turn_id, name, here, part)

    def forget(self, turn_id: int) -> None:
        """What stands there was changed by another hand: read it again when it is needed."""
        self._turns.pop(turn_id, None)

    async def names(self, turn_id: int, *, gone: bool = False) -> tuple[str, ...]:
        """The parts of a turn that stand in the thread, as far as is known; or those that did and are gone."""
        return tuple(name for name, here in (await self._of(turn_id)).items() if here.gone == gone)

    async def drop(self, turn_id: int, name: str, like: Part | None = None) -> None:
        """Take a part away. One of which nobody knows whether it was sent is looked for: by its nonce, and by what it
        would look like."""
        async with self._door(turn_id, name):
            await self._drop(turn_id, name, like)

    async def _drop(self, turn_id: int, name: str, like: Part | None) -> None:
        here = (await self._of(turn_id)).get(name)
        if here is None or here.gone:
            return
        if here.message_id is None:
            found = await self._sent(turn_id, name, here, like or Part(""))
            if found is not None:
                here.message_id, here.webhook_id = found.id, found.webhook_id
        if here.message_id is not None:
            if here.kind != LEAVING:
                await self._record(turn_id, name, here, LEAVING)
            await self.wire.delete(here.message_id, here.webhook_id)
        await self._lost(turn_id, name, here)

    async def kind(self, turn_id: int, name: str) -> str:
        """The kind that is noted of a part that stands in the thread; '' of any other."""
        here = (await self._of(turn_id)).get(name)
        return "" if here is None or here.gone or here.message_id is None else here.kind

    async def note(self, turn_id: int, name: str, kind: str) -> None:
        """Note of what kind a part that stands in the thread is from now on; what it looks like stays."""
        async with self._door(turn_id, name):
            here = (await self._of(turn_id)).get(name)
            if here is not None and not here.gone and here.message_id is not None and here.kind != kind:
                await self._record(turn_id, name, here, kind)

    async def buttoned(self, kind: str) -> tuple[DiscordPost, ...]:
        """The messages with buttons of a kind, also those of earlier runs."""
        async with self.database.read() as db:
            return await load_buttoned(db, self.thread_id, kind)

    async def rebutton(self, turn_id: int, name: str, buttons: Sequence[Button], kind: str) -> None:
        """Change only the buttons of a part."""
        async with self._door(turn_id, name):
            await self._rebutton(turn_id, name, buttons, kind)

    async def _rebutton(self, turn_id: int, name: str, buttons: Sequence[Button], kind: str) -> None:
        here = (await self._of(turn_id)).get(name)
        if here is None or here.gone or here.message_id is None or here.buttons == tuple(buttons):
            return
        here.buttons, here.part = None, None
        if await self.wire.edit(here.message_id, here.webhook_id, None, buttons):
            here.buttons = tuple(buttons)
            await self._record(turn_id, name, here, kind)
        else:
            await self._lost(turn_id, name, here)

    async def drop_doubles(self) -> None:
        """Webhooks know no nonces: words that a dead process had sent, and that came to stand in the thread only after
        they were looked for there, were sent again. One of the two goes, if both are there by now."""
        if not self._unsure:
            return
        recent = await self.wire.recent(min(here.planned_at for _, here, _ in self._unsure) - _SKEW)
        for door in tuple(self._doors.values()):
            async with door:  # what was being sent just now is noted then
                pass
        async with self.database.read() as db:
            claimed = await load_claimed(db, self.thread_id, [each.id for each in recent])
        doubtful = any(
            here.message_id is None and not here.gone for own in self._turns.values() for here in own.values()
        )
        for part, _, _ in self._unsure:
            for each in recent:
                same = each.name == persona_name(part.speaker) and each.text in (part.text, "")
                if each.webhook_id is not None and each.id not in claimed and same and (each.text or not doubtful):
                    await self.wire.delete(each.id, each.webhook_id)
                    self.metrics.add("gm_posts_doubles_removed_total")
        now = self.clock.now()
        self._unsure = [(part, here, at) for part, here, at in self._unsure if now - at < _SKEW]

    async def _of(self, turn_id: int) -> dict[str, _Shown]:
        if turn_id not in self._turns:
            async with self.database.read() as db:
                rows = await load_posts(db, self.thread_id, turn_id)
            while len(self._turns) >= _KEPT:
                self._turns.pop(min(self._turns))
            if turn_id not in self._turns:  # else somebody read it meanwhile, and may have planned more since
                self._turns[turn_id] = {
                    row.part: _Shown(
                        row.message_id,
                        row.webhook_id,
                        row.planned_at,
                        gone=row.gone,
                        kind=row.buttons,
                        old=row.message_id is not None,
                    )
                    for row in rows
                }
        return self._turns[turn_id]

    async def _plan(self, turn_id: int, name: str) -> _Shown:
        now = self.clock.now()
        async with self.database.begin() as db:
            await plan_post(db, self.thread_id, turn_id, name, now)
            await db.commit()
        return _Shown(None, None, now)

    async def _send(self, turn_id: int, name: str, here: _Shown, part: Part) -> None:
        sent = None
        nonce = nonce_of(self.thread_id, turn_id, name)
        if part.card is not None:
            here.message_id = await self.wire.post_card(part.card, await self.form(), nonce)
            here.card = part.card
            await self._record(turn_id, name, here, part.kind)
            return
        if part.speaker:
            sent = await self.wire.speak(part.speaker, part.text, avatar=part.avatar, buttons=part.buttons)
        if sent is not None:
            here.message_id, here.webhook_id = sent
        else:
            here.message_id = await self.wire.post(_signed(part), part.buttons, nonce)
        here.text, here.buttons = part.text, part.buttons
        await self._record(turn_id, name, here, part.kind)

    async def _find_or_send(self, turn_id: int, name: str, here: _Shown, part: Part) -> None:
        found = await self._sent(turn_id, name, here, part)
        if found is None:
            await self._send(turn_id, name, here, part)
            if part.speaker:
                self.metrics.add("gm_posts_unsure_total")
                self._unsure.append((part, here, self.clock.now()))
            return
        self.metrics.add("gm_posts_found_total")
        here.message_id, here.webhook_id = found.id, found.webhook_id
        here.text, here.buttons = found.text if found.webhook_id else None, None
        await self._change(turn_id, name, here, part)
        await self._record(turn_id, name, here, part.kind)

    async def _sent(self, turn_id: int, name: str, here: _Shown, part: Part) -> Seen | None:
        """The message that shows a part, though nobody noted that it was sent; None: there is none."""
        recent = await self.wire.recent(here.planned_at - _SKEW)
        async with self.database.read() as db:
            claimed = await load_claimed(db, self.thread_id, [each.id for each in recent])
        seen = [each for each in recent if each.id not in claimed]
        return find_sent(seen, part, nonce_of(self.thread_id, turn_id, name))

    async def _change(self, turn_id: int, name: str, here: _Shown, part: Part) -> None:
        assert here.message_id is not None
        if part.card is not None:
            await self._change_card(turn_id, name, here, here.message_id, part)
            return
        same_text, same_buttons = here.text == part.text, here.buttons == part.buttons
        if here.buttons is None and here.webhook_id is not None and not part.buttons:
            same_buttons = True  # words in somebody's name seldom have any: nothing needs to be taken away
        if same_text and same_buttons:
            if here.kind != part.kind:
                await self._record(turn_id, name, here, part.kind)
            return
        text = part.text if here.webhook_id is not None else _signed(part)
        buttons = None if same_buttons else part.buttons
        here.card, here.text = None, part.text if same_text else None
        here.buttons = here.buttons if same_buttons else None
        await self._note_passing(turn_id, name, here, part)
        if not await self.wire.edit(here.message_id, here.webhook_id, None if same_text else text, buttons):
            await self._lost(turn_id, name, here)
            return
        here.text, here.card = part.text, None
        if not same_buttons:
            here.buttons = part.buttons
        if not same_buttons or here.kind == PASSING != part.kind:
            await self._record(turn_id, name, here, part.kind)

    async def _change_card(self, turn_id: int, name: str, here: _Shown, message_id: int, part: Part) -> None:
        assert part.card is not None
        if here.card == part.card:
            return
        here.text, here.buttons, here.card = None, None, None
        await self._note_passing(turn_id, name, here, part)
        if not await self.wire.edit_card(message_id, part.card, await self.form()):
            await self._lost(turn_id, name, here)
            return
        here.text, here.buttons, here.card = None, None, part.card
        await self._record(turn_id, name, here, part.kind)

    async def _note_passing(self, turn_id: int, name: str, here: _Shown, part: Part) -> None:
        if part.kind == PASSING != here.kind:
            await self._record(turn_id, name, here, PASSING)

    async def _record(self, turn_id: int, name: str, here: _Shown, kind: str) -> None:
        assert here.message_id is not None
        here.kind = kind
        async with self.database.begin() as db:
            await record_post(
                db,
                self.thread_id,
                turn_id,
                name,
                message_id=here.message_id,
                webhook_id=here.webhook_id,
                buttons=kind,
            )
            await db.commit()

    async def _lost(self, turn_id: int, name: str, here: _Shown) -> None:
        here.gone = True
        async with self.database.begin() as db:
            await record_post_gone(db, self.thread_id, turn_id, name)
            await db.commit()


def nonce_of(thread_id: int, turn_id: int, name: str) -> str:
    """The nonce of a part: always the same, 25 characters."""
    digest = hashlib.sha256(f"{thread_id}:{turn_id}:{name}".encode()).digest()
    return base64.b32encode(digest).decode()[:25].lower()


def find_sent(seen: Sequence[Seen], part: Part, nonce: str) -> Seen | None:
    """The message that shows this part, if one was sent before we could note it: by its nonce, else by its words.

    A telling may have been cut short, so the beginning is enough either way. What webhooks have said may be blank to
    us (Discord's message content intent): then the one that spoke under the right name is it, for `seen` holds only
    messages that show nothing else we know of.
    """
    by_nonce = next((each for each in seen if each.nonce == nonce), None)
    if by_nonce is not None:
        return by_nonce
    for each in seen:
        if part.card is not None:
            if each.webhook_id is None and each.text and card_words(part.card) in each.text:
                return each
            continue
        wanted = part.text if each.webhook_id is not None else _signed(part)
        if each.webhook_id is not None and (not part.speaker or each.name != persona_name(part.speaker)):
            continue
        there = each.text.partition("\n-# ")[0] if part.speaker else each.text
        if each.webhook_id is not None and not each.text:
            return each
        if there and wanted and (wanted.startswith(there) or there.startswith(wanted)):
            return each
    return None


def _signed(part: Part) -> str:
    return f"**{plain_name(part.speaker)}:** {part.text}" if part.speaker else part.text
