"""A workshop with a scripted model, over campaign files in memory."""

from collections.abc import Mapping, Sequence

from gm import resources
from gm.app import SystemClock
from gm.authoring.load import load_campaign
from gm.checking import lint_sources
from gm.domain.calls import Candidate, Role, Route
from gm.forge.drafting import Workshop
from gm.models.door import Door
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.models.tokens import EstimatingCounter
from gm.prompting.templates import TemplateSet
from gm.store.calls import CallLedger
from gm.store.database import Database

RULES = resources.ruleset_sources()
MILL = b"""
slug: mill
title: The Mill
ruleset: lantern-d20
# Who can be played.
characters:
  ilse: {name: Ilse, concept: a miller's daughter, sheet: {max_hp: 8}}

npcs:
  gregor:
    name: Gregor
    place: mill
    appearance: A tall man white with flour.  # always
    persona: Tired and honest.

# Where it is.
places:
  mill:
    name: The Mill
    description: A room of stones and dust.
    exits:
      yard: the door to the yard
    gm_notes: Dust burns.
  yard: {name: The Yard, description: Mud and a cart., exits: {mill: the mill door}}
opening: {place: mill, text: The stones turn.}
lines: ["rats: rat, rats, ratlike"]
rating: teen
"""


def shop(
    database: Database, replies: Sequence[str] | None, sources: Mapping[str, bytes] | None = None
) -> tuple[Workshop, ScriptedBackend]:
    """The workshop and its model; `replies` None: no model is set."""
    files = {"campaign.yaml": MILL} if sources is None else sources
    scripted = ScriptedBackend(list(replies or ()))
    candidate = Candidate(model="scripted/writer", backend="scripted", price_in=0.0, price_out=0.0)
    routes = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, (candidate,))} if replies is not None else {})
    clock, counter = SystemClock(), EstimatingCounter()
    ledger = CallLedger(database, clock, owner="test")
    door = Door(routes, {"scripted": scripted, "offline": OfflineBackend()}, ledger, clock, counter)
    made = Workshop(
        campaign=load_campaign(files, rulesets=RULES, slug="mill"),
        sources=files,
        lint=lambda found: lint_sources(found, slug="mill"),
        door=door,
        templates=TemplateSet(resources.shipped_templates()),
        counter=counter,
    )
    return made, scripted
