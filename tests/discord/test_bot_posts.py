"""Posts are put once and then edited, whatever happens between sending and noting; the dead stay dead."""

import asyncio
from typing import Any

import pytest
from bot_fakes import MemoryWire, WireDown

from gm.app import SystemClock
from gm.bot.buttons import Button, choice_buttons
from gm.bot.cards import Card, Form
from gm.bot.items import IDS
from gm.bot.posts import LEAVING, PASSING, Part, Posts, nonce_of
from gm.domain.play import Parked, ParkedOption
from gm.store.database import Database


def posts_on(wire: MemoryWire, database: Database) -> Posts:
    """The posts of thread 5, as a fresh process sees them."""
    return Posts(5, wire, database, SystemClock())


async def test_put_again_edits_and_put_the_same_does_nothing(sqlite_database: Database) -> None:
    wire = MemoryWire()
    posts = posts_on(wire, sqlite_database)
    await posts.put(1, "n0", Part("It rains."))
    await posts.put(1, "n0", Part("It rains. It pours."))
    await posts.put(1, "n0", Part("It rains. It pours."))
    assert wire.texts() == ["It rains. It pours."]
    assert [kind for kind, _ in wire.log] == ["post", "edit"]


@pytest.mark.parametrize("keeps_nonces", [True, False])
@pytest.mark.parametrize("then", ["It rains.", "It rains. It pours all night.", "It"])
async def test_a_post_that_was_sent_but_not_noted_is_found_again(
    sqlite_database: Database, keeps_nonces: bool, then: str
) -> None:
    wire = MemoryWire(lose={"rains"}, keeps_nonces=keeps_nonces)
    with pytest.raises(WireDown):
        await posts_on(wire, sqlite_database).put(1, "n0", Part("It rains."))
    await posts_on(wire, sqlite_database).put(1, "n0", Part(then))
    assert wire.texts() == [then]


@pytest.mark.parametrize("keeps_nonces", [True, False])
@pytest.mark.parametrize("form", ["v2", "embed", "plain"])
async def test_a_card_that_was_sent_but_not_noted_is_found_again(
    sqlite_database: Database, keeps_nonces: bool, form: Form
) -> None:
    async def wanted() -> Form:
        return form

    wire = MemoryWire(lose={"Search: 15"}, keeps_nonces=keeps_nonces)
    part = Part("", card=Card("Dice", ("🎲 Ilse, Search: 15", "a loose board"), footer="writing …"))
    with pytest.raises(WireDown):
        await Posts(5, wire, sqlite_database, SystemClock(), form=wanted).put(1, "o", part)
    again = Posts(5, wire, sqlite_database, SystemClock(), form=wanted)
    await again.put(1, "o", part.but("told"))
    await again.put(1, "o", part.but("told"))
    (text,) = wire.texts()
    assert ("Search: 15" in text and text.endswith("-# told")) or form == "embed"
    assert [kind for kind, _ in wire.log] == ["post", "edit"]
    await again.put(1, "o", Part("-# taken back"))
    assert wire.texts() == ["-# taken back"]


@pytest.mark.parametrize("webhooks", [True, False])
async def test_words_of_a_character_are_found_again(sqlite_database: Database, webhooks: bool) -> None:
    wire = MemoryWire(webhooks=webhooks, lose={"door"})
    part = Part("I open the door", speaker="Ilse")
    with pytest.raises(WireDown):
        await posts_on(wire, sqlite_database).put(1, "i1.0", part)
    await posts_on(wire, sqlite_database).put(1, "i1.0", part)
    assert wire.texts() == ["I open the door" if webhooks else "**Ilse:** I open the door"]


async def test_somebody_elses_words_are_not_taken_for_ours(sqlite_database: Database) -> None:
    wire = MemoryWire(lose={"first"})
    posts = posts_on(wire, sqlite_database)
    with pytest.raises(WireDown):
        await posts.put(1, "i1.0", Part("first", speaker="Ilse"))
    await posts.put(1, "i2.0", Part("first", speaker="Tam"))
    await posts.put(1, "i1.0", Part("first", speaker="Ilse"))
    assert sorted(seen.name for seen in wire.posts.values()) == ["Ilse", "Tam"]


async def test_what_people_deleted_stays_away_also_after_a_restart(sqlite_database: Database) -> None:
    wire = MemoryWire()
    posts = posts_on(wire, sqlite_database)
    await posts.put(1, "n0", Part("It rains."))
    wire.posts.clear()
    await posts.put(1, "n0", Part("It pours."))
    await posts_on(wire, sqlite_database).put(1, "n0", Part("It hails."))
    assert wire.texts() == []


async def test_buttons_of_a_kind_are_known_after_a_restart(sqlite_database: Database) -> None:
    wire = MemoryWire()
    button = Button("gm:why:1", "Why?")
    await posts_on(wire, sqlite_database).put(1, "n0", Part("It rains.", (button,), "beat"))
    again = posts_on(wire, sqlite_database)
    assert [(post.turn_id, post.part) for post in await again.buttoned("beat")] == [(1, "n0")]
    await again.rebutton(1, "n0", (), "old")
    assert await again.buttoned("beat") == () and list(wire.buttons.values()) == [()]


async def test_a_dropped_part_does_not_come_back(sqlite_database: Database) -> None:
    wire = MemoryWire()
    posts = posts_on(wire, sqlite_database)
    await posts.put(1, "n1", Part("and more"))
    await posts.drop(1, "n1")
    assert wire.texts() == [] and await posts.names(1) == ()


def test_nonces_fit_and_differ() -> None:
    made = {nonce_of(5, turn, part) for turn in range(50) for part in ("o", "n0", "n1", "q")}
    assert len(made) == 200 and all(len(nonce) <= 25 for nonce in made)


def test_the_ids_of_choices_fit_and_are_ours() -> None:
    options = tuple(ParkedOption(id="x" * 64, label="L" * 300) for _ in range(2))
    parked = Parked(reason="choice", question="?", who=("ilse",), options=options, default="x" * 64)
    for button in choice_buttons(2**53, parked):
        assert IDS.fullmatch(button.id) and len(button.id) <= 100 and len(button.label) <= 80


@pytest.mark.parametrize("shape", ["words", "card"])
async def test_an_edit_whose_answer_was_lost_is_taken_back_by_the_next(sqlite_database: Database, shape: str) -> None:
    """The post may say what was never confirmed: what stood there before is written again."""

    class Deaf(MemoryWire):
        async def edit(self, *args: Any) -> bool:
            done = await super().edit(*args)
            if "writing" in self.log[-1][1]:
                raise WireDown("done, and never said so")
            return done

    wire = Deaf()
    part = Part("I look.", speaker="Ilse") if shape == "words" else Part("", card=Card("", ("🎲 Ilse, Search: 15",)))
    posts = posts_on(wire, sqlite_database)
    await posts.put(1, "o", part)
    (plain,) = wire.texts()
    with pytest.raises(WireDown):
        await posts.put(1, "o", part.but("writing …"))
    assert "writing" in wire.texts()[0] and [post.part for post in await posts.buttoned(PASSING)] == ["o"]
    await posts.put(1, "o", part)
    assert wire.texts() == [plain] and await posts.buttoned(PASSING) == ()


async def test_what_is_dropped_while_it_is_being_sent_goes_when_it_stands(sqlite_database: Database) -> None:
    """Looked for at once it would be found nowhere, noted as gone, and then stand there for good."""

    class Slow(MemoryWire):
        async def post(self, *args: Any) -> int:
            sending.set()
            await arrive.wait()
            return await super().post(*args)

    sending, arrive, wire = asyncio.Event(), asyncio.Event(), Slow()
    posts = posts_on(wire, sqlite_database)
    put = asyncio.create_task(posts.put(1, "n0", Part("It rains.")))
    await sending.wait()
    drop = asyncio.create_task(posts.drop(1, "n0"))
    for _ in range(20):
        await asyncio.sleep(0)
    arrive.set()
    await asyncio.gather(put, drop)
    assert wire.texts() == [] and await posts.names(1) == ()
    assert await posts_on(wire, sqlite_database).names(1, gone=True) == ("n0",)


async def test_what_was_deleted_but_not_noted_is_known_to_the_next_life(sqlite_database: Database) -> None:
    class Deaf(MemoryWire):
        async def delete(self, *args: Any) -> None:
            await super().delete(*args)
            raise WireDown("done, and never said so")

    posts = posts_on(wire := Deaf(), sqlite_database)
    await posts.put(1, "n0", Part("It rains."))
    with pytest.raises(WireDown):
        await posts.drop(1, "n0")
    again = posts_on(MemoryWire(posts=wire.posts), sqlite_database)
    (left,) = await again.buttoned(LEAVING)
    await again.drop(left.turn_id, left.part)
    assert await again.names(1) == () and await again.buttoned(LEAVING) == ()


async def test_of_words_that_came_late_and_were_sent_again_one_goes(sqlite_database: Database) -> None:
    class Late(MemoryWire):
        late = True

        async def speak(self, name: str, text: str, **more: Any) -> tuple[int, int] | None:
            if not self.late:
                return await super().speak(name, text, **more)
            raise WireDown("on its way")

    part, wire = Part("I open the door", speaker="Ilse"), Late()
    with pytest.raises(WireDown):
        await posts_on(wire, sqlite_database).put(1, "i1.0", part)
    wire.late, again = False, posts_on(wire, sqlite_database)
    await again.put(1, "i1.0", part)
    await again.drop_doubles()
    assert [kind for kind, _ in wire.log] == ["post"], "nothing stands there twice yet"
    await wire.speak("Ilse", "I open the door")
    await wire.speak("Tam", "I open the door")
    await again.put(1, "i2.0", Part("I open the door", speaker="Ilse"))
    await again.drop_doubles()
    assert sorted(seen.name for seen in wire.posts.values()) == ["Ilse", "Ilse", "Tam"]
    assert again.metrics.value("gm_posts_doubles_removed_total") == 1
