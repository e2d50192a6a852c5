"""The strict reading of YAML: what words mean, where nodes stand, and that hostile files end quickly."""

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gm.authoring import yaml_source
from gm.authoring.problem import Problems
from gm.authoring.yaml_source import ListNode, MapNode, Node, ScalarNode, parse_yaml


def parse(text: str | bytes) -> Node:
    problems = Problems()
    node = parse_yaml("x.yaml", text if isinstance(text, bytes) else text.encode(), problems)
    assert node is not None, problems.found
    assert not problems.found
    return node


def plain(node: Node) -> object:
    if isinstance(node, MapNode):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node.value


def complaint(text: str | bytes) -> str:
    problems = Problems()
    parse_yaml("x.yaml", text if isinstance(text, bytes) else text.encode(), problems)
    return str(problems.found[0])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *[(word, word) for word in ("no", "yes", "on", "off", "y", "N", "No", "ON", "tRUE", "none", "None", "nULL")],
        *[(word, True) for word in ("true", "True", "TRUE")],
        *[(word, False) for word in ("false", "False", "FALSE")],
        *[(word, None) for word in ("null", "Null", "NULL", "~", "")],
        *[("12:30", "12:30"), ("1:2:3", "1:2:3"), ("010", "010"), ("1_000", "1_000"), ("0b11", "0b11"), ("08", "08")],
        *[("0", 0), ("-0", 0), ("42", 42), ("-7", -7), ("+5", 5), ("0o17", 15), ("0x1F", 31), ("-0x1", "-0x1")],
        *[("1.5", 1.5), ("-.5", -0.5), ("1e3", 1000.0), ("2.", 2.0), (".inf", float("inf")), ("-.INF", -float("inf"))],
        *[("1.2.3", "1.2.3"), ("1e", "1e"), ("e3", "e3"), (".", "."), ("-", None), ("2026-01-01", "2026-01-01")],
        *[("9" * 18, int("9" * 18)), ("9" * 5000, "9" * 5000), ("'5'", "5"), ('"true"', "true"), ("|-\n  7", "7")],
        *[("=", "="), ("<<", "<<"), ("'~'", "~"), ("дом", "дом"), ("門", "門")],
    ],
)
def test_words_numbers_and_booleans_follow_yaml_1_2(written: str, meant: object) -> None:
    if written == "-":
        assert plain(parse("a:\n- ")) == {"a": [None]}
        return
    value = plain(parse(f"a: {written}\n"))
    assert value == {"a": meant}
    assert isinstance(value, dict)
    assert type(value["a"]) is type(meant)


def test_not_a_number_is_a_number() -> None:
    node = parse("a: .nan")
    assert isinstance(node, MapNode)
    value = node.entries[0][1]
    assert isinstance(value, ScalarNode)
    assert isinstance(value.value, float)


def test_positions_count_characters_from_one_also_behind_other_scripts_and_a_mark_of_byte_order() -> None:
    node = parse("\ufeffимя: 門\nb: [x, 'ü', z]\n".encode())
    assert isinstance(node, MapNode)
    spots = [(key.spot.line, key.spot.column) for key, _ in node.entries]
    values = node.entries[1][1]
    assert spots == [(1, 1), (2, 1)]
    assert isinstance(values, ListNode)
    assert [(item.spot.line, item.spot.column) for item in values.items] == [(2, 5), (2, 8), (2, 13)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    node = parse(f"a: 1{end}b: |{end}  x{end}  y{end}c: 2{end}")
    assert plain(node) == {"a": 1, "b": "x\ny\n", "c": 2}
    assert isinstance(node, MapNode)
    assert node.entries[2][0].spot.line == 5


def test_a_tab_may_stand_in_a_text_but_not_in_the_indentation() -> None:
    assert plain(parse("a: |\n  x\ty\n  \tz\nb:\tc\n")) == {"a": "x\ty\n\tz\n", "b": "c"}
    assert complaint("a:\n  - b\n \t- c\n") == "x.yaml:3:2: a tab in the indentation: use spaces"


def test_what_is_not_utf8_is_placed() -> None:
    assert complaint(b"a: 1\nb: " + b"x\xff") == "x.yaml:2:5: this is not UTF-8 (byte 0xff)"
    assert complaint("a: ü".encode("latin-1")) == "x.yaml:1:4: this is not UTF-8 (byte 0xfc)"
    assert "not UTF-8" in complaint("a: b".encode("utf-16"))


def test_a_file_may_have_a_mebibyte_and_no_byte_more() -> None:
    room = yaml_source.MAX_FILE_BYTES - len("a: ")
    assert isinstance(parse("a: " + "x" * room), MapNode)
    assert complaint("a: " + "x" * (room + 1)) == "x.yaml:1:1: the file has 1,048,577 bytes: at most 1,048,576 are read"


def test_depth_has_a_limit() -> None:
    assert parse("[" * 32 + "]" * 32)
    assert complaint("[" * 33 + "]" * 33) == "x.yaml:1:33: nested more than 32 deep"


_MEBI = 2**20
HOSTILE = {
    "lists": "[" * _MEBI,
    "mappings": "{a: " * (_MEBI // 4),
    "dashes": "- " * (_MEBI // 2),
    "questions": "? " * (_MEBI // 2),
    "bomb": "a: &a [x,x,x,x]\n" + "".join(f"b{n}: &b{n} [{','.join(['*a'] * 9)}]\n" for n in range(20000)),
    "scalar": "title: " + "x" * (_MEBI - 10),
    "lines": "title: " + "x\n  " * (_MEBI // 4 - 10),
    "escapes": 'title: "' + "\\u0041" * (_MEBI // 6 - 10) + '"',
    "one key again and again": "a: b\n" * (_MEBI // 5),
    "keys": "".join(f"k{n:06d}: x\n" for n in range(24_500)),
    "digits": "title: " + "9" * (_MEBI - 10),
    "exponent": "title: 1e" + "9" * (_MEBI - 10),
    "tags": "".join(f"a{n}: !x y\n" for n in range(70_000)),
    "documents": "---\n" * (_MEBI // 4),
    "comments": "#\n" * (_MEBI // 2),
    "nul": "\0" * _MEBI,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_quickly(name: str) -> None:
    problems = Problems()
    start = time.process_time()
    parse_yaml("x.yaml", HOSTILE[name].encode()[:_MEBI], problems)
    assert time.process_time() - start < 5


# What begins like a number is left out: PyYAML writes by YAML 1.1, where `0E0` is a word and needs no quotes.
_words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "Z"], exclude_characters="\u2028\u2029")
).filter(lambda text: not text[:1] or text[0] not in "+-.0123456789")
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | _words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words.filter(bool), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_words.filter(bool), _values, min_size=1, max_size=4))
def test_what_yaml_writes_is_read_as_it_was(value: dict[str, object]) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    assert plain(parse(text)) == value


@given(st.dictionaries(_words.filter(bool), _values, min_size=1, max_size=4))
def test_the_slow_loader_reads_the_same(value: dict[str, object]) -> None:
    """Where PyYAML was built without libyaml, the same nodes stand at the same places."""
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    quick = parse(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_source, "_LOADER", yaml.SafeLoader)
        assert parse(text) == quick


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    problems = Problems()
    node = parse_yaml("x.yaml", data, problems)
    assert node is not None or problems.found
