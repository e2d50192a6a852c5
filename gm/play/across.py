"""Talk across the table is answered, and changes nothing in the world."""

from gm.domain.play import Turn, TurnOutcome


def is_across(turn: Turn) -> bool:
    """Whether nothing but talk out of character was said."""
    return bool(turn.inputs) and all(entry.input.kind == "ooc" for entry in turn.inputs)


def without_effect(turn: Turn, outcome: TurnOutcome) -> TurnOutcome:
    """The outcome; of talk out of character without any change, but for what a game master does who answers it by hand.
    What fell due meanwhile comes with the next beat."""
    if turn.kind != "action" or not is_across(turn) or turn.ruling_source == "gm":
        return outcome
    return outcome.model_copy(update={"changes": (), "notes": (), "ending": None})
