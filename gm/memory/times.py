"""Words of time in what is looked for: "yesterday", "last session", "the night before the siege". Pure.

They are a push, never a filter: whoever errs about when it was still finds it. In-world minutes say when a turn ended,
sittings which evening it was played. What comes before or after an event is measured from the turn that fits best the
words that name the event.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

DAY: Final = 24 * 60
PUSH: Final = 0.5
"""The share by which the score of a turn grows that lies in the time that is meant."""


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A time that is meant."""

    words: str
    """As they were written."""
    low: int = 0
    high: int = 0
    """In-world minutes from now, or from the event: both below 0 lie before it."""
    sitting: int | None = None
    """-1: the last sitting before this one, 1: the first of all. None: it is about the world's time."""
    event: str = ""
    """The words that name the event from which it is measured; '': from now."""


_LAST_SITTING: Final = (
    r"last (?:session|game|time we played)|letzte (?:sitzung|runde)|letztes mal|прошл\w+ (?:сесси\w+|игр\w+|раз\w*)"
    r"|última sesión|la última vez|dernière séance|上次|上一次|前回|ครั้งที่แล้ว|คราวก่อน"
)
_FIRST_SITTING: Final = (
    r"first session|(?:at|in) the (?:very )?beginning|erste[nr]? sitzung|ganz am anfang|в (?:самом )?начале"
    r"|перв\w+ сесси\w+|primera sesión|al principio|第一次|最初|ครั้งแรก|ตอนแรก"
)
_NOW: Final = (
    (r"the day before yesterday|vorgestern|позавчера|anteayer|avant-hier|前天|一昨日|おととい|เมื่อวานซืน", -2.5, -1.5),
    (
        r"last night|gestern (?:abend|nacht)|вчера вечером|прошлой ночью|anoche|hier soir|昨晚|昨夜|ゆうべ|เมื่อคืน",
        -1.2,
        -0.2,
    ),
    (r"yesterday|gestern|вчера|ayer|昨天|昨日|きのう|เมื่อวาน", -1.8, -0.3),
    (r"today|this morning|heute|сегодня|hoy|aujourd'hui|今天|今日|今朝|วันนี้", -0.8, 0.1),
    (
        r"last week|(?:vor|letzte) (?:einer )?woche|на прошлой неделе|la semana pasada|上周|上星期|先週|สัปดาห์ที่แล้ว",
        -14.0,
        -4.0,
    ),
)
"""Days from now."""
_AGO: Final = (
    r"(\d+) days? ago|vor (\d+) tagen|(\d+) (?:дня|дней|день) назад|hace (\d+) días|il y a (\d+) jours|(\d+) ?天前"
    r"|(\d+) ?日前|(\d+) ?วันก่อน"
)
_EVENT: Final = (
    (r"(?:the )?(?:night|day|evening) before (.+)", -1.5, 0.0),
    (r"(?:the )?(?:night|day|morning) after (.+)", 0.0, 1.5),
    (r"(?:am|in der) (?:tag|abend|nacht) vor (.+)", -1.5, 0.0),
    (r"(?:am|in der) (?:tag|morgen|nacht) nach (.+)", 0.0, 1.5),
    (r"(?:в )?(?:ночь|день|вечер\w*) перед (.+)|(?:в )?(?:ночь|день|вечер\w*) до (.+)", -1.5, 0.0),
    (r"(?:на )?(?:следующий )?(?:день|утро) после (.+)", 0.0, 1.5),
    (r"(?:la noche|el día) antes de (.+)", -1.5, 0.0),
    (r"(?:la mañana|el día) después de (.+)", 0.0, 1.5),
    (r"(?:just |right |shortly )before (.+)|kurz vor (.+)|незадолго до (.+)|poco antes de (.+)", -0.5, 0.0),
    (r"(?:just |right |shortly )after (.+)|kurz nach (.+)|(?:сразу|вскоре) после (.+)|poco después de (.+)", 0.0, 0.5),
    (r"(.+?)(?:的)?前(?:一)?(?:晚|夜|天)|(.+?)の前(?:の)?(?:晩|夜|日)|คืนก่อน(.+)|วันก่อน(.+)", -1.5, 0.0),
    (r"(.+?)(?:之)?后(?:的)?(?:第二天|一天)|(.+?)の(?:翌日|次の日)|วันหลังจาก(.+)|คืนหลังจาก(.+)", 0.0, 1.5),
)
"""Days from an event that the words name."""
_END: Final = re.compile(r"[?？!！。;；\n]|(?<=\w)[.,](?=\s)|，")


def time_words(text: str) -> TimeWords | None:
    """The time that a text names; None for most."""
    low = text.casefold()
    for pattern, sitting in ((_LAST_SITTING, -1), (_FIRST_SITTING, 1)):
        if found := _search(pattern, low):
            return TimeWords(found.group(), sitting=sitting)
    if found := _search(_AGO, low):
        days = int(next(each for each in found.groups() if each)[:6])
        return TimeWords(found.group(), -int((days + 0.6) * DAY), -int((days - 0.6) * DAY))
    for pattern, first, last in _NOW:
        if found := _search(pattern, low):
            return TimeWords(found.group(), int(first * DAY), int(last * DAY))
    for pattern, first, last in _EVENT:
        if found := _search(pattern, low):
            event = _END.split(next(each for each in found.groups() if each).strip())[0]
            if event:
                return TimeWords(found.group(), int(first * DAY), int(last * DAY), event=event)
    return None


def time_push(
    meant: TimeWords, minutes: "Numbers", groups: "Numbers", *, now: int | None = None, event_at: int | None = None
) -> "Numbers":
    """The share by which each document grows, 0 or `PUSH`: what `rank` takes as a prior.

    `minutes`, `groups`: of each document; lines of old chats have groups below 0 and no time. `now`: in-world minutes.
    `event_at`: position of the document that fits the event's words; it does not grow itself.
    """
    import numpy as np

    played = groups > 0
    push = np.zeros(len(minutes), np.float32)
    if meant.sitting is not None:
        sittings = np.unique(groups[played])
        if len(sittings):
            at = 0 if meant.sitting > 0 else max(0, len(sittings) + meant.sitting - 1)
            push[groups == sittings[at]] = PUSH
        return push
    if meant.event:
        if event_at is None:
            return push
        origin = int(minutes[event_at])
    elif now is None:
        return push
    else:
        origin = now
    inside = played & (minutes >= origin + meant.low) & (minutes <= origin + meant.high)
    if meant.event and event_at is not None:
        order = np.arange(len(minutes))
        inside &= order < event_at if meant.low < 0 else order > event_at
    push[inside] = PUSH
    return push


def _search(pattern: str, low: str) -> re.Match[str] | None:
    """A pattern between words; where no spaces divide them, anywhere."""
    hints, bounded = _compiled(pattern)
    return bounded.search(low) if any(hint in low for hint in hints) else None


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """What of a pattern must stand in a text for it to fit, one piece for each way to write it: looking for those is
    much quicker, and most texts name no time."""
    bounded = rf"(?:(?<![^\W\d_])|(?<=[\u0e00-\u9fff]))(?:{pattern})(?:(?![^\W\d_])|(?=[\u0e00-\u9fff]))"
    flat, depth = "", 0
    for char in pattern:
        depth += {"(": 1, "[": 1}.get(char, 0)
        flat += char if not depth else "\0"
        depth -= {")": 1, "]": 1}.get(char, 0)
    ways = (_MAYBE.sub("\0", way).split("\0") for way in flat.split("|"))
    return tuple(max(way, key=len) for way in ways), re.compile(bounded)


_MAYBE: Final = re.compile(r"\\.|\x00[?*+]*|.[?*]|[.+]")
"""What of a pattern is no letter that must be there."""
