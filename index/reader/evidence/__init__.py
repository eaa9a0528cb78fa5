"""An evidence → its reading text, its sentences, cells and sections, without a question or the network."""
