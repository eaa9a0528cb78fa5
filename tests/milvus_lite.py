"""Run a local Milvus server (milvus-lite) for tests and benchmarks."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path


class MilvusLite:
    """milvus-lite on a free port of this machine, with its data in a folder; `kill` and `start` restart it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it listens."""
        program = "from milvus_lite.cmdline import main; main()"
        where = ["--data-dir", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, "server", *where],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, "milvus-lite ended"
            time.sleep(0.1)
        raise TimeoutError("milvus-lite does not listen")

    def kill(self) -> None:
        """Kill the server, without time to clean up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
