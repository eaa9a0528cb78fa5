"""A question, and the passages that were found for it → an answer that only their headings contain."""
