"""`gm forge` at the terminal: a diff first, and the files as they were until somebody says yes."""

from pathlib import Path

import pytest
from cli_cases import Gm

from gm.forge.kinds import KINDS

WISH = "a ferryman called Aldous Prim, who lies about tides"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_draft_is_shown_and_added_on_consent_alone(gm: Gm, home: Path, kind: str) -> None:
    folder = home / "campaigns" / "tiny"
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    shown = gm("forge", kind, WISH, "--in", "tiny")
    assert shown.code == 0 and "Nothing was added." in shown.out, shown.err
    assert "+++ b/campaign.yaml" in shown.out and "Aldous Prim" in shown.out
    assert {file: file.read_bytes() for file in folder.rglob("*.yaml")} == before
    added = gm("forge", kind, WISH, "--in", "tiny", "--yes")
    assert added.code == 0 and "aldous-prim is in" in added.out, added.err
    assert b"aldous-prim" in (folder / "campaign.yaml").read_bytes()
    assert gm("lint", str(folder)).code == 0


def test_what_the_campaign_does_not_play_is_not_drafted(gm: Gm, home: Path) -> None:
    file = home / "campaigns" / "tiny" / "campaign.yaml"
    file.write_text(file.read_text() + 'lines: ["spiders: spider, spiders"]\n')
    before = file.read_bytes()
    done = gm("forge", "npc", "a girl who keeps sp1ders", "--in", "tiny", "--yes")
    assert done.code != 0 and "does not play that" in done.err and file.read_bytes() == before
