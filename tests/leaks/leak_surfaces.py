"""Every surface that shows words of a game, each read by everybody who could stand before it.

A surface is a name, who reads it, and how it is read. `echo` holds what the reader has typed themselves: to see one's
own words again is no leak. What changes the game is read last (`leak_prompts.py`).
"""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from leak_campaign import PARTY
from leak_reading import Look, Reading, Shown, Surface
from leak_refusals import refused

from gm.bot.catalogue import Speech, shipped_catalogue
from gm.bot.outcome_card import outcome_card
from gm.bot.why_card import why_card
from gm.cli.looking import look_rows
from gm.domain.errors import GmError
from gm.domain.events import OutcomeResolved
from gm.play.asking import listeners, topics_known
from gm.play.commanding import choices
from gm.play.comparing import compare_branches
from gm.play.lore_view import lore_known, searched
from gm.play.memories import Reader
from gm.play.memory_desk import seen_people
from gm.play.quest_views import quests_of
from gm.play.suggesting import known_challenges, suggestions
from gm.play.views import people, place_view
from gm.play.world_views import day_of, map_of, purse_of
from gm.review.dice_proof import proof_rows, prove_dice
from gm.review.personal_export import export_json
from gm.review.prompts import load_sent_prompts, sent_rows
from gm.review.report_figures import load_figures
from gm.review.safety import log_rows
from gm.review.transcript import load_transcript, transcript_json, transcript_rows
from gm.review.tree import draw_tree, load_tree
from gm.review.why import load_why, why_rows
from gm.rules.sheets import sheet_of
from gm.store.personal_data import load_personal
from gm.store.safety_log import load_events

SPEECH: Final = Speech(shipped_catalogue(), "en")
ASKED: Final = "What of stone, wheel and lantern, of Gregor and Hanna, Vesna and Mirko, of the Guild and the cart?"


def _one(read: Callable[[Reading, str], Awaitable[object]]) -> Look:
    async def look(at: Reading, reader: str) -> AsyncIterator[Shown]:
        yield Shown(repr(await read(at, reader)))

    return look


async def _recap(at: Reading, who: str) -> object:
    back = at.table.engine.back
    state = await at.state(who)
    return [
        await back.previously(at.game, state, words=1500),
        await back.previously(at.game, state, words=1500, by_gist=True),
        await back.previously(at.game, words=1500, scene_key=at.scene_of(who)),
        await at.table.engine.sittings.told(at.game, scene_key=at.scene_of(who)),
    ]


async def _catch_up(at: Reading, who: str) -> object:
    state, back = await at.state(who), at.table.engine.back
    return [await back.catch_up(at.game, state, player, who, words=1500) for player in (who, "nobody")]


async def _brief(at: Reading, who: str) -> object:
    return await at.table.engine.sittings.brief(at.game, await at.state(who), who)


async def _ask(at: Reading, who: str) -> AsyncIterator[Shown]:
    state = await at.state(who)
    for question in (ASKED, *(f"What of the {words}?" for words in _in_fours(at))):
        yield Shown(repr(await at.table.engine.back.ask(at.game, state, who, question)))


def _in_fours(at: Reading) -> list[str]:
    """Every secret's word, four together."""
    words = [each.word for each in at.played.secrets.all]
    return [" ".join(words[at : at + 4]) for at in range(0, len(words), 4)]


async def _memory(at: Reading, who: str) -> AsyncIterator[Shown]:
    desk, reader = at.table.engine.memory, Reader(who, (who,))
    yield Shown(repr(await desk.listed(at.game, reader)))
    for words in (ASKED, *_in_fours(at)):
        yield Shown(repr(await desk.search(at.game, reader, words, limit=20)))


async def _why(at: Reading, who: str) -> AsyncIterator[Shown]:
    """`/why` of every turn, and of the last one."""
    scene = at.scene_of(who.partition("+")[0])
    for number in (None, *range(1, max(at.played.turns.values()) + 3)):
        try:
            async with at.table.database.read() as db:
                why = await load_why(db, at.game, number=number, spoilers=False, scene=scene)
        except GmError as error:
            yield Shown(f"{error} {error.remedy}")
            continue
        yield Shown("\n".join(why_rows(why, prompts=True)))
        yield Shown(repr(why_card(SPEECH, why, scene=scene)))


async def _prompts_shown(at: Reading, who: str) -> AsyncIterator[Shown]:
    """`gm prompt`, as players may read it."""
    for number in range(1, max(at.played.turns.values()) + 2):
        try:
            async with at.table.database.read() as db:
                found = await load_sent_prompts(db, at.game, number=number, role=None)
        except GmError as error:
            yield Shown(str(error))
            continue
        yield Shown("\n".join(row for sent in found for row in sent_rows(sent)))


async def _dice(at: Reading, who: str) -> AsyncIterator[Shown]:
    """The card of every outcome that was shown, as it is drawn and as a whole."""
    events = at.played.shown_away if who == "odo" else at.played.shown
    cards = [each for each in events if isinstance(each, OutcomeResolved)]
    assert cards
    for event in cards:
        yield Shown(repr(event))
        yield Shown(repr(outcome_card(SPEECH, event)))


async def _table(at: Reading, who: str) -> AsyncIterator[Shown]:
    """Everything that a face has shown to all."""
    for event in at.played.shown_away if who == "odo" else at.played.shown:
        yield Shown(repr(event))


async def _suggested(at: Reading, who: str) -> AsyncIterator[Shown]:
    state = await at.state(who)
    for number in range(12):
        yield Shown(repr(suggestions(state, ASKED, number, who=who, most=10)))
    yield Shown(repr(known_challenges(state, ASKED)))


async def _offered(at: Reading, who: str) -> AsyncIterator[Shown]:
    """All that a command offers while it is typed."""
    state = await at.state(who)
    yield Shown(repr(topics_known(state, who)))
    yield Shown(repr((listeners(state), seen_people(state))))
    for verb in ("attack", "cast", "use", "give", "move", "act", "rest"):
        for part in ("", "target", "person"):
            yield Shown(repr(choices(state, who, verb, part)))
    yield Shown(repr([each.title for each in lore_known(state, who)]))
    listed = await at.table.engine.memory.listed(at.game, Reader(who, (who,)))
    yield Shown(repr([f"{fact.ref}. {fact.text}" for fact in listed.facts] + [pin.text for pin in listed.pins]))
    yield Shown(repr(await at.table.engine.marks.all(at.game)))


async def _lore(at: Reading, who: str) -> AsyncIterator[Shown]:
    state = await at.state(who)
    for words in ("", *(each.word for each in at.played.secrets.all)):
        yield Shown(repr([(each.title, each.text, each.keys) for each in searched(lore_known(state, who), words)]))


async def _sheets(at: Reading, who: str) -> AsyncIterator[Shown]:
    state = await at.state(who)
    for each in PARTY:
        yield Shown(repr(sheet_of(state, each)))
    yield Shown(repr((place_view(state), people(state), look_rows(state))))


async def _world(at: Reading, who: str) -> AsyncIterator[Shown]:
    state = await at.state(who)
    yield Shown(repr((map_of(state, who), quests_of(state, who), day_of(state), purse_of(state, who))))
    yield Shown(repr(await at.table.engine.voices.relations(at.game, state, who)))
    yield Shown(repr(await at.table.engine.scenes.offers(at.game, scene_key=at.scene_of(who))))
    yield Shown(repr(await at.table.engine.control.standing(at.game, scene_key=at.scene_of(who))))


async def _mine(at: Reading, who: str) -> object:
    whispers = at.table.engine.whispers
    return await whispers.mine(at.game, who), await at.table.engine.safety.own(at.game, who)


async def _common(at: Reading, who: str) -> object:
    safety = at.table.engine.safety
    return await safety.common(at.game), await at.table.engine.table(at.game)


async def _export(at: Reading, who: str) -> AsyncIterator[Shown]:
    async with at.table.database.read() as db:
        yield Shown(export_json(await load_personal(db, who.partition("+")[0]), at.table.clock.now()))


async def _compared(at: Reading, who: str) -> AsyncIterator[Shown]:
    async with at.table.database.read() as db:
        scene = at.scene_of(who.partition("+")[0])
        yield Shown(repr(await compare_branches(db, at.game, "main", "aside", scene=scene)))
        yield Shown("\n".join(draw_tree(await load_tree(db, at.game))))


async def _log(at: Reading, who: str) -> AsyncIterator[Shown]:
    async with at.table.database.read() as db:
        transcript = await load_transcript(db, at.game)
        yield Shown("\n".join(transcript_rows(transcript)))
        yield Shown(json.dumps(transcript_json(transcript), ensure_ascii=False))


async def _host(at: Reading, who: str) -> AsyncIterator[Shown]:
    """What whoever runs the program sees of it: logs, counts, what was kept out, what it cost, how dice are proved."""
    logging.getLogger("gm.play").warning("the control: %s", *at.played.secrets.of("line of the log"))
    yield Shown(at.logged())
    yield Shown(at.metrics())
    async with at.table.database.read() as db:
        yield Shown("\n".join(log_rows(await load_events(db), games=True)))
        yield Shown(repr(await load_figures(db, now=at.table.clock.now())))
    yield Shown("\n".join(proof_rows(await prove_dice(at.table.database, at.game))))


async def _on_branch(at: Reading, who: str) -> AsyncIterator[Shown]:
    """What a player reads where another branch is played."""
    who = who.partition("+")[0]
    main = at.played.game
    at.played.game = await at.table.engine.switch(main, "aside")
    try:
        for look in (_one(_recap), _one(_catch_up), _one(_brief), _ask, _memory, _why, _suggested, _one(_mine)):
            async for shown in look(at, who):
                yield shown
    finally:
        at.played.game = await at.table.engine.switch(at.played.game, "main")


READ: Final = (
    Surface("recap", PARTY, _one(_recap)),
    Surface("/catchup", PARTY, _one(_catch_up)),
    Surface("briefing", PARTY, _one(_brief)),
    Surface("/ask", PARTY, _ask),
    Surface("/memory", PARTY, _memory),
    Surface("/why", tuple(f"{who}+history" for who in PARTY), _why),
    Surface("prompts shown", ("terminal",), _prompts_shown),
    Surface("dice card", PARTY, _dice),
    Surface("posts", PARTY, _table),
    Surface("suggestion", PARTY, _suggested),
    Surface("autocomplete", PARTY, _offered),
    Surface("/lore", PARTY, _lore),
    Surface("sheets, /look", PARTY, _sheets),
    Surface("map, quests, turns", PARTY, _world),
    Surface("/mine, own lines", PARTY, _one(_mine)),
    Surface("/safety", PARTY, _one(_common)),
    Surface("export", tuple(f"{who}+export" for who in PARTY), _export),
    Surface("branches compared", tuple(f"{who}+branch" for who in PARTY), _compared),
    Surface("another branch", ("ilse+branch+history",), _on_branch),
    Surface("log", ("terminal",), _log),
    Surface("host", ("host",), _host),
    Surface("refusal", PARTY, refused),
)
