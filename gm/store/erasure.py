"""Erasing a person: every word and id of theirs, in every table that `gm.store.personal` names.

Dice, changes of the world and money stay, with nobody's name on them, so that verification passes and others play on.
What tellings repeat of their words is cut sentence by sentence (`gm.domain.quotes`). Docs: docs/decisions.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import bindparam, delete, func, select, update

from gm.domain.quotes import CUT, Line, Quotes
from gm.domain.words import fold, names_in_text
from gm.store.boundaries import BOUNDED_GAMES, erase_boundaries
from gm.store.call_players import GAMES_OF, forget_bearer
from gm.store.coding import dump
from gm.store.discord_erasure import mark_stale
from gm.store.erasure_authors import take_hands_off
from gm.store.erasure_faces import erase_face_rows, names_of
from gm.store.erasure_memory import erase_archives
from gm.store.erasure_prompts import erase_prompts, wishes_of
from gm.store.facts_erasure import erase_facts, facts_said
from gm.store.gm_notes import erase_notes
from gm.store.own import GUEST_GAMES, erase_characters, own_names, own_words
from gm.store.recall_segments import forget_words
from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_facts import FACTS, MARKS
from gm.store.rows_game import GAMES, PLAYERS, SEATS, WORLD_VERSIONS
from gm.store.rows_gm import GM_NOTES, TRANSLATIONS
from gm.store.rows_history import BRANCHES
from gm.store.rows_memory import ARCHIVES
from gm.store.rows_rating import RATINGS
from gm.store.rows_turn import INPUTS, ROLLS, TEXTS, TURN_INPUTS, TURNS
from gm.store.sealed import NOTED_GAMES, erase_player_notes, player_note_words
from gm.store.summary_writes import supersede_summaries
from gm.store.tx import Tx, stored
from gm.store.unrecorded import erase_wish
from gm.store.usage_days import hide_player

NOBODY: Final = "erased"
"""What stands where a player's id stood."""
_T = TEXTS.c
_GAME: Any = bindparam("game")
_WHO: Any = bindparam("who")
_MINE = select(INPUTS.c.id).where(INPUTS.c.game_id == _GAME, INPUTS.c.player == _WHO)
_MY_TURNS = select(TURN_INPUTS.c.turn_id).where(TURN_INPUTS.c.input_id.in_(_MINE))
_KNOWN = (
    select(WORLD_VERSIONS.c.campaign)
    .select_from(GAMES.join(WORLD_VERSIONS, WORLD_VERSIONS.c.version == GAMES.c.version))
    .where(GAMES.c.id == _GAME)
)
_SAID = (
    select(TEXTS.c.id, INPUTS.c.turn_id, TEXTS.c.body, (INPUTS.c.player == _WHO).label("mine"))
    .select_from(TEXTS.join(INPUTS, INPUTS.c.id == TEXTS.c.input_id))
    .where(INPUTS.c.game_id == _GAME, TEXTS.c.body.is_not(None))
    .order_by(INPUTS.c.id)
)
_ABOUT = (
    select(
        TEXTS.c.id,
        TEXTS.c.turn_id,
        TEXTS.c.kind,
        TEXTS.c.body,
        TURNS.c.kind.label("turn_kind"),
        (func.coalesce(TEXTS.c.author, "") == _WHO).label("mine"),
        TEXTS.c.author,
    )
    .select_from(TEXTS.join(TURNS, TURNS.c.id == TEXTS.c.turn_id))
    .where(TURNS.c.game_id == _GAME, TEXTS.c.body.is_not(None), TEXTS.c.kind != "teller")
    .order_by(TEXTS.c.turn_id, TEXTS.c.id)
)
_NOTES = select(GM_NOTES.c.body).where(
    GM_NOTES.c.game_id == _GAME, GM_NOTES.c.player == _WHO, GM_NOTES.c.body.is_not(None)
)
_EMPTY = update(TEXTS).where(_T.id == bindparam("text")).values(body=None, erased_at=bindparam("now"))
_PUT = update(TEXTS).where(_T.id == bindparam("text")).values(body=bindparam("words"))
HAND: Final = "gm"
"""Kind of a turn whose telling a person wrote."""
_TOLD: Final = ("narration", "gist")
_JSON: Final = ("ruling", "outcome", "parked", "draft", "overruled", "objection", "proposed")
_GAMES_OF = (
    select(INPUTS.c.game_id)
    .where(INPUTS.c.player == _WHO)
    .union(
        select(SEATS.c.game_id).join(PLAYERS, PLAYERS.c.id == SEATS.c.player_id).where(PLAYERS.c.name == _WHO),
        select(MODEL_CALLS.c.game_id).where(MODEL_CALLS.c.player == _WHO, MODEL_CALLS.c.game_id.is_not(None)),
        select(ROLLS.c.game_id).where(ROLLS.c.player == _WHO),
        select(GM_NOTES.c.game_id).where(GM_NOTES.c.player == _WHO),
        select(RATINGS.c.game_id).where(RATINGS.c.player == _WHO),
        BOUNDED_GAMES,
        NOTED_GAMES,
        select(FACTS.c.game_id).where(FACTS.c.author == _WHO),
        select(MARKS.c.game_id).where(MARKS.c.player == _WHO),
        select(TURNS.c.game_id).join(TEXTS, TEXTS.c.turn_id == TURNS.c.id).where(TEXTS.c.author == _WHO),
        select(BRANCHES.c.game_id).where(BRANCHES.c.author == _WHO),
        select(ARCHIVES.c.game_id).where(ARCHIVES.c.owner == _WHO),
        GAMES_OF,
        GUEST_GAMES,
    )
)
_FORGET_RATINGS = delete(RATINGS).where(RATINGS.c.game_id == _GAME, RATINGS.c.player == _WHO)
_FORGET_INPUTS = update(INPUTS).where(INPUTS.c.game_id == _GAME, INPUTS.c.player == _WHO).values(player=NOBODY)
_FORGET_NOTES = update(GM_NOTES).where(GM_NOTES.c.game_id == _GAME, GM_NOTES.c.player == _WHO).values(player=NOBODY)
_FORGET_CALLS = (
    update(MODEL_CALLS).where(MODEL_CALLS.c.game_id == _GAME, MODEL_CALLS.c.player == _WHO).values(player=NOBODY)
)
_FORGET_ROLLS = update(ROLLS).where(ROLLS.c.game_id == _GAME, ROLLS.c.player == _WHO).values(player=NOBODY)
_MY_ROLLS = select(ROLLS.c.id, ROLLS.c.record).where(ROLLS.c.game_id == _GAME, ROLLS.c.player == _WHO)
_PUT_ROLL = update(ROLLS).where(ROLLS.c.id == bindparam("roll")).values(record=bindparam("value"))
_FORGET_SEATS = (
    update(SEATS)
    .where(SEATS.c.game_id == _GAME, SEATS.c.player_id.in_(select(PLAYERS.c.id).where(PLAYERS.c.name == _WHO)))
    .values(player_id=None)
)
_NOTE: Final = re.compile(r"\s*\[[^\]]*\]")


@dataclass(slots=True)
class Erased:
    """What was done. `turns`: those whose texts changed, by game; `seats`, `threads`: what the face must show anew."""

    texts: int = 0
    """Texts and prompt sections that were emptied."""
    cut: int = 0
    """Sentences of tellings that were cut."""
    rows: int = 0
    """Rows of other kinds that named the person."""
    turns: dict[int, tuple[int, ...]] = field(default_factory=dict)
    inputs: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Numbers of their inputs, by turn."""
    threads: tuple[int, ...] = ()
    """Discord threads in which they sat or which they started."""


@stored
def load_games_of(tx: Tx, player: str) -> tuple[int, ...]:
    """Numbers of the games that hold anything of a player (their id at their face)."""
    return tuple(sorted(int(row[0]) for row in tx.rows(_GAMES_OF, {"who": player})))


@stored
def erase_player(tx: Tx, game_id: int, player: str, now: datetime | None = None) -> int:
    """Erase a player from one game; gives how many texts and prompt sections were emptied. See `erase_person`."""
    done = Erased()
    _erase_game(tx, game_id, player, now or datetime.now(UTC), done)
    return done.texts


@stored
def erase_input(tx: Tx, input_id: int, now: datetime) -> bool:
    """Empty the words of one input. What was told in answer stays; False if they were empty already."""
    mine = update(TEXTS).where(_T.input_id == bindparam("input"), _T.body.is_not(None))
    emptied = tx.write(mine.values(body=None, erased_at=bindparam("now")), {"input": input_id, "now": now}) > 0
    if emptied:
        forget_words(tx, int(tx.value(select(INPUTS.c.game_id).where(INPUTS.c.id == input_id))))
    return emptied


@stored
def erase_person(
    tx: Tx, player: str, now: datetime, *, user_id: int | None = None, guild_id: int | None = None
) -> Erased:
    """Erase a person, known by their id at their face (`player`) and, on Discord, their user id.

    `guild_id`: only what belongs to that server. None: everywhere, their consent included.
    """
    done = Erased()
    games = {int(row[0]) for row in tx.rows(_GAMES_OF, {"who": player})}
    if guild_id is not None:
        games &= set(names_of(tx, user_id, guild_id).games)
    called = (*names_of(tx, user_id, guild_id).names, *(own_names(tx, player) if guild_id is None else ()))
    for game in sorted(games):
        _erase_game(tx, game, player, now, done, names=called, user_id=user_id)
    if guild_id is None:
        done.rows += erase_characters(tx, player, now)
        for table in (MODEL_CALLS, ROLLS):
            done.rows += tx.write(update(table).where(table.c.player == player).values(player=NOBODY))
        hide_player(tx, player, nobody=NOBODY)
        done.rows += forget_bearer(tx, player)
        done.rows += tx.write(PLAYERS.delete().where(PLAYERS.c.name == player)) + erase_wish(tx, player)
    if user_id is not None:
        rows, done.threads = erase_face_rows(tx, user_id, guild_id)
        done.rows += rows
    return done


def _erase_game(
    tx: Tx,
    game_id: int,
    player: str,
    now: datetime,
    done: Erased,
    *,
    names: Iterable[str] = (),
    user_id: int | None = None,
) -> None:
    at = {"game": game_id, "who": player}
    mine = {int(row[0]) for row in tx.rows(_MY_TURNS, at)}
    said, about = tx.rows(_SAID, at), tx.rows(_ABOUT, at)
    known = str(tx.value(_KNOWN, at) or "")
    names = _not_of(known, names)
    quotes = Quotes([*_wrote(tx, at), *_lines(said, about, mine)], known=known, names=names)
    changed = set()
    empty: list[dict[str, Any]] = []
    put: list[dict[str, Any]] = []
    clean = _cleaner(user_id, names)
    own = [(row.turn_id, " ".join(row.body.split())) for row in said if row.mine and row.body.strip()]
    for row in said:
        words = None if row.mine else clean(row.body)
        if row.mine:
            empty.append({"text": row.id, "now": now})
        elif words != row.body:
            put.append({"text": row.id, "words": words})
        if (row.mine or words != row.body) and row.turn_id is not None:
            changed.add(int(row.turn_id))
    for row in about:
        if row.mine or (row.turn_id in mine and (row.kind not in _TOLD or row.turn_kind == HAND)):
            changed.add(int(row.turn_id))
            empty.append({"text": row.id, "now": now})
            continue
        words, count = _without(quotes, row.kind, row.body)
        words = clean(_unsaid(words, row, own))
        if words == row.body:
            continue
        done.cut += count
        changed.add(int(row.turn_id))
        put.append({"text": row.id, "words": words})
    for turn in mine:
        theirs = select(INPUTS.c.id).where(INPUTS.c.id.in_(_MINE), INPUTS.c.turn_id == turn)
        done.inputs[turn] = tuple(int(row[0]) for row in tx.rows(theirs, at))
    _write(tx, _EMPTY, empty)
    _write(tx, _PUT, put)
    done.rows += take_hands_off(tx, game_id, player)
    done.texts += len(empty) + erase_prompts(tx, game_id, player, mine, quotes, clean, now)
    done.texts += erase_archives(tx, game_id, player, (words for _, words in own), names, clean)
    done.texts += erase_facts(tx, game_id, player, quotes, clean)
    if empty or put or done.texts:
        forget_words(tx, game_id)
    done.texts += erase_notes(tx, game_id, player, now)
    done.rows += _erase_own(tx, game_id, player) + tx.write(_FORGET_NOTES, at)
    stale = TRANSLATIONS.c.turn_id.in_(bindparam("turns", expanding=True))
    tx.write(delete(TRANSLATIONS).where(stale), {"turns": sorted(changed | mine)})
    supersede_summaries(tx, changed | mine)
    mark_stale(tx, tuple(sorted(changed | mine)))
    done.turns[game_id] = tuple(sorted(changed | mine))
    done.rows += tx.write(_FORGET_RATINGS, at)
    done.rows += _erase_rolls(tx, at) + tx.write(_FORGET_SEATS, at) + tx.write(_FORGET_INPUTS, at)
    done.rows += tx.write(_FORGET_CALLS, at) + forget_bearer(tx, player, game_id)
    hide_player(tx, player, game_id=game_id, nobody=NOBODY)


def _erase_own(tx: Tx, game_id: int, player: str) -> int:
    """What only they and whoever runs the game read: lines and veils, notes."""
    return erase_boundaries(tx, game_id, player) + erase_player_notes(tx, game_id, player)


def _write(tx: Tx, statement: Any, values: Sequence[dict[str, Any]]) -> None:
    for each in values:
        tx.write(statement, each)


def _wrote(tx: Tx, at: dict[str, Any]) -> Iterator[Line]:
    """What they wrote beside the story: notes, their characters, facts."""
    notes = (str(row[0]) for row in tx.rows(_NOTES, at))
    game, who = at["game"], at["who"]
    for words in (
        *notes,
        *player_note_words(tx, game, who),
        *own_words(tx, who),
        *wishes_of(tx, game),
        *facts_said(tx, game, who),
    ):
        yield Line(words, "person")


def _lines(said: Sequence[Any], about: Sequence[Any], mine: Collection[int]) -> Iterator[Line]:
    """What was written at the table, in order: of each turn the words, then the telling."""
    last = 1 << 62
    words = [(row.turn_id or last, 0, row.id, Line(row.body, "person" if row.mine else "other")) for row in said]
    told = [(row.turn_id, 1, row.id, Line(row.body, _teller(row, mine))) for row in about if row.kind == "narration"]
    for *_, line in sorted([*words, *told], key=lambda each: each[:3]):
        yield line


def _teller(row: Any, mine: Collection[int]) -> Literal["person", "other", "teller"]:
    """Whose words a telling is: a game master's hand writes its own, and so does who edits one. Of an edit only what no
    earlier telling said counts as theirs (`Quotes` reads in order)."""
    if row.mine:
        return "person"
    if row.turn_kind != HAND:
        return "teller"
    return "person" if row.turn_id in mine else "other"


def _without(quotes: Quotes, kind: str, body: str) -> tuple[str, int]:
    """The text without their words; of a JSON text its prose is looked at."""
    if kind not in _JSON:
        return quotes.cut(body)
    try:
        tree = json.loads(body)
    except ValueError:
        return quotes.cut(body)
    found, count = quotes.cut_tree(tree)
    return (dump(found), count) if count else (body, 0)


def _unsaid(words: str, row: Any, own: Sequence[tuple[int | None, str]]) -> str:
    """A gist without the lines that it quotes after their speaker, also where they are too short to be told from what
    anybody might say."""
    if row.kind == "gist":
        for line in (line for turn, line in own if turn == row.turn_id):
            words = words.replace(f": {line}", f": {CUT}")
    return words


def _not_of(known: str, names: Iterable[str]) -> tuple[str, ...]:
    """Names without those that the campaign has as words of its own: "Al" is not in "also"."""
    text = fold(_in_its_language(known))
    found = ((name, names_in_text((fold(name),))) for name in names)
    return tuple(name for name, pattern in found if pattern is not None and not pattern.search(text))


def _in_its_language(known: str) -> str:
    """A campaign without the words by which its rules read other languages: "Al" is a name in an English one, though
    "al" is a word of every day in Spanish."""
    if not known:
        return ""
    campaign = json.loads(known)
    own = str(campaign.get("language", "en")).split("-")[0]
    rules = campaign.get("ruleset") or {}
    for words in (rules.get("intents"), *(each.get("synonyms") for each in rules.get("skills") or ())):
        for language in [each for each in words or () if each.split("-")[0] != own]:
            del words[language]
    return json.dumps(campaign, ensure_ascii=False)


def _cleaner(user_id: int | None, names: Sequence[str]) -> Callable[[str], str]:
    """Takes their number and what servers called them out of a text: others may have mentioned them."""
    called = names_in_text(names)
    parts = [called.pattern] if called is not None else []
    if user_id is not None:
        parts += [rf"<@!?{user_id}>", rf"(?<!\d){user_id}(?!\d)"]
    if not parts:
        return lambda text: text
    mention = re.compile("|".join(parts), re.IGNORECASE)
    return lambda text: mention.sub("@…", text)


def _erase_rolls(tx: Tx, at: dict[str, Any]) -> int:
    """Labels of their rolls at the table go; the dice stay and can be drawn again."""
    for number, record in [tuple(row) for row in tx.rows(_MY_ROLLS, at)]:
        tx.write(_PUT_ROLL, {"roll": number, "value": without_label(record)})
    return tx.write(_FORGET_ROLLS, at)


def without_label(record: str) -> str:
    """A roll's record without what somebody called it; the dice are drawn again from what stays."""
    tree = json.loads(record)
    tree["expression"] = _NOTE.sub("", tree.get("expression", ""))
    tree.pop("label", None)
    return dump(tree)
