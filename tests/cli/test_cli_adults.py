"""A campaign for adults at the terminal: asked once, remembered, refused where nobody can be asked."""

import io
from pathlib import Path

import pytest
from cli_cases import TINY, Gm

from gm.app import open_app
from gm.cli.adults import ANSWER, need_adults
from gm.cli.screen import Screen
from gm.cli.seating import find_seat, start_game
from gm.domain.errors import Refused
from gm.settings import load_settings


@pytest.fixture
def adult(home: Path) -> Path:
    """GM_HOME with a campaign for adults."""
    folder = home / "campaigns" / "velvet"
    folder.mkdir()
    text = TINY.replace("slug: tiny", "slug: velvet", 1).replace("rating: teen\n", "")
    (folder / "campaign.yaml").write_text(f"{text}\nrating: adult\n", encoding="utf-8")
    return home


def test_where_nobody_can_be_asked_it_is_refused_with_a_remedy(adult: Path, gm: Gm, gm_process: Gm) -> None:
    script = adult / "lines.txt"
    script.write_text("I wait\n", encoding="utf-8")
    for outcome in (
        gm("play", "velvet", "--script", str(script)),
        gm_process("play", "velvet", stdin="I wait\n"),
    ):
        assert outcome.code != 0 and "is for adults" in outcome.err and "safety: {adult: true}" in outcome.err
    assert "velvet" not in gm("games").out  # no game was made
    assert gm("play", "tiny", "--script", str(script)).code == 0


def test_the_host_answers_in_the_settings(adult: Path, gm: Gm, monkeypatch: pytest.MonkeyPatch) -> None:
    script = adult / "lines.txt"
    script.write_text("I wait\n", encoding="utf-8")
    monkeypatch.setenv("GM_SAFETY_ADULT", "yes")
    assert gm("play", "velvet", "--script", str(script)).code == 0
    monkeypatch.delenv("GM_SAFETY_ADULT")
    refused = gm("play", "--game", "velvet", "--script", str(script), "--again")
    assert refused.code != 0 and "is for adults" in refused.err  # a game that goes on is asked for as well


async def test_it_is_asked_once_and_remembered(adult: Path) -> None:
    asked: list[str] = []

    def answering(answer: str):  # type: ignore[no-untyped-def]
        def ask(question: str) -> str:
            asked.append(question)
            return answer

        return ask

    screen = Screen(io.StringIO())
    async with open_app(load_settings()) as app:
        found = await find_seat(app, campaign="velvet", game=None, character=None)
        for answer in ("", "n", "no thanks"):
            with pytest.raises(Refused, match="is for adults"):
                await need_adults(app, found, screen, answering(answer))
        assert len(asked) == 3 and not (adult / ANSWER).exists()  # a no is not remembered
        await need_adults(app, found, screen, answering(" Y "))
        assert len(asked) == 4 and (adult / ANSWER).exists()
        await need_adults(app, found, screen, None)
        seat = await start_game(app, found, found.campaign.characters[0])  # type: ignore[arg-type]
        await app.engine.safety.set_table(seat.game, rating="teen")
        (adult / ANSWER).unlink()
        again = await find_seat(app, campaign=None, game=seat.game.name, character=None)
        with pytest.raises(Refused, match="is for adults"):  # a milder table opens no other door
            await need_adults(app, again, screen, None)
        tiny = await find_seat(app, campaign="tiny", game=None, character=None)
        await need_adults(app, tiny, screen, None)
