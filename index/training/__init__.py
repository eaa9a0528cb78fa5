"""Reading-comprehension examples → the weights of the reader and its calibration. It needs torch.

Nothing here is imported when a question is answered. Each program is a module: `index.training.train`,
`index.training.distill`, `index.training.calibrate`, and for a machine with a GPU `index.training.campaign`.
"""
