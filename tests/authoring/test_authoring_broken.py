"""Broken campaigns, each with every line that `gm lint` prints for it: file, line, column and words."""
# ruff: noqa: E501 (lines of output stand as they are printed)

import pytest
from authoring_samples import broken, rulesets, sources

from gm.authoring import lint_campaign

MAIN, PEOPLE, PLACES = "campaign.yaml", "people.yaml", "places.yaml"

CASES: list[tuple[str, str, str, str, list[str]]] = [
    (
        "tab indentation",
        MAIN,
        "  person: second",
        "\tperson: second",
        [
            "campaign.yaml:7:1: a tab in the indentation: use spaces",
        ],
    ),
    (
        "tab after spaces",
        MAIN,
        "  person: second",
        "  \tperson: second",
        [
            "campaign.yaml:7:3: a tab in the indentation: use spaces",
        ],
    ),
    (
        "colon in text",
        MAIN,
        "  text: It rains.",
        "  text: It rains: hard.",
        [
            'campaign.yaml:27:17: a ":" where no field can begin: put quotes around text that holds ": ", or look at the line above',
        ],
    ),
    (
        "unclosed bracket",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, places.yaml",
        [
            "campaign.yaml:6:6: a list in [ ] from line 5 on is not closed, or lacks a comma",
        ],
    ),
    (
        "unclosed quote",
        PEOPLE,
        "concept: a diver",
        "concept: 'a diver",
        [
            "people.yaml:4:14: a quoted text is not closed",
        ],
    ),
    (
        "at sign",
        PEOPLE,
        "concept: a diver",
        "concept: @diver",
        [
            'people.yaml:4:14: a value cannot begin with "@": put quotes around it',
        ],
    ),
    (
        "bad escape",
        PEOPLE,
        "concept: a diver",
        'concept: "a \\qdiver"',
        [
            'people.yaml:4:17: an unknown escape in "…": write \\\\ for a backslash',
        ],
    ),
    (
        "wrong indentation",
        PEOPLE,
        "    persona: She",
        "   persona: She",
        [
            "people.yaml:15:4: this line does not fit the indentation above it, or a quote is not closed",
        ],
    ),
    (
        "field without colon",
        MAIN,
        "title: Two Rooms",
        "title Two Rooms",
        [
            'campaign.yaml:3:1: a field needs ": " after its name',
        ],
    ),
    (
        "anchor",
        MAIN,
        "flags:\n",
        "flags: &f\n",
        [
            "campaign.yaml:10:8: anchors (`&f`) are not used here: write the value out where it is needed",
        ],
    ),
    (
        "alias",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, *places]",
        [
            "campaign.yaml:5:24: aliases (`*places`) are not used here: write the value out again",
        ],
    ),
    (
        "anchor and alias",
        PEOPLE,
        "    name: Mara",
        "    name: &m Mara\n    pronouns: *m",
        [
            "people.yaml:12:11: anchors (`&m`) are not used here: write the value out where it is needed",
            "people.yaml:13:15: aliases (`*m`) are not used here: write the value out again",
        ],
    ),
    (
        "tag",
        MAIN,
        "title: Two Rooms",
        "title: !!str Two",
        [
            "campaign.yaml:2:8: tags (`!…`) are not used here: put quotes around the text",
        ],
    ),
    (
        "python tag",
        MAIN,
        "title: Two Rooms",
        "title: !!python/object:os.system Two",
        [
            "campaign.yaml:2:8: tags (`!…`) are not used here: put quotes around the text",
        ],
    ),
    (
        "second document",
        MAIN,
        "opening:\n",
        "---\nopening:\n",
        [
            "campaign.yaml:25:1: a second document begins here: one file holds one, without `---`",
        ],
    ),
    (
        "duplicate key",
        MAIN,
        "title: Two Rooms",
        "title: Two Rooms\ntitle: Three",
        [
            'campaign.yaml:3:1: "title" is given twice: the first is in line 2',
        ],
    ),
    (
        "duplicate deep key",
        PEOPLE,
        "    attitude: 1",
        "    attitude: 1\n    attitude: 2",
        [
            'people.yaml:17:5: npcs.mara: "attitude" is given twice: the first is in line 16',
        ],
    ),
    (
        "duplicate quoted key",
        PEOPLE,
        "    attitude: 1",
        "    attitude: 1\n    'attitude': 2",
        [
            'people.yaml:17:5: npcs.mara: "attitude" is given twice: the first is in line 16',
        ],
    ),
    (
        "list as key",
        MAIN,
        "flags:\n",
        "? [a, b]\n: c\nflags:\n",
        [
            "campaign.yaml:10:3: a list or mapping cannot be the name of a field",
        ],
    ),
    (
        "control character",
        MAIN,
        "Two Rooms",
        "Two\x07Rooms",
        [
            "campaign.yaml:2:11: an invisible character (U+0007): remove it",
        ],
    ),
    (
        "line separator",
        MAIN,
        "It rains.",
        "It rains.\u2028Hard.",
        [
            "campaign.yaml:27:18: an invisible character (U+2028): remove it",
        ],
    ),
    (
        "unknown top field",
        MAIN,
        "title: Two Rooms",
        "titel: Two Rooms",
        [
            'campaign.yaml:2:1: no field "titel" here (did you mean "title"?)',
        ],
    ),
    (
        "unknown field",
        PEOPLE,
        "appearance: A tall",
        "apearance: A tall",
        [
            'people.yaml:14:5: npcs.mara: no field "apearance" here (did you mean "appearance"?)',
        ],
    ),
    (
        "unknown field without a guess",
        PEOPLE,
        "    attitude: 1",
        "    attitude: 1\n    xyzzy: 2",
        [
            'people.yaml:17:5: npcs.mara: no field "xyzzy" here: there is id, name, pronouns, aliases, place, appearance, habits, persona, speech, lines, wants, triggers, attitude, secrets, knows, speaks_of, sheet, avatar',
        ],
    ),
    (
        "templates field",
        MAIN,
        "flags:\n",
        "templates: {}\nflags:\n",
        [
            "campaign.yaml:10:1: templates are files of their own: prompts/<role>/<name>.jinja2 in the campaign's folder",
        ],
    ),
    (
        "missing field in a mapping",
        PEOPLE,
        "    persona: She counts everything.\n",
        "",
        [
            'people.yaml:11:3: npcs.mara: "persona" is missing',
        ],
    ),
    (
        "missing top field",
        MAIN,
        "title: Two Rooms\n",
        "",
        [
            'campaign.yaml:1:1: "title" is missing',
        ],
    ),
    (
        "empty required field",
        PEOPLE,
        "concept: a diver",
        "concept:",
        [
            'people.yaml:4:5: characters.ash: "concept" is empty',
        ],
    ),
    (
        "wrong enum",
        MAIN,
        "rating: teen",
        "rating: teens",
        [
            'campaign.yaml:3:9: rating: expected one of everyone, teen, mature, adult, found the word "teens" (did you mean "teen"?)',
        ],
    ),
    (
        "wrong enum far off",
        MAIN,
        "rating: teen",
        "rating: 18",
        [
            "campaign.yaml:3:9: rating: expected one of everyone, teen, mature, adult, found the number 18",
        ],
    ),
    (
        "wrong key of an enum mapping",
        MAIN,
        "{action: 80}",
        "{acton: 80}",
        [
            'campaign.yaml:8:11: voice.words.acton: expected one of opening, action, talk, quiet, found the word "acton" (did you mean "action"?)',
        ],
    ),
    (
        "yes is a word",
        PLACES,
        "locked: It is bolted.",
        "hidden: yes",
        [
            'places.yaml:6:43: places.inn.exits.cellar.hidden: expected true or false, found the word "yes" (did you mean "true"?)',
        ],
    ),
    (
        "boolean as text",
        MAIN,
        "title: Two Rooms",
        "title: true",
        [
            "campaign.yaml:2:8: title: expected text, found true: put quotes around it if it is meant as a word",
        ],
    ),
    (
        "text as number",
        MAIN,
        "segments: 4",
        "segments: four",
        [
            'campaign.yaml:15:15: clocks.flood.segments: expected a whole number, found the word "four"',
        ],
    ),
    (
        "fraction as number",
        MAIN,
        "segments: 4",
        "segments: 4.5",
        [
            "campaign.yaml:15:15: clocks.flood.segments: expected a whole number, found the number 4.5",
        ],
    ),
    (
        "quoted number",
        MAIN,
        "segments: 4",
        'segments: "4"',
        [
            'campaign.yaml:15:15: clocks.flood.segments: expected a whole number, found the word "4": take the quotes off',
        ],
    ),
    (
        "octal is a word",
        MAIN,
        "segments: 4",
        "segments: 010",
        [
            'campaign.yaml:15:15: clocks.flood.segments: expected a whole number, found the word "010" (did you mean "10"?)',
        ],
    ),
    (
        "sexagesimal is a word",
        MAIN,
        "segments: 4",
        "segments: 12:30",
        [
            'campaign.yaml:15:15: clocks.flood.segments: expected a whole number, found the word "12:30"',
        ],
    ),
    (
        "number too small",
        MAIN,
        "segments: 4",
        "segments: 1",
        [
            "campaign.yaml:15:15: clocks.flood.segments: 1 is too small: 2 or more",
        ],
    ),
    (
        "number too large",
        PEOPLE,
        "attitude: 1",
        "attitude: 7",
        [
            "people.yaml:16:15: npcs.mara.attitude: 7 is too large: 3 or less",
        ],
    ),
    (
        "huge number",
        MAIN,
        "segments: 4",
        "segments: 999999999999999999999999999999",
        [
            "campaign.yaml:15:15: clocks.flood.segments: expected a whole number, found the number 999999999999999999999999999999",
        ],
    ),
    (
        "list as text",
        PEOPLE,
        "    name: Mara",
        "    name: [Mara]",
        [
            "people.yaml:12:11: npcs.mara.name: expected text, found a list",
        ],
    ),
    (
        "mapping in a list of texts",
        MAIN,
        "avoid: a testament to",
        "avoid: [a testament: to]",
        [
            'campaign.yaml:9:11: voice.avoid[1]: expected text, found a mapping: put quotes around text that holds ": "',
        ],
    ),
    (
        "text for a mapping",
        MAIN,
        "opening:\n  place: inn\n  text: It rains.",
        "opening: It rains.",
        [
            'campaign.yaml:25:10: opening: expected a mapping, found the text "It rains."',
        ],
    ),
    (
        "text for a list",
        PLACES,
        "outcomes:\n      success:\n        text: The bolt gives.\n        effects:\n",
        "outcomes:\n      success:\n        text: The bolt gives.\n        effects: none\n        choice:\n",
        [
            'places.yaml:25:18: challenges.unbolt.outcomes.success.effects: expected a list, found the word "none"',
            "places.yaml:27:11: challenges.unbolt.outcomes.success.choice: expected a mapping, found a list",
            'campaign.yaml:31:19: warning: endings.quiet.when.flags: it never comes: no set_flag effect sets "bell-rung"',
        ],
    ),
    (
        "id with capitals",
        PEOPLE,
        "  mara:",
        "  Mara Vey:",
        [
            'people.yaml:11:3: npcs.Mara Vey.id: "Mara Vey" is not an id: an id is made of small letters a to z, digits, - and _ (did you mean "mara-vey"?)',
        ],
    ),
    (
        "id with accents",
        PEOPLE,
        "  mara:",
        "  Inés Peña:",
        [
            'people.yaml:11:3: npcs.Inés Peña.id: "Inés Peña" is not an id: an id is made of small letters a to z, digits, - and _ (did you mean "ines-pena"?)',
        ],
    ),
    (
        "id twice",
        PEOPLE,
        "  mara:",
        "  mara:\n    id: mira",
        [
            'people.yaml:12:9: npcs.mara.id: leave "id" out: it is given by the key "mara" already',
        ],
    ),
    (
        "id too long",
        MAIN,
        "  bell-rung:",
        "  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb:",
        [
            "campaign.yaml:11:3: flags.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.id: 70 characters are too many: 64 at most",
            'campaign.yaml:31:19: endings.quiet.when.flags: no flag "bell-rung": there is bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…',
            'places.yaml:27:23: challenges.unbolt.outcomes.success.effects[2].set_flag.flag: no flag "bell-rung": there is bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…',
        ],
    ),
    (
        "one option only",
        PLACES,
        "            flee: run\n          default: flee",
        "          default: hold",
        [
            "places.yaml:35:13: challenges.unbolt.outcomes.failure.choice.options: too few (1): at least 2",
        ],
    ),
    (
        "unknown place of an npc",
        PEOPLE,
        "    place: inn",
        "    place: in",
        [
            'people.yaml:13:12: npcs.mara.place: no place "in" (did you mean "inn"?)',
        ],
    ),
    (
        "unknown place without a guess",
        PEOPLE,
        "    place: inn",
        "    place: lighthouse",
        [
            'people.yaml:13:12: npcs.mara.place: no place "lighthouse": there is inn, cellar',
        ],
    ),
    (
        "wrong kind of id",
        PEOPLE,
        "    place: inn",
        "    place: rope",
        [
            'people.yaml:13:12: npcs.mara.place: no place "rope": that is the id of an item',
        ],
    ),
    (
        "unknown exit",
        PLACES,
        "exits: {inn: the ladder}",
        "exits: {attic: the ladder}",
        [
            'places.yaml:11:13: places.cellar.exits.attic.to: no place "attic": there is inn, cellar',
            'places.yaml:6:7: warning: places.inn.exits.cellar: there is no way back from "cellar": add an exit there, or `one_way: true` here',
        ],
    ),
    (
        "unknown item in a list",
        PEOPLE,
        "items: [rope]",
        "items: [rpoe]",
        [
            'people.yaml:9:15: characters.ash.sheet.items[1]: no item "rpoe" (did you mean "rope"?)',
        ],
    ),
    (
        "unknown item in a mapping",
        PLACES,
        "items: {lamp: 2}",
        "items: {lamb: 2}",
        [
            'places.yaml:7:13: places.inn.items.lamb: no item "lamb" (did you mean "lamp"?)',
        ],
    ),
    (
        "unknown fact",
        PEOPLE,
        "knows: [saint]",
        "knows: [saint, sin]",
        [
            'people.yaml:17:20: npcs.mara.knows[2]: no secret or lore entry "sin" (did you mean "saint"?)',
        ],
    ),
    (
        "unknown flag",
        MAIN,
        "{flags: bell-rung}",
        "{flags: bel-rung}",
        [
            'campaign.yaml:31:19: endings.quiet.when.flags: no flag "bel-rung" (did you mean "bell-rung"?)',
        ],
    ),
    (
        "unknown clock",
        PLACES,
        "tick_clock: flood",
        "tick_clock: fludd",
        [
            'places.yaml:31:25: challenges.unbolt.outcomes.failure.effects[1].tick_clock.clock: no clock "fludd" (did you mean "flood"?)',
            "campaign.yaml:13:3: warning: clocks.flood: nothing moves it: no tick_clock effect, no every_minutes, no ticks",
        ],
    ),
    (
        "unknown clock of a front",
        MAIN,
        "clocks: flood",
        "clocks: fire",
        [
            'campaign.yaml:19:56: fronts.sea.clocks: no clock "fire": there is flood',
        ],
    ),
    (
        "unknown attribute",
        PEOPLE,
        "{might: 2}",
        "{mite: 2}",
        [
            'people.yaml:6:20: characters.ash.sheet.attributes.mite: no attribute "mite" (did you mean "might"?)',
        ],
    ),
    (
        "unknown skill",
        PEOPLE,
        "{climb: 1}",
        "{clime: 1}",
        [
            'people.yaml:7:16: characters.ash.sheet.skills.clime: no skill "clime" (did you mean "climb"?)',
        ],
    ),
    (
        "unknown skill of a challenge",
        PLACES,
        "skill: climb",
        "skill: climbing",
        [
            'places.yaml:20:12: challenges.unbolt.skill: no skill "climbing" (did you mean "climb"?)',
        ],
    ),
    (
        "unknown degree",
        PLACES,
        "      failure:",
        "      fail:",
        [
            'places.yaml:28:7: challenges.unbolt.outcomes.fail: no degree "fail" (did you mean "failure"?)',
        ],
    ),
    (
        "unknown difficulty",
        PLACES,
        "difficulty: hard",
        "difficulty: hardest",
        [
            'places.yaml:21:17: challenges.unbolt.difficulty: no difficulty "hardest" (did you mean "hard"?)',
        ],
    ),
    (
        "difficulty out of range",
        PLACES,
        "difficulty: hard",
        "difficulty: 99",
        [
            "places.yaml:21:17: challenges.unbolt.difficulty: 99 is outside of 5 to 30",
        ],
    ),
    (
        "unknown condition",
        PLACES,
        "condition: wet",
        "condition: wett",
        [
            'places.yaml:35:92: challenges.unbolt.outcomes.failure.choice.options.hold.effects[1].add_condition.condition: no condition "wett" (did you mean "wet"?)',
        ],
    ),
    (
        "unknown resource",
        PEOPLE,
        "{luck: 1}",
        "{lick: 1}",
        [
            'people.yaml:8:19: characters.ash.sheet.resources.lick: no resource "lick" (did you mean "luck"?)',
        ],
    ),
    (
        "resource beyond its maximum",
        PEOPLE,
        "{luck: 1}",
        "{luck: 9}",
        [
            "people.yaml:8:25: characters.ash.sheet.resources.luck: 9 cannot be: 0 to 3",
        ],
    ),
    (
        "training that is none",
        PEOPLE,
        "{climb: 1}",
        "{climb: 5}",
        [
            "people.yaml:7:23: characters.ash.sheet.skills.climb: 5 is not a degree of training: one of 0, 1, 2",
        ],
    ),
    (
        "unknown character in an effect",
        PLACES,
        "character: actor",
        "character: acter",
        [
            'places.yaml:35:74: challenges.unbolt.outcomes.failure.choice.options.hold.effects[1].add_condition.character: no character "acter" (did you mean "actor"?)',
        ],
    ),
    (
        "actor in a clock",
        MAIN,
        "character: party",
        "character: actor",
        [
            'campaign.yaml:17:29: clocks.flood.effects[1].damage.character: nobody attempts anything here, so "actor" is nobody: name a character, or "party" (did you mean "party"?)',
        ],
    ),
    (
        "unknown effect",
        MAIN,
        "- damage:",
        "- dammage:",
        [
            'campaign.yaml:17:9: clocks.flood.effects[1]: no effect "dammage" (did you mean "damage"?)',
        ],
    ),
    (
        "unknown effect without a guess",
        MAIN,
        "- damage:",
        "- xyzzy:",
        [
            'campaign.yaml:17:9: clocks.flood.effects[1]: no effect "xyzzy": there is damage, heal, move, give_item, lose_item, add_condition, remove_condition, change_resource, shift_attitude, regard, reveal, set_flag, tick_clock, open_exit, advance, improve, rest, start_encounter, declare, lore, pass_time, later, quest, draw',
        ],
    ),
    (
        "two effects in one",
        MAIN,
        "      - damage: {character: party, amount: 1d6}",
        "      - damage: {character: party, amount: 1d6}\n        set_flag: bell-rung",
        [
            'campaign.yaml:18:9: clocks.flood.effects[1]: "set_flag" cannot stand beside "damage": begin a new list item with `-`',
        ],
    ),
    (
        "effect not indented",
        MAIN,
        "      - damage: {character: party, amount: 1d6}",
        "      - damage:\n        character: party\n        amount: 1d6",
        [
            'campaign.yaml:18:9: clocks.flood.effects[1]: "character" cannot stand beside "damage": indent it further, below the kind',
        ],
    ),
    (
        "field missing in an effect",
        MAIN,
        "{character: party, amount: 1d6}",
        "{character: party}",
        [
            'campaign.yaml:17:9: clocks.flood.effects[1].damage: "amount" is missing',
        ],
    ),
    (
        "unknown field in an effect",
        MAIN,
        "{character: party, amount: 1d6}",
        "{character: party, ammount: 1d6}",
        [
            'campaign.yaml:17:36: clocks.flood.effects[1].damage: no field "ammount" here (did you mean "amount"?)',
        ],
    ),
    (
        "a word as effect",
        MAIN,
        "- damage: {character: party, amount: 1d6}",
        "- damage",
        [
            'campaign.yaml:17:9: clocks.flood.effects[1]: expected an effect such as `reveal: some-secret`, found the word "damage"',
        ],
    ),
    (
        "not dice",
        MAIN,
        "amount: 1d6",
        "amount: a lot",
        [
            'campaign.yaml:17:44: clocks.flood.effects[1].damage.amount: "a lot" is not dice: write a number, or dice such as 1d6+1',
        ],
    ),
    (
        "picture that nobody can fetch",
        PEOPLE,
        "    attitude: 1",
        "    avatar: http://example.org/mara.png",
        [
            'people.yaml:16:13: npcs.mara.avatar: "http://example.org/mara.png" is no address of a picture: it begins with https:// and holds no spaces (did you mean "https://example.org/mara.png"?)',
        ],
    ),
    (
        "picture on this machine",
        PEOPLE,
        "    attitude: 1",
        "    avatar: mara.png",
        [
            'people.yaml:16:13: npcs.mara.avatar: "mara.png" is no address of a picture: it begins with https:// and holds no spaces',
        ],
    ),
    (
        "exit that is not there",
        PLACES,
        "open_exit: {place: inn, to: cellar}",
        "open_exit: {place: inn, to: inn}",
        [
            'places.yaml:26:41: challenges.unbolt.outcomes.success.effects[1].open_exit.to: "inn" has no exit to "inn": there is cellar',
        ],
    ),
    (
        "unknown default",
        PLACES,
        "default: flee",
        "default: fly",
        [
            'places.yaml:37:20: challenges.unbolt.outcomes.failure.choice.default: no option "fly": there is hold, flee',
        ],
    ),
    (
        "done with a skill",
        PLACES,
        "      failure:",
        "      done:",
        [
            'places.yaml:29:9: challenges.unbolt.outcomes.done: "done" is for challenges without a skill: name a degree of success',
        ],
    ),
    (
        "a degree without a skill",
        PLACES,
        "    skill: climb\n    difficulty: hard\n",
        "",
        [
            'places.yaml:22:9: challenges.unbolt.outcomes.success: without a skill nothing is rolled: the only outcome is "done" (did you mean "done"?)',
            'places.yaml:27:9: challenges.unbolt.outcomes.failure: without a skill nothing is rolled: the only outcome is "done" (did you mean "done"?)',
        ],
    ),
    (
        "fact id twice",
        PEOPLE,
        "      debt:",
        "      saint:",
        [
            'people.yaml:19:7: npcs.mara.secrets.saint: secret or lore entry "saint" is there already, at campaign.yaml:21',
        ],
    ),
    (
        "same id for a pc and an npc",
        PEOPLE,
        "  mara:",
        "  ash:",
        [
            'people.yaml:11:3: npcs.ash: character "ash" is there already, at people.yaml:2',
        ],
    ),
    (
        "reserved id",
        PEOPLE,
        "  ash:",
        "  actor:",
        [
            'people.yaml:2:3: characters.actor: "actor" stands for somebody else in effects: choose another',
        ],
    ),
    (
        "empty cast",
        PEOPLE,
        "characters:\n  ash:\n    name: Ash\n    concept: a diver\n    sheet:\n      attributes: {might: 2}\n      skills: {climb: 1}\n      resources: {luck: 1}\n      items: [rope]\n",
        "characters: []\n",
        [
            "people.yaml:1:1: characters: nobody can be played: at least one character is needed",
        ],
    ),
    (
        "title in an included file",
        PEOPLE,
        "characters:",
        "title: Again\ncharacters:",
        [
            'people.yaml:1:1: title: "title" is given already, at campaign.yaml:2',
        ],
    ),
    (
        "missing include",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, places.yaml, peple.yaml]",
        [
            'campaign.yaml:5:37: include: no file "peple.yaml" in the campaign\'s folder (did you mean "people.yaml"?)',
        ],
    ),
    (
        "include leaves the folder",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, places.yaml, ../secrets.yaml]",
        [
            'campaign.yaml:5:37: include: "../secrets.yaml" leads out of the campaign\'s folder: name a file inside, with `/`',
        ],
    ),
    (
        "absolute include",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, places.yaml, /etc/passwd]",
        [
            'campaign.yaml:5:37: include: "/etc/passwd" leads out of the campaign\'s folder: name a file inside, with `/`',
        ],
    ),
    (
        "windows include",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, places.yaml, 'C:\\\\x.yaml']",
        [
            'campaign.yaml:5:37: include: "C:\\\\x.yaml" leads out of the campaign\'s folder: name a file inside, with `/`',
        ],
    ),
    (
        "include cycle",
        PEOPLE,
        "characters:",
        "include: campaign.yaml\ncharacters:",
        [
            'people.yaml:1:10: include: "campaign.yaml" includes itself: campaign.yaml → people.yaml → campaign.yaml',
        ],
    ),
    (
        "included twice",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, places.yaml, ./people.yaml]",
        [
            'campaign.yaml:5:37: include: "people.yaml" is included already, in campaign.yaml:5',
        ],
    ),
    (
        "unknown ruleset",
        MAIN,
        "ruleset: mini",
        "ruleset: minni",
        [
            'campaign.yaml:4:10: ruleset: no ruleset "minni" (did you mean "mini"?)',
        ],
    ),
    (
        "missing ruleset",
        MAIN,
        "ruleset: mini\n",
        "",
        [
            'campaign.yaml:1:1: "ruleset" is missing',
        ],
    ),
    (
        "too deep",
        MAIN,
        "title: Two Rooms",
        "title: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        [
            "campaign.yaml:2:39: nested more than 32 deep",
        ],
    ),
    (
        "place out of reach",
        PLACES,
        "  cellar:\n    name: The Cellar",
        "  attic: {name: The Attic, description: Dust.}\n  cellar:\n    name: The Cellar",
        [
            'places.yaml:8:3: warning: places.attic: no exits lead here from "inn", where it begins',
        ],
    ),
    (
        "no way back",
        PLACES,
        "    exits: {inn: the ladder}\n",
        "",
        [
            'places.yaml:6:7: warning: places.inn.exits.cellar: there is no way back from "cellar": add an exit there, or `one_way: true` here',
        ],
    ),
    (
        "lore without keys",
        MAIN,
        "    keys: [saint, Tib]\n",
        "",
        [
            'campaign.yaml:21:3: warning: lore.saint: it has no keys and is not constant, so it is never brought in: add "keys"',
        ],
    ),
    (
        "clock that stands still",
        PLACES,
        "          - tick_clock: flood\n",
        "          - set_flag: bell-rung\n",
        [
            "campaign.yaml:13:3: warning: clocks.flood: nothing moves it: no tick_clock effect, no every_minutes, no ticks",
        ],
    ),
    (
        "secret for ever",
        PEOPLE,
        "{text: She owes the sea., reveal: when asked kindly}",
        "She owes the sea.",
        [
            'people.yaml:19:7: warning: npcs.mara.secrets.debt: nothing reveals it: add "reveal" (when it may come out) or a reveal effect',
        ],
    ),
    (
        "ending out of reach",
        PLACES,
        "          - set_flag: bell-rung\n",
        "",
        [
            'campaign.yaml:31:19: warning: endings.quiet.when.flags: it never comes: no set_flag effect sets "bell-rung"',
        ],
    ),
    (
        "ending that asks for nothing",
        MAIN,
        "when: {flags: bell-rung}",
        "when: {}",
        [
            "campaign.yaml:31:11: warning: endings.quiet.when: it asks for nothing, so the story never ends this way",
        ],
    ),
    (
        "challenge without keys",
        PLACES,
        "keys: [bolt, trapdoor]",
        "keys: []",
        [
            "places.yaml:19:11: warning: challenges.unbolt.keys: without keys no player's words lead to it",
        ],
    ),
    (
        "contradiction",
        MAIN,
        "{flags: bell-rung}",
        "{flags: bell-rung, not_flags: bell-rung}",
        [
            'campaign.yaml:31:41: warning: endings.quiet.when.not_flags: it never comes: "bell-rung" must be both set and not set',
        ],
    ),
    (
        "unknown item in a condition",
        MAIN,
        "{flags: bell-rung}",
        "{has_item: rpoe, not_item: [lamp, lamb]}",
        [
            'campaign.yaml:31:22: endings.quiet.when.has_item: no item "rpoe" (did you mean "rope"?)',
            'campaign.yaml:31:45: endings.quiet.when.not_item[2]: no item "lamb" (did you mean "lamp"?)',
        ],
    ),
    (
        "item out of reach",
        PLACES,
        "challenges:\n  unbolt:\n",
        "  orb: {name: an orb}\nchallenges:\n  unbolt:\n    when: {has_item: orb}\n",
        [
            'places.yaml:18:22: warning: challenges.unbolt.when.has_item: it never comes: "orb" is nowhere, and no give_item effect brings it',
        ],
    ),
    (
        "item out of reach, and another that will do",
        PLACES,
        "challenges:\n  unbolt:\n",
        "  orb: {name: an orb}\nchallenges:\n  unbolt:\n    when: {has_item: [orb, lamp]}\n",
        [],
    ),
    (
        "item both carried and not",
        MAIN,
        "{flags: bell-rung}",
        "{has_item: [rope, lamp], not_item: [lamp, rope]}",
        [
            'campaign.yaml:31:46: warning: endings.quiet.when.not_item: it never comes: "rope" and "lamp" must be both carried and not carried',
        ],
    ),
    (
        "difficulty without a skill",
        PLACES,
        "    skill: climb\n",
        "",
        [
            "places.yaml:20:17: challenges.unbolt.difficulty: a difficulty without a skill is never used",
            'places.yaml:23:9: challenges.unbolt.outcomes.success: without a skill nothing is rolled: the only outcome is "done" (did you mean "done"?)',
            'places.yaml:28:9: challenges.unbolt.outcomes.failure: without a skill nothing is rolled: the only outcome is "done" (did you mean "done"?)',
        ],
    ),
    (
        "unknown exit to reveal",
        PLACES,
        "- set_flag: bell-rung",
        "- reveal: exit:inn:attic",
        [
            'places.yaml:27:21: challenges.unbolt.outcomes.success.effects[2].reveal.fact: no exit "exit:inn:attic" (did you mean "exit:inn:cellar"?)',
            'campaign.yaml:31:19: warning: endings.quiet.when.flags: it never comes: no set_flag effect sets "bell-rung"',
        ],
    ),
    (
        "unknown exit in short",
        PLACES,
        "- set_flag: bell-rung",
        "- reveal: celar:inn",
        [
            'places.yaml:27:21: challenges.unbolt.outcomes.success.effects[2].reveal.fact: no exit "celar:inn" (did you mean "cellar:inn"?)',
            'campaign.yaml:31:19: warning: endings.quiet.when.flags: it never comes: no set_flag effect sets "bell-rung"',
        ],
    ),
    (
        "dice with words",
        MAIN,
        "amount: 1d6",
        "amount: 1d6 fire",
        [
            'campaign.yaml:17:44: clocks.flood.effects[1].damage.amount: "1d6 fire" is not dice: write a number, or dice such as 1d6+1',
        ],
    ),
    (
        "no outcome",
        PLACES,
        "    outcomes:\n      success:",
        "    outcomes: {}\nscenes: []\nx:\n   z:\n      success:",
        [
            'places.yaml:24:1: no field "x" here: there is include, ruleset, slug, title, tagline, author, language, rating, summary, tags, house_rules, voice, voicing, mode, models, principles, lines, veils, characters, npcs, places, items, factions, lore, lore_search, lore_books, flags, calendar, clocks, fronts, tables, climates, routes, travel, quests, challenges, scenes, encounters, creatures, endings, opening',
            "places.yaml:22:15: challenges.unbolt.outcomes: nothing comes of it: at least one outcome is needed",
            "campaign.yaml:13:3: warning: clocks.flood: nothing moves it: no tick_clock effect, no every_minutes, no ticks",
            'campaign.yaml:31:19: warning: endings.quiet.when.flags: it never comes: no set_flag effect sets "bell-rung"',
        ],
    ),
    (
        "exit twice",
        PLACES,
        "exits: {inn: the ladder}",
        "exits: [{to: inn, label: the ladder}, {to: inn, label: a rope}]",
        [
            'places.yaml:11:48: places.cellar.exits.inn: exit "inn" is there already, at places.yaml:11',
        ],
    ),
    (
        "option twice",
        PLACES,
        "          options:\n            hold: {label: hold on, effects: [{add_condition: {character: actor, condition: wet}}]}\n            flee: run",
        "          options: [{id: flee, label: run}, {id: flee, label: hide}]",
        [
            'places.yaml:34:50: challenges.unbolt.outcomes.failure.choice.options.flee: option "flee" is there already, at places.yaml:34',
        ],
    ),
    (
        "negative quantity",
        PLACES,
        "items: {lamp: 2}",
        "items: {lamp: -2}",
        [
            "places.yaml:7:19: places.inn.items.lamp: a quantity cannot be -2",
        ],
    ),
    (
        "include of another kind of file",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, places.yaml, notes.txt]",
        [
            'campaign.yaml:5:37: include: no file "notes.txt" in the campaign\'s folder: there is people.yaml, places.yaml',
        ],
    ),
    (
        "include that is no name",
        MAIN,
        "[people.yaml, places.yaml]",
        "[people.yaml, places.yaml, {}]",
        [
            "campaign.yaml:5:37: include: expected the name of a file",
        ],
    ),
    (
        "ruleset that is a list",
        MAIN,
        "ruleset: mini",
        "ruleset: [mini]",
        [
            "campaign.yaml:4:10: ruleset: expected the name of a ruleset, or a mapping, found a list",
        ],
    ),
]


def test_the_small_campaign_has_no_fault() -> None:
    assert lint_campaign(sources(), rulesets=rulesets()) == ()


@pytest.mark.parametrize(("file", "old", "new", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_every_mistake_is_named_where_it_stands(file: str, old: str, new: str, expected: list[str]) -> None:
    found = lint_campaign(broken(file, old, new), rulesets=rulesets())
    assert [str(problem) for problem in found] == expected


def test_mistakes_of_all_kinds_and_files_come_in_one_go() -> None:
    """Schema errors of all files, then unknown names, then warnings."""
    broken_files = broken(MAIN, "segments: 4", "segments: four")
    broken_files[PEOPLE] = broken(PEOPLE, "place: inn", "place: in")[PEOPLE].replace(b"persona:", b"persoona:")
    broken_files[PLACES] = broken(PLACES, "    exits: {inn: the ladder}\n", "")[PLACES]
    assert [str(problem) for problem in lint_campaign(broken_files, rulesets=rulesets())] == [
        'campaign.yaml:15:15: clocks.flood.segments: expected a whole number, found the word "four"',
        'people.yaml:15:5: npcs.mara: no field "persoona" here (did you mean "persona"?)',
        'people.yaml:13:12: npcs.mara.place: no place "in" (did you mean "inn"?)',
        'places.yaml:6:7: warning: places.inn.exits.cellar: there is no way back from "cellar": add an exit there, or '
        "`one_way: true` here",
    ]
