"""Words of time: which are understood, in which languages, and that they push without leaving anything out."""

import pytest

from gm.memory import times
from gm.memory.ranking import Sought, rank
from gm.memory.segments import IndexDoc, build_segment
from gm.memory.times import DAY, time_push, time_words


@pytest.mark.parametrize(
    "text",
    [
        "What did we agree on last session?",
        "Was haben wir letzte Sitzung beschlossen?",
        "Что мы решили в прошлой сессии?",
        "¿Qué acordamos en la última sesión?",
        "我们上次决定了什么？",
        "前回は何を決めた？",
        "ครั้งที่แล้วเราตกลงอะไรกัน",
    ],
)
def test_the_last_sitting_is_named_in_many_languages(text: str) -> None:
    meant = time_words(text)
    assert meant is not None and meant.sitting == -1


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Who came the night before the siege?", "the siege"),
        ("Wer kam in der Nacht vor der Belagerung?", "der belagerung"),
        ("Кто пришёл в ночь перед осадой?", "осадой"),
        ("¿Quién vino la noche antes de el asedio?", "el asedio"),
        ("围城前一晚谁来了？", "围城"),
        ("包囲の前の晩に誰が来た？", "包囲"),
        ("คืนก่อนการล้อมเมือง", "การล้อมเมือง"),
    ],
)
def test_the_night_before_an_event(text: str, event: str) -> None:
    meant = time_words(text)
    assert meant is not None and meant.event == event and meant.low < meant.high == 0


@pytest.mark.parametrize(
    ("text", "days"),
    [("three herrings 2 days ago", -2), ("vor 3 Tagen", -3), ("5 дней назад", -5), ("3天前", -3), ("yesterday", -1),
     ("вчера", -1), ("昨天", -1), ("เมื่อวาน", -1), ("gestern", -1)],
)  # fmt: skip
def test_days_before_now(text: str, days: int) -> None:
    meant = time_words(text)
    assert meant is not None and meant.low < days * DAY < meant.high <= 0


@pytest.mark.parametrize("text", ["", "I look around", "the yesterdays of men", "Vorgesternmann", "before", "上"])
def test_most_words_name_no_time(text: str) -> None:
    assert time_words(text) is None


def test_a_push_brings_the_right_one_of_equals_to_the_top_and_leaves_none_out() -> None:
    said = [IndexDoc(at, "the heron watched", group=1 + at // 4, number=at, minutes=at * 600) for at in range(12)]
    part = build_segment(said, "en")
    minutes, groups = part.columns["minutes"], part.columns["group"]

    def found(text: str, **about: int) -> list[int]:
        meant = time_words(text)
        assert meant is not None
        push = time_push(meant, minutes, groups, **about)
        return [hit.ref for hit in rank([part], None, Sought("heron"), prior=push, limit=12).turns]

    assert set(found("last session")[:4]) == {4, 5, 6, 7} and len(found("last session")) == 12
    assert set(found("in the beginning")[:4]) == {0, 1, 2, 3}
    assert set(found("the night before the siege", event_at=8)[:3]) == {5, 6, 7}
    assert found("yesterday", now=11 * 600)[0] in (7, 8, 9, 10)
    plain = [hit.ref for hit in rank([part], None, Sought("heron"), limit=12).turns]
    assert found("the night before the siege") == plain  # no such event: as it is


def test_an_event_is_found_by_its_words_and_what_was_before_it_leads() -> None:
    words = ["Mirna sold us rope", "rain", "the siege began at noon", "rain", "rain", "rain", "Mirna sold us salt"]
    said = [IndexDoc(at, text, group=1, number=at * 10, minutes=at * 300) for at, text in enumerate(words)]
    part = build_segment(said, "en")

    def first(text: str, now: int | None = None) -> int:
        return rank([part], None, Sought(text, now=now)).turns[0].ref

    assert first("what had Mirna sold the night before the siege") == 0
    assert first("what had Mirna sold the day after the siege", now=1800) == 6
    assert first("what has Mirna sold us today", now=1800) == 6 == first("what has Mirna sold us")


def test_what_is_looked_for_first_stands_in_whatever_fits() -> None:
    """Each way to name a time has a piece that must stand there, so that most texts are not looked through."""
    patterns = [times._LAST_SITTING, times._FIRST_SITTING, times._AGO]
    patterns += [pattern for pattern, _, _ in (*times._NOW, *times._EVENT)]
    for pattern in patterns:
        hints, compiled = times._compiled(pattern)
        assert all(hints)
        for text in (
            "в ночь перед бурей",
            "3 days ago",
            "vor 5 Tagen",
            "erster Sitzung",
            "ganz am Anfang",
            "il y a 2 jours",
        ):
            low = text.casefold()
            assert compiled.search(low) is None or any(hint in low for hint in hints)
    assert time_words("В ночь перед осадой") and time_words("вечер до осады") and time_words("In erster Sitzung")
