"""A reading and its evidence go in; exact quotes come out, as people read them, and what contradicts them."""
