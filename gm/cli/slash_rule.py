"""`/rule WORDS` at the terminal: what the rules say."""

from typing import Final

from gm.cli.phrases import sentence
from gm.cli.sitting import Sitting

_KINDS: Final = {"notion": "in general"}


async def rule(sitting: Sitting, argument: str) -> None:
    """The rules that the words name; without words, what there is to look up. Takes no turn, asks no model.

    Raises:
        NotFound: the rules have nothing of that name.
    """
    from gm.rules.rulebook import rule_names, rules_about

    screen = sitting.screen
    if not argument.strip():
        screen.line(sitting.campaign.ruleset.title, style="bold")
        for kind, names in rule_names(sitting.campaign, sitting.campaign.language):
            screen.line(f"{_KINDS.get(kind, kind)}: {', '.join(names)}", indent=2)
        screen.line("/rule NAME says more of one.", style="dim")
        return
    for each in rules_about(sitting.campaign, argument, sitting.campaign.language):
        what = ", ".join(filter(None, ("" if each.kind in ("other", "notion") else each.kind, each.of)))
        head = f"{each.name} ({what})" if what else each.name
        screen.line(
            f"{head}: {sentence(each.summary)}" if each.summary else head, style="bold" if not each.summary else ""
        )
        if each.detail:
            screen.line(each.detail, indent=2)
