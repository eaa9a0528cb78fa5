"""The state file: one SQLite file with answers, votes, threads and choices of managers."""
