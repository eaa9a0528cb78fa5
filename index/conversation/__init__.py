"""A question and what was said before it go in; the questions to ask come out, and which answer is given."""
