"""Tables, lists and sections go in; what a question names by its words comes out, without the network."""
