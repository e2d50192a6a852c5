"""What is told where nothing of a beat may be told: that time passes, and no more."""

from typing import Final

_WORDS: Final = {
    "en": "The moment passes, and the story goes on.",
    "de": "Der Augenblick vergeht, und die Geschichte geht weiter.",
    "es": "El momento pasa y la historia sigue.",
    "ru": "Мгновение проходит, и история идёт дальше.",
    "zh": "这一刻过去了，故事继续。",
    "th": "ช่วงเวลานั้นผ่านไป แล้วเรื่องราวก็ดำเนินต่อ",
}


def moves_on(language: str) -> str:
    """That the story goes on, in its language."""
    return _WORDS.get(language.partition("-")[0].lower(), _WORDS["en"])
