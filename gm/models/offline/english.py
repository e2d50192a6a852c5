"""Just enough English: verb forms, pronouns, articles, short names, and the nouns that a sentence begins with."""

import re
from functools import lru_cache
from typing import Final, Literal


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


Number = Literal["base", "s"]
"""Which form a verb takes: `base` after you, they and plurals, `s` after one person or thing."""

_PRESENT: Final = {"be": ("are", "is"), "have": ("have", "has"), "do": ("do", "does"), "go": ("go", "goes")}
_PAST: Final = {
    "be": "were", "have": "had", "do": "did", "go": "went", "say": "said", "take": "took", "give": "gave",
    "stand": "stood", "come": "came", "make": "made", "let": "let", "keep": "kept", "hear": "heard", "tell": "told",
    "think": "thought", "find": "found", "hold": "held", "leave": "left", "lose": "lost", "get": "got", "put": "put",
    "feel": "felt", "know": "knew", "see": "saw", "catch": "caught", "lean": "leant", "set": "set", "draw": "drew",
    "rise": "rose", "sit": "sat", "speak": "spoke", "begin": "began", "run": "ran", "spend": "spent", "cost": "cost",
    "fall": "fell", "win": "won", "lie": "lay", "lay": "laid",
    "stop": "stopped", "nod": "nodded", "shrug": "shrugged",
    "grow": "grew", "pay": "paid", "read": "read", "break": "broke", "cut": "cut", "bring": "brought", "buy": "bought",
    "slip": "slipped", "try": "tried", "pick": "picked", "tip": "tipped", "stir": "stirred", "drop": "dropped",
    "swing": "swung", "strike": "struck", "step": "stepped", "grip": "gripped", "shut": "shut", "fit": "fit",
    "send": "sent", "meet": "met", "bend": "bent", "wear": "wore", "hurt": "hurt", "hit": "hit", "plan": "planned",
    "fly": "flew", "swim": "swam", "throw": "threw", "drink": "drank", "eat": "ate", "sing": "sang", "steal": "stole",
    "ride": "rode", "write": "wrote", "wake": "woke", "become": "became", "build": "built", "drive": "drove",
    "fight": "fought", "hide": "hid", "ring": "rang", "seek": "sought", "sell": "sold", "shoot": "shot",
    "sleep": "slept", "slide": "slid", "spin": "spun", "spring": "sprang", "stick": "stuck", "sweep": "swept",
    "swear": "swore", "tear": "tore", "teach": "taught", "weep": "wept", "wind": "wound", "kneel": "knelt",
    "light": "lit", "lead": "led", "bite": "bit", "blow": "blew", "creep": "crept", "dig": "dug", "feed": "fed",
    "fling": "flung", "lend": "lent", "leap": "leapt", "spit": "spat", "spread": "spread", "sting": "stung",
    "bind": "bound", "hang": "hung", "understand": "understood", "bet": "bet", "cast": "cast", "split": "split",
    "quit": "quit", "mean": "meant", "burst": "burst", "undo": "undid", "mistake": "mistook", "cling": "clung",
    "freeze": "froze", "forget": "forgot", "choose": "chose", "sink": "sank", "shake": "shook",
}  # fmt: skip
_SIBILANT: Final = ("s", "sh", "ch", "x", "z", "o")


def verb(base: str, number: Number, tense: str = "present") -> str:
    """The form of a verb for a subject of that number: `take` → takes, take, took."""
    if tense == "past":
        if base == "be":
            return "was" if number == "s" else "were"
        return _PAST.get(base) or (f"{base}d" if base.endswith("e") else f"{_doubled(_y(base))}ed")
    if base in _PRESENT:
        return _PRESENT[base][number == "s"]
    if number == "base":
        return base
    if base.endswith(_SIBILANT):
        return f"{base}es"
    stem = _y(base)
    return f"{stem}es" if stem != base else f"{base}s"


_SHORT: Final = re.compile(r"(?:[^aeiou]*qu|[^aeiou]*)[aeiouy][^aeiouwxyh]")
_STRESSED_END: Final = re.compile(
    r"(?:ad|com|o|per|sub|trans|e|re)mit|(?:re|pre|con|in|trans|de)fer|regret|(?:oc|in|re)cur|(?:com|ex|im|pro|re|dis)pel|"
    r"rebel|(?:con|pa)trol|equip|kidnap|eavesdrop|outwit|(?:un|re)(?:pin|wrap|zip|clip|plug|tap|strip)"
)


def _doubled(base: str) -> str:
    """The verb as it stands before -ed: with its last letter twice after a short stressed vowel."""
    return f"{base}{base[-1]}" if _SHORT.fullmatch(base) or _STRESSED_END.fullmatch(base) else base


def _y(base: str) -> str:
    return f"{base[:-1]}i" if base.endswith("y") and base[-2:-1] not in "aeiou" else base


_PRONOUNS: Final = {
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "her", "herself"),
    "it": ("it", "it", "its", "itself"),
    "they": ("they", "them", "their", "themselves"),
    "you": ("you", "you", "your", "yourself"),
}


def pronouns(authored: str) -> tuple[str, str, str, str]:
    """(subject, object, possessive, reflexive) for authored pronouns such as `she/her`; they/them if unknown."""
    return _PRONOUNS.get(authored.split("/")[0].strip().casefold(), _PRONOUNS["they"])


_TITLES: Final = _set(
    "the old young big little sister brother mother father captain mister mr mrs ms miss master mistress dr "
    "doctor lady lord sir dame king queen prince princess aunt uncle grandmother grandfather saint st judge "
    "sergeant major colonel professor abbot abbess prior warden keeper goodman goodwife a an"
)


def short_name(name: str) -> str:
    """What a person is called after the first mention: the first name, or all of it where it opens with a title."""
    parts = name.split()
    if len(parts) < 2 or "," in parts[0]:
        return name
    if parts[0].casefold().rstrip(".") in _TITLES:
        return name if parts[0].casefold() in ("the", "a", "an") else " ".join(parts[:2])
    return parts[0]


def within(name: str) -> str:
    """A name as it stands inside a sentence: `The Ferry Inn` → the Ferry Inn."""
    head, _, rest = name.partition(" ")
    return f"{head.lower()} {rest}" if rest and head in ("The", "A", "An") else name


_DETERMINERS: Final = frozenset(("the", "a", "an", "some", "two", "three", "four", "five", "six", "seven"))
_OWNED: Final = re.compile(r"^(?:\d|the |a |an |some |your |his |her |their |my )", re.IGNORECASE)


def the(name: str) -> str:
    """The name of a thing with a definite article where it needs one: `brass key` → the brass key."""
    if _OWNED.match(name):
        return re.sub(r"^(?:a|an|some|the) ", "the ", name, flags=re.IGNORECASE)
    return name if name[:1].isupper() and not name.isupper() else f"the {name}"


_STOPS: Final = _set(
    "just now here there both all on in by under above behind with from at along near over between beside "
    "across against inside below beneath through into onto for where that which who whose and like but as to "
    "than until after before around past beyond is are was were has have had hangs hang drips drip stands "
    "stand lies lie sits sit leans lean holds hold ends end runs run keeps keep shows show bears bear rises "
    "rise falls fall drops drop turns turn goes go comes come smells smell creaks creak burns burn gutters "
    "smokes leads lead opens open fills fill covers cover catches catch glows gleams shines shine swings swing "
    "rattles rattle knocks knock ticks tick clicks click groans groan sways sway moves move waits wait rests "
    "rest stays stay looks look faces face points point reaches reach crosses cross climbs climb carries carry "
    "gives give makes make takes take does do gets still never always nobody no bristle bristles sags sag "
    "slopes slope curls curl peels peel flakes flake floats float hisses hiss drums drum beats beat slaps slap "
    "grows grow clings cling trails trail spills spill steams steam shivers shiver crackles crackle spits spit "
    "lists tilts tilt wears wear circles circle settles settle gathers gather pools pool clogs clog blocks "
    "block lets can will could would may must seems seem tastes taste feels feel remains remain begins begin "
    "stops stop bends bend flickers flicker trembles tremble drifts drift winds breathes breathe whispers "
    "whistles hums hum sings sing quarrel quarrels sleeps sleep lives live lingers linger moulders rots rot "
    "rusts"
)
_AMBIENT: Final = _set(
    "out up down off back away high low deep close once twice overhead underfoot smell smells sound sounds air "
    "wind scent stink silence light noise reek draught draft cold hum echo echoes voice voices reflection "
    "warmth heat taste whiff murmur smoke mist fog rain snow dark darkness steam someone somebody everyone "
    "everything nothing nobody something it there this that here one each every all most you your whoever what "
    "when if no he she they its only even far somewhere half dust shadow shadows water"
)


@lru_cache(maxsize=2048)
def subject_noun(sentence: str) -> str:
    """The thing a descriptive sentence opens with, as `the bell-rope`; '' where that cannot be told safely.

    Reads determiner and words up to the first preposition or common verb; gives up rather than guess.
    """
    plain = sentence.split(",")[0].split(";")[0].split(":")[0].rstrip(".!?…").split()
    taken: list[str] = []
    for position, word in enumerate(plain[:6]):
        low = word.casefold()
        if low in _STOPS and position > 0:
            break
        if not re.fullmatch(r"[A-Za-z\-]+", word) or (position > 0 and word[0].isupper()):
            return ""
        taken.append(low)
    else:
        return ""
    determined = bool(taken) and taken[0] in _DETERMINERS
    nouns = taken[1:] if determined else taken
    if not nouns or len(nouns) > (3 if determined else 1) or _AMBIENT.intersection(nouns) or nouns[-1].endswith("ly"):
        return ""
    if taken[0] in ("a", "an", "the") or not determined:
        return f"the {' '.join(nouns)}"
    return f"the {' '.join(taken)}"


_SINGULAR_S: Final = ("ss", "us", "is", "as", "glass", "lens", "gas")


def is_plural(noun: str) -> bool:
    """Whether a noun phrase made by `subject_noun` or an item's name is plural, as far as its ending tells."""
    last = noun.split()[-1].casefold() if noun.split() else ""
    return (last.endswith("s") and not last.endswith(_SINGULAR_S)) or last in ("people", "teeth", "feet", "men", "mice")


def inflected(phrase: str, number: Number, tense: str = "present") -> str:
    """A verb phrase with its first verb in the form for that subject: `tie the rope` → ties the rope."""
    head, _, rest = phrase.partition(" ")
    return f"{verb(head, number, tense)} {rest}".strip()


_FIRST_PERSON: Final = {"i": 0, "me": 1, "my": 2, "myself": 3, "mine": 2}
_KEEP_S: Final = ("ss", "us", "is")


def attempt_phrase(intent: str, forms: tuple[str, str, str, str], limit: int = 10) -> str:
    """An intent as a bare verb phrase for `try to …`, or '' where it is too long or does not look like one."""
    parts = intent.strip().rstrip(".!").split()
    if parts and parts[0].casefold() in ("i", "to"):
        parts = parts[1:]
    if not parts or len(parts) > limit or re.search(r"[.!?\"“”:;]", intent.strip().rstrip(".!")):
        return ""
    head = parts[0].casefold()
    if not re.fullmatch(r"[a-z]+(?:-[a-z]+)?", head) or head.endswith("ing") or head in _NOT_VERBS:
        return ""
    changed = [forms[_FIRST_PERSON[low]] if (low := part.casefold()) in _FIRST_PERSON else part for part in parts]
    changed[0] = _bare(head)
    return " ".join(changed)


_NOT_VERBS: Final = _set(
    "the a an what who where when why how is are was and or but no yes hello hi hey please my your his her "
    "their it this that quietly slowly carefully quickly then now there you we they he she in on at with again"
)


def _bare(head: str) -> str:
    if not head.endswith("s") or head.endswith(_KEEP_S):
        return head
    if head.endswith("ies") and len(head) > 4:
        return f"{head[:-3]}y"
    if head.endswith(("shes", "ches", "xes", "sses", "zzes", "goes", "does")):
        return head[:-2]
    return head[:-1]
