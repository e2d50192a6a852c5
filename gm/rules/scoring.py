"""What a check came to, in the words of a table's language: `15 gegen 12`, `3 Erfolge (6, 6, 2, 6)`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gm.domain.brief import CheckView
from gm.rules.phrases import tongue

_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "de": {
            "against": "{total} gegen {target}",
            "rival": "{total} gegen {target} ({who})",
            "under": "{total}, höchstens {target}: geschafft",
            "over": "{total}, höchstens {target}: zu hoch",
            "successes": "Erfolge: {total}{faces}",
            "needed": ", nötig: {target}",
        },
        "es": {
            "against": "{total} contra {target}",
            "rival": "{total} contra {target} ({who})",
            "under": "{total}, como mucho {target}: conseguido",
            "over": "{total}, como mucho {target}: demasiado alto",
            "successes": "éxitos: {total}{faces}",
            "needed": ", hacen falta: {target}",
        },
        "ru": {
            "against": "{total} против {target}",
            "rival": "{total} против {target} ({who})",
            "under": "{total}, не больше {target}: удалось",
            "over": "{total}, не больше {target}: перебор",
            "successes": "успехов: {total}{faces}",
            "needed": ", нужно: {target}",
        },
        "zh": {
            "against": "{total}对{target}",
            "rival": "{total}对{target}（{who}）",
            "under": "{total}，不超过{target}，成了",
            "over": "{total}，超过了{target}",
            "successes": "{total}次成功{faces}",
            "needed": "，需要{target}次",
        },
        "th": {
            "against": "{total} ต่อ {target}",
            "rival": "{total} ต่อ {target} ({who})",
            "under": "{total} ไม่เกิน {target} ผ่าน",
            "over": "{total} เกิน {target}",
            "successes": "สำเร็จ {total}{faces}",
            "needed": " ต้องการ {target}",
        },
    }
)


def score_said(check: CheckView, language: str) -> str:
    """What was rolled against what, in that language; in English as `CheckView.score` has it."""
    words = _WORDS.get(tongue(language))
    if words is None or check.way == "total":
        return check.score
    values = {"total": check.total, "target": check.target, "who": check.opposed_by, "faces": ""}
    if check.way == "successes":
        faces = f" ({', '.join(map(str, check.faces))})" if check.faces else ""
        needed = words["needed"].format(**values) if check.target > 1 else ""
        return words["successes"].format(**{**values, "faces": faces}) + needed
    if check.way == "under":
        return words["under" if check.total <= check.target else "over"].format(**values)
    values["target"] = check.difficulty
    return words["rival" if check.opposed_by else "against"].format(**values)
