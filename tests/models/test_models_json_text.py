"""The JSON object in a reply is found, and nothing is made up."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.errors import BadReply
from gm.models.json_text import extract_json

WANTED = {"a": 1, "text": 'a } and a { and "quotes"'}
LEAVES = st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=12)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "  {}\n",
        "```json\n{}\n```",
        "Here it is:\n```\n{}\n```\nGood luck!",
        "I rule {{so}}: {} as asked.",
        "Sure! {}",
    ],
)
def test_forms(around: str) -> None:
    assert extract_json(around.replace("{{so}}", "{so}").replace("{}", json.dumps(WANTED))) == WANTED


def test_a_trailing_comma_is_forgiven_outside_strings_only() -> None:
    assert extract_json('{"a": [1, 2,], "b": "x,]",}') == {"a": [1, 2], "b": "x,]"}


@pytest.mark.parametrize("text", ["", "no", "[1, 2]", '{"a": 1', "{a: 1}", "{" * 3000])
def test_nothing_is_made_up(text: str) -> None:
    with pytest.raises(BadReply):
        extract_json(text)


@given(st.dictionaries(st.text(max_size=5), VALUES, min_size=1, max_size=4), st.text(alphabet="abc .:\n", max_size=30))
def test_any_object_is_found_in_prose(wanted: dict[str, object], prose: str) -> None:
    assert extract_json(prose + json.dumps(wanted, ensure_ascii=False) + prose) == wanted
