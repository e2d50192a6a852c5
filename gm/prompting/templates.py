"""The set of prompt templates of a campaign: the shipped ones, with the author's own in their place."""

import contextlib
import difflib
import re
from collections.abc import Mapping
from typing import Any, Final

from jinja2 import Template, TemplateError, TemplateNotFound, TemplateSyntaxError, meta

from gm.domain.errors import ConfigError
from gm.prompting.sandbox import PromptEnvironment, TooMuchWork, metered

MAX_SOURCE: Final = 64_000
"""Longest template, in characters."""
_BLANKS = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


class TemplateSet:
    """Templates by name (`narrator/turn.jinja2`). Immutable; made once per campaign, compiled at first use.

    A template gets values and gives text. It reaches nothing else: see `gm.prompting.sandbox`. Two sets are never
    equal, so caches that are keyed by one are keyed by its identity.
    """

    def __init__(self, shipped: Mapping[str, str], overrides: Mapping[str, str] | None = None) -> None:
        """`overrides` are `Campaign.templates`.

        Raises:
            ConfigError: an override is too long, or replaces nothing and is no partial (`<role>/_name.jinja2`).
        """
        self._shipped = dict(shipped)
        self._own = dict(overrides or {})
        for name, text in self._own.items():
            self._check_override(name, text)
        self._sources = {**self._shipped, **self._own}
        self._environment = PromptEnvironment(self._sources, self.origin)
        self._compiled: dict[str, Template] = {}

    def _check_override(self, name: str, text: str) -> None:
        if len(text) > MAX_SOURCE:
            raise ConfigError(
                f"the campaign's template {name} is longer than {MAX_SOURCE} characters", remedy="Shorten it."
            )
        if name in self._shipped or name.rpartition("/")[2].startswith("_"):
            return
        near = difflib.get_close_matches(name, self._shipped, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ConfigError(
            f"the campaign's template {name} replaces nothing.{hint}",
            remedy="Name it after a shipped template, or start its name with _ to include it in another.",
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All template names, sorted."""
        return tuple(sorted(self._sources))

    def origin(self, name: str) -> str:
        """Where a template comes from, for messages: `prompts/narrator/turn.jinja2` or the campaign's own."""
        return f"campaign prompts/{name}" if name in self._own else f"prompts/{name}"

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """The template with these values: no blank edges, never two empty lines in a row.

        Raises:
            ConfigError: missing or broken template, an undefined name, or too much work; says file and line.
        """
        try:
            with metered():
                text = self._template(name).render(values)
        except TooMuchWork as error:
            raise self._broken(name, error, "Make its loops smaller.") from None
        except TemplateError as error:
            raise self._broken(name, error, "Correct the template, or remove it to use the shipped one.") from None
        except (RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise self._broken(name, error, "Correct the expression on that line.") from None
        return _BLANKS.sub("\n\n", text.replace("\r\n", "\n")).strip()

    def compile_all(self) -> None:
        """Compile every template now. One that is broken says so when it is used."""
        for name in self.names:
            with contextlib.suppress(TemplateError):
                self._template(name)

    def check(
        self, vocabulary: Mapping[str, frozenset[str]] | None = None, *, only: frozenset[str] | None = None
    ) -> tuple[ConfigError, ...]:
        """Every problem that can be found without rendering: syntax, and names outside `vocabulary`
        (template name → names that it is given), where one is known. `only` these templates, or all."""
        found: list[ConfigError] = []
        for name in self.names:
            if only is not None and name not in only:
                continue
            try:
                tree = self._environment.parse(self._sources[name], name, self.origin(name))
                self._template(name)
            except TemplateError as error:
                found.append(self._broken(name, error, "Correct the template, or remove it to use the shipped one."))
                continue
            known = (vocabulary or {}).get(name)
            unknown = sorted(meta.find_undeclared_variables(tree) - known) if known is not None else []
            found += [
                ConfigError(
                    f"{self.origin(name)}: nothing called `{word}` is given to it", remedy="Check the spelling."
                )
                for word in unknown
            ]
        return tuple(found)

    def _template(self, name: str) -> Template:
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = self._environment.get_template(name)
        return found

    def _broken(self, name: str, error: Exception, remedy: str) -> ConfigError:
        if isinstance(error, TemplateNotFound):
            missing = error.name or name
            return ConfigError(
                f"the prompt template {missing} is missing",
                remedy="Restore it in prompts/ (it comes with the program), or correct the name that includes it.",
            )
        file, line = self.origin(name), None
        if isinstance(error, TemplateSyntaxError):
            line = error.lineno
            file = self.origin(error.name) if error.name else file
        else:
            file, line = self._where(error) or (file, None)
        said = " ".join((str(error) or type(error).__name__).split())
        return ConfigError(f"{file}{f', line {line}' if line else ''}: {said}", remedy=remedy)

    def _where(self, error: Exception) -> tuple[str, int] | None:
        """The last line of one of our templates that the error passed through."""
        ours = {self.origin(name) for name in self._sources}
        found: tuple[str, int] | None = None
        step: Any = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename in ours:
                found = (step.tb_frame.f_code.co_filename, step.tb_lineno)
            step = step.tb_next
        return found
