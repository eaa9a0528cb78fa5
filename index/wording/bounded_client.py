"""An HTTP client whose replies are bounded in time and size. No other module imports httpx (extra `llm`).

httpx bounds only the time of each read, so it waits for ever for a server that sends a byte now and then.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import httpx

_MAX_BYTES = 400_000  # of a reply


class ReplyTooLong(httpx.ReadError):
    """A reply has more bytes than the limit, or is compressed, so that its size is not known."""


def bounded_client(seconds: float) -> httpx.Client:
    """Return a client that ends each request within `seconds`; if the server falls silent, within twice that.

    It follows no redirect, so that passages and the key are sent to the config's address alone, and it uses
    no proxy of the environment. A request raises httpx.ReadTimeout or ReplyTooLong if it exceeds a limit.
    """
    return httpx.Client(**client_options(seconds))


def client_options(seconds: float) -> dict[str, Any]:
    """The arguments of such a client, for a library that makes its own `httpx.Client`."""
    return {
        "transport": _BoundedTransport(seconds),
        "timeout": seconds,
        "follow_redirects": False,
        "trust_env": False,
    }


class _BoundedTransport(httpx.BaseTransport):
    """A transport whose replies must start, and end, within some seconds, and have a limited size."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        # Each request has a connection of its own, which can be closed.
        self._transport = httpx.HTTPTransport(
            trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        deadline = time.monotonic() + self._seconds
        request.headers["Accept-Encoding"] = "identity"  # a few compressed bytes may expand to gigabytes
        with _Watch(request, self._seconds):
            response = self._transport.handle_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            raise ReplyTooLong("The reply is packed, though it was asked not to be.", request=request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_BoundedStream(response.stream, request, deadline),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._transport.close()


class _Watch:
    """Closes the connection of a request if the head of its reply is not complete after some seconds.

    A server may send the head one byte at a time, each byte early enough for httpx. Raises httpx.ReadTimeout
    then.
    """

    def __init__(self, request: httpx.Request, seconds: float) -> None:
        self._request = request
        self._socket: socket.socket | None = None
        self._is_late = False
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        request.extensions = {**request.extensions, "trace": self._see}

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._socket is not None:
            self._socket.close()
        if self._is_late and isinstance(error, httpx.TransportError):
            raise httpx.ReadTimeout("The reply takes too long.", request=self._request) from error

    def _see(self, event: str, info: Mapping[str, Any]) -> None:
        """Duplicate the socket when httpx reports the connection, since TLS detaches the socket itself."""
        if event == "connection.connect_tcp.complete":
            self._socket = info["return_value"].get_extra_info("socket").dup()
            if self._is_late:  # to find the address of a name may take any time
                self._end()

    def _end(self) -> None:
        self._is_late = True
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                self._socket.shutdown(socket.SHUT_RDWR)


class _BoundedStream(httpx.SyncByteStream):
    """The body of a reply, which ends with an error at a limit of size or time."""

    def __init__(self, stream: httpx.SyncByteStream, request: httpx.Request, deadline: float) -> None:
        self._stream = stream
        self._request = request
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if size > _MAX_BYTES:
                raise ReplyTooLong("The reply is too long.", request=self._request)
            if time.monotonic() > self._deadline:
                raise httpx.ReadTimeout("The reply takes too long.", request=self._request)
            yield part

    def close(self) -> None:
        self._stream.close()
