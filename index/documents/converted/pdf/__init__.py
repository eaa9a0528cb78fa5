"""A PDF's characters where they stand on pages → lines, columns, tables and headings."""
