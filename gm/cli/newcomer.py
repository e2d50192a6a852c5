"""`gm play --new "Bo, a ferryman who lost his boat"`: a character of one's own, in play within a minute."""

from typing import TYPE_CHECKING

from gm.cli.seating import Ask, NewGame, Seat
from gm.cli.sitting import PLAYER

if TYPE_CHECKING:
    from gm.app import App
    from gm.cli.screen import Screen


def asked_ties(screen: "Screen", ask: Ask | None) -> tuple[str, ...]:
    """What ties them to the party and to the world: two questions, which Enter skips; none where nobody is there."""
    from gm.rules.quick import QUESTIONS

    if ask is None:
        return ()
    ties = []
    for question in QUESTIONS:
        screen.line(question)
        ties.append(ask("> ").strip())
        screen.typed()
    return tuple(ties)


async def seat_newcomer(app: "App", found: Seat | NewGame, said: str, archetype: str, ties: tuple[str, ...]) -> Seat:
    """Make the character, and the game with it, or bring it into the game that runs.

    Raises:
        Refused, NotFound: see `gm.rules.quick.quick_picks`; or the table does not play what is said of them.
    """
    from gm.app import SystemEntropy
    from gm.domain.own import OWN
    from gm.rules.own import own_character
    from gm.rules.quick import quick_picks
    from gm.store.own import load_cast, record_character, record_guest

    picks = quick_picks(found.campaign, said, archetype, ties)
    played_in = found.game if isinstance(found, Seat) else None
    await app.engine.safety.admit(played_in, found.campaign, picks.words)
    slug = f"{OWN}{SystemEntropy().uid()[:8]}"
    made, now = own_character(found.campaign, picks, slug=slug, owner=PLAYER), app.clock.now()
    async with app.database.begin() as db:
        rules = found.campaign.ruleset.slug
        await record_character(db, slug=slug, owner=PLAYER, ruleset=rules, picks=picks, now=now)
        if isinstance(found, Seat):
            await record_guest(db, found.game.id, made, now)
        await db.commit()
    if isinstance(found, NewGame):
        game = await app.start_game(found.campaign, name=found.name, characters=[slug], own=[made])
    else:
        game = found.game
        await app.engine.join(game, slug)
    async with app.database.read() as db:
        return Seat(game, await load_cast(db, game), made)


def show_newcomer(screen: "Screen", seat: Seat) -> None:
    """What the rules have made of them."""
    from gm.rules.pronouns import USUAL

    pc, rules = seat.character, seat.campaign.ruleset
    good = ", ".join(skill.name for skill in rules.skills if pc.sheet.skills.get(skill.id)) or "nothing in particular"
    called = pc.name if pc.pronouns == USUAL else f"{pc.name} ({pc.pronouns})"
    screen.line(f"{called}, {pc.concept}. Good at: {good}. {pc.sheet.max_hp} hit points.")
    screen.line("/sheet shows the rest; until the first session ends, /sheet change WORDS changes it.", style="dim")
    screen.blank()
