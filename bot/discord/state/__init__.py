"""Answers, votes, threads and chosen channels in; the same again after a restart: one SQLite file."""
