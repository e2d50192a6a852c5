"""Recall: what was said and told that fits what is looked for, of what these characters may know.

No model is asked. The index says where; the words come from the turns themselves, as they are told now.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final

from gm.domain.memory import Memory, MemoryRef, Recalled, RecallQuery
from gm.domain.play import ASIDE, Game
from gm.memory.aliases import undivided
from gm.memory.allowed import mask_of
from gm.memory.called import is_written_as_name, names_of, people_in, tells_names_apart
from gm.memory.choosing import ALIKE, LIKE, Candidate, choose, tells_it, weighed
from gm.memory.dense import Dense, GameVectors, VectorIndex
from gm.memory.documents import SPEAKER
from gm.memory.everyday import BEFORE, EVERYDAY, lone_pairs, remains, share_of, telling_part
from gm.memory.field import Field
from gm.memory.fusing import asks, by_meaning, by_ranks
from gm.memory.game_index import MOST_BYTES, GameIndexes
from gm.memory.introducing import asked_about, introducing, telling
from gm.memory.kept_index import GameIndex
from gm.memory.okapi import rarity
from gm.memory.passages import WIDTH, Said, cut
from gm.memory.pieces import pieces
from gm.memory.ranking import Hit, Sought
from gm.memory.terms import terms
from gm.memory.widening import other_names, seek
from gm.store.archives import line_of
from gm.store.campaigns import load_campaign
from gm.store.database import Database
from gm.store.importance import load_importance
from gm.store.recall_docs import BranchView, LineDoc, TurnDoc, load_told

_MANY: Final = 20_000
"""Documents from which on a search takes more than some milliseconds and is done in a thread."""

NARROW: Final = 120
"""How long a passage is that was found by its meaning: the piece that fits, with little around it."""
_SEEN: Final = 3
"""Passages that are looked at to see how a word is written."""
_SHORT: Final = 3
_LETTERS: Final = "\u0530"
"""Latin, Greek and Cyrillic letters stand before this: in them, short words are mostly grammar."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the index says: candidates best first, and what each term of the query is worth."""

    candidates: tuple[Candidate, ...] = ()
    worth: Mapping[str, float] = dataclass_field(default_factory=dict)
    looked_at: int = 0
    whole: float = 0.0
    """What all of the query's own words are worth."""
    counted: int = 0
    """Documents by which rarity is measured: also those that this query may not see."""
    by_words: tuple[Candidate, ...] = ()
    """The candidates by words alone, where `candidates` are by meaning as well."""
    names: frozenset[str] = frozenset()
    """Terms of the names that the query has."""
    doubtful: Mapping[str, Sequence[int]] = dataclass_field(default_factory=dict)
    """Terms by which somebody speaks, and that are words of every day: names, or not? With each, passages that show."""


class Recall:
    """Searches the past of games."""

    def __init__(self, database: Database, *, most_bytes: int = MOST_BYTES) -> None:
        """`most_bytes`: memory for the indexes of all games."""
        self._database = database
        self.indexes = GameIndexes(database, most_bytes=most_bytes)
        """The indexes that are in memory."""
        self.vectors = VectorIndex(database)

    async def search(self, game: Game, branch_id: int, query: RecallQuery) -> Recalled:
        """What fits, best first. Only turns of this branch that stand, and old chats of the game.

        Raises:
            NotFound: the game's campaign was not recorded.
        """
        async with self._database.read() as db:
            campaign = await load_campaign(db, game.campaign_version)
        async with self.indexes.fresh(game.id, campaign.language, branch_id) as (index, view):
            vectors = None if query.like is None else await self.vectors.fresh(game.id, query.like.model)
            found = await _look(index, view, query, vectors)
            if found.doubtful and (called := await self._written(game.id, found.doubtful, campaign.language)):
                found = await _look(index, view, query, vectors, called)
            owners = {id_: archive.characters for id_, archive in index.archives.items()}
            witnesses = index.witnesses
            question = vectors is not None and asks(query)
            candidates = await self._weighed(game.id, branch_id, found.candidates)
            chosen = choose(candidates, query, found.worth, found.counted, whole=found.whole, asks=question)
            if found.by_words:
                plain = await self._weighed(game.id, branch_id, found.by_words)
                own = choose(plain, query, found.worth, found.counted, whole=found.whole)
                chosen = by_ranks(own, chosen, query.limit)
            known = {
                each.ref: tuple(
                    who
                    for who in sorted((query.knowers or frozenset()) | query.among)
                    if _knows(who, each.ref, view, witnesses.of(each.ref, who, view.party), owners)
                )
                for each in chosen
            }
        texts = await self._texts(game.id, [each.ref for each in chosen])
        memories: list[Memory] = []
        for each in chosen:
            said = texts.get(each.ref)
            if said is None or _shown_already(each.ref, said, memories):
                continue
            memory = _memory(each, said, found.worth, campaign.language, known[each.ref], with_line=not query.fitting)
            if memory.text and (not query.fitting or _fits(each, memory.text, found, campaign.language)):
                memories.append(memory)
        return Recalled(tuple(memories), found.looked_at)

    async def called(self, game: Game, branch_id: int, query: RecallQuery) -> tuple[str, ...]:
        """What people are called of whom the query speaks in other words, as far as it may see (`gm.memory.called`)."""
        async with self._database.read() as db:
            campaign = await load_campaign(db, game.campaign_version)
        async with self.indexes.fresh(game.id, campaign.language, branch_id) as (index, view):
            if sum(part.size for part in index.parts()) > _MANY:
                found = await asyncio.to_thread(people_in, index, view, query)
            else:
                found = people_in(index, view, query)
        texts = await self._texts(game.id, list(found.values())) if found else {}
        told = {ref: " ".join(_bodies(said)) for ref, said in texts.items()}
        return names_of(found, told, campaign.language)

    async def prepare(self, game: Game) -> None:
        """Make everything searchable now that is not yet: after an import, say."""
        async with self._database.read() as db:
            campaign = await load_campaign(db, game.campaign_version)
        async with self.indexes.fresh(game.id, campaign.language):
            pass

    async def _written(self, game_id: int, terms_at: Mapping[str, Sequence[int]], language: str) -> frozenset[str]:
        """Which terms are written as names in one of the passages beside them."""
        texts = await self._texts(game_id, sorted({ref for refs in terms_at.values() for ref in refs}))
        told = {ref: "\n".join(_bodies(said)) for ref, said in texts.items()}
        return frozenset(
            term
            for term, refs in terms_at.items()
            if any(is_written_as_name(term, told.get(ref, ""), language) for ref in refs)
        )

    async def _weighed(self, game_id: int, branch_id: int, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """The candidates with what stands on them: at most a fifth more."""
        turns = [each.ref for each in found if each.ref > 0]
        if not turns:
            return tuple(found)
        async with self._database.read() as db:
            importance = await load_importance(db, game_id, branch_id, turns)
        return weighed(found, importance)

    async def _texts(self, game_id: int, refs: Sequence[int]) -> "dict[int, TurnDoc | tuple[LineDoc, ...]]":
        """The words as they stand now."""
        turns = [ref for ref in refs if ref > 0]
        lines = {near for ref in refs if ref < 0 for near in (-ref - 1, -ref, -ref + 1)}
        async with self._database.read() as db:
            docs, some = await load_told(db, game_id, turns, lines)
        near = {line.id: line for line in some}
        found: dict[int, TurnDoc | tuple[LineDoc, ...]] = {doc.id: doc for doc in docs}
        for ref in refs:
            if ref < 0 and -ref in near:
                same = [near.get(id_) for id_ in (-ref - 1, -ref, -ref + 1)]
                found[ref] = tuple(each for each in same if each and line_of(each.id)[0] == line_of(-ref)[0])
        return found


async def _look(
    index: GameIndex,
    view: BranchView,
    query: RecallQuery,
    vectors: GameVectors | None,
    called: frozenset[str] = frozenset(),
) -> _Found:
    if sum(part.size for part in index.parts()) > _MANY:
        return await asyncio.to_thread(_search, index, view, query, vectors, called)
    return _search(index, view, query, vectors, called)


def _search(
    index: GameIndex, view: BranchView, query: RecallQuery, vectors: GameVectors | None, called: frozenset[str]
) -> _Found:
    """`called`: terms that are names in this game, whatever they are in others."""
    parts = index.parts()
    if not parts:
        return _Found()
    mask = mask_of(index, view, query)
    sought = Sought(query.topic or query.text, query.names, index.language, now=query.now, when=query.text)
    field = Field(parts, mask, index.frame(parts))
    found = seek(parts, sought, allowed=mask, limit=4 * query.limit + 8, field=field)
    hits, dense = by_meaning(parts, found, query, vectors, mask, field)
    own, other = _worth(field, sought, len(found.copies)), other_names(field, found.sought)
    names = _telling(query.names, index.language)
    whole = list(own.values())
    doubtful: dict[str, tuple[int, ...]] = {}
    if query.fitting:
        doubtful = {} if called else _doubtful(field, other, index.language)
        own = _rare_at_large(own, field, index.language, names | _apart(query.text, index.language))
        own |= {term: 2 * own[term] for term in lone_pairs(query.text, index.language) & own.keys()}
        telling_names = names | called | {term for term in other if undivided(term)}
        other = _rare_at_large(other, field, index.language, telling_names)
        known = min(1.0, 2 * field.size / BEFORE)  # in a young game whatever stands twice looks like a name
        other = {term: each * (1 if SPEAKER + term in other else known) for term, each in other.items()}
    worth = other | own
    shown = worth
    names &= worth.keys()
    if name := asked_about(query, index.language):
        worth = {
            term: worth[term] for term in terms(name, index.language) if term in worth
        }  # not the rest of a full name
        shown = telling(index.language) | worth
        hits = introducing(field, hits, name, index.language, 4 * query.limit + 8)

    def candidate(hit: Hit, near: Dense | None) -> Candidate:
        like = 0.0 if near is None else float(near.scores[hit.position])
        piece = None if near is None else near.piece_at(hit.position, ALIKE if asks(query) else LIKE)
        return _candidate(
            hit, field, worth, own, again=hit.position in found.copies, likeness=like, piece=piece, names=names
        )

    candidates = tuple(candidate(hit, dense) for hit in hits)
    if query.topic:
        asked = dict.fromkeys(terms(query.topic, index.language))
        whole = [rarity(field.size, field.common(term)) * _counts(term) for term in asked]
    plain = () if dense is None or name else found.hits
    by_words = tuple(candidate(hit, None) for hit in plain)
    return _Found(candidates, shown, found.looked_at, math.fsum(whole), field.size, by_words, names, doubtful)


def _worth(field: Field, sought: Sought, copies: int) -> dict[str, float]:
    """How rare each term of the query is: what it is worth to find it. Terms that stand nowhere (but in as many copies
    of the query) are left out; short ones count half, since in a young game they are rare by chance."""
    wanted = dict.fromkeys(terms(" ".join((sought.text, *sought.names)), sought.language))
    common = {term: field.common(term) for term in wanted}
    return {term: rarity(field.size, n) * _counts(term) for term, n in common.items() if n > copies}


def _rare_at_large(
    worth: Mapping[str, float], field: Field, language: str, telling: frozenset[str]
) -> dict[str, float]:
    """What terms are worth, those of every day no more than they are in play at large. Where words are not divided,
    only pairs in `telling` are of another kind."""

    def share(term: str) -> float:
        term = term.removeprefix(SPEAKER)
        if term in telling:
            return 0.0
        found = share_of(term, language)
        return EVERYDAY if not found and undivided(term) else found

    return {term: each * remains(field.size, field.common(term), share(term)) for term, each in worth.items()}


def _apart(text: str, language: str) -> frozenset[str]:
    """Pairs of letters, where words are not divided, that lie in no word of every day."""
    cut = terms(telling_part(text, language), language)
    return frozenset(term for term in cut if undivided(term) and not share_of(term, language))


def _doubtful(field: Field, other: Mapping[str, float], language: str) -> dict[str, tuple[int, ...]]:
    """Other names under which somebody speaks that are words of every day as well: Will, Hope, Пит (as in "пить"). With
    each the first passages that hold it, of those that may be seen."""
    found: dict[str, tuple[int, ...]] = {}
    for term in other:
        if SPEAKER + term in other and share_of(term, language) and tells_names_apart(term, language):
            held = field.posting(term)
            at = () if held is None else sorted(map(int, held.at))[:_SEEN]
            found[term] = tuple(field.value("ref", each) for each in at)
    return found


def _telling(names: Sequence[str], language: str) -> frozenset[str]:
    """The terms of names that tell whom they mean: those of no list; of what is called by words of every day (the High
    Street, Will) all but the article."""
    found: set[str] = set()
    for each in names:
        cut = {term: share_of(term, language) for term in terms(each, language)}
        least = min(cut.values(), default=0.0)
        found.update(term for term, share in cut.items() if share == least)
    return frozenset(found)


def _counts(term: str) -> float:
    """How much of its worth a term counts: short words are rare by chance, pairs of letters overlap each other."""
    if undivided(term):
        return 0.5 if len(term) > 1 else 0.0
    return 0.5 if len(term) <= _SHORT and term < _LETTERS else 1.0


def _candidate(
    hit: Hit,
    field: Field,
    worth: Mapping[str, float],
    asked: Mapping[str, float],
    *,
    again: bool,
    likeness: float,
    piece: int | None,
    names: frozenset[str],
) -> Candidate:
    held = sorted(worth.keys() & field.held(hit.position))
    number, group = field.value("number", hit.position), field.value("group", hit.position)
    strength = math.fsum(worth[term] for term in held)
    rarest = max((worth[term] * (2 if undivided(term) else 1) for term in held), default=0.0)
    own = strength if worth == asked else math.fsum(asked[term] for term in held if term in asked)
    return Candidate(
        hit.ref,
        hit.score,
        number,
        group,
        strength,
        hit.why,
        rarest,
        own,
        again=again,
        likeness=likeness,
        piece=piece,
        named=not names.isdisjoint(held),
    )


def _knows(who: str, ref: int, view: BranchView, there: bool, owners: Mapping[int, frozenset[str] | None]) -> bool:
    if ref > 0:
        return there or ref in view.heard.get(who, ())
    people = owners.get(line_of(-ref)[0], frozenset())
    return people is None or who in people


def _shown_already(ref: int, said: TurnDoc | tuple[LineDoc, ...], shown: Sequence[Memory]) -> bool:
    """Whether a line of an old chat stands in the passage around one of its neighbours."""
    if isinstance(said, TurnDoc):
        return False
    body = " ".join(next(line.body for line in said if line.id == -ref).split())
    near = {-ref - 1, -ref + 1}
    return any(each.ref.origin == "line" and each.ref.id in near and body in each.text for each in shown)


def _fits(each: Candidate, text: str, found: _Found, language: str) -> bool:
    """Whether its reader sees why the passage was called up."""
    if each.piece is not None:
        return True
    held = terms(text, language)
    seen = frozenset((*held, *(SPEAKER + term for term in held)))
    return tells_it(seen, found.worth, found.names, found.whole, found.counted)


def said_in(doc: TurnDoc, *, with_line: bool = True) -> list[Said]:
    """What was said and told in a turn, in order. `with_line`: and what the engine noted of it, dice and changes."""
    said = [Said(speaker, words) for speaker, words, _ in doc.inputs]
    return [*said, *([Said("", doc.line)] if with_line else []), Said("", doc.narration)]


def _bodies(said: TurnDoc | tuple[LineDoc, ...]) -> list[str]:
    return [each.words for each in said_in(said)] if isinstance(said, TurnDoc) else [line.body for line in said]


def _around(each: Candidate, said: Sequence[Said], worth: Mapping[str, float], language: str) -> Mapping[str, float]:
    """The words to show a passage around: those that were looked for; where it is its meaning that fits, those of the
    piece that fits best."""
    parts = () if each.piece is None else pieces(said)
    if each.piece is None or each.piece >= len(parts):
        return worth
    return dict.fromkeys(terms(parts[each.piece], language), 1.0)


def _memory(
    each: Candidate,
    found: TurnDoc | tuple[LineDoc, ...],
    worth: Mapping[str, float],
    language: str,
    known_by: tuple[str, ...],
    *,
    with_line: bool,
) -> Memory:
    why = ", ".join((*each.why, *(["what it means"] if each.piece is not None else [])))
    if isinstance(found, TurnDoc):
        said = said_in(found, with_line=with_line or each.piece is not None)  # pieces are counted with the line
        text, core = cut(
            said, _around(each, said, worth, language), language, width=WIDTH if each.piece is None else NARROW
        )
        ref = MemoryRef("turn", found.id)
        return Memory(
            ref=ref,
            number=found.number,
            text=text,
            score=each.score,
            minutes=found.minutes,
            place=found.place,
            session=found.session,
            known_by=known_by,
            why=why,
            players=found.players,
            core=core,
            aside=bool(found.inputs) and all(who.endswith(ASIDE) for who, _, _ in found.inputs),
        )
    line = next(line for line in found if line.id == -each.ref)
    own = _around(each, [Said(line.speaker, line.body)], worth, language)
    text, core = cut([Said(near.speaker, near.body) for near in found], own, language)
    ref, players = MemoryRef("line", line.id), (line.owner,)
    return Memory(
        ref, line.number, text, each.score, session=line.chat, known_by=known_by, why=why, players=players, core=core
    )
