"""The author's opening as it is read out: `{{user}}` in it (cards of other programs are full of that) is the party."""

from gm.domain.brief import PersonView
from gm.domain.campaign import Campaign
from gm.prompting.macros import expand_macros


def opening_text(campaign: Campaign, party: tuple[PersonView, ...]) -> str:
    """The opening's text with the names of those who are there in place of `{{user}}`."""
    names = ", ".join(person.name for person in party)
    return expand_macros(campaign.opening.text, char=campaign.title, user=names or campaign.title)
