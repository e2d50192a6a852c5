"""What a line is done to and that is not here: a place that lies elsewhere, a kind of place or of person that nobody
has seen here. By what the party has seen alone, so that no answer tells what the campaign keeps to itself.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from gm.domain.ruling_brief import RulingBrief
from gm.domain.words import Hit, Phrases, fold
from gm.rules.lexicon import listing, word_set
from gm.rules.line import Line
from gm.rules.naming import HERE, named_places, way_towards
from gm.rules.phrases import listed_ways
from gm.rules.proposal import Proposal

SEARCHES: Final = ("search", "investigation")
"""Skills by which a place is gone through."""
_SMALL: Final = word_set(
    "to at with the on a an my his her their in into inside of through around all whole under past by from behind "
    "der die das den dem des ein eine einen einem im in zu mit von vor hinter el la los las un una al con de del en "
    "por в во на с к у весь всю мимо от"
)
"""Words that may stand between a deed and what it is done to."""
_SEEKS: Final = re.compile(r"\bfor\b|seek|hunt|find|^such|ищ|иска|поиск|найт|найд|нахо|busc|寻找|找|^หา$|ค้นหา")
"""Deeds that look for something, which may well be found: no going through a place."""
_PLACES: Final = tuple(
    listing(each)
    for each in (
        "crypt, crypts, tomb, tombs, catacombs, Krypta, Gruft, cripta, criptas, tumba, tumbas, catacumbas, "
        "склеп*, гробниц*, 墓穴, "
        "地窖墓, 墓室, ห้องเก็บศพ, สุสานใต้ดิน",
        "church, chapel, cathedral, temple, Kirche, Kapelle, Tempel, iglesia, capilla, templo, catedral, церк*, "
        "часовн*, храм*, 教堂, 神庙, 寺庙, โบสถ์, วิหาร",
        "castle, fortress, palace, Burg, Schloss, Festung, Palast, castillo, palacio, fortaleza, замок, "
        "замк*, крепост*, дворец, дворц*, 城堡, 宫殿, ปราสาท, พระราชวัง",
        "cave, cavern, caves, Höhle, Grotte, cueva, caverna, пещер*, 洞穴, 山洞, ถ้ำ",
        "graveyard, cemetery, churchyard, Friedhof, cementerio, кладбищ*, 墓地, 坟场, สุสาน, ป่าช้า",
        "dungeon, prison, jail, gaol, Kerker, Gefängnis, Verlies, mazmorra, mazmorras, cárcel, prisión, "
        "calabozo, calabozos, темниц*, тюрьм*, "
        "подземель*, 地牢, 监狱, คุกใต้ดิน, คุก",
        "library, Bibliothek, Bücherei, biblioteca, библиотек*, 图书馆, ห้องสมุด",
        "lighthouse, Leuchtturm, faro, маяк*, 灯塔, ประภาคาร",
    )
)
"""Kinds of places, by their words in six languages: each row is one kind."""
_PEOPLE: Final = tuple(
    listing(each)
    for each in (
        "priest, priests, priestess, vicar, parson, curate, monk, nun, bishop, Priester*, Pfarrer*, "
        "Mönch, Nonne, sacerdote, cura, monje, monja, sacerdotisa, obispo, священник*, жрец, жрец*, монах*, 牧师, "
        "神父, 修士, "
        "祭司, นักบวช, บาทหลวง",
        "guard, guards, soldier, soldiers, sentry, watchman, constable, Wache, Wachen, Wächter, Soldat*, "
        "guardia, guardias, soldado*, centinela, centinelas, vigilante, стражник*, стража, стражу, солдат*, 守卫, "
        "卫兵, 士兵, ยาม, ทหาร",
        "king, queen, prince, princess, emperor, König*, Prinz*, Kaiser*, rey, reina, príncipe, princesa, emperador, "
        "корол*, принц*, царь, царя, 国王, 女王, 王子, 公主, กษัตริย์, ราชินี, เจ้าชาย, เจ้าหญิง",
        "wizard, witch, sorcerer, mage, Zauberer, Hexe, Magier*, mago, maga, brujo, bruja, hechicero, "
        "hechicera, волшебник*, "
        "ведьм*, колдун*, 巫师, 女巫, 法师, พ่อมด, แม่มด",
        "dragon, dragons, Drache*, dragón, dragones, дракон*, 龙, มังกร",
        "goblin, goblins, orc, orcs, troll, trolls, ogre, Goblin*, Ork, Orks, Troll*, Oger, orco, orcos, ogro, "
        "trasgo, trasgos, "
        "гоблин*, орк*, тролл*, 哥布林, 兽人, 巨魔, ก็อบลิน, ออร์ค, โทรลล์",
        "merchant, trader, pedlar, Händler*, Krämer*, mercader, mercaderes, comerciante, buhonero, купец, "
        "купц*, торгов*, 商人, "
        "小贩, พ่อค้า, แม่ค้า",
        "blacksmith, smith, Schmied*, herrero, herrera, кузнец*, 铁匠, ช่างตีเหล็ก",
    )
)
"""Kinds of people, in the same way."""


def not_here(p: Proposal) -> str | None:
    """Why nothing can be done: it is not here. None: it is, or nobody can tell."""
    if p.intent.challenge_id or p.said.kind not in ("do", "say") or not p.said.text.strip():
        return None
    line = Line(p.said.text, p.said.kind, p.brief)
    skills = line.lexicon.skill_hits(line.deeds)
    searched = [hit for hit in skills if hit.tag in SEARCHES]
    return _place(p, line, searched[0]) if searched else None


def means_somebody_else(line: Line, deeds: Sequence[Hit[str]]) -> bool:
    """Whether a deed is done to a kind of person ("the priest") that nobody here is, as far as anybody has seen."""
    seen: list[str] = []
    for person in (*line.brief.others, *line.brief.party):
        seen += [person.name, *person.aliases, person.appearance, person.concept, person.persona, person.kind]
    for each in _PEOPLE:
        kind = _of_kind(each)
        meant = any(_done_to(line, deed, hit) for hit in kind.hits(line.bare) for deed in deeds)
        if meant and not any(kind.hits(text) for text in seen):
            return True
    return False


def _place(p: Proposal, line: Line, search: Hit[str]) -> str | None:
    """Of a place that is gone through, or looked for: where it lies, if the party knows; else that none is seen."""
    own = [hit for hit in line.names.exits.hits(line.bare) if hit.tag == HERE]
    for hit in named_places(p.brief).hits(line.bare):
        here = any(each.start <= hit.start and hit.end <= each.end for each in own)
        if here or not _done_to(line, search, hit) or (" " not in hit.phrase and _seen(p.brief, (hit.phrase,))):
            continue
        place = p.brief.campaign.place(hit.tag)
        step = way_towards(p.brief, hit.tag)
        there = p.say("ways", ways=listed_ways((step,), p.brief.language)) if step else ""
        return f"{p.say('place_elsewhere', name=place.name if place else hit.phrase)} {there}".strip()
    between = " ".join(sorted(line.between(search.start, search.end + 4)))
    if _SEEKS.search(search.phrase) or _SEEKS.search(between):
        return None
    found = _kind(p, line, [search])
    return None if found is None else p.say("unseen", name=found)


def _kind(p: Proposal, line: Line, deeds: list[Hit[str]]) -> str | None:
    """The word for a kind of place that one of the deeds is done to and of which nothing was seen here."""
    for each in _PLACES:
        for hit in _of_kind(each).hits(line.bare):
            if any(_done_to(line, deed, hit) for deed in deeds) and not _seen(p.brief, each):
                text = fold(line.bare)[hit.start :]
                spelled = re.match(r"\w+", text)
                return hit.phrase if not hit.phrase.endswith("*") and not hit.phrase.isascii() else _word(spelled, hit)
    return None


def _word(spelled: re.Match[str] | None, hit: Hit[str]) -> str:
    return spelled.group() if spelled is not None else hit.phrase


def _done_to(line: Line, deed: Hit[str], hit: Hit[str]) -> bool:
    """Whether nothing but small words stands between a deed and what was named."""
    return deed.end <= hit.start and {*line.between(deed.end, hit.start)} <= _SMALL


@lru_cache(maxsize=64)
def _of_kind(listed: tuple[str, ...]) -> Phrases[str]:
    return Phrases((word, word) for word in listed)


def _seen(brief: RulingBrief, listed: tuple[str, ...]) -> bool:
    """Whether one of these words was said of what is here: by an author, by a telling, by whoever declared it."""
    known = _of_kind(listed)
    return any(known.hits(text) for text in _said(brief))


def _said(brief: RulingBrief) -> list[str]:
    place = brief.place
    said = [place.name, place.description, *place.details, *place.items]
    said += [f"{way.label} {way.to_name}" for way in place.exits]
    for person in (*brief.others, *brief.party):
        said += [person.name, *person.aliases, person.appearance, person.concept, person.persona, person.kind]
        said += person.carries
    said += [f"{each.title} {' '.join(each.keys)}" for each in (*brief.challenges, *brief.spent)]
    said += [each.text for each in brief.declared] + [each.text for each in brief.memories]
    said += [each.text for each in brief.facts]
    said += [each.content for each in brief.lore]
    said += [each.narration for each in brief.transcript]
    if brief.fight is not None:
        said += [each.name for each in brief.fight.combatants]
    return said
