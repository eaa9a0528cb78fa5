"""Lines and other parts of a text → blocks with their headings. All readers of text use these modules."""
