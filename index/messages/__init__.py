"""A message, as people type it → the question in it, without what is written around it."""
