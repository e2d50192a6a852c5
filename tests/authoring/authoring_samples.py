"""A small campaign without a fault, to be broken in one place at a time."""

MINI_RULES = """\
title: Mini
attributes: {might: Might, wits: Wits}
skills:
  climb: {name: Climb, attribute: might}
  search: {name: Search, attribute: wits, synonyms: {en: [look for, find*], de: such*}}
default_skill: search
difficulties: {easy: 8, hard: 15}
degrees:
  - {id: success, label: Success, margin: 0, success: true, natural: 20}
  - {id: setback, label: Setback, margin: -5, success: false}
  - {id: failure, label: Failure, margin: -999, success: false}
conditions:
  wet: {name: Wet, summary: Soaked through, disadvantage: climb}
  cursed: {name: Cursed, summary: Nothing goes right, disadvantage: ['*']}
resources:
  luck: {name: Luck, maximum: 3}
"""

CAMPAIGN = """\
slug: two-rooms
title: Two Rooms
rating: teen
ruleset: mini
include: [people.yaml, places.yaml]
voice:
  person: second
  words: {action: 80}
  avoid: a testament to
flags:
  bell-rung: the bell has been rung
clocks:
  flood:
    name: The flood
    segments: 4
    effects:
      - damage: {character: party, amount: 1d6}
fronts:
  sea: {name: The sea, description: It comes., clocks: flood}
lore:
  saint:
    title: Saint Tib
    keys: [saint, Tib]
    content: She walked on the water once.
opening:
  place: inn
  text: It rains.
endings:
  quiet:
    title: Quiet
    when: {flags: bell-rung}
    text: The bell is still.
"""

PEOPLE = """\
characters:
  ash:
    name: Ash
    concept: a diver
    sheet:
      attributes: {might: 2}
      skills: {climb: 1}
      resources: {luck: 1}
      items: [rope]
npcs:
  mara:
    name: Mara
    place: inn
    appearance: A tall woman.
    persona: She counts everything.
    attitude: 1
    knows: [saint]
    secrets:
      debt: {text: She owes the sea., reveal: when asked kindly}
"""

PLACES = """\
places:
  inn:
    name: The Inn
    description: Low beams.
    exits:
      cellar: {label: a trapdoor, locked: It is bolted.}
    items: {lamp: 2}
  cellar:
    name: The Cellar
    description: Water stands here.
    exits: {inn: the ladder}
items:
  rope: {name: a rope, bonus: {climb: 1}}
  lamp: {name: a lamp, damage: 1d4}
challenges:
  unbolt:
    place: inn
    title: Open the trapdoor
    keys: [bolt, trapdoor]
    skill: climb
    difficulty: hard
    outcomes:
      success:
        text: The bolt gives.
        effects:
          - open_exit: {place: inn, to: cellar}
          - set_flag: bell-rung
      failure:
        text: Something looks up at you.
        effects:
          - tick_clock: flood
        choice:
          question: Do you hold on?
          options:
            hold: {label: hold on, effects: [{add_condition: {character: actor, condition: wet}}]}
            flee: run
          default: flee
"""

FILES = {"campaign.yaml": CAMPAIGN, "people.yaml": PEOPLE, "places.yaml": PLACES}


def sources(**changed: str) -> dict[str, bytes]:
    """The small campaign as bytes; `people="…"` puts another text in the place of people.yaml."""
    texts = {**FILES, **{f"{name}.yaml": text for name, text in changed.items()}}
    return {name: text.encode() for name, text in texts.items()}


def rulesets(text: str = MINI_RULES) -> dict[str, bytes]:
    """The small ruleset by its file's name."""
    return {"mini.yaml": text.encode()}


def broken(name: str, old: str, new: str) -> dict[str, bytes]:
    """The small campaign with one passage of one file replaced. The passage must stand there once."""
    text = FILES[name]
    assert text.count(old) == 1, (name, old, text.count(old))
    return {**sources(), name: text.replace(old, new).encode()}
