"""Questions → the windows that the network is trained on, in groups that share one softmax."""
