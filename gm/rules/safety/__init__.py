"""What a table does not play, as words that code finds: in what players write and in what is told. Pure."""
