"""Groups of windows go in; trained weights come out: the network, its loss and the loop."""
