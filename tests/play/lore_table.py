"""A mill with more lore than the other one: secrets that mention things, entries that last, draws, a book."""

import json

from engine_table import YAML

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import BackendRequest
from gm.domain.campaign import Campaign

LORE = """
lore_search: {recursive: true}
lore:
  stones: {title: The stones, keys: [stone], content: The stones were cut from a ring on the hill.}
  pit: {title: The covered pit, keys: [stone], audience: gm, content: Under the stones lies the boy in the lime kiln.}
  kiln: {title: The kiln, keys: [lime kiln], content: The kiln has been cold for nine winters.}
  song: {title: The song, keys: [song], sticky: 2, cooldown: 2, content: It has eleven verses.}
  coin: {title: The coin, keys: [coin], probability: 50, content: Its other side is blank.}
  crow: {title: The crow, keys: [bird], groups: [birds], content: It is a crow.}
  rook: {title: The rook, keys: [bird], groups: [birds], content: It is a rook.}
  friend: {title: A friend, keys: [friend], cast: [odo], content: Odo owes him a cart.}
  house: {title: The house rule, constant: true, content: Nobody whistles in the mill.}
"""
BOOK = {"name": "Valley", "entries": {"0": {"uid": 0, "key": ["weir"], "comment": "The weir", "content": "It hums."}}}


def kiln_mill(*, book: bool = False, lore: str = LORE) -> Campaign:
    """The campaign; with a book of SillyTavern's if asked."""
    text = YAML.replace(next(line for line in YAML.splitlines() if line.startswith("lore:")), lore.strip())
    files = {"campaign.yaml": text.encode()}
    if book:
        files["lore/valley.json"] = json.dumps(BOOK).encode()
    return load_campaign(files, rulesets=resources.ruleset_sources())


def sent(request: BackendRequest) -> str:
    """All that a model was sent."""
    return "\n".join(message.content for message in request.messages)
