"""Who witnesses a turn: whoever is there before or after it, and whoever speaks in it from elsewhere."""

from gm.domain.play import SceneState, Turn


def witnesses_of(before: SceneState, after: SceneState, turn: Turn) -> frozenset[str]:
    """Ids of all characters, players' and others, who know what is said and done in this turn."""
    speaking = {entry.input.character for entry in turn.inputs if entry.input.character}
    return frozenset((*before.present(), *after.present(), *speaking))
