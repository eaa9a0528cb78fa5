"""How Munshi's reader is trained: data, windows, hard negatives, network, loop, export. Needs torch.

Nothing here is imported when a question is answered; `python -m index.training.train` is its front end.
"""
