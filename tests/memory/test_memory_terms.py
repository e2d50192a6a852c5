"""What texts are compared by, in many languages, and that a passage is found by other forms of its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.memory.ranking import Sought, rank
from gm.memory.segments import IndexDoc, build_segment
from gm.memory.terms import spelled, terms


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Percy's gun", ["perci", "gun"]),
        ("en", "Vex’ahlia won't", ["vex", "ahlia", "won"]),
        ("de", "Die Häuser, STRASSE", ["die", "haus", "strass"]),
        ("de", "Straße", ["strass"]),
        ("fr", "l'épée", ["epe"]),
        ("es", "canción canciones", ["cancion", "cancion"]),
        ("ru", "Ёлка ёлки", ["елк", "елк"]),
        ("ru", "свисток свистком тряпок тряпка купец купца", ["свистк", "свистк", "тряпк", "тряпк", "купц", "купц"]),
        ("en", "башни башня", ["башн", "башн"]),
        ("zh", "码头", ["码头", "码", "头"]),
        ("zh", "龙", ["龙"]),
        ("ja", "エルミナは鍵", ["エル", "ルミ", "ミナ", "は", "鍵"]),
        ("th", "ท่าเรือ", ["ท่าเรื", "เรือ"]),
        ("ko", "성문으로", ["성문", "문으", "으로"]),
        ("xx", "d20 20gp", ["d20", "20gp"]),
        ("ar", "السَّيْفُ", ["سيف"]),
    ],
)
def test_terms_of(language: str, text: str, expected: list[str]) -> None:
    assert terms(text, language) == expected


@given(st.text(max_size=60), st.sampled_from(["en", "de", "ru", "zh", "ja", "th", "hi", "ar", "tr", "??"]))
def test_no_text_breaks_it_and_every_term_has_a_word(text: str, language: str) -> None:
    found = terms(text, language)
    assert all(found) and set(found) == set(spelled(text, language))
    assert terms(text.upper().lower(), language) is not None


CASES = {
    "en": (
        "The ferrywoman hid the silver key beneath the third stair.",
        "Where did the ferrywoman hide a key?",
        "Whose are the silver keys on the stairs?",
        ["The rain keeps falling.", "A crow lands on the roof.", "They haggle about the price of salt."],
    ),
    "de": (
        "Die Fährfrau versteckte den silbernen Schlüssel unter der dritten Stufe.",
        "Wo sind die Schlüssel der Fährfrauen?",
        "Was liegt unter den Stufen?",
        ["Der Regen fällt weiter.", "Eine Krähe landet auf dem Dach.", "Sie feilschen um den Preis des Salzes."],
    ),
    "ru": (
        "Паромщица спрятала серебряный ключ под третьей ступенью.",
        "Где паромщица прячет серебряные ключи?",
        "Что лежит под ступенями?",
        ["Дождь всё идёт.", "Ворона садится на крышу.", "Они торгуются из-за цены на соль."],
    ),
    "zh": (
        "摆渡的女人把银钥匙藏在第三级台阶下面。",
        "银钥匙在哪里？",
        "台阶下面有什么？",
        ["雨一直在下。", "一只乌鸦落在屋顶上。", "他们为盐的价钱讨价还价。"],
    ),
    "ja": (
        "渡し守の女は銀の鍵を三段目の階段の下に隠した。",
        "銀の鍵はどこ？",
        "階段の下には何がある？",
        ["雨が降り続いている。", "カラスが屋根にとまる。", "彼らは塩の値段を交渉する。"],
    ),
    "th": (
        "หญิงพายเรือซ่อนกุญแจเงินไว้ใต้บันไดขั้นที่สาม",
        "กุญแจเงินอยู่ที่ไหน",
        "มีอะไรอยู่ใต้บันได",
        ["ฝนยังคงตกอยู่", "อีกาเกาะบนหลังคา", "พวกเขาต่อรองราคาเกลือ"],
    ),
}


@pytest.mark.parametrize("language", CASES)
def test_a_passage_is_found_by_other_forms_of_its_words(language: str) -> None:
    said, *asked, others = CASES[language]
    texts = [*others, *others, said, *others, *others]
    part = build_segment(
        [IndexDoc(at, text, group=1, number=at * 30) for at, text in enumerate(texts, start=1)], language
    )
    for question in asked:
        hits = rank([part], None, Sought(question, language=language), limit=3).turns
        assert hits and hits[0].ref == 7, (question, [texts[hit.ref - 1] for hit in hits])
        assert hits[0].why
