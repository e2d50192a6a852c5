"""An explicit command as a table reads it: `attack Wolf with axe` → `Angriff: Wolf (Axt)`.

What is kept, and what code reads, is the command in English (`gm.rules.commands`); in English it is shown as it stands.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gm.rules.phrases import tongue

UNARMED: Final = "unarmed"
"""The id of what everybody can strike with."""
_SMALL: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"attack": ("with", " ({})"), "cast": ("on", " → {}"), "use": ("on", " → {}"), "give": ("to", " → {}")}
)
"""Verb → the small word between its two names, and how the second one is shown."""
_VERBS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "de": {
            "attack": "Angriff",
            "cast": "Zauber",
            "use": "Benutzen",
            "give": "Geben",
            "rest": "Rasten",
            "move": "Gehen",
            "pass": "Aussetzen",
            "dodge": "Auf der Hut sein",
            "dash": "Rennen",
            "disengage": "Vorsichtig lösen",
            "hide": "Verstecken",
            "help": "Helfen",
            "flee": "Fliehen",
            "stand": "Aufstehen",
            "surrender": "Aufgeben",
            "act": "Handeln",
            UNARMED: "bloße Hände",
        },
        "es": {
            "attack": "Atacar",
            "cast": "Lanzar",
            "use": "Usar",
            "give": "Dar",
            "rest": "Descansar",
            "move": "Ir",
            "pass": "Pasar el turno",
            "dodge": "En guardia",
            "dash": "Correr",
            "disengage": "Retirarse con cuidado",
            "hide": "Esconderse",
            "help": "Ayudar",
            "flee": "Huir",
            "stand": "Levantarse",
            "surrender": "Rendirse",
            "act": "Actuar",
            UNARMED: "manos desnudas",
        },
        "ru": {
            "attack": "Атака",
            "cast": "Заклинание",
            "use": "Применить",
            "give": "Отдать",
            "rest": "Отдых",
            "move": "Идти",
            "pass": "Пропустить ход",
            "dodge": "Быть настороже",
            "dash": "Бегом",
            "disengage": "Осторожный отход",
            "hide": "Спрятаться",
            "help": "Помочь",
            "flee": "Бежать",
            "stand": "Встать",
            "surrender": "Сдаться",
            "act": "Действовать",
            UNARMED: "голые руки",
        },
        "zh": {
            "attack": "攻击",
            "cast": "施法",
            "use": "使用",
            "give": "交给",
            "rest": "休息",
            "move": "前往",
            "pass": "跳过",
            "dodge": "戒备",
            "dash": "疾走",
            "disengage": "小心撤离",
            "hide": "隐藏",
            "help": "协助",
            "flee": "逃跑",
            "stand": "起身",
            "surrender": "投降",
            "act": "行动",
            UNARMED: "赤手空拳",
        },
        "th": {
            "attack": "โจมตี",
            "cast": "ร่าย",
            "use": "ใช้",
            "give": "ให้",
            "rest": "พัก",
            "move": "ไปที่",
            "pass": "ผ่านตา",
            "dodge": "ตั้งท่าระวัง",
            "dash": "วิ่ง",
            "disengage": "ถอยอย่างระวัง",
            "hide": "ซ่อนตัว",
            "help": "ช่วย",
            "flee": "หนี",
            "stand": "ลุกขึ้น",
            "surrender": "ยอมแพ้",
            "act": "ลงมือ",
            UNARMED: "มือเปล่า",
        },
    }
)


def order_said(text: str, language: str) -> str:
    """A command in that language; what is none, and every command in English, as it stands."""
    words = _VERBS.get(tongue(language))
    verb, _, rest = text.strip().partition(" ")
    if words is None or verb not in words:
        return text
    small, shown = _SMALL.get(verb, ("", ""))
    first, mark, second = f" {rest} ".rpartition(f" {small} ") if small else (rest, "", "")
    if small and not mark:
        first, second = rest, ""
    named, other = first.strip(), second.strip()
    said = f"{words[verb]}: {named}" if named else words[verb]
    return said + (shown.format(words.get(other, other)) if other else "")


def bare_hands(language: str) -> str:
    """What everybody can strike with, in that language."""
    return _VERBS.get(tongue(language), {}).get(UNARMED, UNARMED)
