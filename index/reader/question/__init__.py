"""A question → what kind of answer it asks for, its terms, and how much of it a text covers."""
