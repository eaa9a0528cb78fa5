"""Document → Passages: a text goes in; out come runs of its blocks and sentences, with exact offsets."""
