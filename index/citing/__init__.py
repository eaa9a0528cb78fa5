"""A reading and its evidence → exact quotes, as people read them, of the answer and its contradictions."""
