"""Where a walk goes that names no place: out, back, on. And walks that go nowhere: to the window, over to somebody."""

from functools import lru_cache
from typing import Final, Literal

from gm.domain.brief import ExitView
from gm.domain.ruleset import IntentKind
from gm.domain.ruling_brief import RulingBrief
from gm.domain.words import Hit, Phrases, words
from gm.rules.lexicon import listing, word_set
from gm.rules.naming import way_to
from gm.rules.trifles import first_clause

Heading = Literal["", "out", "back", "on"]
"""Which way, without a name; '' where the words do not say."""

_HEADINGS: Final[dict[Heading, tuple[str, ...]]] = {
    "back": listing(
        "back, return, returns, returning, turn around, where we came from, where i came from, the way we came, "
        "the way i came, zurück, zurückgehen, kehre* um, umkehren, "
        "vuelvo, volver, vuelve, volvemos, regres*, de vuelta, atrás, me doy la vuelta, "
        "назад, обратно, верну*, возвращ*, "
        "回去, 返回, 回头, 原路, กลับ"
    ),
    "out": listing(
        "out, outside, outdoors, leave, leaves, leaving, exit, exits, exiting, away, depart*, hinaus, raus, heraus, "
        "draußen, verlass*, weg, "
        "salgo, salir, sale, salimos, fuera, afuera, me voy, irme, nos vamos, me marcho, nos marchamos, "
        "наружу, на улицу, прочь, выхо*, выйт*, выйд*, ухо*, уйт*, уйд*, "
        "离开, 出去, 外面, 出门, ออก, ข้างนอก"
    ),
    "on": listing(
        "on, onward*, ahead, forward*, further, farther, weiter, vorwärts, geradeaus, "
        "adelante, sigo, seguir, seguimos, avanzo, avanzar, avanzamos, continúo, continuar, "
        "дальше, вперед, "
        "继续, 往前, 前进, ต่อไป, ไปข้างหน้า"
    ),
}
_FILLERS: Final = word_set(
    # English
    "i we me us my our the a an to into in of off from at by up and then now just quickly slowly quietly silently "
    "carefully here this there place room building house together everyone everybody all let lets s ll m will going "
    "want wants decide try like would with party door doors doorway way ways outside open night air fresh straight "
    "through for bit so ok okay again immediately alone wir want again exit exits street streets scene area where came "
    # German
    "ich wir uns mich mein meine der die das den dem ein eine einen zu zum zur in ins im aus durch und dann jetzt "
    "schnell leise langsam tür ausgang haus raum gemeinsam zusammen nach will wollen gehe "
    # Spanish
    "yo nosotros me nos a al de del el la los las un una por para en con y hacia hasta aquí esta este puerta casa sala "
    "camino ahora luego rápido despacio juntos quiero vamos voy andando corriendo "
    # Russian
    "я мы и в на из с к до по от отсюда сейчас теперь быстро тихо медленно дверь двери через вместе хочу "
    # what carries the walk itself
    "go goes going walk walks head heads step steps get move run hurry march make proceed travel slip take set"
)
_BARRED: Final = word_set(
    "through past across onto under beneath over up down between behind durch über unter vorbei hinauf hinab "
    "cruzando sobre bajo entre tras debajo detrás через сквозь мимо под над вверх вниз"
)
_BARRED_MARKS: Final = ("穿", "越", "翻", "ผ่าน", "ข้าม")


_FROM: Final = word_set("from of aus von vom de del desde из с со от")
_SCRAP: Final = 3
"""Letters of what remains of a sentence without spaces once its verb is taken out: a pronoun, a particle."""


@lru_cache(maxsize=1)
def _table() -> Phrases[Heading]:
    return Phrases((word, heading) for heading, listed in _HEADINGS.items() for word in listed)


def heading(deeds: str, verb: Hit[IntentKind], here: tuple[Hit[str], ...]) -> Heading:
    """Which way a line goes whose words name no way: nothing may be left in it beside the verb, the direction, small
    words, and what names the place it starts from ("I leave the inn", not "I leave a coin on the bar")."""
    deeds = first_clause(deeds, verb.end)
    cues = _table().hits(deeds)
    if not cues:
        return ""
    taken = [(verb.start, verb.end), *((hit.start, hit.end) for hit in cues), *((hit.start, hit.end) for hit in here)]
    for word, at in words(deeds):
        if word in _FILLERS or any(at < end and start < at + len(word) for start, end in taken):
            continue
        if not word.isascii() and len(word) <= _SCRAP:
            continue
        return ""
    found = {cue.tag for cue in cues if cue.tag != "back" or not _leads_here(deeds, cue, here)}
    order: tuple[Heading, ...] = ("back", "out", "on")
    return next((each for each in order if each in found), "")


def _leads_here(deeds: str, cue: Hit[Heading], here: tuple[Hit[str], ...]) -> bool:
    """Whether a walk back is one to where the walker stands ("back to the inn", said in the inn), and so is none."""
    after = next((hit for hit in here if hit.start >= cue.end), None)
    return after is not None and not any(word in _FROM for word, _ in words(deeds[cue.end : after.start]))


def way_of(brief: RulingBrief, going: Heading, came_from: str) -> ExitView | None:
    """The one way that can be meant, or None where several can, or none. A single way is always meant."""
    ways = brief.place.exits
    if len(ways) == 1:
        return ways[0]
    if going == "back":
        return way_to(brief, came_from)
    passable = [way for way in ways if not way.locked and not (going == "on" and way.to == came_from)]
    return passable[0] if len(passable) == 1 else None


_ACROSS: Final = word_set(
    "across over cross crosses crossing hinüber rüber überqueren überquere cruzo cruzar cruzamos через переправляюсь"
)
_WATER: Final = word_set(
    "river water stream sea bay lake strait bank far other side fluss wasser ufer río agua orilla otro lado реку река"
)
_CROSSINGS: Final = (
    "ferr",
    "bridge",
    "ford",
    "crossing",
    "raft",
    "fähr",
    "brück",
    "furt",
    "floß",
    "puente",
    "vado",
    "balsa",
    "barca",
    "паром",
    "мост",
    "брод",
)


def way_across(brief: RulingBrief, deeds: str, verb: Hit[IntentKind]) -> ExitView | None:
    """The one open way that crosses water, where a line goes across and says no more than that."""
    said = [word for word, at in words(first_clause(deeds, verb.end))]
    if not _ACROSS.intersection(said) or not set(said) <= _ACROSS | _WATER | _FILLERS:
        return None
    ways = [
        way
        for way in brief.place.exits
        if not way.locked and any(word.startswith(_CROSSINGS) for word, _ in words(way.label))
    ]
    return ways[0] if len(ways) == 1 else None


def is_stroll(deeds: str) -> bool:
    """Whether a walk stays in the room and passes nothing that could bar it: "I walk over to the window"."""
    found = {word for word, _ in words(deeds)}
    if found & {"over", "up", "down"} and "to" in found:
        found -= {"over", "up"}
    return not found & _BARRED and not any(mark in deeds for mark in _BARRED_MARKS)
