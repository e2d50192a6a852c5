"""What is remembered of past turns, and what a turn is given of it."""
