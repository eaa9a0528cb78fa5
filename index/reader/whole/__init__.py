"""Words that answer → all of the sentence, row or range without which they would mislead."""
