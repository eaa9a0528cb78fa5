"""English sentences that the terminal and LlamaIndex responses show next to the documents' own words."""

NO_ANSWER = "The documents don't say."
NO_DIRECT_ANSWER = "No direct answer."
DIFFER = "The documents differ:"
