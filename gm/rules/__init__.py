"""The rules of play, pure: dice, checks, effects, rulings and their resolution. Values in, values out."""
