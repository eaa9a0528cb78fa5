"""Questions go in; the windows that the network is trained on come out, in groups that share one softmax."""
