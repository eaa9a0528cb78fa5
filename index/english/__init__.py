"""English, by rules and lists: numbers, months, dates, function words, verb forms, noun phrases."""
