"""What somebody else decides, feels or says for a player's character is cut; what is others', never."""

import pytest
from voices_planted import THEIRS, TOLD_FOR_THEM

from gm.play.guards import NarrationGuard
from gm.play.releasing import Releasing
from gm.rules.guards.voicing import Voicings

NAMES = {"ru": "Эльза", "zh": "伊尔莎", "ja": "イルゼ", "th": "อิลเซ"}
OTHERS = {"ru": "Марта", "zh": "玛尔塔", "ja": "マルタ", "th": "มาร์ตา"}


async def told(language: str, text: str, *, lines: tuple[str, ...] = (), pieces: int = 7) -> str:
    """What a table sees of this telling, that came in pieces of so many characters."""
    seen: list[str] = []

    async def release(each: str) -> None:
        seen.append(each)

    name = NAMES.get(language, "Ilse")
    voicings = Voicings.of(
        "never", language, [name], lines, pronouns={name: "she/her"}, others=[OTHERS.get(language, "Marta")]
    )
    passing = Releasing(NarrationGuard.of({}, (), voicings=voicings), release)
    for at in range(0, len(text), pieces):
        await passing.feed(text[at : at + pieces])
    await passing.finish()
    assert "".join(seen) == passing.shown
    return passing.shown.strip()


@pytest.mark.parametrize(("language", "text", "left"), TOLD_FOR_THEM)
async def test_what_is_told_for_a_players_character_is_cut(language: str, text: str, left: str) -> None:
    assert await told(language, text) == left
    assert await told(language, text, pieces=len(text)) == left


@pytest.mark.parametrize(("language", "text"), THEIRS)
async def test_what_others_say_and_what_is_seen_stays(language: str, text: str) -> None:
    assert await told(language, text) == text.strip()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('"Then we must go to the reeve."', 'Ilse nods. "Then we must go to the reeve," she says.'),
        ("I want to run for the door.", "You want to run for the door."),
        ("I think of the house by the river.", "You think of the house by the river."),
        ("I fear the worst and say so.", "You are furious."),
    ],
)
async def test_what_a_player_declared_may_be_told(line: str, text: str) -> None:
    assert (await told("en", text, lines=(line,)) == text) == (text != "You are furious.")
