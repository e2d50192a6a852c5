"""`--scene`: which scene of a split party a command is about."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App
    from gm.domain.play import Game

SceneOption = Annotated[
    str | None, typer.Option("--scene", metavar="WHO", help="Whose scene, while the party is split: a character.")
]


async def scene_key(app: "App", game: "Game", typed: str | None, *, default: str | None = None) -> str:
    """The key of the scene that is meant: by a character who plays there, its place, or its key. `default`: the key of
    the scene where none is named.

    Raises:
        Refused: several are open and none is named. NotFound: none is called that, or several are.
    """
    from gm.domain.errors import NotFound, Refused
    from gm.play.views import character_name

    state = await app.engine.state(game)
    views = await app.engine.scenes.all(game)
    named = {view.key: [view.title, *(character_name(state.campaign, who) for who in view.who)] for view in views}
    remedy = "Open: " + "; ".join(f"{names[0]} ({', '.join(names[1:]) or 'nobody'})" for names in named.values()) + "."
    if typed is None:
        if default is None and len(views) > 1:
            raise Refused("The party is split: say whose scene you mean, with --scene.", remedy=remedy)
        return default or views[0].key
    word = typed.strip().casefold()
    exact = [v.key for v in views if word in {v.key, *v.who, *(each.casefold() for each in named[v.key])}]
    close = exact or [v.key for v in views if word and any(each.casefold().startswith(word) for each in named[v.key])]
    if len(close) != 1:
        raise NotFound(f'No scene, or more than one, is meant by "{typed}".', remedy=remedy)
    return close[0]
