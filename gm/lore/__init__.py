"""World lore, pure: which entries a text calls up. Values in, values out."""
