"""What a line means in a fight: one of the things that the rules allow just now, found by names and a few verbs.

Names go first (a spell, a weapon, somebody, a zone), verbs second; a line that names nothing of the fight is no action,
and the adjudicator may make something of it. The same in every language of the kit.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from gm.domain.combat import ActionKind
from gm.domain.encounter import EncounterView, LegalAction
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import CombatAction
from gm.domain.words import Phrases
from gm.rules.lexicon import lexicon_of, listing

_VERBS: Final[Mapping[ActionKind, str]] = {
    "flee": (
        "flee, flees, run away, run for it, run for my life, escape, retreat, get out of here, get away, "
        "huyo, huye, huir, escapo, escapar, salgo corriendo, echo a correr, me retiro, "
        "flieh*, flüchte*, renne weg, laufe weg, haue ab, ziehe mich zurück, "
        "бегу прочь, убега*, убежать, бежать прочь, отступа*, спасаюсь, 逃跑, 逃走, 撤退, 逃命, หนี, ถอยหนี"
    ),
    "disengage": (
        "disengage*, back off, back away, step back, fall back, slip away, "
        "me aparto, me alejo con cuidado, retrocedo, me retiro con cuidado, "
        "löse mich, weiche zurück, "
        "отхожу, отступаю осторожно, 后撤, 脱离, 退开, ถอยห่าง, ผละออก"
    ),
    "dodge": (
        "dodge, dodges, defend, defends, guard myself, on guard, parry, block, take cover, brace, "
        "esquivo, me defiendo, me cubro, me protejo, "
        "verteidige mich, weiche aus, pariere, decke mich, "
        "защища*, уклоня*, уворач*, парирую, 防御, 闪避, 招架, 戒备, ป้องกัน, หลบหลีก, ตั้งรับ"
    ),
    "hide": (
        "hide, hides, out of sight, me escondo, me oculto, verstecke mich, verberge mich, "
        "пряч*, спрятаться, 躲藏, 隐藏, 藏起来, ซ่อนตัว"
    ),
    "help": (
        "help, helps, assist, aid, distract, ayudo, ayudar, distraigo, helfe, hilf, unterstütze, lenke … ab, "
        "помога*, помочь, отвлека*, 协助, 帮, 掩护, ช่วย"
    ),
    "dash": (
        "dash, sprint, run to, run towards, run at, run up to, charge, corro a, corro hacia, me lanzo, "
        "renne, stürme, sprinte, бегу к, мчусь, 冲向, 跑向, 冲, วิ่งไป, พุ่งไป"
    ),
    "surrender": "surrender, yield, give up, me rindo, rendirme, ergebe mich, gebe auf, сдаюсь, 投降, ยอมแพ้",
    "stand": "stand up, get up, me levanto, me pongo en pie, stehe auf, встаю, 站起来, ลุกขึ้น",
    "wait": (
        "wait, pass, hold, do nothing, espero, aguardo, warte, passe, жду, пропускаю, 等待, 等, 按兵不动, รอ, ไม่ทำอะไร"
    ),
}


_RUNS: Final = "run, runs, corro, laufe, бегу, 跑, วิ่ง"
"""Running with nowhere said, at nobody, is running away."""


@lru_cache(maxsize=1)
def _runs() -> Phrases[str]:
    return Phrases((word, word) for word in listing(_RUNS))


@lru_cache(maxsize=1)
def _verbs() -> Phrases[ActionKind]:
    return Phrases((word, kind) for kind, words in _VERBS.items() for word in listing(words))


def wanted_action(
    text: str, actor: str, view: EncounterView, legal: Iterable[LegalAction], ruleset: Ruleset, language: str
) -> CombatAction | None:
    """The action that a line asks for; None if it asks for nothing of the fight.

    What is asked for may still be against the rules (out of reach, not one's turn): then it is refused when it is
    tried, with the reason.
    """
    allowed = tuple(each.action for each in legal)
    spells = Phrases((spell.name, spell.id) for spell in ruleset.spells)
    spell = spells.best(text)
    target = _target(text, actor, view, hostile=spell is None)
    if spell is not None:
        return closest(allowed, CombatAction(kind="cast", spell=spell.tag, targets=_one(target)))
    zone = next((hit.tag for hit in Phrases((zone, zone) for zone in view.zones).hits(text)), None)
    weapon = _weapon(text, allowed)
    verb = _verbs().best(text)
    strikes = any(hit.tag == "attack" for hit in lexicon_of(ruleset, language).kind_hits(text))
    if (verb is not None and verb.tag in ("flee", "surrender", "disengage")) or (
        verb and not strikes and weapon is None
    ):
        if verb.tag == "dash" and zone is None and target:
            return _charge(allowed, actor, view, target)
        friend = _target(text, actor, view, hostile=False) if verb.tag == "help" else ""
        return closest(allowed, CombatAction(kind=verb.tag, targets=_one(friend), zone=zone))
    if strikes or weapon is not None:
        return closest(allowed, CombatAction(kind="attack", attack=weapon, targets=_one(target)))
    if zone is not None:
        return CombatAction(kind="wait", zone=zone)
    if not target and _runs().best(text) is not None:
        return CombatAction(kind="flee")
    return None


def _charge(allowed: tuple[CombatAction, ...], actor: str, view: EncounterView, target: str) -> CombatAction:
    """Running at an enemy: a blow where it can be struck at the end of it, else as far as their zone."""
    blow = closest(allowed, CombatAction(kind="attack", targets=(target,)))
    if blow in allowed:
        return blow
    at = {each.id: each.zone for each in view.combatants}
    return CombatAction(kind="dash", zone=view.zones[at[target]] if at[target] != at.get(actor) else None)


def _one(who: str) -> tuple[str, ...]:
    return (who,) if who else ()


def _target(text: str, actor: str, view: EncounterView, *, hostile: bool) -> str:
    """Who is named: `Goblin 2`, or any goblin that stands; '' if nobody is."""
    own = next((each.side for each in view.combatants if each.id == actor), "party")
    standing = [each for each in view.combatants if each.status == "active" and (each.side != own) is hostile]
    exact = Phrases((each.name, each.id) for each in standing).best(text)
    if exact is not None:
        return exact.tag
    kinds = Phrases((each.name.rstrip("0123456789 "), each.id) for each in standing if each.name[-1:].isdigit())
    found = kinds.hits(text)
    if not found:
        return ""
    zone = {each.id: each.zone for each in view.combatants}
    here = zone.get(actor, 0)
    return min((hit.tag for hit in found), key=lambda who: (abs(zone[who] - here), who))


def _weapon(text: str, allowed: Iterable[CombatAction]) -> str | None:
    """The attack whose id is among the words ("with the bow"), of those that are allowed."""
    named = {each.attack: each.attack for each in allowed if each.attack is not None}
    found = Phrases((name.replace("-", " "), name) for name in named if name).best(text)
    return found.tag if found is not None else None


def closest(allowed: tuple[CombatAction, ...], wanted: CombatAction) -> CombatAction:
    """The allowed action that is nearest to what was asked for; what was asked for itself if none is."""
    same = [each for each in allowed if each.kind == wanted.kind]
    if wanted.attack is not None:
        same = [each for each in same if each.attack == wanted.attack] or same[:0]
    if wanted.spell is not None:
        same = [each for each in same if each.spell == wanted.spell]
    if wanted.targets:
        same = [each for each in same if each.targets == wanted.targets]
    if wanted.zone is not None and wanted.kind != "attack":
        return wanted
    return next(iter(sorted(same, key=lambda each: each.zone is not None)), wanted)
