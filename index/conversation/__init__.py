"""A question and the turns before it → the questions to ask the documents, and the choice of the answer."""
