"""The command `gm` and play at the terminal. The top layer: starts everything else, lazily."""
