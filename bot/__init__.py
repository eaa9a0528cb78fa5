"""Munshi's people-facing side: the command line, Discord, and the words both use."""

import os

# When it is imported, NumPy's BLAS starts a thread for each core, and they spin: a fifth of a short command's
# processor time. Nothing here multiplies matrices so large that they would help.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
