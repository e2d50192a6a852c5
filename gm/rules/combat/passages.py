"""A fight told without a model: one short passage of sentences, no numbers, in the languages of the shipped kits.

What matters most is kept when there is too much: who fell, who fled, how it ended, what players did. Pure: the same
steps and turn number give the same words, the next turn others.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.encounter import Step
from gm.rules.combat.telling import name_of, what_of
from gm.rules.combat.telling_es import SENTENCES
from gm.rules.phrases import tongue

LONGEST: Final = 7
"""Sentences of a passage."""
Words = Mapping[str, tuple[str, ...]]

_EN: Final[Words] = MappingProxyType(
    {
        "begin": ("It comes to blows.", "There is no more talking now.", "Steel answers for words."),
        "hit": (
            "{actor} hits {target}.",
            "{actor} finds an opening, and {target} feels it.",
            "{actor} gets through to {target}.",
        ),
        "critical": ("{actor} hits {target} hard.", "{actor} catches {target} squarely."),
        "miss": (
            "{actor} goes for {target} and misses.",
            "{target} slips away from {actor}.",
            "{actor} finds only air where {target} was.",
        ),
        "cast": ("{actor} casts {what}.", "{what}: {actor} speaks it, and it is there."),
        "heal": ("{target} breathes easier.", "Strength comes back to {target}."),
        "move": ("{actor} changes ground.", "{actor} goes where it counts."),
        "dodge": ("{actor} keeps up a guard.", "{actor} gives nothing away."),
        "use": ("{actor} uses the {what}.",),
        "hidden": ("{actor} is out of sight.",),
        "help": ("{actor} makes room for {target}.",),
        "down": ("{target} goes down.", "{target} cannot stand any more."),
        "dead": ("{target} falls and does not rise.", "That is the end of {target}."),
        "dying": ("{actor} hangs between life and death.",),
        "stable": ("{actor} is still breathing, and will be.",),
        "flee": ("{actor} runs and is gone.", "{actor} does not stay for more."),
        "surrender": ("{actor} throws down arms.",),
        "lair": ("The place itself stirs.",),
        "skip": ("{actor} can do nothing.",),
        "won": ("Then it is quiet: the fight is won.", "Nobody is left who would go on. The fight is won."),
        "lost": ("Nobody is left standing. The fight is lost.",),
        "fled": ("The party gets away with what it has left.",),
        "unmade": ("{actor} speaks, and {what} comes to nothing.",),
        "react": ("{actor} is quick enough to answer.",),
        "ended": ("The fight ends.",),
    }
)
_DE: Final[Words] = MappingProxyType(
    {
        "begin": ("Es kommt zum Kampf.", "Jetzt wird nicht mehr geredet.", "Nun sprechen die Waffen."),
        "hit": (
            "{actor} trifft {target}.",
            "{actor} findet eine Lücke, und {target} spürt es.",
            "{actor} kommt durch zu {target}.",
        ),
        "critical": ("{actor} trifft {target} hart.", "{actor} erwischt {target} voll."),
        "miss": (
            "{actor} verfehlt {target}.",
            "{target} weicht {actor} aus.",
            "{actor} greift {target} an und findet nur Luft.",
        ),
        "cast": ("{actor} wirkt {what}.", "{what}: {actor} spricht es, und es ist da."),
        "heal": ("{target} atmet leichter.", "Neue Kraft für {target}."),
        "move": ("{actor} wechselt den Platz.", "{actor} geht dahin, wo es zählt."),
        "dodge": ("{actor} bleibt in Deckung.", "{actor} gibt sich keine Blöße."),
        "use": ("{actor} benutzt etwas: {what}.",),
        "hidden": ("{actor} ist nicht mehr zu sehen.",),
        "help": ("{actor} macht {target} den Weg frei.",),
        "down": ("{target} geht zu Boden.", "{target} kann sich nicht mehr halten."),
        "dead": ("{target} fällt und steht nicht mehr auf.", "Das ist das Ende für {target}."),
        "dying": ("{actor} hängt zwischen Leben und Tod.",),
        "stable": ("{actor} atmet noch, und dabei bleibt es.",),
        "flee": ("{actor} rennt und ist fort.", "{actor} hat genug und ist weg."),
        "surrender": ("{actor} wirft die Waffen hin.",),
        "lair": ("Der Ort selbst regt sich.",),
        "skip": ("{actor} kann nichts tun.",),
        "won": ("Dann ist es still: Der Kampf ist gewonnen.", "Niemand will mehr weiter. Der Kampf ist gewonnen."),
        "lost": ("Niemand steht mehr. Der Kampf ist verloren.",),
        "fled": ("Die Gruppe entkommt mit dem, was ihr bleibt.",),
        "unmade": ("{actor} spricht es, doch es verpufft: {what}.",),
        "react": ("{actor} ist schnell genug.",),
        "ended": ("Der Kampf endet.",),
    }
)
_RU: Final[Words] = MappingProxyType(
    {
        "begin": ("Начинается бой.", "Разговоры кончились.", "Теперь говорит оружие."),
        "hit": (
            "{actor} бьёт, и {target} не успевает уйти.",
            "{actor} находит брешь: {target} это чувствует.",
            "Удар достигает цели: {actor} против {target}.",
        ),
        "critical": ("{actor} бьёт со всей силы, и {target} едва держится.",),
        "miss": (
            "{actor} бьёт, но {target} уходит от удара.",
            "{target} уклоняется: {actor} попадает в пустоту.",
            "{actor} промахивается, {target} на ногах.",
        ),
        "cast": ("{actor} творит заклинание: {what}.",),
        "heal": ("{target} дышит легче.", "К бою снова есть силы: {target}."),
        "move": ("{actor} меняет место.", "{actor} идёт туда, где нужнее."),
        "dodge": ("{actor} держит защиту.", "{actor} не открывается."),
        "use": ("{actor} пускает в ход: {what}.",),
        "hidden": ("{actor} исчезает из виду.",),
        "help": ("{actor} помогает, и {target} выигрывает миг.",),
        "down": ("{target} падает.", "{target} больше не стоит на ногах."),
        "dead": ("{target} падает и больше не встаёт.", "{target}: это конец."),
        "dying": ("{actor} между жизнью и смертью.",),
        "stable": ("{actor} дышит, и худшее позади.",),
        "flee": ("{actor} бежит прочь.", "{actor} не ждёт продолжения."),
        "surrender": ("{actor} бросает оружие.",),
        "lair": ("Само это место приходит в движение.",),
        "skip": ("{actor} ничего не может сделать.",),
        "won": ("И становится тихо: бой выигран.", "Продолжать больше некому. Бой выигран."),
        "lost": ("На ногах никого. Бой проигран.",),
        "fled": ("Отряд уходит с тем, что осталось.",),
        "unmade": ("{actor} произносит слова, но {what} рассыпается впустую.",),
        "react": ("{actor} успевает ответить.",),
        "ended": ("Бой окончен.",),
    }
)
_ZH: Final[Words] = MappingProxyType(
    {
        "begin": ("双方动起手来。", "话已说尽，只剩刀剑。"),
        "hit": ("{actor}击中了{target}。", "{actor}抓住破绽，{target}挨了一下。"),
        "critical": ("{actor}重重击中{target}。",),
        "miss": ("{actor}扑向{target}，落了空。", "{target}躲开了{actor}。"),
        "cast": ("{actor}施展{what}。",),
        "heal": ("{target}缓过一口气。", "力气回到{target}身上。"),
        "move": ("{actor}换了位置。",),
        "dodge": ("{actor}严守不动。", "{actor}不露破绽。"),
        "use": ("{actor}用了{what}。",),
        "hidden": ("{actor}隐去了身形。",),
        "help": ("{actor}为{target}创造机会。",),
        "down": ("{target}倒下了。", "{target}再也站不住。"),
        "dead": ("{target}倒地不起。", "{target}就此完了。"),
        "dying": ("{actor}徘徊在生死之间。",),
        "stable": ("{actor}稳住了气息。",),
        "flee": ("{actor}逃走了。",),
        "surrender": ("{actor}扔下武器。",),
        "lair": ("此地仿佛活了过来。",),
        "skip": ("{actor}动弹不得。",),
        "won": ("随后一片寂静：这一仗赢了。",),
        "lost": ("再无人站着。这一仗输了。",),
        "fled": ("众人带着残力脱身。",),
        "unmade": ("{actor}念出咒语，{what}却化为乌有。",),
        "react": ("{actor}及时出手。",),
        "ended": ("战斗结束了。",),
    }
)
_TH: Final[Words] = MappingProxyType(
    {
        "begin": ("การต่อสู้เริ่มขึ้น", "หมดเวลาพูดแล้ว"),
        "hit": ("{actor}โจมตีโดน{target}", "{actor}หาช่องได้ {target}เจ็บตัว"),
        "critical": ("{actor}โจมตีโดน{target}เต็มแรง",),
        "miss": ("{actor}พุ่งใส่{target}แต่พลาด", "{target}หลบ{actor}ได้"),
        "cast": ("{actor}ร่าย{what}",),
        "heal": ("{target}หายใจคล่องขึ้น",),
        "move": ("{actor}เปลี่ยนที่",),
        "dodge": ("{actor}ตั้งท่าระวัง",),
        "use": ("{actor}ใช้{what}",),
        "hidden": ("{actor}พ้นสายตาไป",),
        "help": ("{actor}เปิดทางให้{target}",),
        "down": ("{target}ล้มลง",),
        "dead": ("{target}ล้มลงและไม่ลุกอีก",),
        "dying": ("{actor}อยู่ระหว่างความเป็นกับความตาย",),
        "stable": ("{actor}ยังหายใจ และพ้นอันตรายแล้ว",),
        "flee": ("{actor}วิ่งหนีหายไป",),
        "surrender": ("{actor}ทิ้งอาวุธ",),
        "lair": ("สถานที่แห่งนี้เองขยับไหว",),
        "skip": ("{actor}ทำอะไรไม่ได้",),
        "won": ("แล้วทุกอย่างก็เงียบลง การต่อสู้ชนะแล้ว",),
        "lost": ("ไม่มีใครยืนอยู่ การต่อสู้แพ้แล้ว",),
        "fled": ("คณะหนีพ้นไปได้",),
        "unmade": ("{actor}ร่าย{what} แต่สูญเปล่า",),
        "react": ("{actor}ตอบโต้ทัน",),
        "ended": ("การต่อสู้จบลง",),
    }
)
TABLE: Final[Mapping[str, Words]] = MappingProxyType(
    {"en": _EN, "de": _DE, "es": SENTENCES, "ru": _RU, "zh": _ZH, "th": _TH}
)
_WEIGHT: Final = {
    "won": 9, "lost": 9, "fled": 9, "ended": 9, "dead": 8, "down": 8, "flee": 7, "surrender": 7, "begin": 6,
    "stable": 6, "unmade": 6, "critical": 5, "lair": 5, "cast": 5, "react": 4, "heal": 4, "hit": 4, "use": 4,
    "hidden": 3, "dying": 3,
    "dodge": 2, "help": 2, "move": 1, "miss": 1, "skip": 1,
}  # fmt: skip
_OURS: Final = 3
"""What a player's own deed weighs more."""


def fight_passage(campaign: Campaign, steps: Sequence[Step], turn: int) -> tuple[str, ...]:
    """The sentences, in order. `campaign`: with the creatures in it. `turn` turns the wording."""
    table = TABLE[tongue(campaign.language)]
    found: list[tuple[int, int, str]] = []
    last = ""
    unmade = {(step.actor, step.detail) for step in steps if step.kind == "cast" and step.success is False}
    for number, step in enumerate(steps):
        kind = _kind(step)
        if kind not in table or (kind == "cast" and (step.actor, step.detail) in unmade):
            continue
        values = {
            "actor": name_of(campaign, step.actor),
            "target": name_of(campaign, step.target),
            "what": what_of(campaign, step),
        }
        mark = f"{kind}:{step.actor}:{step.target}"
        if mark == last:
            continue  # the same blow again: said once
        last = mark
        several = table[kind]
        text = several[(turn + sum(k == kind for k in _kinds(found))) % len(several)].format(**values)
        text = text[:1].upper() + text[1:]
        ours = campaign.character(step.actor) is not None
        found.append((number, _WEIGHT[kind] + (_OURS if ours else 0), f"{kind}\0{text}"))
    kept = sorted(sorted(found, key=lambda each: (-each[1], each[0]))[:LONGEST])
    return tuple(text.partition("\0")[2] for _, _, text in kept)


def _kinds(found: Sequence[tuple[int, int, str]]) -> list[str]:
    return [text.partition("\0")[0] for _, _, text in found]


def _kind(step: Step) -> str:
    match step.kind:
        case "attack" if step.roll is not None:
            return "critical" if step.critical else "hit" if step.success else "miss"
        case "attack":
            return "hit" if step.success is not None else ""
        case "cast" if step.success is False:
            return "unmade"
        case "hide":
            return "hidden" if step.success else ""
        case "end":
            return step.detail
        case "recharge" | "morale" | "save" | "damage" | "condition" | "condition_ends":
            return ""
        case "dash" | "disengage":
            return "move"
        case _:
            return step.kind
