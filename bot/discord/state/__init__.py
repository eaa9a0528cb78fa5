"""What people said (answers, votes, threads, channel choices) ↔ one SQLite file."""
