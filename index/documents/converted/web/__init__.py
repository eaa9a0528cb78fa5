"""Web pages and e-books → text with headings, lists and tables."""
