"""Fifty turns on the offline narrator, told by the whole engine: nothing is said twice."""

import re
from collections import defaultdict
from pathlib import Path

from gm.app import open_app
from gm.domain.play import PlayerInput
from gm.play.engine import SilentFace
from gm.settings import load_settings
from gm.store.guards import load_guard_counts

LINES = (
    "I look around.",
    "I talk to whoever is here.",
    "I search for anything hidden.",
    "I wait.",
    "I look around.",
    "I try to climb up to see better.",
    "I listen.",
)
TURNS = 56


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r'(?<=[.!?…"”])\s+', text) if len(part.split()) > 2]


def six_grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + 6]) for at in range(len(words) - 5)}


async def test_no_sentence_twice_and_no_six_words_in_more_than_three_turns(tmp_path: Path) -> None:
    settings = load_settings(environ={"GM_HOME": str(tmp_path), "GM_PROFILE": "offline"}, cwd=tmp_path)
    told: list[str] = []
    async with open_app(settings, models=False) as app:
        campaign = app.load_campaign("drowned-bell")
        who = campaign.characters[0].id
        game = await app.start_game(campaign, name="variety", characters=[who])
        await app.engine.open_story(game, SilentFace())
        for number in range(TURNS):
            said = PlayerInput("test", f"{number}", "tester", LINES[number % len(LINES)], character=who)
            turn = await app.engine.take_turn(game, [said], SilentFace())
            told.append(turn.narration or "")
        async with app.database.read() as db:
            guarded = await load_guard_counts(db)
    assert [each.counts for each in guarded] == [()], "the guards cut good prose"
    assert all(told)
    seen = [sentence for text in told for sentence in sentences(text)]
    twice = sorted({sentence for sentence in seen if seen.count(sentence) > 1})
    assert twice == []
    turns_of: dict[tuple[str, ...], int] = defaultdict(int)
    for text in told:
        for gram in six_grams(text):
            turns_of[gram] += 1
    assert {" ".join(gram): count for gram, count in turns_of.items() if count > 3} == {}
