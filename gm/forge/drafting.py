"""A draft of an entry: asked of a model in the campaign's manner, put right once if it does not lint, never added by
itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gm.authoring.problem import Problem
from gm.domain.calls import CallPurpose, Candidate, Category, Role
from gm.domain.campaign import Campaign
from gm.domain.content_tags import tag_of
from gm.domain.errors import BadReply, Refused
from gm.domain.protocols import TokenCounter
from gm.forge.adding import Addition, adding, joining
from gm.forge.bounded import beyond
from gm.forge.kinds import Kind, entries_of, shape_of
from gm.forge.reading import free_id, read_entry
from gm.forge.skeleton import skeleton
from gm.forge.yaml_text import entry_text
from gm.models.accounts import HOST
from gm.models.door import Door
from gm.models.routes import OFFLINE
from gm.prompting.forge import AskedField, ForgeBrief, assemble_forge
from gm.prompting.templates import TemplateSet
from gm.rules.own import own_sheet
from gm.rules.safety.finding import bounds_of

MAX_WISH: Final = 600
"""Characters of what is asked for."""
_TRIES: Final = 3
"""Askings: the first, and two to put right what does not lint."""
_REPLY: Final = 1200
_EXAMPLES: Final = 2
_LONGEST_EXAMPLE: Final = 2400
"""Characters: what an entry may take of the prompt as an example."""

Lint = Callable[[Mapping[str, bytes]], Sequence[Problem]]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What drafting needs: the campaign as its files have it, a way to lint them, and the door."""

    campaign: Campaign
    sources: Mapping[str, bytes]
    lint: Lint
    door: Door
    templates: TemplateSet
    counter: TokenCounter
    prompt_tokens: int = 8192


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry, and what adding it would change. `problems`: errors that it would bring; then it is not to be added.
    `by_model`: whether a model wrote it."""

    kind: Kind
    id: str
    fields: Mapping[str, Any]
    addition: Addition
    problems: tuple[Problem, ...]
    by_model: bool

    @property
    def text(self) -> str:
        """The entry as it would stand in a file."""
        return entry_text(self.id, dict(self.fields), indent=0)


async def draft(shop: Workshop, kind: Kind, wish: str, *, player: str) -> Draft:
    """A draft of one entry.

    Raises:
        Refused: nothing was asked for, too much, or what the campaign does not play. BadReply: the model gave no
            entry, thrice. ModelError: as the door.
    """
    if not wish.strip():
        raise Refused("Say in a sentence what it should be.", remedy='For example: "a ferryman who lies about tides".')
    if len(wish) > MAX_WISH:
        raise Refused(f"A sentence or two will do: at most {MAX_WISH} characters.")
    touch = bounds_of(shop.campaign).touched(wish)
    if touch is not None:  # before anything is paid for
        raise Refused("This campaign does not play that.", remedy="Say it otherwise.", key=f"safety.{touch}")
    candidate = next(iter(shop.door.routes.route(Role.NARRATOR).candidates), OFFLINE)
    if candidate.backend == OFFLINE.backend:
        fields = skeleton(shop.campaign, kind, wish)
        name = str(fields.get("name") or fields.get("title") or kind.name)
        return _made(shop, kind, free_id(name, shop.campaign.ids()), fields, by_model=False)
    return await _asked(shop, kind, wish, candidate, player)


def from_text(shop: Workshop, kind: Kind, text: str, *, by_model: bool = True) -> Draft:
    """The draft again that somebody was shown as `Draft.text`, against the campaign as it is now. Raises BadReply."""
    return _made(shop, kind, *read_entry(text, kind, shop.campaign.ids()), by_model=by_model)


async def _asked(shop: Workshop, kind: Kind, wish: str, candidate: Candidate, player: str) -> Draft:
    brief = ForgeBrief(shop.campaign, kind.name, " ".join(wish.split()), _fields(kind), _examples(shop.campaign, kind))
    made, failed = None, BadReply("the model gave no entry")
    for attempt in range(1, _TRIES + 1):
        text = await _complete(shop, brief, candidate, player, attempt)
        try:
            found = read_entry(text, kind, shop.campaign.ids())
        except BadReply as error:
            failed, brief = error, replace(brief, answer=text[:_LONGEST_EXAMPLE], problems=(str(error),))
            continue
        made = _made(shop, kind, *found, by_model=True)
        if not made.problems:
            return made
        brief = replace(brief, answer=made.text, problems=tuple(_said(each) for each in made.problems[:8]))
    if made is None:
        raise failed
    return made


def _made(shop: Workshop, kind: Kind, entry_id: str, fields: dict[str, Any], *, by_model: bool) -> Draft:
    if kind.name == "character":
        fields = {**fields, "sheet": _sheet(shop.campaign)}
    addition = adding(shop.sources, kind.root, entry_id, fields)
    for to in fields.get("exits", ()) if isinstance(fields.get("exits"), dict) else ():
        label = f"the way to {fields.get('name', entry_id)}"
        addition = joining(addition, shop.sources, str(to), entry_id, label)
    before = {str(each.message) for each in shop.lint(shop.sources)}
    now = shop.lint(addition.applied(shop.sources))
    new = tuple(each for each in now if each.severity == "error" and each.message not in before)
    new += beyond(shop.campaign, f"{kind.root}.{entry_id}", fields)
    return Draft(kind, entry_id, fields, addition, new, by_model)


def _sheet(campaign: Campaign) -> dict[str, Any]:
    """As strong as the campaign's ready characters; numbers are never a model's."""
    sheet = own_sheet(campaign, ())
    return {k.rstrip("_"): v for k, v in sheet.model_dump(mode="json", exclude_defaults=True).items()}


def _said(problem: Problem) -> str:
    hint = f" (did you mean {problem.suggestion}?)" if problem.suggestion else ""
    return f"{problem.path}: {problem.message}{hint}"


def _fields(kind: Kind) -> tuple[AskedField, ...]:
    needed = kind.required
    return tuple(
        AskedField(name, shape_of(field.spec), kind.hints[name], name in needed) for name, field in kind.fields.items()
    )


def _examples(campaign: Campaign, kind: Kind) -> tuple[str, ...]:
    """The richest entries of the kind that are short enough: what the author's hand looks like."""
    found = []
    for each in entries_of(campaign, kind):
        value = {k.rstrip("_"): v for k, v in each.model_dump(mode="json", exclude_defaults=True).items()}
        own = {name: _keyed(value[name]) for name in kind.fields if name in value}
        text = entry_text(each.id, own, indent=0).rstrip()
        if len(text) <= _LONGEST_EXAMPLE:
            found.append(text)
    return tuple(sorted(found, key=len, reverse=True)[:_EXAMPLES])


def _keyed(value: Any) -> Any:
    """Lists of things with ids, as the mapping that an author writes; exits by where they lead."""
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        return value
    for key in ("id", "to"):
        if all(key in each for each in value):
            return {each[key]: _short({k: v for k, v in each.items() if k != key}) for each in value}
    return value


def _short(value: dict[str, Any]) -> Any:
    return value["label"] if set(value) == {"label"} else value


async def _complete(shop: Workshop, brief: ForgeBrief, candidate: Candidate, player: str, attempt: int) -> str:
    window = min(candidate.context_window, shop.prompt_tokens)
    prompt = assemble_forge(
        brief,
        templates=shop.templates,
        counter=shop.counter,
        window=window,
        reply_tokens=min(candidate.max_output, _REPLY, window // 2),
    )
    purpose = CallPurpose(
        role=Role.NARRATOR,
        category=Category.FORGE,
        payer=HOST,
        game_id=None,
        campaign=shop.campaign.slug,
        scene_id=None,
        turn_id=None,
        player=player,
        attempt=attempt,
        data_policy="any",
        content_tag=tag_of(Category.FORGE, rating=shop.campaign.rating),
        rating=shop.campaign.rating,
    )
    return (await shop.door.complete(prompt, purpose=purpose)).text
