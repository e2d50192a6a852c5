"""Deeds at which nothing is at stake: nods and smiles, sitting down, a sip of beer. They happen, and nobody rules on
them. The words stand here and not in a ruleset, because no rule of play depends on them.
"""

import re
from functools import lru_cache
from typing import Final

from gm.domain.words import Hit, Phrases, fold, words
from gm.rules.lexicon import word_set

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        *("nod", "nods", "nodding", "smile*", "smiling", "grin", "grins", "grinning", "laugh*", "chuckle*", "giggle*"),
        *("shrug*", "sigh*", "wink*", "bow", "bows", "curtsy", "curtsey", "wave", "waves", "frown*", "blink*"),
        *("raise my glass", "raise a glass", "raise my eyebrow*", "raise an eyebrow", "shake my head", "tip my hat"),
        *("sit", "sits", "sitting", "sit down", "take a seat", "take a chair", "have a seat", "pull up a chair"),
        *("stand", "stands", "stand up", "get up", "stand by", "stand near", "lean", "leans", "kneel", "kneels"),
        *("turn to", "turn around", "turn away", "stretch", "stretches", "yawn*", "cough*", "sneeze*", "shiver*"),
        *("drink", "drinks", "drinking", "sip", "sips", "sipping", "eat", "eats", "eating", "chew*", "nibble*"),
        *("order a", "order some", "finish my", "warm my hands", "warm myself", "warm up", "dry my", "take off my"),
        *(
            "put on my",
            "button*",
            "brush off",
            "light my pipe",
            "smoke*",
            "breathe",
            "breathes",
            "think",
            "thinks",
            "thinking",
        ),
        *("ponder*", "consider", "considers", "wonder", "wonders", "relax", "relaxes", "hum", "hums", "whistle"),
        *("scratch my", "rub my", "wipe my", "fold my", "cross my arms", "clear my throat", "join them", "say nothing"),
        *("toast", "raise my mug", "pat", "pats", "shake hands", "shake his hand", "shake her hand"),
    ),
    "de": (
        *("nicke*", "nickt", "lächel*", "lächle", "grinse*", "lache", "lachen", "zucke*", "seufz*", "zwinker*"),
        *("verbeuge*", "winke", "winken", "setze mich", "setzen uns", "setz mich", "sitze", "stehe auf", "lehne mich"),
        *("trinke", "trinken", "esse", "essen", "nippe", "wärme mich", "wärme mir", "denke", "grüble", "schweige"),
        *("schüttle den kopf", "schüttel den kopf", "hebe mein glas", "stoße an", "gähne", "huste", "entspanne*"),
    ),
    "es": (
        *("asiento", "asentir", "asiente", "sonrío", "sonreír", "sonríe", "me río", "reírme", "se ríe", "suspir*"),
        *("me encojo de hombros", "se encoge de hombros", "guiño", "me inclino", "hago una reverencia", "bostez*"),
        *("me siento", "sentarme", "se sienta", "nos sentamos", "me pongo de pie", "me levanto", "me apoyo", "toso"),
        *("bebo", "beber", "bebe", "como algo", "brindo", "brindar", "levanto mi vaso", "alzo mi vaso", "me caliento"),
        *("pienso", "pensar", "piensa", "callo", "me callo", "guardo silencio", "niego con la cabeza", "me relajo"),
        *("me arrodillo", "me doy la vuelta", "respiro hondo"),
    ),
    "ru": (
        *("киваю", "кивнуть", "улыба*", "усмеха*", "смеюсь", "пожимаю плечами", "вздыха*", "подмигива*", "кланяюсь"),
        *("машу", "сажусь", "присажива*", "сижу", "встаю", "пью", "попива*", "ем", "греюсь", "грею руки", "думаю"),
        *("размышля*", "молчу", "качаю головой", "поднимаю кружку", "зеваю", "кашляю"),
    ),
    "zh": (
        *(
            "点头",
            "点点头",
            "微笑",
            "笑了",
            "笑笑",
            "耸肩",
            "叹气",
            "叹了",
            "眨眼",
            "鞠躬",
            "挥手",
            "坐下",
            "坐在",
            "坐到",
        ),
        *("站起", "喝", "吃", "取暖", "烤火", "沉默", "摇头", "举杯", "打哈欠", "想一想", "思考"),
    ),
    "th": (
        *("พยักหน้า", "ยิ้ม", "หัวเราะ", "ยักไหล่", "ถอนหายใจ", "ขยิบตา", "โค้ง", "โบกมือ", "นั่งลง", "นั่ง", "ลุกขึ้น"),
        *("ดื่ม", "กิน", "ผิงไฟ", "เงียบ", "ส่ายหน้า", "หาว", "ครุ่นคิด"),
    ),
}
_JOINT: Final = re.compile(
    r"[,;.!?。，；！？]|\b(?:and|then|while|but|und|dann|aber|y|luego|pero|и|потом|но|а)\b|然后|接着|并且|แล้ว|จากนั้น"
)
_NOUN_FIRST: Final = word_set(
    "the a an his her my our their its some der die das den dem ein eine einen mein meine sein seine ihr ihre "
    "el la los las un una mi mis su sus"
)
_ASIDES: Final = word_set(
    "i we then just quietly slowly carefully politely again too there here now and for while a bit moment ok okay well "
    "ich wir dann jetzt yo luego ahora un poco también я мы please sir alone"
)


@lru_cache(maxsize=16)
def _table(tongue: str) -> Phrases[str]:
    listed = _WORDS.get(tongue, ()) + (_WORDS["en"] if tongue != "en" else ())
    return Phrases((word, word) for word in listed)


def trifles(text: str, language: str) -> tuple[Hit[str], ...]:
    """The deeds without stakes that a text speaks of, in order."""
    return _table(language.split("-")[0].lower()).hits(text)


def first_clause(text: str, after: int) -> str:
    """The folded text up to the joint or stop that follows a position."""
    folded = fold(text)
    found = _JOINT.search(folded, after)
    return folded[: found.start()] if found else folded


def all_trifling(text: str, harmless: tuple[int, ...]) -> bool:
    """Whether every clause of a text begins with something harmless, or adds a noun to it: "I smile and cut his throat"
    does neither. `harmless` are the places, in folded text, of words that nothing hangs on."""
    folded = fold(text)
    starts = [0, *(found.end() for found in _JOINT.finditer(folded))]
    tokens = words(text)
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(folded)
        said = [word for word, place in tokens if start <= place < end and not _JOINT.fullmatch(word)]
        if not set(said) - _ASIDES or any(start <= place < end for place in harmless):
            continue
        if at and said[0] in _NOUN_FIRST:
            continue
        return False
    return True
