"""Documents → a generation on disk, whole or not at all; a generation on disk → what is read of it."""
