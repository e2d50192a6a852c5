"""Looking back, read-only: transcripts and why, spend, prompts as sent, the tree of branches, verification."""
