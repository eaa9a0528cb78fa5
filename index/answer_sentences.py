"""English sentences that the terminal and LlamaIndex responses show next to the documents' own words."""

NO_ANSWER = "I found nothing about this in the documents."
NO_DIRECT_ANSWER = "No direct answer."
DIFFER = "The documents differ:"
