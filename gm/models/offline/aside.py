"""What is said out of character: nobody in the world answers, and no scenery. Where the campaign knows an answer that
everybody may have, it is given; else the narrator says what it is, and what helps."""

from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.errors import NotFound
from gm.domain.words import Phrases
from gm.rules.rulebook import rules_about
from gm.rules.tongues import campaign_in

_HEARD: Final = {
    "en": "(Out of character: noted. I am plain code without a model, so I cannot talk it over with you; "
    "/suggest shows what lies at hand. The story waits just where it was.)",
    "es": "(Fuera de personaje: anotado. Soy solo código sin modelo y no puedo conversarlo; /suggest muestra lo que "
    "está a mano. La historia espera donde estaba.)",
    "de": "(Außerhalb der Rolle: ist notiert. Ich bin nur Programm ohne Sprachmodell und kann es nicht besprechen; "
    "/suggest zeigt, was naheliegt. Die Geschichte wartet, wo sie war.)",
    "ru": "(Вне роли: записано. Я просто программа без модели и обсудить это не могу; /suggest покажет, что можно "
    "сделать. История ждёт там, где была.)",
    "zh": "（场外：已记下。我只是没有模型的程序，无法与你讨论；/suggest 会列出眼下可做的事。故事停在原处，等着你们。）",
    "th": "(นอกบทบาท: รับทราบแล้ว ฉันเป็นเพียงโปรแกรมที่ไม่มีโมเดล จึงคุยด้วยไม่ได้ /suggest จะบอกสิ่งที่ทำได้ตอนนี้ เรื่องราวยังรออยู่ที่เดิม)",
}


def is_aside(brief: NarrationBrief) -> bool:
    """Whether nothing but talk out of character was said, and nothing else has to be told."""
    quiet = not (brief.changes or brief.learned or brief.notes or brief.passage)
    return bool(brief.inputs) and all(said.kind == "ooc" for said in brief.inputs) and quiet


def answer_aside(brief: NarrationBrief) -> str:
    """The answer to it."""
    asked = " ".join(said.text for said in brief.inputs)
    known = _known(brief, asked)
    if known:
        return f"({known})"
    return _HEARD.get(brief.language.split("-")[0].casefold(), _HEARD["en"])


def _known(brief: NarrationBrief, asked: str) -> str:
    """What everybody may know about whoever or whatever is named: those who are here, then public lore."""
    if not asked.rstrip().endswith(("?", "？")):
        return ""
    for person in brief.others:
        names = (person.name, *person.aliases, *(part for part in person.name.split() if len(part) > 2))
        if person.appearance and Phrases((name, name) for name in names if name).hits(asked):
            return f"{person.name}: {person.appearance.strip()}"
    keys = {entry.id: entry for entry in brief.campaign.lore if entry.audience == "everyone"}
    for seen in brief.lore:
        entry = keys.get(seen.id)
        if entry is not None and Phrases((key, key) for key in entry.keys).hits(asked):
            return seen.content.strip()
    return _rule(brief, asked)


_ABOUT_RULES: Final = Phrases(
    (cue, cue)
    for cue in (
        *(
            "how does",
            "how do",
            "how is",
            "what is",
            "what are",
            "what does",
            "mean",
            "means",
            "work",
            "works",
            "rule*",
        ),
        *("wie funktioniert", "wie geht", "was ist", "was bedeutet", "was bewirkt", "was heißt", "regel*"),
        *("qué es", "qué hace", "cómo funciona", "qué significa", "regla*"),
        *("что такое", "что значит", "что дает", "как работает", "как действует", "правил*"),
        *("什么是", "是什么", "怎么", "规则", "คืออะไร", "ทำงาน", "หมายความ", "กติกา"),
    )
)
"""How a rule is asked after: "what are you up to in the order of things" names none."""


def _rule(brief: NarrationBrief, asked: str) -> str:
    """What the rules say of what is asked after; '' where they have nothing of the name."""
    if not _ABOUT_RULES.hits(asked):
        return ""
    try:
        rule = rules_about(campaign_in(brief.campaign, brief.language), asked, brief.language)[0]
    except NotFound:
        return ""
    said = " ".join(each[:1].upper() + each[1:] for each in (rule.summary, rule.detail) if each)
    return f"{rule.name}: {said}" if said else ""
