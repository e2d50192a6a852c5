"""What no player may see is cut before it is shown; everything else passes unchanged."""

from hypothesis import given
from hypothesis import strategies as st

from gm.domain.guards import GuardCount
from gm.play.guards import NarrationGuard
from gm.rules.guards.repeating import Repeats
from gm.rules.guards.voicing import Voicings

SECRET = "The ferryman drowned his own brother for the lighthouse key."
TOLD = "The bell rings for seven nights before the tide takes the lower town."


def guard() -> NarrationGuard:
    return NarrationGuard.of(
        {"ferryman": SECRET, "open": TOLD}, {"ferryman"}, voicings=Voicings.of("never", "en", ["Mira", "Tam Oakes"], [])
    )


def test_a_secret_is_cut_in_any_case_and_punctuation() -> None:
    leak = "They whisper that the Ferryman drowned his own brother, for the lighthouse key!"
    assert guard().check(leak).text == ""
    assert guard().check(leak).hits == (GuardCount("leak", "cut"),)


def test_what_is_known_may_be_told_word_for_word() -> None:
    assert guard().check(TOLD).text == TOLD


def test_a_sentence_about_the_same_things_passes() -> None:
    plain = "The ferryman's brother has not been seen since the lighthouse went dark."
    assert guard().check(plain).text == plain


def test_writing_the_players_next_move_ends_the_telling() -> None:
    for line in ("Mira: I open the door.", "**Tam Oakes:** I follow.", "Player: what now"):
        guarded = guard().check(line)
        assert guarded.stop
        assert guarded.text == ""


def test_an_npc_may_be_quoted_like_a_script() -> None:
    assert not guard().check("Orsolya: closed today.").stop


def test_what_the_engine_asks_to_be_told_passes_even_if_it_speaks_for_a_player() -> None:
    outcome = '"Good evening," you say, and down the whole street there is a sound of chairs being pushed back.'
    told = NarrationGuard.of({}, (), voicings=Voicings.of("never", "en", ["Mira"], []), repeats=Repeats((), [outcome]))
    assert told.check(outcome).text == outcome
    alone = NarrationGuard.of({}, (), voicings=Voicings.of("never", "en", ["Mira"], []), repeats=Repeats((), []))
    assert alone.check(outcome).text == ""


def test_mass_mentions_are_defused() -> None:
    mended = guard().check("Wake @everyone and @here!").text
    assert "@everyone" not in mended
    assert "@here" not in mended


@given(st.text(max_size=200))
def test_without_secrets_text_without_mentions_passes_unchanged(text: str) -> None:
    guarded = NarrationGuard().check(text)
    if not guarded.hits:
        assert guarded.text == text
