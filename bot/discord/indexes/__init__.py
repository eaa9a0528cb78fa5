"""The indexes of each server: opened, kept current, built anew, and kept apart from one another."""
