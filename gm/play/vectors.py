"""Recall by meaning, where the host has set a route for it (`embed`): vectors of what was told are made after turns, in
batches; a turn itself waits for one call at most, for what its players just said, and goes on by words if that fails.
"""

import logging
from dataclasses import replace
from typing import Final

from gm.domain.calls import CallPurpose, Candidate, Category, DataPolicy, Role
from gm.domain.content_tags import tag_of
from gm.domain.embeddings import Likeness
from gm.domain.errors import ModelError
from gm.domain.memory import RecallQuery
from gm.domain.play import Game
from gm.memory.called import asked_of
from gm.memory.dense import spread
from gm.memory.fusing import asks
from gm.memory.passages import Said
from gm.memory.pieces import pieces
from gm.memory.recall import said_in
from gm.models.embedding import embedding_candidate, name_of
from gm.play.parts import EngineParts
from gm.store.own import load_cast
from gm.store.recall_docs import load_these_lines, load_these_turns
from gm.store.recall_segments import load_words_state
from gm.store.summaries import load_faces
from gm.store.vectors import load_without_vectors, record_vectors

EVERY: Final = 16
"""Turns between two batches: before that, a turn stands in the transcript anyway."""
BATCH: Final = 32
"""Turns or lines that are sent at once."""
AT_ONCE: Final = 8
"""Batches between two looks at who pays and what is allowed."""
PATIENCE: Final = 5.0
"""Seconds that a turn waits for what its players' words mean."""
MORE: Final = 2
"""Further passages for a question in a prompt: they are short, and none stands out by its words."""
LONGEST: Final = 2000
"""Letters of a question that are sent."""
_ALL: Final = 2**31 - 1
_log = logging.getLogger("gm.play")


def embeds(parts: EngineParts) -> tuple[Candidate, ...]:
    """Who may be asked for vectors: a route of its own alone; nobody stands in."""
    return parts.door.routes.route(Role.EMBED).candidates


async def with_meaning(parts: EngineParts, game: Game, branch_id: int, query: RecallQuery) -> RecallQuery:
    """The query with what it means, where a route is set and answers in time; else as it is.

    A question is asked of the people, too, of whom it speaks in other words (`gm.memory.called`). What narrator and
    adjudicator look for in one turn is asked for once.
    """
    if not embeds(parts) or not query.text.strip():
        return query
    purpose = await _purpose(parts, game, branch_id)
    candidate = embedding_candidate(embeds(parts), purpose)
    if candidate is None:
        return query
    text = query.text[:LONGEST]
    names = await parts.recall.called(game, branch_id, query) if asks(query) else ()
    texts = [text, *asked_of(names, text)]
    key = (game.id, name_of(candidate), "\n".join(texts))
    like = parts.meanings.get(key)
    if like is None:
        try:
            found = await parts.door.embed(texts, purpose=purpose, seconds=PATIENCE)
        except ModelError as error:
            _log.warning("what a question in %s means was not asked: %s", game.name, error)
            return query
        like = parts.meanings.put(key, Likeness(found.model, found.rows[0], tuple(found.rows[1:])))
    more = MORE if query.fitting and asks(query) else 0
    return replace(query, like=like, limit=query.limit + more)


async def make_vectors(parts: EngineParts, game: Game, branch_id: int, *, batches: int = AT_ONCE) -> int:
    """Make vectors of what has none yet, oldest first, in so many batches; gives of how many passages.

    Raises:
        ModelError: the model failed, or a limit forbids it. What was made before is kept.
    """
    purpose = await _purpose(parts, game, branch_id)
    candidate = embedding_candidate(embeds(parts), purpose)
    if candidate is None:
        return 0
    made = 0
    for _ in range(batches):
        async with parts.database.read() as db:
            state = await load_words_state(db, game.id)
            refs = await load_without_vectors(db, game.id, name_of(candidate), BATCH)
            turns = await load_these_turns(db, game.id, [ref for ref in refs if ref > 0])
            lines = await load_these_lines(db, game.id, [-ref for ref in refs if ref < 0])
        said = {doc.id: pieces(said_in(doc)) for doc in turns}
        said |= {-line.id: pieces([Said(line.speaker, line.body)]) for line in lines}
        said = {ref: parts_ or ("-",) for ref, parts_ in said.items()}
        if not said:
            return made
        found = await parts.door.embed([each for ref in said for each in said[ref]], purpose=purpose)
        bodies = dict(zip(said, spread(found.rows, [len(each) for each in said.values()]), strict=True))
        read_at = (state.erasures, state.retellings)
        async with parts.database.begin() as db:
            kept = await record_vectors(db, game.id, found.model, found.rows.shape[1], bodies, read_at=read_at)
            if kept:
                await db.commit()
        if not kept:  # words have changed meanwhile: they are read anew another time
            return made
        made += len(bodies)
        if len(said) < BATCH:
            break
    return made


async def _purpose(parts: EngineParts, game: Game, branch_id: int) -> CallPurpose:
    async with parts.database.read() as db:
        faces = await load_faces(db, branch_id, 0, _ALL)
        campaign = await load_cast(db, game)
    policy: DataPolicy = "any" if faces <= {"terminal"} else "no_training"
    return CallPurpose(
        role=Role.EMBED,
        category=Category.EMBEDDING,
        payer=parts.payer,
        game_id=game.id,
        campaign=campaign.slug,
        scene_id=None,
        turn_id=None,
        player=None,
        attempt=1,
        data_policy=policy,
        content_tag=tag_of(Category.EMBEDDING, rating=campaign.rating),
        rating=campaign.rating,
        account=parts.account.name if parts.account is not None else None,
    )
