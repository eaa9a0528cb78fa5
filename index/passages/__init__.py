"""Document → Passages: a text goes in; out come short runs of whole sentences, with exact offsets."""
