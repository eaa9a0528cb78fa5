"""A fake server of a language model, whose replies a test chooses. It speaks the protocols of OpenAI and Ollama."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler"], None]
SILENCE = 30.0  # seconds after which a silent server ends the request


@dataclass
class StubLLM:
    """The running server, the requests that it got, and its behaviour."""

    address: str
    behave: Behaviour  #: handles the next request
    requests: list[dict[str, Any]] = field(default_factory=list)  #: the bodies, in order
    headers: list[dict[str, str]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    stub: StubLLM
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.stub.requests.append(body)
        self.stub.headers.append({name.lower(): value for name, value in self.headers.items()})
        with contextlib.suppress(OSError):  # the client may have gone
            self.stub.behave(self)

    @property
    def asked(self) -> dict[str, Any]:
        return self.stub.requests[-1]

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def content(self, text: str) -> bytes:
        """Return the body of a complete reply with this text, in the protocol of the request."""
        message = {"role": "assistant", "content": text}
        if self.path == "/api/chat":
            return json.dumps({"model": "stub", "message": message, "done": True}).encode()
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        whole = {"id": "x", "object": "chat.completion", "created": 1, "model": "stub", "usage": usage}
        return json.dumps({**whole, "choices": [choice]}).encode()

    def begin(self) -> None:
        """Send the header of a reply without its length."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass


@contextlib.contextmanager
def stub_llm(behave: Behaviour) -> Iterator[StubLLM]:
    """Run a server on a free port of this machine until the end of the context."""
    handler = type("ThisHandler", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    handler.stub = stub = StubLLM(f"http://127.0.0.1:{server.server_address[1]}", behave)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.stopped.set()
        server.shutdown()
        server.server_close()


def passages_of(request: dict[str, Any]) -> dict[int, str]:
    """Return the passages in a request: number → text."""
    text = request["messages"][1]["content"]
    found = re.findall(r"\[(\w+) passage (\d+)\]\n(.*?)\n\[\1 end of passage", text, re.DOTALL)
    return {int(number): passage for _, number, passage in found}


def claims(*pairs: tuple[str, str], passage: int | None = None) -> Behaviour:
    """Reply with (sentence, quote) pairs, each from the first passage that contains the quote, or from `passage`."""

    def behave(handler: Handler) -> None:
        passages = passages_of(handler.asked)
        sentences = []
        for sentence, quote in pairs:
            number = next((number for number, text in passages.items() if quote in text), 1)
            sentences.append(
                {"sentence": sentence, "quote": quote, "passage": number if passage is None else passage}
            )
        handler.send(200, handler.content(json.dumps({"sentences": sentences})))

    return behave


def says(text: str) -> Behaviour:
    """Reply with this text, whatever is asked."""
    return lambda handler: handler.send(200, handler.content(text))


def status(number: int, body: str = '{"error": {"message": "no"}}', **headers: str) -> Behaviour:
    return lambda handler: handler.send(number, body.encode(), **headers)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Use each behaviour for one request, and the last one for all further requests."""
    left = list(behaviours)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def silent(handler: Handler) -> None:
    """Send nothing."""
    handler.stub.stopped.wait(SILENCE)


def hang_up(handler: Handler) -> None:
    """Close the connection without a reply."""
    handler.close_connection = True


def trickle(handler: Handler) -> None:
    """Send a reply of spaces, one every 0.05 seconds, for ever."""
    handler.begin()
    while not handler.stub.stopped.is_set():
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def trickle_head(handler: Handler) -> None:
    """Start the header of a reply, and send a letter of it every 0.05 seconds, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.stub.stopped.is_set():
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    """Send an endless reply as fast as possible."""
    handler.begin()
    handler.wfile.write(b'{"x": "')
    while not handler.stub.stopped.is_set():
        handler.wfile.write(b"x" * 65536)
