"""Numbers of the 2014 monsters that the formulas do not give, each with its cause.

`data`: nothing in the block or in the rules leads to the number; it is a slip of the data or of the printed document.
`special`: the creature has a way of its own, which the formula does not know.
"""

DATA, SPECIAL = "data", "special"

_SMALL = "a tiny beast's bite is printed with neither Strength nor Dexterity and without proficiency"
_BEARS = "+1 of proficiency instead of +2"
_VETERAN = "a template on a lower creature: numbers of the base creature's proficiency were kept"
_TIGER = "printed one above 8 + proficiency + the best of its physical modifiers"

EXCEPTIONS: dict[tuple[str, str, str], tuple[str, str]] = {
    ("save dc", "adult-silver-dragon", "Wing Attack (Costs 2 Actions)"): (DATA, "8 + 5 + 8 (Strength) is 21"),
    ("average", "assassin", "Sneak Attack (1/Turn)"): (DATA, "4d6 average 14, printed 13"),
    ("attack", "bat", "Bite"): (SPECIAL, _SMALL),
    ("attack", "cat", "Claws"): (SPECIAL, _SMALL),
    ("attack", "crab", "Claw"): (SPECIAL, _SMALL),
    ("attack", "lizard", "Bite"): (SPECIAL, _SMALL),
    ("attack", "rat", "Bite"): (SPECIAL, _SMALL),
    ("attack", "sprite", "Longsword"): (SPECIAL, "a tiny fey with a longsword: proficiency alone, no ability"),
    ("passive perception", "black-bear", ""): (DATA, "13 needs Perception +3, which the skills lack"),
    ("attack", "black-bear", "Bite"): (DATA, _BEARS),
    ("attack", "black-bear", "Claws"): (DATA, _BEARS),
    ("attack", "brown-bear", "Bite"): (DATA, _BEARS),
    ("attack", "brown-bear", "Claws"): (DATA, _BEARS),
    ("passive perception", "blink-dog", ""): (DATA, "10, though Perception is +3"),
    ("passive perception", "half-red-dragon-veteran", ""): (DATA, "12 needs Perception +2, which the skills lack"),
    ("passive perception", "spider", ""): (DATA, "12 with Wisdom 10 and no skill"),
    ("passive perception", "swarm-of-ravens", ""): (DATA, "15 needs Perception +5, which the skills lack"),
    ("xp", "brass-dragon-wyrmling", ""): (DATA, "100 is challenge 1/2, the block says 1"),
    ("xp", "deep-gnome-svirfneblin", ""): (DATA, "50 is challenge 1/4, the block says 1/2"),
    ("xp", "dretch", ""): (DATA, "25 is challenge 1/8, the block says 1/4"),
    ("xp", "riding-horse", ""): (DATA, "25 is challenge 1/8, the block says 1/4"),
    ("hit points", "cult-fanatic", ""): (DATA, "22 comes from the wrong bonus"),
    ("hit points", "cult-fanatic", "bonus"): (DATA, "6d8 with Constitution +1 is +6, the data say -5"),
    ("attack", "chain-devil", "Chain"): (DATA, "+8 would be proficiency 4; challenge 8 has 3"),
    ("save dc", "chain-devil", "Unnerving Mask"): (DATA, "14 would be proficiency 4 with Charisma"),
    ("attack", "clay-golem", "Slam"): (DATA, "+8 would be proficiency 3; challenge 9 has 4"),
    ("attack", "couatl", "Bite"): (DATA, "+8 would be proficiency 3; challenge 4 has 2"),
    ("attack", "couatl", "Constrict"): (DATA, "+6 would be proficiency 3; challenge 4 has 2"),
    ("save dc", "dragon-turtle", "Steam Breath"): (DATA, "8 + 6 + 5 (Constitution) is 19, printed 18"),
    ("attack", "ghast", "Bite"): (SPECIAL, "bites without proficiency; its claws have it"),
    ("attack", "ghoul", "Bite"): (SPECIAL, "bites without proficiency; its claws have it"),
    ("attack", "quasit", "Claw (Bite in Beast Form)"): (DATA, "Dexterity +3 and proficiency 2 are 5, printed 4"),
    ("attack", "lemure", "Fist"): (DATA, "+3 would be Strength +1; it has 10"),
    ("average", "giant-rat-diseased", "Bite"): (DATA, "1d4 + 2 average 4; 3 is for +1"),
    ("save dc", "gorgon", "Petrifying Breath"): (DATA, "8 + 3 + 4 (Constitution) is 15, printed 13"),
    ("attack", "gynosphinx", "Claw"): (DATA, "Strength +4 and proficiency 4 are 8, printed 9"),
    ("attack", "half-red-dragon-veteran", "Longsword"): (DATA, _VETERAN),
    ("attack", "half-red-dragon-veteran", "Shortsword"): (DATA, _VETERAN),
    ("attack", "half-red-dragon-veteran", "Heavy Crossbow"): (DATA, _VETERAN),
    ("save dc", "half-red-dragon-veteran", "Fire Breath"): (SPECIAL, "the template sets the breath's DC"),
    ("attack", "iron-golem", "Slam"): (DATA, "+13 would be proficiency 6; challenge 16 has 5"),
    ("attack", "iron-golem", "Sword"): (DATA, "+13 would be proficiency 6; challenge 16 has 5"),
    ("save dc", "iron-golem", "Poison Breath"): (DATA, "19 would be proficiency 6 with Constitution"),
    ("save dc", "kraken", "Lightning Storm"): (DATA, "8 + 7 + 7 (Constitution) is 22, printed 23"),
    ("save dc", "kraken", "Ink Cloud (Costs 3 Actions)"): (DATA, "8 + 7 + 7 (Constitution) is 22, printed 23"),
    ("attack", "purple-worm", "Bite"): (DATA, "Strength +9 without proficiency 5"),
    ("attack", "purple-worm", "Tail Stinger"): (DATA, "Strength +9 without proficiency 5"),
    ("save dc", "solar", "Blinding Gaze (Costs 3 Actions)"): (SPECIAL, "a fixed 15, far below its powers"),
    ("save dc", "weretiger-hybrid", "Pounce"): (DATA, _TIGER),
    ("save dc", "weretiger-tiger", "Pounce"): (DATA, _TIGER),
}  # fmt: skip
