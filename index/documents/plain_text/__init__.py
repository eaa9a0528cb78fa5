"""Plain text, chats and interviews go in; blocks come out, by signs that are sure."""
