"""What a model may look up while it rules: the text of a rule, people and things of the world, a sheet. Read only."""
