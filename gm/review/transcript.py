"""What was played, turn by turn: said, rolled, told. The words of a turn are the truth; nothing is summed up here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gm.domain.campaign import Campaign
from gm.domain.dice import CheckResult
from gm.domain.play import Game, Parked, PlayerInput, Turn
from gm.rules.dice import render
from gm.rules.order_words import order_said
from gm.rules.scores import check_view
from gm.store.games import load_branches
from gm.store.own import load_cast
from gm.store.steers import load_set_aside
from gm.store.texts import ERASED
from gm.store.turns import load_beats, load_turn_by_number, load_turns
from gm.store.tx import Db


@dataclass(frozen=True, slots=True)
class TranscriptTurn:
    """One turn as the table saw it."""

    id: int
    number: int
    kind: str
    status: str
    """running, parked, done, undone, or set_aside: an X-card was laid on it, and nothing of it is shown."""
    lines: tuple[tuple[str, str], ...]
    """(speaker's name, their words); the words are None-less: '' where they were erased."""
    outcome: str
    """Checks and visible changes in one line; '' if none."""
    dice: tuple[str, ...]
    narration: str
    parked: Parked | None
    """What it waits for, if it waits."""
    alternatives: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Transcript:
    """Turns of one branch, oldest first."""

    game: str
    title: str
    branch: str
    turns: tuple[TranscriptTurn, ...]


async def load_transcript(db: Db, game: Game, *, number: int | None = None, last: int | None = None) -> Transcript:
    """The turns of the game's current branch: all, the one of that number, or the last few.

    Raises:
        NotFound: there is no turn of that number.
    """
    campaign = await load_cast(db, game)
    if number is not None:
        turns: tuple[Turn, ...] = (await load_turn_by_number(db, game.branch_id, number),)
    else:
        turns = await load_turns(db, game.branch_id)
        turns = turns[-last:] if last else turns
    first, end = (turns[0].number, turns[-1].number) if turns else (1, 1)
    outcomes = {beat.turn_id: beat.outcome_line for beat in await load_beats(db, game.branch_id, first=first, last=end)}
    branch = next(branch for branch in await load_branches(db, game.id) if branch.id == game.branch_id)
    aside = await load_set_aside(db, game.id)
    shown = tuple(
        _set_aside(turn) if turn.id in aside else transcript_turn(campaign, turn, outcomes.get(turn.id))
        for turn in turns
    )
    return Transcript(game.name, campaign.title, branch.name, shown)


def transcript_turn(campaign: Campaign, turn: Turn, outcome_line: str | None) -> TranscriptTurn:
    """One turn in words. Without a stored outcome line (an undone turn) the checks are put into words again."""
    outcome = turn.outcome
    checks = outcome.checks if outcome else ()
    return TranscriptTurn(
        id=turn.id,
        number=turn.number,
        kind=turn.kind,
        status=turn.status,
        lines=tuple(
            (speaker_name(campaign, e.input.character, e.input.player), words_said(campaign, e.input))
            for e in turn.inputs
            if e.input.kind != "gm"  # a game master's words are the narration
        ),
        outcome=outcome_line if outcome_line is not None else "; ".join(check_row(campaign, check) for check in checks),
        dice=roll_rows(turn),
        narration=turn.narration or "",
        parked=turn.parked if turn.status == "parked" else None,
        alternatives=turn.alternatives,
        created_at=turn.created_at,
    )


def _set_aside(turn: Turn) -> TranscriptTurn:
    """That there was a beat, and nothing of what was in it."""
    return TranscriptTurn(turn.id, turn.number, turn.kind, "set_aside", (), "", (), "", None, 0, turn.created_at)


def speaker_name(campaign: Campaign, character: str | None, player: str) -> str:
    """The name of who spoke: the character's, else the player's."""
    person = campaign.anyone(character) if character else None
    return person.name if person else (character or player)


def words_said(campaign: Campaign, entry: PlayerInput) -> str:
    """What a player said; a command in the campaign's language, a direction in brackets, table talk in two."""
    if entry.text != ERASED and entry.kind == "direct":
        return f"[{entry.text.strip(' …') or 'go on'}]"
    if entry.text != ERASED and entry.kind == "ooc":
        return f"(( {entry.text} ))"
    return order_said(entry.text, campaign.language) if entry.kind == "command" else entry.text


def check_row(campaign: Campaign, check: CheckResult) -> str:
    """`Ilse: Stealth 19 vs 12, Success`."""
    view = check_view(campaign, check)
    score = view.score
    if view.way == "against":
        score = f"{view.total} vs {view.opposed_by + ' ' if view.opposed_by else ''}{view.difficulty}"
    return f"{view.character}: {view.skill} {score}, {view.degree_label}"


def roll_rows(turn: Turn) -> tuple[str, ...]:
    """Every roll of the turn with its dice."""
    if turn.outcome is None:
        return ()
    rolls = [r for check in turn.outcome.checks for r in (check.roll, check.opposed_roll) if r is not None]
    return tuple(dict.fromkeys(render(record) for record in (*rolls, *turn.outcome.rolls)))


def transcript_rows(transcript: Transcript) -> Iterator[str]:
    """The transcript as plain lines."""
    for turn in transcript.turns:
        yield turn_heading(turn)
        for speaker, words in turn.lines:
            yield f"> {speaker}: {words or '(erased)'}"
        if turn.outcome:
            yield f"  {turn.outcome}"
        for roll in turn.dice:
            yield f"  {roll}"
        if turn.narration:
            yield ""
            yield from turn.narration.splitlines()
        yield from (f"  {row}" for row in question_rows(turn.parked))
        yield ""


def question_rows(parked: Parked | None) -> Iterator[str]:
    """An open question in lines: what has come of the attempt so far, what is asked, the answers."""
    if parked is None:
        return
    if parked.lead:
        yield f"So far: {parked.lead}"
    yield f"Waiting for an answer: {parked.question}"
    yield from (f"  {render(record)}" for record in parked.rolls)
    for number, option in enumerate(parked.options, start=1):
        yield f"  {number}. {option.label}{' (default)' if option.id == parked.default else ''}"


def question_json(parked: Parked | None) -> dict[str, Any] | None:
    """An open question as JSON values; None where there is none."""
    if parked is None:
        return None
    return {
        "lead": parked.lead,
        "question": parked.question,
        "dice": [render(record) for record in parked.rolls],
        "options": [{"id": option.id, "label": option.label} for option in parked.options],
        "default": parked.default,
    }


def turn_heading(turn: TranscriptTurn) -> str:
    """`— Turn 4 (taken back) —`."""
    notes = {"undone": "taken back", "set_aside": "set aside", "parked": "waiting", "running": "unfinished"}
    said = [notes[turn.status]] if turn.status in notes else []
    said += [turn.kind] if turn.kind != "action" else []
    said += [f"told {turn.alternatives} ways"] if turn.alternatives > 1 else []
    aside = f" ({', '.join(said)})" if said else ""
    return f"— Turn {turn.number}{aside} —"


def transcript_json(transcript: Transcript) -> dict[str, Any]:
    """The transcript as JSON values."""
    return {
        "game": transcript.game,
        "title": transcript.title,
        "branch": transcript.branch,
        "turns": [
            {
                "turn": turn.number,
                "kind": turn.kind,
                "status": turn.status,
                "lines": [{"speaker": speaker, "text": words} for speaker, words in turn.lines],
                "outcome": turn.outcome,
                "rolls": list(turn.dice),
                "narration": turn.narration,
                "question": question_json(turn.parked),
                "created_at": turn.created_at.isoformat(),
            }
            for turn in transcript.turns
        ],
    }
