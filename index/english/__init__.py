"""English, by rules and lists: the names of numbers and months, function words, verb forms, noun phrases."""
