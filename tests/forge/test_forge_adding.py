"""Whatever a campaign's files look like, an entry is added and every other line stays."""

import difflib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gm import resources
from gm.forge.adding import adding
from gm.forge.yaml_text import entry_text

ENTRY = {"name": "Bo: the second", "appearance": "x " * 90, "lines": ["yes", 'He said "no".'], "items": {"a": 1}}
FORMS = {
    "block": b"npcs:\n  ann:\n    name: Ann\n",
    "no newline at the end": b"npcs:\n  ann:\n    name: Ann",
    "comments after": b"npcs:\n  ann:\n    name: Ann\n\n# Places.\nplaces: {}\n",
    "spaced": b"npcs:\n  ann:\n    name: Ann\n\n  bea:\n    name: Bea\n\nplaces: {}\n",
    "four blanks": b"npcs:\n    ann:\n        name: Ann\nplaces: {}\n",
    "flow": b"npcs: {ann: {name: Ann}}\nplaces: {}\n",
    "flow over lines": b"npcs: {\n  ann: {name: Ann},\n}\nplaces: {}\n",
    "empty flow": b"npcs: {}\nplaces: {}\n",
    "nothing": b"npcs:\nplaces: {}\n",
    "absent": b"title: x\n",
    "list": b"npcs:\n  - id: ann\n    name: Ann\nplaces: {}\n",
    "list at the edge": b"npcs:\n- id: ann\n  name: Ann\nplaces: {}\n",
    "folded last": b"npcs:\n  ann:\n    name: >-\n      Ann the\n      Elder\nplaces: {}\n",
    "windows": b"npcs:\r\n  ann:\r\n    name: Ann\r\nplaces: {}\r\n",
    "no ascii": "npcs:\n  ann:\n    name: Аня 龙\nplaces: {}\n".encode(),
}


def _entries(data: bytes) -> dict[str, object]:
    held = yaml.safe_load(data)["npcs"] or {}
    if isinstance(held, list):
        return {each["id"]: {k: v for k, v in each.items() if k != "id"} for each in held}
    return held


@pytest.mark.parametrize("form", FORMS)
def test_it_is_added_and_the_rest_stays(form: str) -> None:
    before = FORMS[form]
    added = adding({"campaign.yaml": before}, "npcs", "bo", ENTRY)
    ((old, after),) = added.files.values()
    assert old == before
    was = yaml.safe_load(before).get("npcs") or {}
    was = {each["id"]: {"name": each["name"]} for each in was} if isinstance(was, list) else was
    assert _entries(after) == {**was, "bo": ENTRY}
    others = {k: v for k, v in yaml.safe_load(before).items() if k != "npcs"}
    assert {k: v for k, v in yaml.safe_load(after).items() if k != "npcs"} == others
    if "flow" not in form:
        lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
        assert not [line for line in lines if line.startswith("- ")]


@pytest.mark.parametrize("slug", sorted(resources.campaign_folders(resources.migrations_dir())))
@pytest.mark.parametrize("root", ["npcs", "places", "items", "factions", "characters"])
def test_shipped_campaigns_take_it_with_no_line_lost(slug: str, root: str) -> None:
    folder = resources.campaign_folders(resources.migrations_dir())[slug]
    sources = resources.campaign_sources(folder)
    added = adding(sources, root, "zz-new", {"name": "New"})
    ((path, (before, after)),) = added.files.items()
    new = {"  zz-new:", "    name: New", *([] if root in yaml.safe_load(before) else [f"{root}:"])}
    kept = [line for line in after.decode().splitlines() if line not in new]
    assert [line for line in kept if line.strip()] == [each for each in before.decode().splitlines() if each.strip()]
    assert yaml.safe_load(after)[root]["zz-new"] == {"name": "New"}, path


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200)


@given(
    st.dictionaries(st.from_regex(r"[a-z][a-z_]{0,9}", fullmatch=True), TEXT | st.lists(TEXT, max_size=4), min_size=1)
)
def test_any_words_come_back_as_they_were(fields: dict[str, object]) -> None:
    for indent in (0, 2, 4):
        assert yaml.safe_load(entry_text("it", dict(fields), indent=indent) or "{}") == {"it": fields}
    assert yaml.safe_load(entry_text("it", dict(fields), as_item=True)) == [{"id": "it", **fields}]
