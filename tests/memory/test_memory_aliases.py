"""Other names for the same people: whoever was introduced by a trade is found by it, where they speak."""

import pytest

from gm.memory.aliases import widen
from gm.memory.documents import SPEAKER
from gm.memory.ranking import Sought, rank
from gm.memory.segments import IndexDoc, Tail, build_segment
from gm.memory.terms import terms
from gm.memory.voices import voices
from gm.memory.widening import seek

PLAY = {
    "en": (
        "Ilse the ferrywoman ties up her boat. Aldous the miller watches.",
        'Ilse says: "I still owe Brakka forty crowns."',
        "Aldous nods and goes back to work.",
        "Ilse complains about the price of bread.",
        "How deep in arrears is the ferrywoman?",
    ),
    "ru": (
        "Паромщица Ильза привязывает лодку. Мельник Альдус смотрит.",
        "Ильза говорит: «Я до сих пор должна Бракке сорок крон».",
        "Альдус кивает и возвращается к делу.",
        "Видим Ильзу у причала.",
        "Насколько задолжала паромщица?",
    ),
    "zh": (
        "摆渡人伊尔莎系好船。磨坊主奥尔德斯看着。",
        "伊尔莎说：“红船的钱，我还欠布拉卡四十克朗。”",
        "奥尔德斯点点头又去干活。",
        "我们看见伊尔莎在码头。",
        "摆渡人背了多少债务？",
    ),
    "th": (
        "อิลเซ่คนแจวเรือผูกเรือแล้ว อัลดัสเจ้าของโรงโม่มองดู",
        "อิลเซ่พูดว่า “ฉันยังติดเงินบรัคคาอยู่สี่สิบคราวน์”",
        "อัลดัสพยักหน้าแล้วกลับไปทำงาน",
        "เราเห็นอิลเซ่ที่ท่าเรือ",
        "คนแจวเรือเป็นหนี้มากแค่ไหน",
    ),
}
FILLER = {
    "en": "Rain ticks against the shutters, stage {n}, and the boards give under your weight.",
    "ru": "Дождь стучит в ставни, день {n}, доски прогибаются под тобой.",
    "zh": "雨点敲着百叶窗，第{n}天，木板微微下沉。",
    "ja": "雨が鎧戸を叩く、{n}日目、足の下で板がしなる。",
    "th": "ฝนเคาะบานเกล็ด วันที่ {n} แผ่นไม้ยวบใต้เท้า",
}


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("language", PLAY)
def test_who_was_introduced_by_a_trade_is_found_by_it_where_they_speak(language: str, sealed: bool) -> None:
    said = PLAY[language]
    texts = [said[0], *(FILLER[language].format(n=at) for at in range(60)), *said[1:4]]
    docs = [IndexDoc(at + 1, text, voices(text), 1, number=at + 1) for at, text in enumerate(texts)]
    half = len(docs) // 2
    tail = Tail(language)
    for doc in docs[half:] if sealed else docs:
        tail.append(doc)
    parts = [build_segment(docs[:half], language), tail] if sealed else [tail]
    question = said[4]
    plain = rank(parts, None, Sought(question, language=language))
    assert texts.index(said[1]) + 1 not in [hit.ref for hit in plain.turns[:1]]
    also = widen(parts, terms(question, language))
    found = rank(parts, None, Sought(question, also=tuple(also.items()), language=language))
    assert texts.index(said[1]) + 1 in [hit.ref for hit in found.turns[:2]]


def english(*said: str) -> Tail:
    """A tail of these and of everyday lines, so that "the" and "in" are no rare words."""
    tail = Tail("en")
    everyday = [f"How deep in the mud is the cart of day {at}?" for at in range(20)]
    for at, text in enumerate((*said, *everyday), start=1):
        tail.append(IndexDoc(at, text, voices(text), 1, number=at))
    return tail


def test_what_may_not_be_known_widens_nothing() -> None:
    import numpy as np

    tail = english(*PLAY["en"][:4])
    wanted = terms("Where is the ferrywoman?", "en")
    assert "ils" in widen([tail], wanted)
    assert "ils" not in widen([tail], wanted, np.array([False, *[True] * (tail.size - 1)]))


def test_the_same_question_asked_before_explains_nothing() -> None:
    question = PLAY["en"][4]
    tail = english(*PLAY["en"][1:4], question, f"{question} Ilse. Ilse.")
    assert widen([tail], terms(question, "en")) == {}
    tail = english(*PLAY["en"][1:4], "The ferrywoman Ilse.")
    assert "ils" in widen([tail], terms(question, "en"))


def test_where_words_are_not_divided_all_letters_of_a_name_are_near_and_all_of_a_title_are_one_word() -> None:
    """The first half of the title is said every day: the half that leads on lies nearer to the other name."""
    title, meant, other = "หัวหน้าช่างตีเหล็ก", "วันชัย", "มาลี"
    said = [f"{who}พูดว่า “วันที่ {day} แล้ว”" for day in range(2) for who in (meant, other)]
    everyday = [f"{FILLER['th'].format(n=day)} หัวหน้าคนอื่นมองดู" for day in range(60)]
    tail = Tail("th")
    for at, text in enumerate((f"{meant}{title}กับ{other}แม่ครัวนั่งดื่มชา", *said, *everyday), start=1):
        tail.append(IndexDoc(at, text, voices(text), 1, number=at))
    also = widen([tail], terms(f"{title}เป็นหนี้เท่าไร", "th"))
    found = [also.get(term, 0.0) for term in terms(meant, "th")[1:]]
    assert min(found) > 0.8 and max(found) == max(worth for term, worth in also.items() if term[0] != SPEAKER)
    assert all(also.get(term, 0.0) < 0.8 for term in terms(other, "th"))


def test_a_question_of_three_words_that_was_asked_before_is_no_answer() -> None:
    tail = Tail("ru")
    question = PLAY["ru"][4]
    asked = f"{question}\nДождь стучит в ставни."
    everyday = (FILLER["ru"].format(n=n) for n in range(60))
    for at, text in enumerate((*PLAY["ru"][:4], asked, *everyday), start=1):
        tail.append(IndexDoc(at, text, voices(text), 1, number=at))
    found = seek([tail], Sought(question, language="ru"))
    assert found.copies == {4} and found.hits[0].ref in (1, 2) and found.hits[-1].ref == 5
    assert 2 in [hit.ref for hit in found.hits[:2]]
    told = seek([tail], Sought(question.rstrip("?"), language="ru"))
    assert told.copies == frozenset()


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ('The door opens. Ilse says: "Come in."', ("Ilse says",)),
        ('"Come in," says Ilse. She turns.', ("says Ilse",)),
        ('"Come in!" Ilse turns away.', ("Ilse turns away",)),
        ("„Komm herein“, sagt Ilse leise.", ("sagt Ilse leise",)),
        ("Ильза говорит: «Входи».", ("Ильза говорит",)),
        ("イルゼは言う。「お入り」", ("イルゼは言う",)),
        ("伊尔莎说：“请进。”", ("伊尔莎说",)),
        ("Ilse: Come in.", ("Ilse",)),
        ("Nobody speaks. It is 7:30 now.", ()),
    ],
)
def test_who_speaks_stands_beside_the_quotation(text: str, spoken: tuple[str, ...]) -> None:
    assert voices(text) == spoken


def test_a_query_is_widened_only_where_its_own_words_lead_nowhere() -> None:
    tail = english(*PLAY["en"][:4])
    assert seek([tail], Sought("I still owe forty crowns")).sought.also == ()
    found = seek([tail], Sought("Whom does the ferrywoman resemble?"))
    assert dict(found.sought.also)["ils"] == 1
    assert [hit.ref for hit in found.hits[:2]] == [2, 1]


def test_the_same_question_asked_before_comes_last_and_once() -> None:
    question = "Whom does the ferrywoman resemble?"
    tail = english(*PLAY["en"][:4], question, f"{question} Rain.")
    found = seek([tail], Sought(question), limit=5)
    assert dict(found.sought.also)["ils"] == 1
    assert [hit.ref for hit in found.hits[:2]] == [2, 1]
    assert [hit.ref for hit in found.hits if hit.ref in (5, 6)] == [found.hits[-1].ref]
