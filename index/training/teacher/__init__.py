"""Windows → the outputs of a larger network, the teacher, from which a smaller one learns."""
