"""A question's numbers, codes, months and days go in; what lacks them is no answer."""
