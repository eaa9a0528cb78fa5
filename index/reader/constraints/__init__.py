"""The numbers, codes, colours, months and days of a question → whether an answer is about them."""
