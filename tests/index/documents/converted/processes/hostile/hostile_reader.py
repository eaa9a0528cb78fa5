"""A reader that does what hostile files make libraries do. Each file names the action."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile


def read(data: bytes) -> FileText:
    """Perform the action that the file names; any other file is its own text."""
    if data == b"loop":
        while True:
            pass
    elif data == b"wait":
        time.sleep(600)
    elif data == b"grow":
        return FileText("x" * (1 << 40))
    elif data == b"swell":
        return FileText("x" * 5_000_001)
    elif data == b"crash":
        os.abort()
    elif data == b"leave":
        os._exit(0)
    elif data == b"skip":
        raise SkippedFile("is a test")
    elif data == b"raise":
        raise KeyError("stream")
    elif data == b"nest":
        return read(data)
    elif data == b"print":
        print("x" * 100_000, flush=True)
        print("x" * 100_000, file=sys.stderr, flush=True)
    elif data == b"connect":
        socket.create_connection(("127.0.0.1", 9))
    elif data == b"run":
        subprocess.run(["true"])
    elif data.startswith(b"write "):
        with open(data[6:], "wb") as file:
            file.write(b"x" * 10_000)
    return FileText(data.decode(), title="", line_name="")
