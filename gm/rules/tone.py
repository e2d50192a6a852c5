"""Whether a line is kind or unkind to whom it is said to, by plain words of six languages. It prefers neither."""

from functools import lru_cache
from typing import Final

from gm.domain.words import Phrases
from gm.rules.lexicon import affirmed

_KIND: Final = {
    "en": (
        "thank you, thanks, please, i am sorry, i'm sorry, forgive me, well done, good work, i trust you, "
        "you are right, "
        "you're right, i like you, i admire, let me help, i will help, i'll help, i can help, bless you, you are kind, "
        "you're kind, my friend, glad to see you, beautiful work, i believe you, take your time, i owe you"
    ),
    "de": (
        "danke*, bitte, es tut mir leid, verzeih*, gut gemacht, ich vertraue dir, ich vertraue ihnen, ich glaube dir, "
        "ich glaube ihnen, ich helfe, lass mich helfen, mein freund, meine freundin, du hast recht, sie haben recht"
    ),
    "es": (
        "gracias, por favor, lo siento, perdón, perdona, perdone, bien hecho, confío en ti, confío en usted, te creo, "
        "le creo, te ayudo, déjame ayudar, amigo mío, amiga mía, tienes razón, tiene razón"
    ),
    "ru": (
        "спасибо, пожалуйста, благодарю, прости, простите, извини, извините, молодец, я верю тебе, я верю вам, "
        "я тебе верю, я вам верю, я помогу, позволь помочь, друг мой, ты прав, ты права, вы правы"
    ),
    "zh": "谢谢, 多谢, 对不起, 抱歉, 请原谅, 做得好, 我相信你, 我信任你, 我来帮你, 我帮你, 你说得对, 我的朋友",
    "th": "ขอบคุณ, ขอบใจ, ขอโทษ, ยกโทษให้, ทำได้ดี, ฉันเชื่อคุณ, ผมเชื่อคุณ, ฉันจะช่วย, ผมจะช่วย, ให้ฉันช่วย, คุณพูดถูก, เพื่อนรัก",
}
_UNKIND: Final = {
    "en": (
        "shut up, idiot*, fool, liar, you lie, you are lying, you're lying, stupid, coward*, damn you, curse you, "
        "i hate you, i will kill you, i'll kill you, get out of my way, worthless, pathetic, filthy, you are nothing, "
        "you're nothing, hold your tongue, or else, you disgust me, i spit on"
    ),
    "de": (
        "halt den mund, halt die klappe, idiot*, dummkopf, lügner*, du lügst, sie lügen, feigling*, "
        "verdammt sollst du, ich hasse dich, ich bringe dich um, wertlos, erbärmlich, du ekelst mich"
    ),
    "es": (
        "cállate, cállese, idiota, imbécil, mentiroso, mentirosa, mientes, usted miente, cobarde, maldito seas, "
        "te odio, te mataré, voy a matarte, inútil, patético, me das asco"
    ),
    "ru": (
        "заткнись, идиот*, дурак, дура, лжец, лжешь, врешь, вы лжете, вы врете, трус, трусиха, будь ты проклят, "
        "ненавижу тебя, я убью тебя, я тебя убью, ничтожество, ты мне противен"
    ),
    "zh": "闭嘴, 白痴, 蠢货, 骗子, 你撒谎, 你在撒谎, 胆小鬼, 懦夫, 去死, 我恨你, 我要杀了你, 废物",
    "th": "หุบปาก, ไอ้โง่, โง่เง่า, คนโกหก, คุณโกหก, แกโกหก, ขี้ขลาด, ไปตายซะ, ฉันเกลียด, ฉันจะฆ่า, ไร้ค่า, น่าสมเพช",
}


def tone_of(text: str, language: str) -> int:
    """+1 for a kind line, −1 for an unkind one, 0 where it is neither, or both."""
    tongue = language.split("-")[0].casefold()
    kind = affirmed(_words("kind", tongue).hits(text), text)
    unkind = affirmed(_words("unkind", tongue).hits(text), text)
    return bool(kind) - bool(unkind)


@lru_cache(maxsize=16)
def _words(which: str, tongue: str) -> Phrases[str]:
    table = _KIND if which == "kind" else _UNKIND
    listed = ", ".join(table[each] for each in dict.fromkeys((tongue, "en")) if each in table)
    return Phrases((each.strip(), which) for each in listed.split(",") if each.strip())
