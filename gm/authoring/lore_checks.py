"""Lore that cannot work: expressions that are none, entries that never come up, constant ones that fill the prompt."""

import regex

from gm.authoring.play_checks import effects_of
from gm.authoring.problem import Spot, closest, quoted
from gm.authoring.scalars import Reading
from gm.domain.campaign import Campaign
from gm.domain.effects import Reveal, TendLore
from gm.domain.lore import LoreRule
from gm.domain.lorebooks import LoreEntry, rule_of, stands
from gm.lore.decorators import decorated, split_decorators
from gm.lore.patterns import is_literal

STANDING_LETTERS = 6000
"""Letters of constant entries (about 1,500 tokens) that leave room for everything else in the smallest prompt."""
_KNOWN = (
    "activate_only_after", "activate_only_every", "keep_activate_after_match", "dont_activate_after_match", "depth",
    "role", "scan_depth", "is_greeting", "position", "ignore_on_max_context", "additional_keys", "exclude_keys",
    "is_user_icon", "activate", "dont_activate", "instruct_depth", "reverse_depth", "instruct_scan_depth",
    "disable_ui_prompt",
)  # fmt: skip


def check_lore(campaign: Campaign, reading: Reading) -> None:
    """Report what an author surely did not mean: errors."""
    for entry in campaign.lore:
        path = f"lore.{entry.id}"
        for name in ("keys", "secondary", "without"):
            for number, key in enumerate(getattr(entry, name), start=1):
                wrong = why_no_expression(key, bare=entry.regex)
                if wrong:
                    spot, at = _at(reading, f"{path}.{name}", number)
                    message = f"{quoted(key)} is no regular expression: {wrong}"
                    reading.problems.add(spot, at, message, expected="a regular expression")
        if entry.cast and entry.not_cast:
            _add(reading, f"{path}.not_cast", '"cast" and "not_cast" cannot both be given: keep one of them')
    ids = [entry.id for entry in campaign.lore] + [rule.id for book in campaign.books for rule in book.rules]
    for path, effect in effects_of(campaign):
        if isinstance(effect, TendLore) and effect.entry not in ids:
            suggestion = closest(effect.entry, ids)
            at = f"{path}.lore.entry" if f"{path}.lore.entry" in reading.where else f"{path}.lore"
            message = f"no lore entry {quoted(effect.entry)}"
            reading.problems.add(reading.spot(at), at, message, expected="the id of an entry", suggestion=suggestion)


def hint_lore(campaign: Campaign, reading: Reading) -> None:
    """Warn of what can be played and is probably not meant."""
    effects = [effect for _, effect in effects_of(campaign)]
    revealed = {effect.fact for effect in effects if isinstance(effect, Reveal)}
    called = {effect.entry for effect in effects if isinstance(effect, TendLore) and effect.to != "off"}
    for entry in campaign.lore:
        _decorators(entry, reading)
        if entry.id not in revealed and entry.id not in called:
            _never(campaign, entry, decorated(rule_of(entry)), reading)
    _room(campaign, reading)
    for book in campaign.books:
        used = [rule for rule in book.rules if rule.enabled]
        broken = [rule for rule in used if any(why_no_expression(key, bare=rule.regex) for key in rule.keys)]
        if broken:
            more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
            message = f"an expression of entry {quoted(broken[0].title or broken[0].id)}{more} cannot be read: it is"
            _warn(reading, f"lore_books.{book.id}", f"{quoted(book.title)}: {message} taken for plain text")


def why_no_expression(key: str, *, bare: bool) -> str:
    """What is wrong with a key that should be a regular expression; '' if nothing is, or it is plain text."""
    text = key.strip()
    if not (bare or is_literal(text)):
        return ""
    if is_literal(text):
        text = text[1 : text.rindex("/")]
    try:
        regex.compile(text.replace("\\/", "/"))
    except regex.error as error:
        return str(error)
    return ""


def _decorators(entry: LoreEntry, reading: Reading) -> None:
    for line in entry.decorators:
        found, _ = split_decorators(f"{line}\n")
        for name, _, _ in found:
            if name not in _KNOWN:
                suggestion = closest(name, _KNOWN)
                message = f"nobody knows the decorator {quoted('@@' + name)}: it changes nothing"
                path = f"lore.{entry.id}.content"
                at = path if path in reading.where else f"lore.{entry.id}"
                shown = f"@@{suggestion}" if suggestion else ""
                reading.problems.add(reading.spot(at), at, message, suggestion=shown, severity="warning")


def _never(campaign: Campaign, entry: LoreEntry, rule: LoreRule, reading: Reading) -> None:
    """Why an entry never comes up, if it does not."""
    path, search = f"lore.{entry.id}", campaign.lore_search
    if rule.force == "on" or (rule.constant and not rule.recursion_level):
        return
    if not rule.keys:
        _warn(reading, path, 'it has no keys and is not constant, so it is never brought in: add "keys"')
    elif not rule.enabled or rule.force == "off":
        _warn(reading, f"{path}.enabled", "it is switched off, and no effect or person of the story can see it")
    elif rule.probability <= 0:
        _warn(reading, f"{path}.probability", "with a probability of 0 it never comes up")
    elif rule.scan_depth == 0 or (search.depth == 0 and rule.scan_depth is None):
        _warn(reading, f"{path}.scan_depth", "no beats are looked at, so it never comes up: 1 is what is said now")
    elif rule.recursion_level and (not search.recursive or rule.only_first):
        message = "only other entries call it up, and they cannot: `lore_search: {recursive: true}` lets them"
        _warn(reading, f"{path}.level", message)
    elif rule.groups and rule.group_weight == 0 and not rule.group_first:
        _warn(reading, f"{path}.group_weight", "with a weight of 0 it never wins its group")
    elif rule.secondary and rule.logic in ("not_any", "not_all") and set(rule.keys) <= set(rule.secondary):
        _warn(reading, f"{path}.secondary", "the same keys call it up and keep it away")


def _room(campaign: Campaign, reading: Reading) -> None:
    """Constant entries that leave no room for the rest."""
    standing = [entry for entry in campaign.lore if stands(rule_of(entry))]
    total = 0
    for entry in standing:
        total += len(entry.content)
        if total > STANDING_LETTERS:
            message = (
                f"with it the {len(standing)} constant entries have {sum(len(e.content) for e in standing):,} letters: "
                f"beyond {STANDING_LETTERS:,} they crowd everything else out of a small prompt"
            )
            _warn(reading, f"lore.{entry.id}.constant", message)
            return
    budget = campaign.lore_search.budget
    for entry in campaign.lore:
        if budget and entry not in standing and not entry.ignores_budget and len(entry.content) > 4 * budget + 40:
            message = f"it is longer than the budget of {budget} tokens: it never fits"
            _warn(reading, f"lore.{entry.id}.content", message)


def _at(reading: Reading, path: str, number: int) -> tuple[Spot, str]:
    exact = f"{path}[{number}]"
    at = exact if exact in reading.where else path
    return reading.spot(at), at


def _add(reading: Reading, path: str, message: str) -> None:
    reading.problems.add(reading.spot(path), path, message)


def _warn(reading: Reading, path: str, message: str) -> None:
    at = path if path in reading.where else path.rpartition(".")[0] if path.count(".") > 1 else path
    reading.problems.add(reading.spot(at), at, message, severity="warning")
