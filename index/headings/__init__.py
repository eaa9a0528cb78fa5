"""A question, and the passages that were found for it → what only the headings above them tell."""
