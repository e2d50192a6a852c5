"""A game master that runs long roleplay campaigns over many language models.

Importing this package is free: it imports nothing. Faces and commands import what they need, when they need it.
"""

__version__ = "0.1.0"
