"""Document → Passages: whole sentences of about as many tokens as asked, with exact offsets."""
