"""Munshi's people-facing side: the command line, Discord, and what both use."""

import os
import sys

# `python -m bot` looks for modules in the working folder first, where a json.py may lie among the documents.
# The name "-m" stands for the program until Python has found it, and so it does now.
if sys.argv[:1] == ["-m"]:
    package_folder = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    if not sys.flags.safe_path and os.path.realpath(sys.path[0]) != package_folder:
        del sys.path[0]
    import signal

    # Until main() is in charge, Ctrl-C ends the process at once, without a traceback.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

# When it is imported, NumPy's BLAS starts a thread for each core, and they spin: a fifth of a short command's
# processor time. Nothing here multiplies matrices so large that they would help.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
