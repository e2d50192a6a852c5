"""`/why` and `gm log --why` on a screen: the explanation with the turn's changes in words."""

from collections.abc import Iterable

from gm.cli.screen import Screen
from gm.review.why import Why, why_rows


def show_why(screen: Screen, why: Why, *, prompts: bool = True) -> None:
    """Put an explanation on the screen, wrapped, each row as deep as it stands. `prompts`: with what was sent."""
    from gm.play.views import change_views

    changes = change_views(why.campaign, why.changes, "main")
    show_rows(screen, why_rows(why, tuple(view.text for view in changes), prompts=prompts))


def show_rows(screen: Screen, rows: Iterable[str]) -> None:
    """Put rows on the screen, wrapped, each as deep as it stands."""
    for row in rows:
        text = row.lstrip(" ")
        screen.line(text, indent=len(row) - len(text))
