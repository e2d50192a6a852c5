"""The words of a sentence that carry its meaning, compared roughly: a common beginning will do, since words inflect."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from gm.domain.words import fold

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PRONOUNS: Final = re.compile("你们|我们|你|我|您|他|她|它|的|了|着|一|あなた|私|僕|俺|คุณ|ฉัน|ผม|เจ้า|ข้า|เรา")
_EMPTY: Final = frozenset(
    fold(
        "the a an and or but of to in on at by for with from into onto over under up down out off as is "
        "are was were be "
        "been it its this that these those there here then than so if while before after i you he she we "
        "they me him her "
        "us them my your his our their mine yours myself yourself himself herself will would can could "
        "shall should may "
        "might must do does did have has had not no any some all just try tries trying attempt attempts begin begins "
        "start starts go goes let lets get gets "
        "der die das den dem des ein eine einen einem einer eines und oder aber von zu zum zur in im an "
        "am auf aus bei "
        "mit nach vor über unter durch für als wie ist sind war waren sein es dies diese dieser dieses "
        "da dann so wenn "
        "ich du er sie wir ihr mich dich ihn uns euch mir dir ihm mein dein sein unser euer meine deine "
        "seine ihre nicht "
        "kein keine sich versuche versuchst versucht "
        "el la los las un una unos unas y o pero de del a al en con por para sobre bajo desde hasta como "
        "es son era que "
        "se lo le les me te nos yo tú él ella mi tu su mis tus sus no si intento intentas intenta trato tratas "
        "и а но или в во на с со к ко у о об от из за по под над до для не ни же ли бы то это этот эта "
        "эти я ты он она "
        "мы вы они меня тебя его её нас вас их мне тебе ему ей мой твой свой моя твоя свою свои как что "
        "чтобы пытаюсь "
        "пытаешься пробую пробуешь"
    ).split()
)


@lru_cache(maxsize=2048)
def content(text: str) -> tuple[str, ...]:
    """The words that carry meaning, folded; pairs of letters where a script writes no spaces."""
    found: list[str] = []
    folded = fold(text)
    if _UNSPACED.search(folded):
        for run in _UNSPACED.findall(_PRONOUNS.sub(" ", folded)):
            found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        folded = _UNSPACED.sub(" ", folded)
    found += [word for word in _WORD.findall(folded) if word not in _EMPTY and (len(word) > 2 or word.isdigit())]
    return tuple(found)


def alike(one: str, other: str) -> bool:
    """Whether two words are likely to be forms of one."""
    if one == other:
        return True
    short, long = sorted((len(one), len(other)))
    need = max(3, round(0.6 * long))
    return short >= need and one[:need] == other[:need]


def shared(of: Collection[str], among: Iterable[str]) -> float:
    """The share of these words that has its like among those (0 where there are none)."""
    pool = tuple(among)
    return sum(any(alike(word, each) for each in pool) for word in of) / len(of) if of else 0.0


def measure(text: str) -> float:
    """How long a text is in words; of scripts without spaces, about as many as a translation would have."""
    total = 0.0
    if not text.isascii():
        for run in _UNSPACED.findall(text):
            total += len(run) / (4.5 if "\u0e00" <= run[0] <= "\u0eff" else 1.7)
        text = _UNSPACED.sub(" ", text)
    return total + len(_WORD.findall(text))
