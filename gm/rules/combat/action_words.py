"""What actions that need no weapon are called, in the languages of the shipped kits, else in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gm.domain.combat import ActionKind
from gm.rules.phrases import tongue

_WORDS: Final[Mapping[str, Mapping[ActionKind, str]]] = MappingProxyType(
    {
        "en": {},
        "de": {
            "dash": "rennen", "disengage": "lösen", "dodge": "verteidigen", "hide": "verstecken", "flee": "fliehen",
            "help": "helfen", "wait": "abwarten", "surrender": "aufgeben",
        },
        "es": {
            "dash": "correr", "disengage": "retirarse con cuidado", "dodge": "defenderse", "hide": "esconderse",
            "flee": "huir", "help": "ayudar", "wait": "esperar", "surrender": "rendirse",
        },
        "ru": {
            "dash": "бежать", "disengage": "осторожно отойти", "dodge": "защищаться", "hide": "спрятаться",
            "flee": "спасаться бегством", "help": "помочь", "wait": "выждать", "surrender": "сдаться",
        },
        "zh": {
            "dash": "奔跑", "disengage": "脱离", "dodge": "防御", "hide": "躲藏", "flee": "逃跑", "help": "协助",
            "wait": "等待", "surrender": "投降",
        },
        "th": {
            "dash": "วิ่ง", "disengage": "ถอยอย่างระวัง", "dodge": "ตั้งรับ", "hide": "ซ่อนตัว", "flee": "หนี", "help": "ช่วย",
            "wait": "รอ", "surrender": "ยอมแพ้",
        },
    }
)  # fmt: skip


def action_word(kind: ActionKind, language: str) -> str:
    """The word for an action."""
    return _WORDS.get(tongue(language), {}).get(kind, kind)
