"""Words that answer → the whole sentence, row or range, if the words alone would mislead."""
