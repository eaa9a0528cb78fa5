"""What is said in English beside the documents' own words, in the terminal and to a program."""

NOT_TOLD = "The documents don't tell."
NO_DIRECT_ANSWER = "The documents give no direct answer."
DIFFER = "The documents differ:"
