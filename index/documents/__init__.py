"""Files → Documents: which files belong to the folder, and the text of each, exact to the character."""
