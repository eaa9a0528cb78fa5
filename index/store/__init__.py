"""Documents → a generation of the index on disk, complete or absent; an opened generation → its passages."""
