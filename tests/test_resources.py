"""Data files are found in a checkout and in an installed wheel; campaign folders are read with care."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gm import resources
from gm.domain.errors import AuthoringError, NotFound

REPOSITORY = Path(__file__).resolve().parent.parent


def campaign(root: Path, slug: str) -> Path:
    folder = root / "campaigns" / slug
    folder.mkdir(parents=True)
    (folder / "campaign.yaml").write_text("title: X\n")
    return folder


def test_own_campaigns_join_the_shipped_ones(tmp_path: Path) -> None:
    shipped = resources.campaign_folders(tmp_path)
    mine = campaign(tmp_path, "my-tale")
    campaign(tmp_path, "_drafts")
    (tmp_path / "campaigns" / "empty").mkdir()
    assert resources.campaign_folders(tmp_path) == {**shipped, "my-tale": mine}


def test_sources_are_yaml_and_templates_by_relative_path(tmp_path: Path) -> None:
    folder = campaign(tmp_path, "tale")
    for name in ("people/cast.yaml", "prompts/narrator/turn.jinja2", "notes.txt", "stray.jinja2", ".git/config.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    assert resources.campaign_sources(folder) == {
        "campaign.yaml": b"title: X\n",
        "people/cast.yaml": b"people/cast.yaml",
        "prompts/narrator/turn.jinja2": b"prompts/narrator/turn.jinja2",
    }


def test_links_may_stay_inside_but_not_leave(tmp_path: Path) -> None:
    folder = campaign(tmp_path, "tale")
    (folder / "also.yaml").symlink_to(folder / "campaign.yaml")
    assert set(resources.campaign_sources(folder)) == {"campaign.yaml", "also.yaml"}
    (tmp_path / "secret.yaml").write_text("password: 1\n")
    (folder / "leak.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(AuthoringError, match=r"leak\.yaml is a link"):
        resources.campaign_sources(folder)


def test_linked_folders_are_not_entered(tmp_path: Path) -> None:
    folder = campaign(tmp_path, "tale")
    (folder / "loop").symlink_to(tmp_path)
    assert set(resources.campaign_sources(folder)) == {"campaign.yaml"}


def test_an_endless_file_is_not_swallowed(tmp_path: Path) -> None:
    folder = campaign(tmp_path, "tale")
    (folder / "big.yaml").write_bytes(b"#" * (resources.MAX_FILE_BYTES + 500))
    assert len(resources.campaign_sources(folder)["big.yaml"]) == resources.MAX_FILE_BYTES + 1


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = campaign(tmp_path, "tale")
    monkeypatch.setattr(resources, "MAX_FILES", 3)
    for number in range(4):
        (folder / f"{number}.yaml").write_text("")
    with pytest.raises(AuthoringError, match="more than 3 files"):
        resources.campaign_sources(folder)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        resources.campaign_sources(tmp_path / "nothing")


def test_the_checkout_has_everything() -> None:
    assert any(name.startswith("narrator/") for name in resources.shipped_templates())
    assert (resources.migrations_dir() / "versions").is_dir()
    assert resources.ruleset_sources()


PROBE = """
import sys, pathlib
from gm import resources
assert "_data" in str(resources.migrations_dir()), resources.migrations_dir()
campaigns = resources.campaign_folders(pathlib.Path("/nowhere"))
print(len(resources.shipped_templates()), len(resources.ruleset_sources()), len(campaigns))
"""


def test_the_wheel_has_everything_that_the_checkout_has(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    build = "from hatchling.builders.wheel import WheelBuilder as B; print(next(B('.').build(directory={!r})))"
    made = subprocess.run(
        [sys.executable, "-c", build.format(str(tmp_path))], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(made.stdout.strip()) as wheel:
        wheel.extractall(tmp_path / "site")
    run = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    here = (resources.shipped_templates(), resources.ruleset_sources(), resources.campaign_folders(Path("/nowhere")))
    assert run.stdout.split() == [str(len(part)) for part in here]
