"""Summaries that code picks read as what happened: in order, in whole sentences, without dice, in any language."""

import pytest

from gm.domain.play import Beat
from gm.memory.extract import open_questions, scene_text
from gm.memory.units import joined

TOLD = {
    "en": (
        "Rain stands on the quay, and the inn is the only light. A dog looks up.",
        "Ada goes to force the shed, and it gives. Inside hangs the red oar of the drowned ferryman.",
        'Mirjam Holl comes in, wet to the knees. "You have my oar. Give it here, and I will row you," she says.',
        "The boat lies ready at the steps, and the fog is closing in.",
        '"Who rang the bell?" Mirjam asks, and waits. Nobody answers her.',
    ),
    "de": (
        "Regen steht auf dem Kai, und das Wirtshaus ist das einzige Licht. Ein Hund sieht auf.",
        "Ada bricht den Schuppen auf, und er gibt nach. Drinnen hängt das rote Ruder des ertrunkenen Fährmanns.",
        "Mirjam Holl kommt herein, nass bis zu den Knien. „Du hast mein Ruder. Gib her, ich rudere dich“, sagt sie.",
        "Das Boot liegt an der Treppe bereit, und der Nebel schließt sich.",
        "„Wer hat die Glocke geläutet?“, fragt Mirjam und wartet. Niemand antwortet ihr.",
    ),
    "ru": (
        "На причале стоит дождь, и светится только трактир. Собака поднимает голову.",
        "Ада взламывает сарай, и он поддаётся. Внутри висит красное весло утонувшего паромщика.",
        "Входит Мирьям Холь, мокрая по колено. «У тебя моё весло. Отдай, и я тебя перевезу», — говорит она.",
        "Лодка ждёт у ступеней, и туман смыкается.",
        "«Кто звонил в колокол?» — спрашивает Мирьям и ждёт. Никто ей не отвечает.",
    ),
    "zh": (
        "雨停在码头上，只有客栈亮着灯。一条狗抬起头。",
        "阿达撬开棚屋，门松了。里面挂着淹死的船夫的红桨。",
        "米丽安·霍尔走进来，膝盖以下全湿了。“你拿着我的桨。给我，我就渡你过去。”她说。",
        "小船停在台阶边，雾正在合拢。",
        "“是谁敲的钟？”米丽安问道，等着。没有人回答她。",
    ),
    "ja": (
        "桟橋に雨が降り、明かりは宿屋だけだ。犬が顔を上げる。",
        "アダは小屋をこじ開け、戸が外れる。中には溺れた渡し守の赤い櫂が掛かっている。",
        "ミリアム・ホルが膝まで濡れて入ってくる。「それは私の櫂。返してくれたら、渡してあげる。」と彼女は言う。",
        "舟は石段のそばで待ち、霧が閉じていく。",
        "「鐘を鳴らしたのは誰？」とミリアムは尋ね、待つ。誰も答えない。",
    ),
    "th": (
        "ฝนตกค้างอยู่บนท่าเรือ มีแสงเพียงจากโรงเตี๊ยม หมาตัวหนึ่งเงยหน้าขึ้น",
        "อาดางัดเพิงไม้ และประตูก็เปิด ข้างในแขวนพายสีแดงของคนแจวเรือที่จมน้ำ",
        "มีเรียม โฮลล์เดินเข้ามา เปียกถึงเข่า “เธอถือพายของฉัน คืนมาแล้วฉันจะพายไปส่ง” เธอพูด",
        "เรือรออยู่ที่บันได และหมอกกำลังปิดเข้ามา",
        "“ใครตีระฆัง?” มีเรียมถามแล้วรอ ไม่มีใครตอบเธอ",
    ),
}
NAMES = {
    "en": "Mirjam Holl",
    "de": "Mirjam Holl",
    "ru": "Мирьям Холь",
    "zh": "米丽安·霍尔",
    "ja": "ミリアム・ホル",
    "th": "มีเรียม โฮลล์",
}


def story(language: str) -> list[Beat]:
    """Thirty quiet beats between those that matter; the second of which is tried with dice."""
    told, beats = TOLD[language], []
    for number in range(1, 35):
        at = {1: 0, 10: 1, 20: 2, 34: 4}.get(number, 3)
        gist = line = ""
        if number == 10:
            gist = "Ada: I force it [Craft: Success] — It gives. · Ada gains: red oar"
            line = "Ada: Craft 14 vs 11, Success; Ada gains: red oar"
        beats.append(Beat(number, number, "action", (("Ada", "I force it"),), line, told[at], gist or told[at], "inn"))
    return beats


@pytest.mark.parametrize("language", TOLD)
def test_it_begins_turns_and_ends_in_whole_sentences(language: str) -> None:
    told = TOLD[language]
    rows = scene_text(story(language), [NAMES[language]], len, 2000).split("\n")
    text = joined(rows)
    assert rows[0].startswith(told[0][:12]), "the scene is set first"
    assert rows[-1].endswith(told[4][-6:]), "the last words are how it ends"
    assert "red oar" in text and NAMES[language] in text
    assert text.index("red oar") < text.index(NAMES[language])
    assert "[" not in text and "14" not in text, "no dice are read out"
    assert "I force it" not in text, "nor what was only tried"
    assert text.count(told[3][:12]) <= 1, "what is told again is told once"
    for start, end in (("“", "”"), ("«", "»"), ("「", "」")) if language != "de" else (("„", "“"),):
        assert all(row.count(start) == row.count(end) for row in rows), "no speech is left open"
    if language in ("zh", "ja"):
        assert "。 " not in text


@pytest.mark.parametrize("language", TOLD)
def test_within_few_tokens_what_turned_is_kept(language: str) -> None:
    text = scene_text(story(language), [NAMES[language]], lambda row: len(row) // 3, 80)
    assert "red oar" in text and len(text) // 3 <= 82


@pytest.mark.parametrize("language", TOLD)
def test_what_was_asked_last_stays_open(language: str) -> None:
    (asked,) = open_questions(story(language))
    assert asked.endswith(("?", "？")) and asked in TOLD[language][4]
    assert not open_questions(story(language)[:25]), "control: nobody has asked yet"
