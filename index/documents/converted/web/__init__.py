"""Web pages, and books made of them → their text with headings, lists and tables."""
