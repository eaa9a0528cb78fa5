"""Files of word processors and slides → their text with headings, lists and tables."""
