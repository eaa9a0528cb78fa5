"""A passage and the relevance of its parts → the sentence, item, row or message that answers."""
