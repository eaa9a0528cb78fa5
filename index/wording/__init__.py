"""Question and passages → sentences of a language model, each with a quote that was found in a passage."""
