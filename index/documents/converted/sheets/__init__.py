"""Spreadsheets and CSV → rows with the names of their columns; numbers and dates as people read them."""
