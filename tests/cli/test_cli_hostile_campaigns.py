"""What hostile campaigns found at `gm lint` and `gm import`: broken templates, odd zips, names that are taken."""

import os
import zipfile
import zlib
from pathlib import Path

import pytest
from cli_cases import TINY, Gm, Outcome

from gm.resources import MAX_FILE_BYTES


def refused(done: Outcome, code: int, *parts: str) -> None:
    assert done.code == code, done
    assert done.err.count("\n") == 1, done.err
    assert "inside gm" not in done.err
    assert all(part in done.err for part in parts), done.err


def folder(root: Path, name: str = "tale", **files: str) -> Path:
    made = root / name
    for path, text in {"campaign.yaml": TINY.replace("slug: tiny\n", ""), **files}.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text, encoding="utf-8")
    return made


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"campaign.yaml": TINY.replace("slug: tiny\n", ""), **files}.items():
            archive.writestr(name, text)
    return path


BROKEN = {
    "a name that nothing is called": ("{{ no_such }}", "no_such"),
    "an expression that is none": ("fine\n{% if %}\n", "2:1: Expected an expression"),
}


@pytest.mark.parametrize(("text", "part"), BROKEN.values(), ids=BROKEN)
def test_a_broken_template_is_found_before_anyone_plays(gm: Gm, tmp_path: Path, text: str, part: str) -> None:
    made = folder(tmp_path, **{"prompts/narrator/turn.jinja2": text})
    linted = gm("lint", str(made))
    assert linted.code == 1
    assert "prompts/narrator/turn.jinja2:" in linted.out
    assert part in linted.out
    refused(gm("import", str(made)), 1, "prompts/narrator/turn.jinja2")


def test_a_sound_template_passes(gm: Gm, tmp_path: Path) -> None:
    assert gm("lint", str(folder(tmp_path, **{"prompts/narrator/turn.jinja2": "Turn {{ turn_number }}."}))).code == 0


def test_a_template_that_replaces_nothing_is_named(gm: Gm, tmp_path: Path) -> None:
    linted = gm("lint", str(folder(tmp_path, **{"prompts/narrator/trun.jinja2": "x"})))
    assert linted.code == 1
    assert "prompts/narrator/trun.jinja2:1:1" in linted.out


def test_a_shipped_campaign_is_replaced_on_demand_only(gm: Gm, home: Path, tmp_path: Path) -> None:
    made = folder(tmp_path, "drowned-bell")
    refused(gm("import", str(made)), 2, "drowned-bell", "--force")
    assert not (home / "campaigns" / "drowned-bell").exists()
    assert gm("import", "--force", str(made)).code == 0
    assert (home / "campaigns" / "drowned-bell" / "campaign.yaml").is_file()


def test_a_zip_is_linted_like_its_folder(gm: Gm, tmp_path: Path) -> None:
    assert gm("lint", str(zipped(tmp_path / "tale.zip"))).code == 0
    broken = zipped(tmp_path / "broken.zip", **{"prompts/narrator/turn.jinja2": "{{ no_such }}"})
    linted = gm("lint", str(broken))
    assert linted.code == 1
    assert "no_such" in linted.out
    empty = tmp_path / "empty.zip"
    zipfile.ZipFile(empty, "w").close()
    refused(gm("lint", str(empty)), 2, "campaign.yaml")


def test_a_zip_whose_content_is_damaged(gm: Gm, tmp_path: Path) -> None:
    path = zipped(tmp_path / "tale.zip")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.infolist()[0].header_offset + 30 + len("campaign.yaml")
    data[start : start + 60] = b"\xff" * 60
    path.write_bytes(bytes(data))
    with pytest.raises(zlib.error):
        zipfile.ZipFile(path).read("campaign.yaml")
    refused(gm("import", str(path)), 2, "zip that can be read")


@pytest.mark.parametrize(
    ("names", "part"),
    [
        (("x.yaml", "x.yaml/y.yaml"), "as a folder"),
        (("x.yaml/y.yaml", "x.yaml"), "as a folder"),
        (("a/../x.yaml", "x.yaml"), "twice"),
        ((f"{'n' * 300}.yaml",), "too long"),
        (("../x.yaml",), "leads out"),
    ],
)
def test_a_zip_of_names_that_cannot_be(gm: Gm, home: Path, tmp_path: Path, names: tuple[str, ...], part: str) -> None:
    refused(gm("import", str(zipped(tmp_path / "tale.zip", **dict.fromkeys(names, "x: 1\n")))), 2, part)
    assert not (home / "campaigns" / "tale").exists()


@pytest.mark.parametrize("name", ["stray.yaml", "prompts/narrator/turn.jinja2"])
def test_nothing_is_cut_on_the_way_in(gm: Gm, home: Path, tmp_path: Path, name: str) -> None:
    refused(gm("import", str(folder(tmp_path, **{name: "# " + "x" * MAX_FILE_BYTES}))), 1, name)
    assert not (home / "campaigns" / "tale").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_campaign_keeps_nobody_waiting(gm: Gm, tmp_path: Path) -> None:
    made = folder(tmp_path)
    os.mkfifo(made / "pipe.yaml")
    assert gm("lint", str(made)).code == 0
    assert gm("import", str(made)).code == 0
