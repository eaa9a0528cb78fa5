"""Question and passages → a language model's sentences, each with a quote that was found in a passage."""
