"""An answer, a passage, a list of documents, a build report, … → a Message within Discord's limits."""
