"""Turns from stage to stage, parked ones, alternatives, and the transcript."""

import pytest
from store_table import NOW, TTL, Table, begin_turn, open_table, play, resolve, roll_of, say, tell

from gm.domain.calls import Role
from gm.domain.effects import SetFlag
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Beat, Parked, ParkedOption, Stage, Turn
from gm.domain.ruling import Outcome, Ruling, Verdict
from gm.store.calls import load_reply
from gm.store.coding import uid_of
from gm.store.database import Database
from gm.store.history import fork_branch, undo_turn
from gm.store.rolls import load_rolls, record_rolls
from gm.store.texts import put_texts
from gm.store.turns import (
    load_beats,
    load_gists,
    load_last_turn,
    load_turn,
    load_turn_by_number,
    load_turns,
    load_unfinished,
    load_unsettled,
    record_alternative,
    record_answer,
    record_delivered,
    record_narration,
    record_parked,
    record_retry,
    record_ruling,
    record_settled,
    record_turn,
)

PARKED = Parked(
    reason="choice",
    question="Left or right?",
    who=("anna",),
    options=(ParkedOption(id="left", label="Left"), ParkedOption(id="right", label="Right")),
    default="left",
    deadline=NOW + TTL,
)


async def undo(table: Table, turn: Turn) -> None:
    async with table.database.begin() as db:
        await undo_turn(db, table.lease, branch_id=table.branch_id, turn_id=turn.id, now=NOW)
        await db.commit()


async def test_a_turn_goes_through_its_stages(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I climb the wheel"))
    assert (turn.stage, turn.status, turn.number, turn.commit_seq) == (Stage.RECEIVED, "running", 1, None)
    assert (turn.ruling, turn.outcome, turn.narration, turn.parked, turn.choices) == (None, None, None, None, {})
    assert [each.input.text for each in turn.inputs] == ["I climb the wheel"]
    seq = await resolve(table, turn, ("character:ilse", "hp", 5), rolls=[roll_of(table, turn)])
    async with database.read() as db:
        resolved = await load_turn(db, turn.id)
        assert await load_unfinished(db, table.scene.id) == (resolved,)
    assert (resolved.stage, resolved.commit_seq, resolved.ruling_source) == (Stage.RESOLVED, seq, "code")
    assert resolved.ruling is not None and resolved.ruling.verdicts[0].intent == "climb the wheel"
    assert resolved.outcome is not None and resolved.outcome.changes[0].after == 5
    async with database.begin() as db:
        await record_narration(db, table.lease, turn.id, text="It turns.", source="offline", gist="It turned.")
        narrated = await load_turn(db, turn.id)
        assert await load_unfinished(db, table.scene.id) == (narrated,)
        await record_settled(db, turn.id)  # not delivered yet: too early
        assert (await load_turn(db, turn.id)).stage is Stage.NARRATED
        await record_delivered(db, table.lease, turn.id, NOW)
        delivered = await load_turn(db, turn.id)
        assert await load_unfinished(db, table.scene.id) == ()
        assert await load_unsettled(db, table.scene.id) == (delivered,)
        await record_settled(db, turn.id)
        assert await load_unsettled(db, table.scene.id) == ()
        settled = await load_turn(db, turn.id)
        await db.commit()
    assert (narrated.stage, narrated.status, narrated.narration) == (Stage.NARRATED, "running", "It turns.")
    assert (delivered.stage, delivered.status, settled.stage) == (Stage.DELIVERED, "done", Stage.SETTLED)


async def test_a_uid_follows_from_branch_and_number(database: Database) -> None:
    table = await open_table(database)
    first = await begin_turn(table, await say(table, "one"))
    named = await begin_turn(table, await say(table, "two"), uid="ab" * 16)
    branch_uid = f"b{'friday':0>31}"
    assert first.uid == uid_of(branch_uid, 1)
    assert (named.uid, named.number) == ("ab" * 16, 2)


async def test_a_ruling_keeps_the_kinds_of_its_effects(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I sing"))
    ruling = Ruling(
        verdicts=(
            Verdict(character="ilse", outcomes={"success": Outcome(text="Rain.", effects=(SetFlag(flag="rain"),))}),
        )
    )
    async with database.begin() as db:
        await record_ruling(db, table.lease, turn.id, ruling, source="model")
        assert (await load_turn(db, turn.id)).ruling == ruling
        await record_retry(db, table.lease, turn.id)
        again = await load_turn(db, turn.id)
    assert (again.stage, again.attempt) == (Stage.RECEIVED, 2)


async def test_a_parked_turn_waits_for_a_legal_answer(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I go on"))
    async with database.begin() as db:
        with pytest.raises(Refused):
            await record_answer(db, turn.id, "choice:0", "left", NOW)
        await record_parked(db, table.lease, turn.id, PARKED, choices={"stakes:0": "accept"}, now=NOW)
        await db.commit()
    async with database.begin() as db:
        parked = await load_turn(db, turn.id)
        assert (parked.status, parked.parked, parked.choices) == ("parked", PARKED, {"stakes:0": "accept"})
        assert await load_unfinished(db, table.scene.id) == (parked,)
        with pytest.raises(Refused) as failure:
            await record_answer(db, turn.id, "choice:0", "up", NOW)
        assert "left, right" in failure.value.remedy
        answered = await record_answer(db, turn.id, "choice:0", "right", NOW)
        assert (answered.status, answered.parked) == ("running", None)
        assert answered.choices == {"stakes:0": "accept", "choice:0": "right"}
        assert await record_answer(db, turn.id, "choice:0", "right", NOW) == answered
        with pytest.raises(Refused, match="already"):
            await record_answer(db, turn.id, "choice:0", "left", NOW)
        with pytest.raises(NotFound):
            await record_answer(db, 999, "choice:0", "left", NOW)
        await db.commit()


async def test_undo_cancels_a_parked_turn(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I go on"))
    async with database.begin() as db:
        await record_parked(db, table.lease, turn.id, PARKED, choices={}, now=NOW)
        await db.commit()
    await undo(table, turn)
    async with database.begin() as db:
        assert (await load_turn(db, turn.id)).status == "undone"
        assert await load_unfinished(db, table.scene.id) == ()
        with pytest.raises(Refused):
            await record_answer(db, turn.id, "choice:0", "left", NOW)


async def test_rewording_keeps_the_stage_and_every_telling(database: Database) -> None:
    table = await open_table(database)
    turn = await play(table, "I wait")
    async with database.begin() as db:
        await record_narration(db, table.lease, turn.id, text="Anew.", source="m", gist="new gist", alternative=1)
        worded = await load_turn(db, turn.id)
        assert (worded.stage, worded.narration, worded.alternative, worded.alternatives) == (turn.stage, "Anew.", 1, 2)
        assert worded.narration_source == "m"
        (beat,) = await load_beats(db, table.branch_id)
        assert (beat.narration, beat.gist) == ("Anew.", "new gist")
        await record_alternative(db, turn.id, 0)
        back = await load_turn(db, turn.id)
        assert (back.narration, back.alternative, back.alternatives) == (turn.narration, 0, 2)
        with pytest.raises(NotFound):
            await record_alternative(db, turn.id, 2)
        await db.commit()


async def test_kept_replies_go_once_their_stage_is_committed(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I wait"))
    async with database.begin() as db:
        await db.run(put_texts, turn.id, ("reply", 1, "{...}"), role="adjudicator")
        await db.run(put_texts, turn.id, ("reply", 1, "It is told."), role="narrator")
        await db.run(put_texts, turn.id, ("reply", 2, "Told again."), role="narrator")
        await db.commit()
    async with database.read() as db:
        assert await load_reply(db, turn.id, Role.NARRATOR, 2) == "Told again."
        assert await load_reply(db, turn.id, "narrator", 3) is None
    await resolve(table, turn)
    async with database.read() as db:
        assert await load_reply(db, turn.id, "adjudicator", 1) is None
        assert await load_reply(db, turn.id, "narrator", 1) == "It is told."
    await tell(table, turn)
    async with database.read() as db:
        assert await load_reply(db, turn.id, "narrator", 1) is None
        assert await load_reply(db, turn.id, "narrator", 2) is None


async def test_the_transcript_shows_what_the_table_saw(database: Database) -> None:
    table = await open_table(database)
    both = await begin_turn(table, await say(table, "I climb"), await say(table, "Me too", "bea", None))
    await resolve(table, both, ("world", "minutes", 1100), ("scene:main", "place", "loft"))
    await tell(table, both, "Up they go.")
    async with database.read() as db:
        beats = await load_beats(db, table.branch_id)
    assert beats == (
        Beat(
            turn_id=both.id,
            number=1,
            kind="action",
            inputs=(("Ilse Marr", "I climb"), ("bea", "Me too")),
            outcome_line="Climbing 14: success",
            narration="Up they go.",
            gist="gist of 1",
            place="loft",
            minutes=1100,
            players=("anna", "bea"),
            kinds=("do", "do"),
        ),
    )


async def test_beats_by_number_and_the_latest_of_them(database: Database) -> None:
    table = await open_table(database)
    turns = [await play(table, f"line {number}") for number in range(1, 21)]
    unfinished = await begin_turn(table, await say(table, "not told yet"))
    for turn in turns[4:18]:  # more undone ones in a row than are allowed for at first
        await undo(table, turn)
    left = [1, 2, 3, 4, 19, 20]
    async with database.read() as db:

        async def numbers(**wanted: int) -> list[int]:
            return [beat.number for beat in await load_beats(db, table.branch_id, **wanted)]

        assert await numbers() == left
        assert await numbers(first=3) == [3, 4, 19, 20]
        assert await numbers(first=2, last=4) == [2, 3, 4]
        assert await numbers(limit=2) == [19, 20]
        assert await numbers(limit=4) == [3, 4, 19, 20]
        assert await numbers(limit=100) == left
        assert await numbers(last=19, limit=2) == [4, 19]
        assert await numbers(first=4, limit=5) == [4, 19, 20]
        gists = await load_gists(db, table.branch_id, before=20)
        assert [number for number, _ in gists] == left[:-1] and gists[0][1] == "gist of 1"
        assert [number for number, _ in await load_gists(db, table.branch_id, before=20, first=4)] == [4, 19]
        last = await load_last_turn(db, table.branch_id)
        assert last is not None and last.number == 20
        assert len(await load_turns(db, table.branch_id)) == 21
        assert [t.number for t in await load_turns(db, table.branch_id, include_undone=False)] == [*left, 21]
        assert [t.number for t in await load_turns(db, table.branch_id, first=5, last=6)] == [5, 6]
        assert (await load_turn_by_number(db, table.branch_id, 7)).status == "undone"
        assert (await load_turn_by_number(db, table.branch_id, 21)).id == unfinished.id
        with pytest.raises(NotFound):
            await load_turn_by_number(db, table.branch_id, 22)


async def test_the_last_turn_may_lie_far_back(database: Database) -> None:
    table = await open_table(database)
    async with database.read() as db:
        assert await load_last_turn(db, table.branch_id) is None
    first = await play(table, "I begin")
    for number in range(30):
        turn = await begin_turn(table, await say(table, f"again {number}"))
        await undo(table, turn)
    async with database.read() as db:
        last = await load_last_turn(db, table.branch_id)
        assert last is not None and last.id == first.id
        assert (await load_last_turn(db, table.branch_id, include_undone=True)) == last  # the others had no commit


async def test_a_fork_sees_its_ancestors_turns_as_they_were(database: Database) -> None:
    table = await open_table(database)
    first = await play(table, "one", ("character:ilse", "hp", 7))
    second = await play(table, "two", ("character:ilse", "hp", 6))
    async with database.begin() as db:
        fork = await fork_branch(
            db,
            game_id=table.game.id,
            from_branch_id=table.branch_id,
            seq=second.commit_seq or 0,
            name="what if",
            uid="f" * 32,
            now=NOW,
        )
        await db.commit()
    await undo(table, second)
    third = await play(table, "three")
    async with database.read() as db:
        assert [beat.number for beat in await load_beats(db, fork.id)] == [1, 2]
        assert [beat.turn_id for beat in await load_beats(db, table.branch_id)] == [first.id, third.id]
        assert (await load_turn(db, second.id)).status == "undone"
        assert (await load_turn(db, second.id, branch_id=fork.id)).status == "done"
        last = await load_last_turn(db, fork.id)
        assert last is not None and last.id == second.id
        with pytest.raises(NotFound):
            await load_turn_by_number(db, fork.id, third.number)


async def test_rolls_of_turns_and_of_the_table(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I climb"))
    mine, loose = roll_of(table, turn, 3), roll_of(table, None, 17)
    await resolve(table, turn, rolls=[mine])
    async with database.begin() as db:
        await record_rolls(db, table.game.id, [loose], NOW)
        await record_rolls(db, table.game.id, [], NOW)
        await db.commit()
    await undo(table, turn)
    async with database.read() as db:
        assert await load_rolls(db, table.game.id) == (mine, loose)
        assert await load_rolls(db, table.game.id, turn_id=turn.id) == (mine,)


async def test_what_is_not_there_is_said(database: Database) -> None:
    table = await open_table(database)
    async with database.begin() as db:
        with pytest.raises(NotFound):
            await load_turn(db, 999)
    async with database.begin() as db:
        with pytest.raises(NotFound):
            await record_turn(
                db,
                scene=table.scene.__class__(9, 9, 999, "main", "", ""),
                session_id=table.session.id,
                kind="action",
                input_ids=(),
                now=NOW,
            )
