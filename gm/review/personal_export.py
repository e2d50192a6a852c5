"""A person's data as a file that they can keep: a ZIP with a README and machine-readable JSON. Pure."""

import io
import json
import zipfile
from datetime import datetime
from typing import Final

from gm.store.personal_data import PersonalData

MOST: Final = 8_000_000
"""Bytes that a chat lets the bot attach, with room to spare."""
_README: Final = """Your data
=========

Made {moment} for {player}. Everything here is yours alone: words of other players, tellings, and what is secret in a
story are left out. Times are UTC, ids are text.

data.json holds
  words        what you wrote: game, turn, when, as which character ("[erased]" or null: you had it erased)
  edits        tellings that you wrote anew as game master, with what you left of them
  branches     branches that you named
  notes        private notes to the narrator that you wrote as game master
  notes_to_gm  letters that you wrote to the game master
  boundaries   lines and veils that you set for a game
  facts        what you had the game remember (/memory)
  calls        model calls that were made for you alone, with model, provider, tokens and cost in US dollars
               (null: not reported, or price not known)
  rolls        dice of turns that you acted in alone, and your rolls at the table, as they fell
  seats        characters that you play on Discord, with server, thread, and the name that was shown for you
  reminders    where you asked to be reminded, and when not
  own_characters  characters that you made
  archives     old chats that you brought into games, line by line
  characters   characters that you play elsewhere
  uploads      campaigns that you uploaded
  interests    games that you asked to hear of
  games        games that you started
  ratings      what you thought of tellings (1: well told, -1: not)
  audit        what you changed in a server's settings
  consent      which version of the rules you agreed to, and when
  not_kept     since when your words are let go once they are answered, if you wished so
  counts       what is kept but is not yours alone: prompt sections with your words, messages of turns that you were in
  providers    who was sent prompts that were made for you: provider, model, calls

To have it erased: /privacy delete, or ask whoever runs the bot (gm player erase).
"""


def export_json(data: PersonalData, now: datetime) -> str:
    """Everything as JSON, indented."""
    providers = [{"provider": who, "model": model, "calls": calls} for who, model, calls in data.providers]
    tree = {"player": data.player, "made_at": now.isoformat(), **data.parts, "counts": data.counts}
    return json.dumps(tree | {"providers": providers}, ensure_ascii=False, indent=2)


def export_zip(data: PersonalData, now: datetime) -> bytes:
    """The file: README.txt and data.json."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        moment = now.timetuple()[:6]
        texts = {
            "README.txt": _README.format(moment=f"{now:%Y-%m-%d %H:%M}", player=data.player),
            "data.json": export_json(data, now),
        }
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name, moment), text.encode())
    return made.getvalue()
