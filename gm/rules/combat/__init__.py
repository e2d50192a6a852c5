"""Fights by the kit's rules, as code: who acts when, what hits, what it does, when it is over. No model chooses here.

fighter.py    what somebody brings to a fight, from a sheet or a stat block
ground.py     the fight under way: state over the world it began in, dice, steps
bringing.py   creatures that come in
items.py      things that are used
order.py      beginning, initiative, turns and rounds
upkeep.py     what happens by itself at the start and end of a turn
asking.py     questions to players in the middle of it
reacting.py   what others do about a roll
harm.py       damage, healing, conditions, falling and dying
strikes.py    attacks and saves
spells.py     casting and keeping up
moves.py      zones, opportunity, flight
reach.py      whom an attack or a spell catches
actions.py    one action of one fighter, from request to steps
legal.py      what somebody may do now
tactics.py    what creatures choose; goals.py, spellcraft.py, worth.py: what they weigh
ending.py     when it is over, and what comes of it
simulate.py   many fights by code alone
"""
