"""A folder of files → its Documents. The text of each is exact to the character."""
