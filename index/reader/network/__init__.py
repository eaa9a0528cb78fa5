"""A question and evidence go in; the spans that the network finds come out, and how relevant passages are."""
