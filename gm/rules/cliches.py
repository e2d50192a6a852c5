"""Phrases that language models wear out when they tell stories, of our own observation; `gm bench prose` counts them.

A phrase is matched as authored words are (`gm.domain.words`): `…` stands for up to four words, `*` ends a stem. A list
is a fashion: it is dated, and what no model says any more may go.
"""

from functools import lru_cache
from typing import Final

from gm.domain.words import Phrases

DATED: Final = "2026-11"
"""When the lists were last gone through."""

CLICHES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "shiver* down … spine", "chill* down … spine", "send* shivers", "a testament to",
        "little did they know",
        "little did you know", "the air is thick with", "the air was thick "
        "with", "thick with tension", "hangs heavy in the air",
        "hung heavy in the air", "hangs in the air", "a mix of … and", "a mixture of … and",
        "barely above a whisper",
        "voice barely a whisper", "dust motes", "dance in the light", "casting long shadows",
        "casts long shadows",
        "flickering shadows", "dancing shadows", "time seems to slow", "time seemed to stop",
        "heart pounding in",
        "heart hammering", "breath you didn't "
        "know", "you let out a breath", "eyes gleam* with", "eyes glint*", "a glint of",
        "a flicker of", "a hint of", "a sense of unease", "a sense of foreboding", "ominous", "palpable",
        "ethereal",
        "otherworldly", "tapestry of", "symphony of", "whispers of the past", "echoes of the past",
        "the weight of",
        "steeling yourself", "steel yourself", "sends ripples", "ancient secrets", "secrets untold",
        "unspoken words",
        "knowing smile", "wry smile", "a smile playing", "can't help but", "cannot help but",
        "the silence stretches",
        "deafening silence", "silence is deafening", "a dance of", "as if the very", "the very air",
        "the very walls",
        "not just … but", "something shifts", "something ancient", "the choice is yours", "what do you do",
        "your fate", "fate hangs in the balance", "bated breath", "for what feels like an eternity", "eldritch",
        "cacophony", "labyrinthine", "maw of", "like a living thing", "predatory", "a beacon of hope",
        "uncharted",
    ),
    "de": (
        "ein Schauer läuft … Rücken", "lief … kalt den Rücken", "die Luft ist schwer von",
        "liegt schwer in der Luft",
        "die Luft ist erfüllt von", "kaum mehr als ein "
        "Flüstern", "ein Zeugnis von", "tanzende Schatten", "tanzen an den Wänden",
        "lange Schatten", "Staubkörner tanzen", "die Zeit scheint stillzustehen",
        "dein Herz klopft bis zum Hals",
        "eine Mischung aus … und", "ein Hauch von", "ein Gefühl von", "wissendes Lächeln", "die Stille "
        "ist ohrenbetäubend",
        "ohrenbetäubende Stille", "unheilvoll*", "greifbar*", "als ob die Luft selbst", "uralt* Geheimnis*",
        "du kannst nicht anders als", "was tust du", "die Entscheidung liegt bei "
        "dir", "das Schicksal", "Flüstern der Vergangenheit",
        "nicht nur … sondern", "zum Zerreißen gespannt",
    ),
    "es": (
        "un escalofrío … "
        "espalda", "escalofrío* … columna", "el aire está cargado", "el aire es denso", "flota en el ambiente",
        "apenas un susurro", "un testimonio de", "sombras danzantes", "sombras que "
        "danzan", "largas sombras", "motas de polvo",
        "el tiempo parece "
        "detenerse", "tu corazón late con fuerza", "una mezcla de … y", "un atisbo de", "una sensación de",
        "sonrisa cómplice", "silencio "
        "ensordecedor", "no puedes evitar", "palpable", "secretos ancestrales", "ecos del pasado",
        "qué haces", "la decisión es tuya", "el destino", "no solo … sino", "contienes el aliento",
    ),
    "ru": (
        "мурашки по", "холодок по спине", "дрожь … по спине", "воздух пропитан", "воздух густ*",
        "повисает в воздухе",
        "витает в воздухе", "едва слышн* шепот*", "пляшущие тени", "тени пляшут", "длинные тени",
        "пылинки танцуют",
        "время словно", "время будто", "сердце бешено", "смесь … и", "намек на", "чувство "
        "тревоги", "зловещ*", "осязаем*",
        "понимающ* улыбк*", "оглушительн* "
        "тишин*", "звенящ* тишин*", "древние тайны", "отголоски прошлого", "ты не можешь не",
        "что ты делаешь", "что вы делаете", "выбор за тобой", "затаив дыхание", "не просто … а",
    ),
    "zh": (
        "脊背发凉", "一股寒意", "空气中弥漫着", "空气仿佛凝固", "时间仿佛静止", "嘴角勾起",
        "嘴角微微上扬", "眼中闪过一丝", "一丝不易察觉",
        "若有所思", "深吸一口气", "心跳加速", "不寒而栗", "低沉而", "仿佛在诉说", "见证了", "古老的秘密",
        "命运的", "你会怎么做",
        "你要怎么做", "不仅仅是", "意味深长", "鸦雀无声", "令人窒息", "斑驳的光影",
    ),
    "ja": (
        "背筋が凍", "背筋に冷たい", "空気が張り詰め", "静寂が支配", "静寂が訪れ", "時が止まったか",
        "息を呑", "息を飲", "胸の鼓動", "心臓が高鳴",
        "不敵な笑み", "かすかな笑み", "意味深", "どうしますか", "どうする？", "運命の", "闇に包まれ",
        "まるで生きているか", "ただならぬ", "漂っている",
    ),
    "th": (
        "ขนลุก", "เย็นวาบ", "อากาศอบอวล", "บรรยากาศตึงเครียด", "เวลาราวกับหยุด", "หัวใจเต้นแรง",
        "รอยยิ้มที่มุมปาก", "เงาเต้นระบำ",
        "กลั้นหายใจ", "ความเงียบปกคลุม", "ลางร้าย", "คุณจะทำอย่างไร", "คุณจะทำอะไร", "ชะตากรรม", "ไม่ใช่แค่",
    ),
}  # fmt: skip
ASKS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("what do you do", "what will you do", "what would you like to "
    "do", "what do you say", "how do you respond", "what is your next move"),
    "de": ("was tust du", "was macht ihr", "was machst du", "was willst du tun", "wie reagierst du"),
    "es": ("qué haces", "qué hacéis", "qué hacen", "qué quieres hacer", "cómo respondes"),
    "ru": ("что ты делаешь", "что вы делаете", "что будешь делать", "ваши действия", "твои действия"),
    "zh": ("你会怎么做", "你要怎么做", "你们要怎么做", "你打算怎么办", "你会如何"),
    "ja": ("どうしますか", "どうする", "何をしますか"),
    "th": ("คุณจะทำอย่างไร", "คุณจะทำอะไร", "พวกคุณจะทำ"),
}  # fmt: skip
"""How a narrator hands over with a question that the table does not need."""


@lru_cache(maxsize=16)
def cliches_of(language: str) -> Phrases[str]:
    """The worn phrases of a language; none of one that has no list."""
    return Phrases((phrase, phrase) for phrase in CLICHES.get(language.split("-")[0].casefold(), ()))


@lru_cache(maxsize=16)
def asks_of(language: str) -> Phrases[str]:
    """The questions that ask players what they do."""
    return Phrases((phrase, phrase) for phrase in ASKS.get(language.split("-")[0].casefold(), ()))
