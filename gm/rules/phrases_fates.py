"""What is said where somebody steps out of the story, comes back, retires, dies or lingers; in the languages of the
shipped kit, else in English."""

from typing import Final

from gm.rules.phrases import tongue

_SAID: Final = {
    "en": {
        "parks": "{who} steps out of the story for now.",
        "returns": "{who} is back with the others.",
        "retires": "Here {who}'s part of the story ends. {who} goes on to a life of their own.",
        "dies": "{who} is dead.",
        "haunts": "{who} is dead, and yet not gone: a ghost, seen and heard, whose hands find no hold.",
        "hands": "For a while {other}'s player plays {who} as well.",
        "hands_gm": "For a while the game master plays {who}.",
        "takes": "{who} is played by their own player again.",
        "arrives_from": "{who} comes from another story: {other}.",
        "leaves_for": "{who} leaves for another story: {other}.",
        "reshaped": "There is more to {who} than it seemed: their sheet has been changed.",
        "no_hold": "{who} is a ghost: seen and heard, but touching nothing.",
    },
    "de": {
        "parks": "{who} tritt fürs Erste aus der Geschichte.",
        "returns": "{who} ist wieder bei den anderen.",
        "retires": "Hier endet der Anteil, den {who} an dieser Geschichte hat. Das Leben geht anderswo weiter.",
        "dies": "{who} ist tot.",
        "haunts": "{who} ist tot und doch nicht fort: ein Geist, zu sehen und zu hören, der nichts mehr fassen kann.",
        "hands": "Eine Weile spielt, wer {other} spielt, auch {who}.",
        "hands_gm": "Eine Weile spielt die Spielleitung {who}.",
        "takes": "{who} wird wieder wie zuvor gespielt.",
        "arrives_from": "{who} kommt aus einer anderen Geschichte: {other}.",
        "leaves_for": "{who} zieht weiter in eine andere Geschichte: {other}.",
        "reshaped": "In {who} steckt anderes, als es schien: Der Bogen ist geändert.",
        "no_hold": "{who} ist ein Geist: zu sehen und zu hören, doch ohne Griff.",
    },
    "es": {
        "parks": "{who} sale de la historia por ahora.",
        "returns": "{who} vuelve con los demás.",
        "retires": "Aquí termina la parte de {who} en esta historia. Su vida sigue en otro lugar.",
        "dies": "{who} ha muerto.",
        "haunts": "{who} ha muerto y no se ha ido: un fantasma que se ve y se oye, pero no toca nada.",
        "hands": "Por un tiempo, quien lleva a {other} lleva también a {who}.",
        "hands_gm": "Por un tiempo, la dirección de juego lleva a {who}.",
        "takes": "{who} vuelve a manos de quien lo llevaba.",
        "arrives_from": "{who} viene de otra historia: {other}.",
        "leaves_for": "{who} se marcha a otra historia: {other}.",
        "reshaped": "Hay en {who} más de lo que parecía: su ficha ha cambiado.",
        "no_hold": "{who} es un fantasma: se ve y se oye, pero no toca nada.",
    },
    "ru": {
        "parks": "{who} на время выходит из истории.",
        "returns": "{who} снова с остальными.",
        "retires": "Здесь для {who} эта история заканчивается. Жизнь продолжается в другом месте.",
        "dies": "{who} больше нет в живых.",
        "haunts": "{who} больше нет в живых, но призрак остался: его видно и слышно, а коснуться он ничего не может.",
        "hands": "На время за {who} играет тот же игрок, что и за {other}.",
        "hands_gm": "На время за {who} играет ведущий.",
        "takes": "За {who} снова играет прежний игрок.",
        "arrives_from": "{who} приходит из другой истории: {other}.",
        "leaves_for": "{who} уходит в другую историю: {other}.",
        "reshaped": "{who}: всё не так, как казалось, лист персонажа изменён.",
        "no_hold": "{who} теперь призрак: видно и слышно, но коснуться ничего нельзя.",
    },
    "zh": {
        "parks": "{who}暂时离开了故事。",
        "returns": "{who}回到了大家身边。",
        "retires": "{who}在这个故事里的部分到此结束，此后另有自己的人生。",
        "dies": "{who}死了。",
        "haunts": "{who}死了，却没有离去：化作看得见、听得到的幽魂，什么也碰不到。",
        "hands": "这段时间由{other}的玩家一并扮演{who}。",
        "hands_gm": "这段时间由主持人扮演{who}。",
        "takes": "{who}重新由原来的玩家扮演。",
        "arrives_from": "{who}来自另一个故事：{other}。",
        "leaves_for": "{who}前往另一个故事：{other}。",
        "reshaped": "{who}与看上去的不同：角色卡已修改。",
        "no_hold": "{who}是幽魂：看得见、听得到，却什么也碰不到。",
    },
    "th": {
        "parks": "{who}ออกจากเรื่องไปก่อนชั่วคราว",
        "returns": "{who}กลับมาอยู่กับคนอื่น ๆ แล้ว",
        "retires": "เรื่องราวของ{who}ในตำนานนี้จบลงตรงนี้ และไปใช้ชีวิตของตนต่อไป",
        "dies": "{who}ตายแล้ว",
        "haunts": "{who}ตายแล้วแต่ยังไม่จากไป กลายเป็นวิญญาณที่เห็นได้ ได้ยินได้ แต่แตะต้องอะไรไม่ได้",
        "hands": "ชั่วคราวนี้ผู้เล่นของ{other}จะเล่น{who}ด้วย",
        "hands_gm": "ชั่วคราวนี้ผู้ดำเนินเกมจะเล่น{who}",
        "takes": "{who}กลับมาอยู่ในมือผู้เล่นเดิม",
        "arrives_from": "{who}มาจากอีกเรื่องหนึ่ง: {other}",
        "leaves_for": "{who}ออกเดินทางสู่อีกเรื่องหนึ่ง: {other}",
        "reshaped": "{who}มีอะไรมากกว่าที่เห็น ใบตัวละครถูกปรับแล้ว",
        "no_hold": "{who}เป็นวิญญาณ เห็นได้ ได้ยินได้ แต่แตะต้องอะไรไม่ได้",
    },
}


def fate_phrase(key: str, language: str, *, who: str, other: str = "") -> str:
    """One sentence about somebody, by name."""
    return _SAID[tongue(language)][key].format(who=who, other=other)
