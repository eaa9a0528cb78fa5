"""A passage and how relevant its parts are → the sentence, item, row or message that answers."""
