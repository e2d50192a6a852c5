"""The lobby of a thread: its card, who sits down at which character and who gets up, and how the game begins.

A character is a ready one of the campaign, or one that a player made (`own-…`). Both can be taken before the game
begins and while it runs; then coming and leaving is a commit of its history.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from gm.bot.card import PAGE, lobby_card
from gm.bot.cards_setting import form_of
from gm.bot.catalogue import Speech
from gm.bot.consent import need_consent, withdraw_if_gone
from gm.bot.moding import begin_in_mode
from gm.bot.table import Table, player_key
from gm.domain.boundaries import House, read_boundaries
from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound, Refused
from gm.domain.own import CharacterPicks, OwnCharacter
from gm.domain.play import Game
from gm.domain.scenes import MAIN
from gm.play.rounds import is_waiting
from gm.rules.fates import is_dead
from gm.rules.own import own_character, same_name
from gm.store.commits import load_entity
from gm.store.discord import DiscordSeat, ThreadBinding, free_seat, load_seats, record_ready, record_seat
from gm.store.games import load_game_by_id, load_scene
from gm.store.own import (
    KeptCharacter,
    load_cast,
    load_characters_of,
    load_own,
    record_character,
    record_guest,
    with_guests,
)
from gm.store.turns import load_unfinished

if TYPE_CHECKING:
    from gm.bot.tables import Tables


class Lobby:
    """What happens before people play, and when others come later."""

    def __init__(self, tables: "Tables") -> None:
        self._tables = tables
        self._app = tables.parts.app
        self._showing: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._seating: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        """By thread: one comes or leaves after the other, so that two presses at once are one seat."""

    # -- looking

    async def seats(self, thread_id: int) -> tuple[DiscordSeat, ...]:
        """Who sits in a thread."""
        async with self._app.database.read() as db:
            return await load_seats(db, thread_id)

    async def cast(self, binding: ThreadBinding) -> Campaign:
        """The campaign of a thread with the players' own characters that have been brought."""
        table = await self._tables.at(binding.thread_id)
        if table is not None:
            async with self._app.database.read() as db:
                return await load_cast(db, table.game)
        campaign = await self._tables.campaign(binding.campaign, binding.guild_id)
        return with_guests(campaign, await self._brought(campaign, await self.seats(binding.thread_id)))

    async def _brought(self, campaign: Campaign, seats: Iterable[DiscordSeat]) -> tuple[OwnCharacter, ...]:
        async with self._app.database.read() as db:
            kept = await load_own(db, tuple(seat.character for seat in seats))
        fitting = [each for each in kept if each.ruleset == campaign.ruleset.slug]
        return tuple(person for each in fitting if (person := _made(campaign, each)) is not None)

    async def choices(self, binding: ThreadBinding, user_id: int) -> tuple[Campaign, tuple[KeptCharacter, ...]]:
        """Everybody whom a user could play here: the cast, and characters of their own that are not in it yet."""
        cast = await self.cast(binding)
        async with self._app.database.read() as db:
            mine = await load_characters_of(db, player_key(user_id))
        fitting = [each for each in mine if each.ruleset == cast.ruleset.slug and cast.character(each.slug) is None]
        return cast, tuple(fitting)

    async def kept_by(self, user_id: int) -> frozenset[str]:
        """The slugs of the characters that a user has made."""
        async with self._app.database.read() as db:
            return frozenset(each.slug for each in await load_characters_of(db, player_key(user_id)))

    # -- the card

    async def show_card(self, thread_id: int, page: int = 0) -> None:
        """Post the card, or bring the one that stands there up to date."""
        async with self._showing.setdefault(thread_id, asyncio.Lock()):
            binding = await self._tables.binding(thread_id)
            if binding is None or binding.scene != MAIN:
                return
            settings = await self._tables.settings(binding.guild_id)
            speech = Speech(self._tables.catalogue, settings.language)
            cast, seats = await self.cast(binding), await self.seats(thread_id)
            page = max(0, min(page, (len(cast.characters) - 1) // PAGE))
            over = await self._over(binding, cast)
            card, form = lobby_card(speech, binding, cast, seats, settings, page=page, over=over), form_of(settings)
            wire = self._tables.wire_of(binding)
            if binding.card_id is not None:
                await wire.edit_card(binding.card_id, card, form)
                return
            posted = await wire.post_card(card, form, f"card{thread_id}"[:25])
            await self._tables.keep(replace(binding, card_id=posted))

    async def _over(self, binding: ThreadBinding, cast: Campaign) -> frozenset[str]:
        """Those whose story in a thread's game is over: they have retired, or died."""
        if binding.game_id is None:
            return frozenset()
        async with self._app.database.read() as db:
            game = await load_game_by_id(db, binding.game_id)
            branch = binding.branch_id or game.branch_id
            found = {pc.id: await load_entity(db, branch, f"character:{pc.id}") for pc in cast.characters}
        return frozenset(who for who, values in found.items() if values.get("status") in ("dead", "gone"))

    # -- sitting down and getting up

    def seating(self, thread_id: int) -> asyncio.Lock:
        """Held while somebody sits down or gets up there."""
        return self._seating.setdefault(thread_id, asyncio.Lock())

    async def need(self, thread_id: int, speech: Speech) -> ThreadBinding:
        """What is prepared or played in a thread. Raises NotFound if nothing is, Refused if that is over."""
        binding = await self._tables.binding(thread_id)
        if binding is None:
            raise NotFound(speech("state.none"))
        if binding.status in ("ended", "moved"):
            raise Refused(speech(f"state.{binding.status}"))
        if binding.scene != MAIN:
            raise Refused(speech("scene.seats_there"))
        return binding

    async def make(self, thread_id: int, seat: DiscordSeat, picks: CharacterPicks, speech: Speech) -> Campaign:
        """Keep a character that a user has made, and sit them down at it. Made twice just so, it is one: whoever sends
        the form again, because the bot was gone before it answered, gets what they had made.

        Raises:
            NotFound, Refused: as `join`; or the table does not play what is said of them.
        """
        binding = await self.need(thread_id, speech)
        await need_consent(self._app.database, seat.player_id, "", speech, version=self._tables.consent)
        cast = await self.cast(binding)
        owner, now = player_key(seat.player_id), self._tables.parts.clock.now()
        await self.admit(binding, picks.words)
        async with self._app.database.begin() as db:
            kept = await load_characters_of(db, owner)
            same = next((each for each in kept if (each.ruleset, each.picks) == (cast.ruleset.slug, picks)), None)
            if same is None:
                _need_name(cast, picks.name)
                await record_character(
                    db, slug=seat.character, owner=owner, ruleset=cast.ruleset.slug, picks=picks, now=now
                )
                await db.commit()
        return await self.join(thread_id, seat if same is None else replace(seat, character=same.slug), speech)

    async def admit(self, binding: ThreadBinding, words: Iterable[str]) -> None:
        """Look at what a user writes of a character of theirs. Raises Refused for what is not played in the thread."""
        table, settings = await self._tables.at(binding.thread_id), await self._tables.settings(binding.guild_id)
        own = (*read_boundaries(settings.lines, "line"), *read_boundaries(settings.veils, "veil"))
        campaign, server = await self.cast(binding), House(own, settings.rating or None)
        await self._app.engine.safety.admit(table.game if table is not None else None, campaign, words, also=server)

    async def join(self, thread_id: int, seat: DiscordSeat, speech: Speech) -> Campaign:
        """Sit a user down at a ready character, one of their own, or one that waits; gives the cast with it.

        Raises:
            NotFound: no game here, or no such character. Refused: taken, ended, dead, or somebody else's.
        """
        async with self.seating(thread_id):
            return await self._join(thread_id, seat, speech)

    async def _join(self, thread_id: int, seat: DiscordSeat, speech: Speech) -> Campaign:
        binding = await self.need(thread_id, speech)
        cast = await self.cast(binding)
        brought: OwnCharacter | None = None
        if cast.character(seat.character) is None:
            brought = await self.own(cast, seat, speech)
            await self.admit(binding, brought.words)
        here = await self.seats(thread_id)
        taken = next((each for each in here if each.character == seat.character), None)
        if taken is not None and taken.player_id != seat.player_id:
            raise Refused(speech("join.taken", name=taken.player_name))
        before = next((each for each in here if each.player_id == seat.player_id), None)
        await need_consent(self._app.database, seat.player_id, seat.character, speech, version=self._tables.consent)
        async with self._app.database.begin() as db:
            await record_seat(db, thread_id, seat, self._tables.parts.clock.now())
            await db.commit()
        table = await self._tables.at(thread_id)
        if table is not None:
            await self.come_in(table, seat, brought, before)
        await self.reseat(thread_id)
        return cast if brought is None else with_guests(cast, [brought])

    async def own(self, cast: Campaign, seat: DiscordSeat, speech: Speech) -> OwnCharacter:
        """The character of a user's own that they want to sit down at. Raises NotFound or Refused."""
        async with self._app.database.read() as db:
            kept = await load_own(db, (seat.character,))
        known = ", ".join(pc.name for pc in cast.characters)
        if not kept or kept[0].owner != player_key(seat.player_id):
            raise NotFound(speech("join.unknown", names=known))
        if kept[0].ruleset != cast.ruleset.slug:
            raise Refused(speech("join.other_rules", name=kept[0].name, rules=cast.ruleset.title))
        made = _made(cast, kept[0])
        if made is None:
            raise NotFound(speech("join.unknown", names=known))
        _need_name(cast, made.name)
        return made

    async def come_in(
        self, table: Table, seat: DiscordSeat, brought: OwnCharacter | None, before: DiscordSeat | None
    ) -> None:
        """In a game that runs: the character joins the party, and the one whom the user played before leaves it."""
        if brought is not None:
            async with self._app.database.begin() as db:
                await record_guest(db, table.game.id, brought, self._tables.parts.clock.now())
                await db.commit()
        scene = table.binding.scene
        try:
            came = await self._app.engine.join(table.game, seat.character, scene_key=scene)
        except (NotFound, Refused):
            async with self._app.database.begin() as db:
                await free_seat(db, table.binding.thread_id, seat.player_id)
                if before is not None:
                    await record_seat(db, table.binding.thread_id, before, self._tables.parts.clock.now())
                await db.commit()
            await self.reseat(table.binding.thread_id)
            raise
        if before is not None and before.character != seat.character:
            await self._go(table, before)
        await table.state()
        if came:
            await table.say(table.speech("join.line", name=_name(table.campaign, seat), who=seat.player_name))

    async def leave(self, thread_id: int, user_id: int, speech: Speech) -> None:
        """A user gets up: the character waits, and leaves the party of a game that runs. Raises Refused if they did not
        sit here."""
        binding = await self._tables.binding(thread_id)
        if binding is not None and binding.scene != MAIN:
            raise Refused(speech("scene.seats_there"))
        async with self.seating(thread_id):
            await self._leave(thread_id, user_id, speech)

    async def _leave(self, thread_id: int, user_id: int, speech: Speech) -> None:
        seat = next((each for each in await self.seats(thread_id) if each.player_id == user_id), None)
        async with self._app.database.begin() as db:
            if seat is None or not await free_seat(db, thread_id, user_id):
                raise Refused(speech("seat.none"))
            await db.commit()
        await withdraw_if_gone(self._app.database, user_id)
        table = await self._tables.at(thread_id)
        if table is not None and table.binding.status not in ("ended", "moved"):
            await self._go(table, seat)
        await self.reseat(thread_id)

    async def _go(self, table: Table, seat: DiscordSeat) -> None:
        """The character leaves the party. What only they could answer takes its default."""
        await self._answer_for(table, seat.character)
        dead = is_dead((await table.state()).world, seat.character)
        if await self._app.engine.leave(table.game, seat.character, scene_key=table.binding.scene) and not dead:
            await table.say(table.speech("leave.line", name=_name(table.campaign, seat)))

    async def _answer_for(self, table: Table, character: str) -> None:
        async with self._app.database.read() as db:
            scene = await load_scene(db, table.game.branch_id, table.binding.scene)
            waiting = await load_unfinished(db, scene.id)
        for turn in waiting:
            parked = turn.parked
            if turn.status == "parked" and parked and not is_waiting(turn) and parked.who == (character,):
                label = next((each.label for each in parked.options if each.id == parked.default), parked.default)
                await table.face.answered(turn.id, parked, label)
                await self._app.engine.answer(
                    table.game, turn.id, parked.default, table.face, scene_key=table.binding.scene
                )

    async def ready(self, thread_id: int, user_id: int, speech: Speech) -> bool:
        """A user says that they are ready, or not after all; gives which. Raises Refused if they do not sit here."""
        await self.need(thread_id, speech)
        seat = next((each for each in await self.seats(thread_id) if each.player_id == user_id), None)
        if seat is None:
            raise Refused(speech("seat.none"))
        async with self._app.database.begin() as db:
            await record_ready(db, thread_id, user_id, not seat.ready)
            await db.commit()
        await self.show_card(thread_id)
        return not seat.ready

    async def reseat(self, thread_id: int) -> None:
        """Show the seats as they are in the store."""
        table = await self._tables.at(thread_id)
        if table is not None:
            table.seats = {seat.player_id: seat for seat in await self.seats(thread_id)}
            if table.away:
                await table.parts.scenes(table, None)
        await self.show_card(thread_id)

    # -- beginning

    async def begin(self, binding: ThreadBinding, user_id: int, speech: Speech) -> tuple[ThreadBinding, Game]:
        """Make the game with the characters that were picked; gives the thread as it is then. Under the thread's lock.

        Raises:
            Refused: nobody has joined, or this user neither joined nor started it.
        """
        seats = await self.seats(binding.thread_id)
        if not seats:
            raise Refused(speech("begin.nobody"))
        if user_id not in {binding.host_id, *(seat.player_id for seat in seats)}:
            raise Refused(speech("seat.none"))
        campaign = await self._tables.campaign(binding.campaign, binding.guild_id)
        name = f"{binding.campaign}-{binding.thread_id}"
        game = await self._app.find_game(name) or await self._app.start_game(
            campaign,
            name=name,
            characters=[seat.character for seat in seats],
            own=await self._brought(campaign, seats),
            stakes=(await self._tables.settings(binding.guild_id)).stakes,
        )
        await begin_in_mode(self._tables, self._app, binding, game)
        return replace(binding, game_id=game.id, branch_id=game.branch_id, status="playing"), game


def _made(campaign: Campaign, kept: KeptCharacter) -> OwnCharacter | None:
    """A kept character as the person that it is in this campaign; None if its words were erased."""
    if kept.picks is None:
        return None
    return own_character(campaign, kept.picks, slug=kept.slug, owner=kept.owner)


def _need_name(cast: Campaign, name: str) -> None:
    if same_name(cast, name):
        text = f"Somebody in this story is called {name} already."
        raise Refused(text, remedy="Make another character.", key="own.name_taken", name=name)


def _name(campaign: Campaign, seat: DiscordSeat) -> str:
    person = campaign.character(seat.character)
    return person.name if person else seat.character
