"""Every command and menu of the bot, with what it shows to whom: `test_bot_leaks.py` looks through each."""

from typing import Any, Final

PLAYER: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "relations": ({}, "Orla"),
    "calendar": ({}, "of the story"),
    "quests": ({}, "Nobody has asked"),
    "map": ({}, "you are here"),
    "purse": ({}, "purse"),
    "catchup": ({}, "A heron calls."),
    "act": ({"what": "I look around"}, ""),
    "do": ({"words": "I look at the lamp for long and ask what oil it burns"}, "✅"),
    "say": ({"words": "What burns in the lamp?", "to": "Orla"}, "✅"),
    "ooc": ({"words": "What do I know of the oil?"}, "✅"),
    "roll": ({"dice": "2d6"}, "🎲"),
    "check": ({"skill": "search"}, "✅"),
    "turns": ({}, "Whoever acts is answered"),
    "sheet": ({}, "Ilse"),
    "inventory": ({}, "Ilse"),
    "party": ({}, "Tam"),
    "recap": ({}, "so far"),
    "usage": ({}, "$"),
    "why": ({}, "Turn"),
    "ask": ({"question": "lamp oil wants Orla Mara path note"}, "rla"),
    "help": ({}, "How to play"),
    "branch": ({}, "main"),
    "play campaigns": ({}, "Lit Window"),
    "play remind": ({"hours": 24}, ""),
    "report": ({"reason": "dull"}, "can see it now"),
    "privacy what": ({}, "stored about you"),
    "privacy export": ({}, "for you alone"),
    "privacy delete": ({}, ""),
    "lore": ({}, "The Moor"),
    "memory list": ({}, "walk us"),
    "memory search": ({"words": "lamp oil rain Orla keeps wants note"}, "rla"),
    "memory add": ({"words": "Orla hums when it rains"}, "Kept as fact"),
    "memory correct": ({"what": "1", "words": "I know it all"}, "called"),
    "memory pin": ({"what": "1"}, "called"),
    "memory unpin": ({"what": "1"}, "called"),
    "memory forget": ({"what": "1"}, "called"),
    "memory lock": ({"what": "2"}, "game master"),
    "memory tell": ({"what": "1", "who": "tam"}, ""),
    "attack": ({"target": "nobody"}, ""),
    "cast": ({"spell": "light"}, ""),
    "use": ({"item": "chalk"}, ""),
    "give": ({"item": "chalk", "person": "tam"}, ""),
    "rest": ({}, ""),
    "move": ({}, ""),
    "reword": ({"how": "shorter"}, ""),
    "redo": ({}, ""),
    "undo": ({}, ""),
    "xcard": ({}, ""),
    "safety": ({"veil": "zqxjminewq"}, "What is not played here"),
}
"""What a player runs: options, and words that the answer holds ('' : whatever it says)."""
MANAGER: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "host setup": ({}, "How this server is set"),
    "host doctor": ({}, "model"),
    "host usage": ({}, "used"),
    "host models": ({}, "Which models answer here"),
    "host audit": ({}, "Who changed what"),
    "host export": ({}, "settings"),
    "host suggestions": ({"on": True}, ""),
    "host cards": ({"form": "plain"}, ""),
    "host safety": ({"rating": "teen"}, "a line"),
    "host retention": ({"days": 30}, "30 days"),
    "host budgets": ({"whose": "player", "dollars": "5"}, "Budgets of this server"),
    "host reports": ({}, ""),
    "host stop": ({}, "stopped"),
    "host go": ({}, "goes on"),
}
"""What somebody runs who manages the server and plays nowhere: nothing of a story is theirs, and no key is shown."""
MASTER: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "gm secrets": ({}, "zqxjfactq"),
    "gm notes": ({}, "zqxjnoteq"),
    "gm safety": ({}, "zqxjlineq"),
    "gm why": ({"spoilers": True}, "zqxjreasonq"),
    "memory list": ({"spoilers": True}, "zqxjkeptq"),
    "memory search": ({"words": "what Orla keeps", "spoilers": True}, "zqxjkeptq"),
    "gm table": ({"table": "omens"}, "zqxjtableq"),
    "gm prompt": ({"role": "adjudicator"}, "zqxjfactq"),
}
"""What the game master runs, and the secret that is shown there: the control. Players are refused each of them."""
ACTS: Final = {
    *(
        "gm say",
        "gm narrate",
        "gm note",
        "gm give",
        "gm take",
        "gm hp",
        "gm condition",
        "gm move",
        "gm learn",
        "gm flag",
    ),
    *("gm clock", "gm undo", "gm suggestions", "gm kick", "gm stakes", "gm lore", "gm world"),
}
"""A game master's deeds: they show what changed, to who did it; a player is refused before anything is read."""
SEATS: Final = {
    *("play start", "play join", "play leave", "play pause", "play resume", "play end", "play make", "play move"),
    *("play schedule", "play upload", "play unload", "import"),
    *("host block", "host unblock", "host remove", "host import", "host stakes"),
}
"""Seats, threads and settings: they answer with a line of the catalogue, and names of people and places."""
MENUS: Final = {"Report", "Who said this?", "Edit", "Remove", "Say it differently", "Show character"}
