"""Tables, lists and sections → the cell, row, item or section that a question names, without the network."""
