"""What readers thought of tellings, by model and by turn."""

from gm.domain.play import Game
from gm.store.tellings import ModelRating, load_rated_turns, load_ratings
from gm.store.tx import Db

Ratings = tuple[tuple[ModelRating, ...], tuple[ModelRating, ...]]


async def load_review(db: Db, game: Game) -> Ratings:
    """(by model, by turn) of a game."""
    return await load_ratings(db, game.id), await load_rated_turns(db, game.id)


def ratings_rows(ratings: Ratings) -> list[str]:
    """The ratings as rows of plain text."""
    by_model, by_turn = ratings
    if not by_model:
        return ["Nobody has rated a telling yet. On Discord: react with a thumb, up or down."]
    width = max(len(each.model) for each in by_model)
    rows = [f"{each.model.ljust(width)}  {_thumbs(each)}" for each in by_model]
    return [*rows, "", *(f"turn {each.number}: {_thumbs(each)} ({each.model})" for each in by_turn)]


def ratings_json(ratings: Ratings) -> dict[str, object]:
    """The same as JSON."""
    by_model, by_turn = ratings
    return {
        "models": [{"model": each.model, "good": each.good, "weak": each.weak} for each in by_model],
        "turns": [{"turn": e.number, "model": e.model, "good": e.good, "weak": e.weak} for e in by_turn],
    }


def _thumbs(each: ModelRating) -> str:
    return f"{each.good} good, {each.weak} weak"
