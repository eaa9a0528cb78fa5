"""An Answer, a passage, the documents or a build report in; a Message that fits Discord's limits out."""
