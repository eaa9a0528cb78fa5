"""The characters of a PDF and their positions on pages → paragraphs in reading order, tables, headings."""
