"""Which deeds are as good as done when they are said, and which can be done by nobody. By words alone."""

import re
from functools import lru_cache
from typing import Final

from gm.domain.ruleset import IntentKind, Ruleset
from gm.domain.words import Hit, Phrases, fold, words
from gm.rules.lexicon import lexicon_of, word_set
from gm.rules.trifles import all_trifling, trifles
from gm.rules.ways import is_stroll

_MILD: Final = frozenset({"talk", "look", "wait", "rest"})
_HARD_GOING: Final = (
    "cross",
    "climb",
    "descend",
    "ascend",
    "kletter",
    "überquer",
    "steig",
    "cruz",
    "atrav",
    "trep",
    "escal",
    "перепр",
    "лез",
    "爬",
    "ข้าม",
)
"""Beginnings of walks that may fail although they pass through nothing that is named."""

_BEYOND: Final[dict[str, str]] = {
    "en": (
        r"fly(?:$| (?:to|up|away|off|over|across|out|home|into|through|around|towards?|like)\b)|"
        r"(?:teleport|levitate|time[- ]travel)\b|(?:become|turn into|transform into|change into|morph into) "
        r"(?:(?:the|a|an) )?(?:\w+ )?"
        r"(?:king|queen|emperor|empress|god|goddess|dragon|invisible|immortal|giant|president)\b|"
        r"turn invisible\b|(?:stop|freeze|reverse|rewind|turn back) time\b|travel (?:back )?(?:in|through) time\b|"
        r"walk (?:on water|through (?:the |a )?(?:\w+ )?walls?)\b|"
        r"(?:lift|carry off|pick up|throw|swallow|eat|pocket) (?:up )?(?:the|a|this|that) (?:whole |entire )?"
        r"(?:house|building|mountain|tower|church|castle|bridge|moon|sun|sky|river|sea|world)\b"
    ),
    "de": (
        r"flieg\w* (?:zu[mr]?|weg|davon|hoch|nach|über|in)\b|teleportier|"
        r"werde (?:zu[mr]? |ein(?:e|en)? )?(?:könig|königin|kaiser|gott|drache|unsichtbar|unsterblich)|"
        r"halte die zeit an|"
        r"hebe? (?:das|den|die) (?:ganze )?(?:haus|turm|berg|kirche|brücke|mond|schloss)"
    ),
    "es": (
        r"(?:vuelo|volar) (?:a|al|hacia|hasta|sobre|por)\b|me teletransport|teletransportar|"
        r"me (?:convierto|transformo) en (?:un |una |el |la )?(?:rey|reina|emperador|dios|diosa|dragón|gigante)|"
        r"me (?:vuelvo|hago) (?:invisible|inmortal)|(?:detengo|paro) el tiempo|"
        r"(?:levanto|alzo) (?:toda )?(?:la|el) (?:casa|torre|montaña|iglesia|castillo|puente|luna)\b"
    ),
    "ru": (
        r"(?:лечу|улета\w*|взлета\w*|полететь|улететь) ?(?:на|в|к|над|$)|телепорт|"
        r"(?:становлюсь|стать|стану) (?:корол|бог|импера|невидим|бессмерт|дракон)|останавливаю время|"
        r"(?:поднимаю|поднять) (?:весь |целый )?(?:дом|башню|гору|церковь|мост)\b"
    ),
    "zh": (
        r"飞(?:到|上|向|走|去)|瞬移|传送到|(?:成为|变成)(?:国王|皇帝|女王|神|龙)|"
        r"举起(?:整座)?(?:房子|塔|山)|停止时间"
    ),
    "th": r"บินไป|บินขึ้น|เทเลพอร์ต|วาร์ป|กลายเป็น(?:ราชา|พระราชา|เทพ|มังกร)|ยกบ้าน|หยุดเวลา",
}


def is_beyond(phrase: str, language: str) -> bool:
    """Whether an attempt, told without its subject, is one that nobody could bring off: to fly, to become king."""
    tongue = language.split("-")[0].lower()
    return any(_beyond(each).match(fold(phrase).strip()) for each in dict.fromkeys((tongue, "en")) if each in _BEYOND)


@lru_cache(maxsize=8)
def _beyond(tongue: str) -> re.Pattern[str]:
    return re.compile(fold(_BEYOND[tongue]) if tongue in ("zh", "th") else _BEYOND[tongue].replace("ё", "е"))


def is_done_by_saying(text: str, ruleset: Ruleset, language: str) -> bool:
    """Whether nothing in a line can fail: it nods, sits, waits, looks, speaks or strolls about the room, all of it."""
    light = [hit.start for hit in trifles(text, language)]
    for hit in lexicon_of(ruleset, language).kind_hits(text):
        if hit.tag in _MILD or (hit.tag == "move" and is_stroll(fold(text)) and not _is_hard(text, hit)):
            light.append(hit.start)
    return bool(light) and all_trifling(text, tuple(light))


def _is_hard(text: str, verb: Hit[IntentKind]) -> bool:
    return fold(text)[verb.start :].startswith(_HARD_GOING)


_BOARDING: Final = Phrases(
    (word, word)
    for word in (
        *("take", "takes", "catch", "board", "boards", "embark on", "get on", "get onto", "get aboard", "go aboard"),
        *(
            "hop on",
            "step onto",
            "step aboard",
            "climb aboard",
            "ride",
            "use",
            "nehme",
            "nehmen",
            "besteige",
            "betrete",
        ),
        *("сажусь на", "сесть на", "乘", "搭", "坐", "ขึ้น"),
    )
)
_BEFORE_A_WAY: Final = word_set("the a an next old this that on onto aboard die der das den dem in auf на")
_BEHIND_A_WAY: Final = word_set(
    "across over back to out up down and then now again home from together with please hinüber zurück über zu nach und"
)


def boards(deeds: str, hits: tuple[Hit[str], ...], to: str) -> bool:
    """Whether a line takes a way as one takes a ferry or the stairs: the way is what the verb is about, and nothing
    else is named behind it ("take the key from the door" takes a key)."""
    verb = _BOARDING.best(deeds)
    own = sorted((hit.start, hit.end) for hit in hits if hit.tag == to)
    if verb is None or not own:
        return False
    first = min((start for start, _ in own if start >= verb.end), default=-1)
    if first < 0 or any(word not in _BEFORE_A_WAY for word, at in words(deeds) if verb.end <= at < first):
        return False
    covered = first
    for start, end in own:
        if first <= start <= covered + 1:
            covered = max(covered, end)
    after = next((word for word, at in words(deeds) if at >= covered), "")
    return not after or after in _BEHIND_A_WAY
