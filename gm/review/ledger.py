"""Whether turns, history, rulings, outcomes and the ledger of rolls tell the same story; each difference is a line."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from gm.authoring.load import campaign_version
from gm.domain.campaign import Campaign
from gm.domain.dice import CheckResult, RollRecord
from gm.domain.errors import FormulaError
from gm.domain.play import Game, Parked, Stage, StoredRoll, TurnOutcome
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import Outcome, Ruling, Verdict
from gm.rules.checks import contested, judged
from gm.rules.dice import render
from gm.rules.prices import of_the_move
from gm.rules.resolve import outcome_for
from gm.store.audit import Kept, Records
from gm.store.coding import dump_changes

_RULED: Final = frozenset(Stage) - {Stage.RECEIVED}
_RESOLVED: Final = _RULED - {Stage.RULED}
_TOLD: Final = _RESOLVED - {Stage.RESOLVED}
_DONE: Final = _TOLD - {Stage.NARRATED}
_HAND: Final = "gm"
"""The teller that is noted for a telling that a person wrote."""
_OWN_AUTHOR: Final = ("overruled", "objection", "draft", "proposed")


def read_campaign(body: str | None, version: str) -> tuple[Campaign | None, list[str]]:
    """A stored campaign, if it can be read, and what is wrong with it.

    The hash is made of the JSON as it stands, so that a later program with more fields comes to the same one.
    """
    if body is None:
        return None, [f"the campaign of version {version[:12]} is missing"]
    try:
        campaign = Campaign.model_validate_json(body)
        packed = json.dumps(json.loads(body), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError):
        return None, [f"the campaign of version {version[:12]} is damaged: it cannot be read"]
    if version not in (hashlib.sha256(packed.encode()).hexdigest(), campaign_version(campaign)):
        return campaign, [f"the campaign does not have the hash that the game was started with ({version[:12]})"]
    return campaign, []


def check_branches(game: Game, records: Records) -> Iterator[str]:
    """Branches that are named somewhere and are not there, and turns that were dropped from one."""
    known = {branch.id for branch in records.branches}
    if not game.campaign_slug:
        yield "its world is missing"
    if game.branch_id not in known:
        yield f"the branch that play goes on in (number {game.branch_id}) is missing"
    for gone in sorted(records.played_on - known - {game.branch_id}):
        yield f"branch number {gone} is missing, and scenes or turns were played on it"
    for branch in records.branches:
        if branch.parent_id is not None and branch.parent_id not in known:
            yield f'branch "{branch.name}": the branch that it was forked from is missing'
        numbers = sorted(turn.number for turn in records.turns if turn.branch_id == branch.id and turn.number > 0)
        if numbers and numbers != list(range(branch.last_number - len(numbers) + 1, branch.last_number + 1)):
            yield f'branch "{branch.name}": its turns are not numbered on to {branch.last_number}'


def check_history(records: Records) -> Iterator[str]:
    """Turns against commits, and commits that take back against the list of what was taken back."""
    name = {turn.id: f"turn {turn.number}" for turn in records.turns}
    made = {(c.branch_id, c.seq): c.turn_id for c in records.commits if c.kind == "turn"}
    for turn in records.turns:
        if turn.commit_seq is not None and made.get((turn.branch_id, turn.commit_seq)) != turn.id:
            yield f"turn {turn.number} says that it made commit {turn.commit_seq}, history says otherwise"
    claimed = {(turn.branch_id, turn.commit_seq): turn.id for turn in records.turns if turn.commit_seq is not None}
    for (branch, seq), turn_id in made.items():
        if claimed.get((branch, seq)) != turn_id:
            yield f"commit {seq} was made by {name.get(turn_id, 'a turn that is missing')}, which does not say so"
    undone = {(c.branch_id, c.seq, c.turn_id) for c in records.commits if c.kind == "undo"}
    listed = {(undo.branch_id, undo.seq, undo.turn_id) for undo in records.undos}
    for _, seq, turn_id in sorted(undone - listed, key=str):
        yield f"commit {seq} takes back {name.get(turn_id, 'a turn')}, and it is not listed as undone"
    for _, seq, turn_id in sorted(listed - undone, key=str):
        yield f"{name.get(turn_id, 'a turn')} is listed as undone by commit {seq}, history says otherwise"


def check_turns(records: Records, rolls: Sequence[StoredRoll], campaign: Campaign | None) -> Iterator[str]:
    """Each turn against its stage, its texts, its commit and its rolls."""
    changes = {(c.branch_id, c.seq): c.changes for c in records.commits}
    thrown: dict[int, list[StoredRoll]] = defaultdict(list)
    for roll in rolls:
        if roll.turn_id is not None:
            thrown[roll.turn_id].append(roll)
    for turn in records.turns:
        where, own = f"turn {turn.number}", thrown.pop(turn.id, [])
        texts = records.texts.get(turn.id, {})
        found = [
            *_stage(turn),
            *_texts(turn, texts, turn.id in records.forgotten),
            *_draws(turn, own, records.sources.get(turn.id, ()), asked=("parked", 0) in texts),
        ]
        mine = [roll.record for roll in own if roll.attempt == turn.attempt]
        outcome, unread = _parsed(texts.get(("outcome", 0)), TurnOutcome, "outcome")
        ruling, unruly = _parsed(texts.get(("ruling", 0)), Ruling, "ruling")
        found += unread + unruly
        if outcome is not None:
            found += _rolled(outcome, mine, overruled=("overruled", 0) in texts)
            found += _changed(outcome, changes.get((turn.branch_id, turn.commit_seq)))
            if campaign is not None:
                found += [text for each in outcome.checks for text in _check(each, campaign.ruleset)]
            if ruling is not None:
                found += _ruled(ruling, outcome, campaign.ruleset if campaign else None)
        elif not unread and ("outcome", 0) not in texts:
            found += _waiting(turn, texts.get(("parked", 0)), mine)
        yield from (f"{where} {text}" for text in found)
    for turn_id in sorted(thrown):
        yield f"rolls of turn number {turn_id} in the database: the game has no such turn"


def check_twice(rolls: Iterable[StoredRoll], corrected: Collection[int] = ()) -> Iterator[str]:
    """Rolls that stand in the ledger more than once: for one key, attempt and purpose there is one.

    A turn that puts another right (`corrected`: their ids) has taken its dice over, and holds them once as well.
    """
    counted = Counter(
        (each.key, each.attempt, each.record.purpose, each.record.first_index, each.turn_id in corrected)
        for each in rolls
    )
    for (key, attempt, purpose, *_), count in counted.items():
        if count > 1:
            yield f"the roll {purpose} of {key}, attempt {attempt}, is in the ledger {count} times"


def corrected_in(records: Records) -> frozenset[int]:
    """Turns that keep the dice of the turn that they put right, where there is such a turn of the same sitting."""
    known = {turn.uid: turn.session_id for turn in records.turns}
    return frozenset(each.id for each in records.turns if each.dice_of and known.get(each.dice_of) == each.session_id)


def _stage(turn: Any) -> Iterator[str]:
    if turn.stage not in tuple(Stage) or turn.status not in ("running", "parked", "done"):
        yield f"has a stage {turn.stage!r} and a status {turn.status!r} that do not exist"
        return
    if (turn.status == "done") != (turn.stage in _DONE) or (turn.delivered_at is not None) != (turn.stage in _DONE):
        yield f"is said to be {turn.status}, its stage is {turn.stage}"
    if (turn.commit_seq is not None) != (turn.stage in _RESOLVED):
        yield f"has {'a' if turn.commit_seq is not None else 'no'} commit, its stage is {turn.stage}"


def _texts(turn: Any, texts: Mapping[tuple[str, int], Kept], forgotten: bool) -> Iterator[str]:
    for kind, stages in (("ruling", _RULED), ("outcome", _RESOLVED), ("line", _RESOLVED)):
        if turn.stage in stages and (kind, 0) not in texts:
            yield f"has lost its {kind}"
    for (kind, at), kept in texts.items():
        teller = texts.get(("teller", at)) if kind in ("narration", "gist") else None
        # who wrote it need not have said anything in that turn
        by_hand = kind in _OWN_AUTHOR or (teller is not None and teller.body == _HAND)
        if kept.body is None and not (kept.erased and (forgotten or by_hand)):
            yield f"has lost its {kind}, and nobody's words in it were erased"
    counted = Counter(kind for kind, _ in texts)
    for kind in ("narration", "gist"):
        if counted[kind] != turn.alternatives:
            yield f"keeps {counted[kind]} texts of kind {kind}, and was told {turn.alternatives} times"


def _waiting(turn: Any, kept: Kept | None, ledger: Sequence[RollRecord]) -> Iterator[str]:
    """A turn without an outcome: it has rolls only if it was asked about them, and then just those."""
    parked, unread = _parsed(kept, Parked, "question")
    yield from unread
    if unread or (kept is not None and kept.body is None):
        return
    if parked is None:
        if ledger:
            yield "has rolls, and no outcome"
    elif parked.reason == "approval":  # what fell for a draft is told with it, or not at all
        return
    elif (ledger or turn.status == "parked") and Counter(parked.rolls) != Counter(ledger):
        yield "waits for an answer about other dice than those in the ledger"


def _draws(turn: Any, rolls: Iterable[StoredRoll], sources: tuple[str, ...], *, asked: bool) -> Iterator[str]:
    """Dice of an earlier attempt, which was asked about and then ruled anew, may have been for other inputs."""
    for roll in rolls:
        now = not asked or roll.attempt == turn.attempt
        right = (turn.dice_of or turn.uid, turn.session_id, sources if now else roll.source_ids)
        if (roll.key, roll.session_id, roll.source_ids) != right or (now and roll.attempt != turn.attempt):
            yield f"was not what {roll.record.purpose} was drawn for: its key, attempt, sitting or inputs differ"


def _parsed(kept: Kept | None, model: Any, kind: str) -> tuple[Any, list[str]]:
    if kept is None or kept.body is None:
        return None, []
    try:
        return model.model_validate_json(kept.body), []
    except (ValidationError, TypeError):
        return None, [f"has a damaged {kind}: it cannot be read"]


def _rolled(outcome: TurnOutcome, ledger: Sequence[RollRecord], *, overruled: bool) -> Iterator[str]:
    """Dice that fell for a draft stay in the ledger where the game master then ruled otherwise (`overruled`)."""
    told = [roll for check in outcome.checks for roll in (check.roll, check.opposed_roll) if roll is not None]
    wanted, there = Counter((*told, *outcome.rolls)), Counter(ledger)
    for record in (wanted - there).elements():
        yield f"rolled {record.purpose} ({render(record)}), and the ledger has no such roll"
    for record in () if overruled else (there - wanted).elements():
        yield f"has a roll {record.purpose} ({render(record)}) in the ledger that its outcome does not know"


def _changed(outcome: TurnOutcome, committed: str | None) -> Iterator[str]:
    if committed is not None and dump_changes(outcome.changes) != committed:
        yield "has an outcome whose changes are not those of its commit"


def _check(check: CheckResult, ruleset: Ruleset) -> Iterator[str]:
    try:
        again = judged(ruleset, check)
    except FormulaError:
        yield f"has a check that these rules cannot read ({check.total} against {check.difficulty})"
        return
    wrong = check.opposed_roll is not None and check.difficulty != contested(ruleset, check)
    if wrong or (check.total, check.margin) != (again.total, again.margin):
        yield f"has a check whose numbers do not add up ({check.total} against {check.difficulty})"
    elif (check.degree, check.success) != (again.degree, again.success):
        yield f"has a check that is told as {check.degree}; a margin of {check.margin} is {again.degree}"


def _ruled(ruling: Ruling, outcome: TurnOutcome, ruleset: Ruleset | None) -> Iterator[str]:
    """What came of a turn against what had been ruled: one text for each verdict, and only checks that were asked."""
    if len(outcome.texts) != len(ruling.verdicts):
        yield f"has {len(outcome.texts)} results for {len(ruling.verdicts)} verdicts: ruling and outcome do not match"
        return
    verdicts = {str(index): (verdict, outcome.texts[index]) for index, verdict in enumerate(ruling.verdicts)}
    for check in outcome.checks:
        if check.check_id not in verdicts:
            yield "has a check that no verdict asked for"
            continue
        verdict, text = verdicts[check.check_id]
        if verdict.challenge is None and not _asked(verdict, check):
            yield f"has a check of {check.skill} that its ruling did not ask for"
        elif verdict.challenge is None and ruleset is not None:
            came = outcome_for(ruleset, verdict.outcomes, check.degree)
            came = of_the_move(ruleset, check.skill, check.degree, came)
            if not _tells(text, came, verdict):
                yield f"has a result that is not what was ruled for {check.degree}"


def _tells(text: str, came: Outcome | None, verdict: Verdict) -> bool:
    """Whether it is the text that was ruled, with what was chosen after it where something could be chosen."""
    ruled = came.text if came else verdict.text
    if text == ruled or came is None or came.choice is None:
        return text == ruled
    chosen = [" ".join(filter(None, (f"{each.label}.", each.text))) for each in came.choice.options]
    return text.startswith(ruled) and text.removeprefix(ruled).endswith(tuple(chosen))


def _asked(verdict: Verdict, check: CheckResult) -> bool:
    asked = verdict.check
    return (
        asked is not None
        and (asked.character, asked.skill, asked.opposed_by) == (check.character, check.skill, check.opposed_by)
        and (asked.opposed_by is not None or asked.difficulty == check.difficulty)
    )
