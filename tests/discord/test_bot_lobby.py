"""From an idea to a table of people: own characters, readiness, pages, coming late, leaving, coming back."""

from pathlib import Path

from bot_journey import TINY, opened, seated, serving
from loopback import LoopbackDiscord
from loopback.message import walk
from sqlalchemy import text

from gm.bot.card import PAGE
from gm.review.verify import verify
from gm.store.own import load_characters_of

MIRA = {
    "name": "Mira Quill",
    "pronouns": "she/her",
    "about": "A ferrywoman in debt @everyone\nRope-scarred hands.",
    "good_at": ["stealth"],
    "wish": "To find the lamp first",
}


_DIE = text("UPDATE states SET value = :value WHERE entity = 'character:una' AND path = 'status'")


async def test_a_character_of_ones_own_from_the_form_to_the_sheet(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    ada, bo = channel.guild.user("Ada"), channel.guild.user("Bo")
    async with opened(home) as app, serving(server, app) as bot:
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        thread = channel.threads[-1]
        (card,) = thread.messages
        assert card.labels == ["Play Ilse Brand", "Play Tam Reed", "Play Odo", "Play Una", "Make your own", "Begin"]
        assert "teen · scene by scene · English" in card.text

        form = await ada.click(card, "Make your own")
        assert form.modal is not None and form.answer_type == 9
        made = await ada.submit(form, MIRA)
        assert "Trained: Stealth. HP 9" in (await made.message("You play Mira Quill")).text
        assert f"**Mira Quill**: A ferrywoman in debt @everyone (<@{ada.id}>, not ready yet)" in card.text
        assert card.notified == []
        await (await bo.click(card, "Play Odo")).message("You play Odo")
        await (await bo.click(card, "Ready")).message("ready")
        assert "Everyone is ready" not in card.text and f"<@{bo.id}>, ready" in card.text
        await (await ada.click(card, "Ready")).message("ready")
        assert "Everyone is ready" in card.text
        await (await ada.click(card, "Begin")).message("begins")
        await bot.tables.rest()
        assert card.labels == ["Play Ilse Brand", "Play Tam Reed", "Play Una", "Make your own", "Get up"]

        acted = await ada.slash(thread, "do", {"words": "I look around"})
        await acted.message("✅")
        await bot.tables.rest()
        (words,) = [message for message in thread.messages if message.text == "I look around"]
        assert words.author_name == "Mira Quill"
        sheet = await ada.slash(thread, "sheet", {})
        assert "A ferrywoman in debt" in (await sheet.message("Mira Quill")).text
        party = await bo.slash(thread, "party", {})
        assert f"**Mira Quill** (<@{ada.id}>)" in (await party.message("Odo")).text
        why = await ada.slash(thread, "why", {})
        assert "To find the lamp first" not in (await why.message()).text
        table = await bot.tables.at(thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_a_form_that_makes_no_character_says_why(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    ada = channel.guild.user("Ada")
    async with opened(home) as app, serving(server, app):
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        thread = channel.threads[-1]
        (card,) = thread.messages
        form = await ada.click(card, "Make your own")
        await (await ada.submit(form, MIRA | {"name": "orla"})).message("Somebody in this story is called orla already")
        for unseen in ("Or\u200bla", "\u202eOrla", "Ｏｒｌａ", "O r l a"):
            form = await ada.slash(thread, "play make", {})
            await (await ada.submit(form, MIRA | {"name": unseen})).message("is called")
        form = await ada.slash(thread, "play make", {})
        await (await ada.submit(form, MIRA | {"name": "GameMaster"})).message("what I am called here")
        again = await ada.slash(thread, "play make", {})
        await (await ada.submit(again, MIRA | {"about": " \n "})).message("who the character is")
        await (await ada.slash(channel, "play make", {})).message("no game in this thread")
        assert "Mira" not in card.text


async def test_coming_late_leaving_and_coming_back(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        assert channel.guild is not None
        thread, cy, bo = group.thread, channel.guild.user("Cy"), channel.guild.user("Bo")
        await group.does("Ada", "I light my pipe")
        card = thread.messages[0]
        form = await cy.click(card, "Make your own")
        await (await cy.submit(form, MIRA)).message("You play Mira Quill")
        (line,) = group.told("joins the game")
        assert line.notified == []
        await (await bo.click(card, "Play Una")).message("You play Una")
        await group.does("Ada", "I look around")
        table = await bot.tables.at(thread.id)
        assert table is not None
        assert (await table.state()).present()[0] == "ilse"
        assert "Mira Quill arrives" in thread.messages[-1].text and "Una arrives" in thread.messages[-1].text

        await (await cy.click(card, "Get up")).message("waits")
        assert group.told("Mira Quill leaves the party")
        assert "Mira Quill**: A ferrywoman in debt @everyone (waits, may be taken)" in card.text
        assert len((await table.state()).present()) == 3
        choices = await bo.autocomplete(thread, "play join", "character", {"character": "mira"})
        slug = choices[0]["value"]
        await (await bo.slash(thread, "play join", {"character": slug})).message("You play Mira Quill")
        present = (await table.state()).present()
        assert slug in present and "una" not in present, "whom Bo played before waits now"
        assert (await verify(app.database, table.game)).ok

        async with app.database.begin() as db:
            await db.run(lambda tx: tx.write(_DIE, {"value": '"dead"'}))
            await db.commit()
        await (await bo.slash(thread, "play join", {"character": "una"})).message("Una does not come back")
        assert table.seats[bo.id].character == slug, "who cannot have another keeps what they had"

        await (await group.players["Ada"].slash(thread, "play end", {})).message("ended")
        assert card.labels == []
        await (await cy.slash(thread, "play join", {"character": "tam"})).message("has ended")


async def test_an_own_character_goes_on_to_another_game_and_nobody_else_can_take_it_there(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        assert channel.guild is not None
        ada, bo = channel.guild.user("Ada"), channel.guild.user("Bo")
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        first = channel.threads[-1]
        form = await ada.click(first.messages[0], "Make your own")
        await (await ada.submit(form, MIRA)).message("You play Mira Quill")
        await (await bo.slash(channel, "play start", {"campaign": "tiny", "name": "Second"})).message("set:")
        second = channel.threads[-1]
        mine = await ada.autocomplete(second, "play join", "character", {"character": "mira"})
        slug = mine[0]["value"]
        assert await bo.autocomplete(second, "play join", "character", {"character": "mira"}) == []
        await (await bo.slash(second, "play join", {"character": slug})).message("no such character")
        await (await ada.slash(second, "play join", {"character": slug})).message("You play Mira Quill")
        await (await ada.click(second.messages[0], "Begin")).message("begins")
        await bot.tables.rest()
        async with app.database.read() as db:
            kept = await load_characters_of(db, f"discord:{ada.id}")
        assert [each.slug for each in kept] == [slug]


async def test_a_question_to_one_who_leaves_takes_its_default(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Odo")
        await group.does("Ada", "I force the cupboard")
        (question,) = group.told("Take the letter?")
        await (await group.players["Ada"].slash(group.thread, "play leave", {})).message("waits")
        await group.rest()
        assert "→ Leave it" in question.text and question.labels == []
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await table.state()).present() == ("odo", "orla")
        await group.does("Bo", "I look around")


async def test_two_pages_lead_to_each_other(server: LoopbackDiscord, home: Path) -> None:
    crowd = "\n".join(f"  c{n:02}: {{name: Hero {n:02}, concept: a hero}}" for n in range(26))
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(
        TINY.replace("characters:", f"characters:\n{crowd}", 1), encoding="utf-8"
    )
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    ada = channel.guild.user("Ada")
    async with opened(home) as app, serving(server, app):
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        (card,) = channel.threads[-1].messages
        assert "Page 1 of 2" in card.text
        for label, shown in (("More", "Page 2 of 2"), ("Back", "Page 1 of 2"), ("Back", "Page 2 of 2")):
            await (await ada.click(card, label)).message("page")
            assert shown in card.text


async def test_more_than_twenty_characters_come_on_pages(server: LoopbackDiscord, home: Path) -> None:
    crowd = "\n".join(f"  c{n:02}: {{name: Hero {n:02}, concept: {'a long tale ' * 9}}}" for n in range(40))
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(
        TINY.replace("characters:", f"characters:\n{crowd}", 1), encoding="utf-8"
    )
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    ada = channel.guild.user("Ada")
    async with opened(home) as app, serving(server, app) as bot:
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        (card,) = channel.threads[-1].messages
        assert "Page 1 of 3" in card.text and len(card.text) <= 2000 and "press **Begin**" in card.text
        (menu,) = [part for part in walk(card.components) if part["type"] == 3]
        assert [each["label"] for each in menu["options"]] == [f"Hero {n:02}" for n in range(PAGE)]
        assert card.labels == ["Back", "More", "Make your own", "Begin"]
        picked = await ada.select(card, menu["custom_id"], "Hero 03")
        await picked.message("You play Hero 03")
        await (await ada.click(card, "More")).message("page")
        assert "Page 2 of 3" in card.text and "Hero 18" in card.text and "Hero 00" not in card.text
        await (await ada.click(card, "More")).message("page")
        await (await ada.click(card, "More")).message("page")
        assert "Page 1 of 3" in card.text and f"<@{ada.id}>, not ready yet" in card.text
        await bot.tables.rest()
