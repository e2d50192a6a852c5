"""Long text in posts: nothing is lost, nothing is too long, no cut moves while the text grows, markdown is closed."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from gm.bot.split import LIMIT, ROOM, one_line, split_text

PLAIN = ("The bell", "rings.", "“No.”", "мгла.", "雨が降る。", "กำลังเขียน", "e\u0301", "-", "\n\n")
MARKED = ("**Who**", "is *there?*", "||secret||", "`x`")
WORDS = st.sampled_from((*PLAIN, *MARKED))
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)


def bare(text: str) -> str:
    return re.sub(r"[\s*_~|`]+", "", text)


@given(TEXTS, st.integers(40, 200))
@settings(max_examples=80, deadline=None)
def test_nothing_is_lost_and_nothing_too_long(text: str, room: int) -> None:
    posts = split_text(text, room)
    assert bare("".join(posts)) == bare(text)
    assert all(post.strip() and len(post) <= room + 30 for post in posts)


@given(TEXTS, TEXTS, st.integers(40, 200))
@settings(max_examples=80, deadline=None)
def test_full_posts_never_change_while_the_text_grows(text: str, more: str, room: int) -> None:
    before = split_text(text, room)
    after = split_text(f"{text.strip()} {more}".strip(), room)
    assert after[: max(len(before) - 1, 0)] == before[:-1]


def test_cuts_at_sentences() -> None:
    text = "A short one. " * 10
    assert all(post.endswith(".") for post in split_text(text, 60))


def test_cuts_chinese_at_its_own_full_stop() -> None:
    posts = split_text("雨が降る。" * 30, 40)
    assert len(posts) > 3 and all(post.endswith("。") for post in posts)


def test_markdown_is_closed_and_opened_again() -> None:
    posts = split_text("**" + "loud words here. " * 10 + "** and calm", 80)
    assert len(posts) > 1
    assert all(post.count("**") % 2 == 0 for post in posts)
    assert posts[1].startswith("**")


def test_a_mark_is_not_torn_from_its_letter() -> None:
    text = "a" * 49 + "e\u0301" + "b" * 60
    assert not any(post.startswith("\u0301") for post in split_text(text, 50))


def test_the_room_leaves_space_for_what_is_added() -> None:
    assert ROOM + 120 <= LIMIT


def test_one_line_is_one_short_line() -> None:
    assert one_line("**I open**\nthe door") == "I open the door"
    assert len(one_line("x" * 200)) == 80
