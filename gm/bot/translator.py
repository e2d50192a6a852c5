"""Names and descriptions of commands in every language, as Discord asks for them."""

from discord import Locale, app_commands

from gm.bot.catalogue import LOCALES, Catalogue, locale_of, shipped_catalogue


def text_of(key: str) -> app_commands.locale_str:
    """A command's name or description: English, with the key by which the others are found."""
    return app_commands.locale_str(shipped_catalogue().say(LOCALES[0], key), key=key)


class CommandTranslator(app_commands.Translator):
    """Looks up `locale_str`s that carry a key."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue

    async def translate(
        self, string: app_commands.locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The text in that locale; None where it is the English one."""
        key, wanted = string.extras.get("key"), locale_of(locale.value)
        if key is None or wanted == LOCALES[0]:
            return None
        return self.catalogue.find(wanted, key)
