"""The user interfaces of Munshi: the command line, the Discord bot, and what both of them use."""

import os
import sys

# `python -m bot` searches the working folder for modules first, and a document there may be called json.py.
# While Python is still looking for the module to run, as it is now, sys.argv[0] is "-m".
if sys.argv[:1] == ["-m"]:
    package_folder = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    if not sys.flags.safe_path and os.path.realpath(sys.path[0]) != package_folder:
        del sys.path[0]
    import signal

    # Until main() runs, Ctrl-C ends the process at once, without a traceback.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

# On import, NumPy's BLAS starts a thread for each core. These threads spin, which costs a fifth of the
# processor time of a short command. No matrix that is multiplied here is large enough for them to help.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
