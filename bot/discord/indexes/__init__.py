"""The indexes of each server: they are opened, kept current, rebuilt, and kept separate from one another."""
