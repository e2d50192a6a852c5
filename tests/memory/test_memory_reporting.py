"""Whoever reports something speaks, with or without quotation marks; whoever is asked, or only nods, does not."""

import pytest

from gm.memory.passages import Said, cut, sentences_of
from gm.memory.ranking import Sought
from gm.memory.reporting import reporters
from gm.memory.segments import IndexDoc, Tail
from gm.memory.terms import terms
from gm.memory.voices import voices
from gm.memory.widening import seek

REPORTED = {
    "en": ("Marta admits that the cellar floods.", "Old Marta Finch quietly told the two of them that it floods."),
    "de": ("Marta gesteht allen, dass der Keller voll Wasser steht.", "Die Tür fällt zu. Marta gab zu, dass sie lügt."),
    "ru": ("Марта признаётся им, что погреб затоплен.", "Дверь закрыта. Марта рассказала всем, что погреб затоплен."),
    "zh": ("玛尔塔提醒他们，地窖会进水。", "门关上了。玛尔塔承认，地窖会进水。", "玛尔塔告诉大家：地窖会进水。"),
    "ja": (
        "マルタは客たちに打ち明ける。地下室には水が入る。",
        "戸が閉まる。マルタは、地下室に水が入ると説明した。",
    ),
    "th": ("มาร์ตาบอกพวกเขาว่า ห้องใต้ดินน้ำท่วม", "ประตูปิดลง มาร์ตายอมรับว่า ห้องใต้ดินน้ำท่วม"),
}
NAME = {"en": "Marta", "de": "Marta", "ru": "Марта", "zh": "玛尔塔", "ja": "マルタ", "th": "มาร์ตา"}
NOT_REPORTED = (
    "I ask Marta whether she knows that the cellar floods.",
    "Marta nods at the cellar that floods.",
    "Ich frage Marta, ob sie weiß, dass der Keller voll Wasser steht.",
    "Я спрашиваю Марту, знает ли она, что погреб затоплен.",
    "Марта кивает и возвращается к делу, что бы ни было.",
    "我问玛尔塔，地窖怎么了。",
    "我问玛尔塔：地窖怎么了？",
    "我告诉玛尔塔，地窖会进水。",
    "玛尔塔点点头，又去干活。",
    "マルタに地下室のことを尋ねる。返事はない。",
    "マルタは天気の話をする。雨が降る。",
    "マルタは皆に話す。",
    "私は皆に話す。マルタがうなずく。",
    "ฉันถามมาร์ตาว่า ห้องใต้ดินเป็นอย่างไร",
    "มาร์ตาสูงกว่า เพื่อน",
    "มาร์ตาพูดมากกว่า เพื่อน",
)


@pytest.mark.parametrize("language", REPORTED)
def test_whoever_reports_is_known_by_what_stands_before_the_verb(language: str) -> None:
    for text in REPORTED[language]:
        assert [who for who in reporters(text) if NAME[language] in who], text
        assert voices(text)


@pytest.mark.parametrize("text", NOT_REPORTED)
def test_who_is_asked_or_nods_or_says_nothing_is_no_reporter(text: str) -> None:
    assert not [who for who in voices(text) if any(name in who for name in (*NAME.values(), "Март"))]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("玛尔塔：请进。", ("玛尔塔",)),
        ("玛尔塔说：“请进。”", ("玛尔塔说",)),
        ("มาร์ตา: เชิญเข้ามา", ("มาร์ตา",)),
        ("मार्ता: अंदर आओ", ("मार्ता",)),
        ("マルタは言う。「お入り」", ("マルタは言う",)),
    ],
)
def test_the_names_of_a_play_stand_before_a_colon_in_any_script(text: str, spoken: tuple[str, ...]) -> None:
    assert voices(text) == spoken


PLAY = {
    "en": (
        "Marta the beekeeper sweeps the yard. Josef the cooper watches.",
        "Marta admits that the cellar of the chapel floods at new moon.",
        "Marta {n} times yawns.",
        "What does the beekeeper know?",
    ),
    "ru": (
        "Пасечница Марта метёт двор. Бондарь Йозеф смотрит.",
        "Марта признаётся всем, что погреб часовни затоплен.",
        "Видим Марту, день {n}.",
        "Что знает пасечница?",
    ),
    "zh": (
        "养蜂人玛尔塔扫着院子。箍桶匠约瑟夫看着。",
        "玛尔塔提醒他们：礼拜堂的地窖新月时会进水。",
        "第{n}天，我们看见玛尔塔。",
        "养蜂人知道些什么？",
    ),
    "ja": (
        "養蜂家のマルタが庭を掃く。桶屋のヨゼフが見ている。",
        "マルタは客たちに打ち明ける。礼拝堂の地下室は新月に水が入る。",
        "{n}日目、マルタを見かける。",
        "養蜂家がずっと黙っていられなかったのは何のこと？",
    ),
    "th": (
        "มาร์ตาคนเลี้ยงผึ้งกวาดลานบ้าน โยเซฟช่างทำถังมองดู",
        "มาร์ตาบอกพวกเขาว่า ห้องใต้ดินของโบสถ์น้ำท่วมคืนเดือนดับ",
        "วันที่ {n} เราเห็นมาร์ตา",
        "คนเลี้ยงผึ้งรู้อะไรบ้าง",
    ),
}
FILLER = {
    "en": "Rain ticks against the shutters, stage {n}, and the boards give under your weight.",
    "ru": "Дождь стучит в ставни, день {n}, доски прогибаются под тобой.",
    "zh": "雨点敲着百叶窗，第{n}天，木板微微下沉。",
    "ja": "雨が鎧戸を叩く、{n}日目、足の下で板がしなる。",
    "th": "ฝนเคาะบานเกล็ด วันที่ {n} แผ่นไม้ยวบใต้เท้า",
}


@pytest.mark.parametrize("language", PLAY)
def test_what_somebody_reports_is_found_by_their_trade_before_what_only_speaks_of_them(language: str) -> None:
    introduced, told, seen, question = PLAY[language]
    texts = [
        introduced,
        told,
        *(seen.format(n=n) for n in range(3, 6)),
        *(FILLER[language].format(n=n) for n in range(70)),
    ]

    def before_others(*, heard: bool) -> float:
        tail = Tail(language)
        for at, text in enumerate(texts, start=1):
            tail.append(IndexDoc(at, text, voices(text) if heard else (), 1, number=7 * at))
        found = seek([tail], Sought(question, language=language)).hits
        scores = {hit.ref: hit.score for hit in found if hit.ref > 1}  # the first is where they are introduced
        if heard:
            assert max(scores, key=lambda ref: scores[ref]) == 2
        return scores[2] / scores[3]

    assert before_others(heard=True) > 1.4 * before_others(heard=False)


def test_who_speaks_and_what_they_say_are_one_sentence_in_japanese() -> None:
    said = "戸が閉まる。マルタは言う。「地下室に水が入る。急いで」そして去る。"
    assert sentences_of(said) == ["戸が閉まる。", "マルタは言う。「地下室に水が入る。", "急いで」そして去る。"]
    assert sentences_of("門关上了。玛尔塔说：“快走！”她走了。")[0] == "門关上了。"
    assert sentences_of("本当？！そうか。") == ["本当？！", "そうか。"]
    told, core = cut([Said("", f"雨が降る。{said}")], dict.fromkeys(terms("地下室の水", "ja"), 1.0), "ja")
    assert core == "マルタは言う。「地下室に水が入る。" and core in told
