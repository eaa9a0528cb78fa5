"""Munshi's people-facing side: the command line, Discord, and the words both use."""
