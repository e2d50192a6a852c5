"""The turn engine: takes players' inputs through the stages of a turn, in an order that survives crashes.

Asks `gm.rules` to decide, `gm.prompting` to phrase, `gm.models` to tell, `gm.store` to keep. Knows no face.
"""
