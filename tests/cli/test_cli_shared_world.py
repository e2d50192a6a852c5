"""A world shared by two games: what one made true is offered, and stays out of the other until it is taken."""

from pathlib import Path

from cli_cases import Gm


def _played(gm: Gm, folder: Path, game: str, *lines: str) -> str:
    script = folder / "lines.txt"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--game", game, "--script", str(script), "--again")
    return done.out + done.err


def test_offered_pinned_and_taken(gm: Gm, home: Path, tmp_path: Path) -> None:
    for game in ("one", "two"):
        _played(gm, tmp_path, game, "I look around")
    assert len(gm("world", "list", "one").out.splitlines()) == 1
    done = gm(
        "world", "offer", "one", "The lighthouse is lit", "The lighthouse on the skerry burns again, since Orla lit it."
    )
    assert done.code == 0 and "pinned to version" in done.out, done.err
    rows = gm("world", "list", "two").out.splitlines()
    assert len(rows) == 2 and rows[0].endswith("two") and rows[1].endswith("one")
    offers = gm("world", "offers", "two").out
    entry = offers.split()[0]
    assert entry.startswith("made-true-") and "(one): The lighthouse is lit." in offers
    assert "burns again" in gm("lore", "show", "one", entry, "--spoilers").out
    assert "burns again" not in gm("lore", "show", "two", entry, "--spoilers").out, "pinned"
    assert gm("world", "take", "two").code == 0
    assert "burns again" in gm("lore", "show", "two", entry, "--spoilers").out
    assert "Nothing is offered" in gm("world", "offers", "two").out
    assert "newest version" in gm("world", "take", "two").err
    assert "A title" in gm("world", "offer", "two", "x", " ").err
    assert _played(gm, tmp_path, "two", "I look around") and gm("db", "verify").code == 0


def test_each_has_made_something_true_and_neither_loses_it(gm: Gm, home: Path, tmp_path: Path) -> None:
    for game, title in (("one", "The lighthouse"), ("two", "The ferry")):
        _played(gm, tmp_path, game, "I look around")
        assert gm("world", "offer", game, title, f"{title} is as new.").code == 0
    entries = [gm("world", "offers", game).out.split()[0] for game in ("one", "two")]
    (row,) = gm("world", "offers", "one").out.splitlines()[:1]
    assert "(two): The ferry" in row
    assert gm("world", "take", "one", row.split()[0]).code == 0
    assert "not offered" in gm("world", "take", "one", row.split()[0]).err
    assert gm("world", "take", "two").code == 0
    for game in ("one", "two"):
        for entry in entries:
            assert "is as new" in gm("lore", "show", game, entry, "--spoilers").out, (game, entry)
    assert "says so already" in gm("world", "offer", "two", "The ferry", "The ferry is as new.").err
    assert gm("db", "verify").code == 0


def test_an_offer_is_withdrawn_and_whoever_took_it_keeps_it(gm: Gm, home: Path, tmp_path: Path) -> None:
    for game in ("one", "two", "three"):
        _played(gm, tmp_path, game, "I look around")
    assert "Nothing was made true" in gm("world", "withdraw", "one").out
    assert gm("world", "offer", "one", "The lighthouse", "It burns again.").code == 0
    entry = gm("world", "withdraw", "one").out.split(":")[0]
    assert gm("world", "withdraw", "one", entry).code == 0
    assert "Nothing is offered" in gm("world", "offers", "two").out, "a slip of the pen is gone"
    assert "burns again" not in gm("lore", "show", "one", entry, "--spoilers").out
    assert "newest version" in gm("world", "take", "two").err, "nor does it come with a version"
    assert "Nothing of that kind" in gm("world", "withdraw", "one", entry).err
    assert gm("world", "offer", "one", "The lighthouse", "It burns again.").code == 0, "and can be offered again"
    assert gm("world", "take", "two", entry).code == 0
    assert gm("world", "withdraw", "one", entry).code == 0
    assert "burns again" in gm("lore", "show", "two", entry, "--spoilers").out
    assert "(two): The lighthouse" in gm("world", "offers", "three").out, "it is theirs now"
    for game in ("one", "two", "three"):
        assert _played(gm, tmp_path, game, "I look around")
    assert gm("db", "verify").code == 0
