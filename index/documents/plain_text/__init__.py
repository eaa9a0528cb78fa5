"""Plain text, chats and interviews → blocks, by signs in the text that are unambiguous."""
