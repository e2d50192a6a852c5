"""`gm spend`: one command stops everything that costs, on whatever uses this database."""

from cli_cases import Gm


def test_stop_show_and_go(gm: Gm) -> None:
    assert gm("spend", "show").out == "Nothing is stopped.\n"
    stopped = gm("spend", "stop")
    assert stopped.code == 0 and "Everything: spending is stopped." in stopped.out and "gm spend go" in stopped.out
    assert "already" in gm("spend", "stop").out
    assert "gm spend go --server 12" in gm("spend", "stop", "--server", "12").out
    shown = gm("spend", "show").out.splitlines()
    assert [row.partition(" since ")[0] for row in shown] == ["everything: stopped", "guild:12: stopped"]
    assert all(row.endswith("by terminal") for row in shown)
    assert "goes on" in gm("spend", "go").out and "was not stopped" in gm("spend", "go").out
    assert gm("spend", "show").out.startswith("guild:12")


def test_how_limits_stand(gm: Gm) -> None:
    head, *rows = gm("spend", "limits").out.splitlines()
    assert head.split()[:2] == ["whose", "a"] and "held" in head and "begins anew" in head
    assert [row.split("  ")[0].strip() for row in rows] == ["all", "each server"]
    assert all("$1" in row or "$0.5" in row for row in rows) and all("00:00" in row for row in rows)
