"""What the bot says, in every language: YAML files that a translator can edit, one a locale. Pure but for reading them.

Texts hold placeholders in braces (`{name}`), and commands by their English names (`/play start`), which are replaced by
what they are called in that language. A key that a catalogue lacks is said in English.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import yaml

LOCALES: Final = ("en", "es", "de", "ru", "zh-CN", "th")
"""The languages that there are catalogues for, the fallback first."""
LANGUAGE_NAMES: Final[Mapping[str, str]] = {
    "en": "English",
    "es": "Español",
    "de": "Deutsch",
    "ru": "Русский",
    "zh-CN": "简体中文",
    "th": "ไทย",
}

_COMMAND: Final = re.compile(r"/([a-z]+)(?: ([a-z]+))?")


def locale_of(wanted: str) -> str:
    """The catalogue for a Discord locale: `es-419` and `es-ES` are both Spanish, the unknown is English."""
    if wanted in LOCALES:
        return wanted
    short = wanted.partition("-")[0]
    return short if short in LOCALES else LOCALES[0]


class Catalogue:
    """All texts, by locale and key."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self.texts = texts

    def find(self, locale: str, key: str) -> str | None:
        """The text of exactly this locale, or None."""
        return self.texts.get(locale, {}).get(key)

    def say(self, locale: str, key: str, **values: object) -> str:
        """The text with its placeholders filled; English where the locale has none.

        Raises:
            KeyError: English has none either: a mistake in the program.
        """
        text = self.find(locale, key)
        if text is None:
            text = self.texts[LOCALES[0]][key]
        return _COMMAND.sub(lambda found: self._called(locale, found), text).format(**values)

    def _called(self, locale: str, found: re.Match[str]) -> str:
        """`/play start` as the command is called in that language."""
        first = self.find(locale, f"command.{found[1]}.name")
        if first is None or found[2] is None:
            return f"/{first or found[1]}"
        return f"/{first} {self.find(locale, f'command.{found[1]}.{found[2]}.name') or found[2]}"


class Speech:
    """A catalogue in one language: `speech("undo.done", number=4)`."""

    def __init__(self, catalogue: Catalogue, locale: str, wanted: str = "") -> None:
        self.catalogue = catalogue
        self.locale = locale
        self.wanted = wanted or locale
        """The language that the reader has set, also where there is no catalogue for it."""

    def find(self, key: str) -> str | None:
        """The text as it stands in this language or in English; None if there is no such key."""
        return self.catalogue.find(self.locale, key) or self.catalogue.find(LOCALES[0], key)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text with its placeholders filled."""
        return self.catalogue.say(self.locale, key, **values)


def flatten(tree: Mapping[str, Any], lead: str = "") -> dict[str, str]:
    """Nested mappings as dotted keys."""
    found: dict[str, str] = {}
    for name, value in tree.items():
        key = f"{lead}{name}"
        if isinstance(value, Mapping):
            found |= flatten(value, f"{key}.")
        else:
            found[key] = str(value)
    return found


@lru_cache(maxsize=1)
def shipped_catalogue() -> Catalogue:
    """The catalogues that come with the program."""
    folder = resources.files("gm.bot") / "locales"
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the plain one takes seconds at each start
    texts = {locale: (folder / f"{locale}.yaml").read_text(encoding="utf-8") for locale in LOCALES}
    return Catalogue({locale: flatten(yaml.load(text, Loader=loader)) for locale, text in texts.items()})
