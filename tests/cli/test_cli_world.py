"""A living world at the terminal: The Salt Tax as `docs/play/world.md` plays it, and the game master's hand on it."""

import re
from pathlib import Path

from cli_cases import Gm

from gm import resources

PAGE = (Path(__file__).parents[2] / "docs" / "play" / "world.md").read_text("utf-8")
TYPED = re.findall(r"^> (.*)$", PAGE, re.MULTILINE)


def play(gm: Gm, folder: Path, *lines: str, game: str = "tuesday") -> str:
    file = folder / "lines.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "salt-tax", "--as", "imre", "--game", game, "--script", str(file), "--again")
    assert done.code == 0, done.err
    return done.out + done.err


def test_the_evening_of_the_page_can_be_played(gm: Gm, tmp_path: Path) -> None:
    assert resources.campaign_folders(tmp_path)["salt-tax"] and len(TYPED) > 12
    out = play(gm, tmp_path, *(line for line in TYPED if line != "/quit"))
    for said in (
        "The salt box (offered)",
        "Taken on: The salt box",
        "(9 hours, you are here)",
        "Finished: The salt box",
        "[x] Hand the box over",
        "The end: Forty windows",
        "Lantern Night (in 4 days)",
    ):
        assert said in " ".join(out.split()), said
    assert "Traceback" not in out


def test_hours_pass_on_the_road_and_bread_is_eaten(gm: Gm, tmp_path: Path) -> None:
    out = play(gm, tmp_path, "I go to the river road", "I go to the ford", "I go to the abbey", "/inventory", "/look")
    assert "loaf of bread ×4" in out and "Saint Oda's" in out  # 20 hours: nothing eaten yet
    out = play(gm, tmp_path, "I go to the ford", "I go to the river road", "/inventory")
    assert re.search(r"loaf of bread ×[34]", out) and "×3" in out


def test_the_masters_hand_lets_time_pass_and_takes_it_back(gm: Gm, tmp_path: Path) -> None:
    out = play(gm, tmp_path, "/gm quest salt-box, taken", "/quests", "/gm skip 6d", "/quests")
    assert "(taken on, 5 days left)" in out and "The salt box (failed)" in out
    assert "It is afternoon of Netday, 1 Ice 279" in " ".join(out.split())
    out = play(gm, tmp_path, "/undo", "/quests")
    assert "(taken on, 5 days left)" in out
    for wrong in ("/gm skip tomorrow", "/gm skip 0d", "/gm quest nothing, taken", "/gm quest salt-box, eaten"):
        (tmp_path / "wrong.txt").write_text(f"{wrong}\n", encoding="utf-8")
        done = gm("play", "--game", "tuesday", "--script", str(tmp_path / "wrong.txt"), "--again")
        assert done.code != 0 and "takes it back" not in done.out, wrong


def test_a_table_is_drawn_for_the_master_and_its_dice_are_kept(gm: Gm, tmp_path: Path) -> None:
    out = play(gm, tmp_path, "/gm table", "/gm table rains", "/gm table On the river road")
    assert "rains: Weather in the Rains" in out and "1d10 (" in out and "2d6 (" in out
    shown = gm("table", "wind", "--game", "tuesday")
    assert shown.code == 0 and "the wind" in shown.out and "1d3" in shown.out
    checked = gm("dice", "verify", "tuesday")
    assert checked.code == 0, checked.out + checked.err
