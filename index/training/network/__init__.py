"""Groups of windows → trained weights: the network, its loss and the training loop."""
