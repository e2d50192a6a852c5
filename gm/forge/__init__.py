"""Drafts of what authors write: people, places, things. A draft is only text until its author says yes."""
