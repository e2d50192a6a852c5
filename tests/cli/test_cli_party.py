"""What becomes of characters, at the terminal: handed over, parked, retired, killed; and the card of the session."""

from pathlib import Path

from cli_cases import Gm


def _played(gm: Gm, folder: Path, *lines: str, game: str = "fates", more: tuple[str, ...] = ()) -> str:
    script = folder / "lines.txt"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--game", game, "--script", str(script), "--again", *more)
    return done.out + done.err


def test_a_character_is_handed_over_and_known_of_only_if_the_table_has_it_so(
    gm: Gm, home: Path, tmp_path: Path
) -> None:
    told = _played(gm, tmp_path, "I look around", "/as Tam", "/hand Ilse to Tam", "/as Ilse", "/ask lamp")
    assert "plays Ilse Brand as well" in told and "You run Ilse Brand now." in told
    assert "is not shown to you here" in told
    told = _played(gm, tmp_path, "/hand knows", "/as Tam", "/as Ilse", "/brief", "/session", more=("--as", "ilse"))
    assert "You are Ilse Brand" in told and "Ilse Brand is run by Tam" in told
    told = _played(gm, tmp_path, "/hand Ilse back", "/session")
    assert "played by their own player again" in told and "is run by" not in told


def test_parked_back_by_acting_retired_with_a_last_word_and_a_sheet(gm: Gm, home: Path, tmp_path: Path) -> None:
    told = _played(gm, tmp_path, "I look around", "/as Tam", "/park", "/session", "I warm my hands", "/session")
    assert "Tam Reed steps out of the story for now." in told
    assert "Tam Reed is parked" in told.split("I warm")[0] and told.count("Tam Reed is parked") == 1
    told = _played(gm, tmp_path, "/as Tam", "/retire He buys a boat.", "/sheet Tam", "I row", "/session")
    assert "He buys a boat." in told and "Tam Reed (" in told and "HP" in told
    assert "has retired" in told
    assert "boat" not in _played(gm, tmp_path, "/undo", "/as Tam", "I row").split("has retired")[-1].split("He buys")[0]


def test_the_dead_choose(gm: Gm, home: Path, tmp_path: Path) -> None:
    told = _played(gm, tmp_path, "I look around", "/gm kill Ilse, The roof comes down.", "/ghost")
    assert "The roof comes down." in told and "Ilse Brand is dead." in told
    assert "do not walk at this table" in told and "goes on as their ghost" not in told
    told = _played(gm, tmp_path, "/ghost yes", "/ghost", "/check search the floor", "/session")
    assert "a ghost, seen and heard" in told and "touching nothing" in told
    assert "goes on as a ghost" in told.split("Session")[-1]
    assert gm("db", "verify").code == 0


def test_somebody_new_comes_where_nobody_is_left(gm: Gm, home: Path, tmp_path: Path) -> None:
    _played(gm, tmp_path, "I look around", "/retire")
    assert "Nobody of the party is left" in _played(gm, tmp_path, "I look around")
    told = _played(gm, tmp_path, "I look around", more=("--new", "Bo, a ferryman who lost his boat"))
    assert "Bo" in told and "Nobody of the party" not in told


def test_session_zero_is_a_sentence_for_two_and_nothing_for_one(gm: Gm, home: Path, tmp_path: Path) -> None:
    alone = _played(gm, tmp_path, "I look around", game="alone")
    assert "/zero" not in alone
    two = _played(gm, tmp_path, "/as Tam", "I look around", "/as Ilse", "/as Tam", game="two")
    assert two.count("/zero settles tone") == 1
    agreed = _played(gm, tmp_path, "/zero tone dry", "/as Tam", game="agreed")
    assert "/zero settles tone" not in agreed
