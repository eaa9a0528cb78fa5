"""Files → Documents: a folder goes in; out come its documents, each with its text, exact to the character."""
