"""What players have made true of a place, with its words: canon for the prompts that are written there."""

from collections.abc import Iterator

from pydantic import ValidationError

from gm.domain.brief import DeclaredView
from gm.domain.effects import Declare
from gm.domain.play import SceneState
from gm.domain.ruling import Ruling
from gm.play.parts import EngineParts
from gm.store.declared import RulingOf, load_rulings_of

MOST = 12
"""Declarations of a place that a prompt holds: the latest."""


async def declared_here(parts: EngineParts, state: SceneState) -> tuple[DeclaredView, ...]:
    """Declarations that stand at the scene's place, oldest first. Those whose words were erased are left out."""
    entity = f"place:{state.place_id}"
    marks = {
        path: str(value)
        for (owner, path), value in state.world.values.items()
        if owner == entity and path.startswith("declared/")
    }
    if not marks:
        return ()
    at = {path: state.versions.get((entity, path), 0) for path in marks}
    async with parts.database.read() as db:
        rulings = await load_rulings_of(db, state.scene.branch_id, set(at.values()))
    names = {each.id: each.name for each in state.campaign.ruleset.declarations}
    said = {ruling.seq: list(_said(ruling, names)) for ruling in rulings}
    found = []
    for path in sorted(marks, key=lambda each: int(each.rpartition("/")[2])):
        words = said.get(at[path], [])
        match = next((each for each in words if each[0] == marks[path]), None)
        if match is not None:
            words.remove(match)
            found.append(match[1])
    return tuple(found[-MOST:])


def _said(ruling: RulingOf, names: dict[str, str]) -> Iterator[tuple[str, DeclaredView]]:
    """Each declaration of a ruling, with the mark that it leaves at its place."""
    try:
        verdicts = Ruling.model_validate_json(ruling.body or "{}").verdicts
    except ValidationError:
        return
    for verdict in verdicts:
        effects = [*verdict.effects, *(each for outcome in verdict.outcomes.values() for each in outcome.effects)]
        player = ruling.players[verdict.input - 1] if 0 < verdict.input <= len(ruling.players) else ""
        for effect in effects:
            if isinstance(effect, Declare):
                who = verdict.character if effect.character == "actor" else effect.character
                view = DeclaredView(names.get(effect.declaration, effect.declaration), effect.text, player)
                yield f"{effect.declaration}:{who}", view
