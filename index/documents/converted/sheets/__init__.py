"""Spreadsheets and CSV → rows, each under its columns, as people read their numbers and dates."""
