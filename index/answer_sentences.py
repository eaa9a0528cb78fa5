"""English sentences that the terminal and LlamaIndex responses show next to the documents' own words."""

NOT_TOLD = "The documents don't tell."
NO_DIRECT_ANSWER = "The documents give no direct answer."
DIFFER = "The documents differ:"
