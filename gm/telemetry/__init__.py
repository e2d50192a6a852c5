"""What a process says about itself: counts, logs, spans. Ids and figures only: no words of players, no secrets."""
