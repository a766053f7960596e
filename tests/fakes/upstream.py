"""An OpenAI-compatible loopback upstream that behaves, or misbehaves, as told.

In a test::

    with FakeUpstream() as upstream:
        upstream.script("error", "normal")          # one reply each, then the standing mode
        upstream.answer = lambda request: "Forty days [1]."
        ...
        assert len(upstream.requests) == 2

From a shell: ``python -m tests.fakes.upstream --port 9999 --mode drop``.
"""

from __future__ import annotations

import argparse
import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Literal, Self, get_args

from tests.fakes.completions import chunks, completion
from tests.fakes.ranking import ranking
from tests.fakes.vectors import embeddings

Mode = Literal[
    "normal",
    "unstreamed",
    "no_usage",
    "slow",
    "stall",
    "rate_limited",
    "no_credit",
    "no_credit_by_type",
    "payment_required",
    "error",
    "drop",
    "reset",
    "html",
    "invalid_json",
    "empty",
    "blank",
    "unauthorised",
    "forbidden",
    "not_found",
    "context",
    "too_large",
    "other_size",
    "not_numbers",
    "zeros",
    "missing",
    "repeated",
    "shuffled",
    "ragged",
    "deep",
]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)

SLOW_SECONDS: Final = 300.0


@dataclass(frozen=True)
class Reply:
    """One scripted answer: how to behave, and what to say (``None``: ask ``answer``)."""

    mode: Mode = "normal"
    text: str | None = None
    retry_after: str | None = "0"


@dataclass(frozen=True)
class Recorded:
    """A request as it arrived."""

    path: str
    authorization: str
    body: dict[str, Any]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body.get("messages", []))

    @property
    def texts(self) -> list[str]:
        """The texts to embed."""
        given = self.body.get("input", [])
        return [given] if isinstance(given, str) else list(given)

    @property
    def last_message(self) -> str:
        """The text of the newest message."""
        return str(self.messages[-1]["content"]) if self.messages else ""


def echo(request: Recorded) -> str:
    """Say the newest message again."""
    return f"You said: {request.last_message}"


@dataclass
class FakeUpstream:
    """The server; start it with ``with``. ``base_url`` is what a provider is given."""

    mode: Mode = "normal"
    answer: Callable[[Recorded], str] = echo
    retry_after: str | None = "0"
    pace: float = 0.0  # seconds between two pieces of a stream
    port: int = 0
    dimensions: int = 8  # of the vectors that /embeddings sends
    most_texts: int | None = None  # refuse a request with more texts
    longest_text: int | None = None  # refuse longer texts to embed
    speaks_base64: bool = True
    reranks_at: str = "/v1/rerank"
    usage: Any = None  # reported in place of the true one
    finish: str = "stop"  # why a streamed answer ends
    requests: list[Recorded] = field(default_factory=list)
    _script: deque[Reply] = field(default_factory=deque)

    def __post_init__(self) -> None:
        # Set when the server closes, or by release(): ends every deliberate delay.
        self.released = threading.Event()
        # Set once a stream has sent its first half and now waits (modes "stall").
        self.stalled = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._server = _Server(self)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def release(self) -> None:
        """Let slow and stalled replies continue."""
        self.released.set()

    def script(self, *replies: Reply | Mode) -> None:
        """Queue replies for the next requests; afterwards the standing ``mode`` applies."""
        self._script.extend(
            r if isinstance(r, Reply) else Reply(mode=r, retry_after=self.retry_after)
            for r in replies
        )

    def take(self, request: Recorded) -> Reply:
        """Record ``request`` and return what to do with it."""
        with self._lock:
            self.requests.append(request)
            if self._script:
                return self._script.popleft()
        return Reply(mode=self.mode, retry_after=self.retry_after)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, upstream: FakeUpstream) -> None:
        self.upstream = upstream
        super().__init__(("127.0.0.1", upstream.port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore errors: clients that go away are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Stay quiet: the requests are recorded."""

    def do_GET(self) -> None:
        self._send_json(200, {"object": "list", "data": [{"id": "fake-model", "object": "model"}]})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = json.loads(self.rfile.read(length) or b"{}")
        request = Recorded(self.path, self.headers.get("Authorization", ""), body)
        reply = self.server.upstream.take(request)
        refusal = _REFUSALS.get(reply.mode) or self._refusal_of(request)
        if refusal is not None:
            self._refuse(reply, *refusal)
        elif reply.mode == "slow":
            self.server.upstream.released.wait(SLOW_SECONDS)
            self._answer(request, reply)
        elif reply.mode == "html":
            self._send(200, b"<html><body><h1>It works</h1></body></html>", "text/html")
        elif reply.mode == "deep":
            self._send(200, b"[" * 100_000 + b"]" * 100_000, "application/json")
        elif reply.mode == "invalid_json" and not body.get("stream"):
            self._send(200, b'{"choices": [', "application/json")
        else:
            self._answer(request, reply)

    def _refuse(self, reply: Reply, status: int, kind: str, code: str, message: str) -> None:
        headers = (
            {"Retry-After": reply.retry_after}
            if status == 429 and reply.retry_after is not None
            else {}
        )
        self._send_json(
            status, {"error": {"message": message, "type": kind, "code": code}}, headers
        )

    def _refusal_of(self, request: Recorded) -> tuple[int, str, str, str] | None:
        upstream, texts = self.server.upstream, request.texts
        if upstream.most_texts is not None and len(texts) > upstream.most_texts:
            return _REFUSALS["too_large"]
        if upstream.longest_text is not None and any(len(t) > upstream.longest_text for t in texts):
            return _REFUSALS["context"]
        if request.path.endswith("/rerank") and request.path != upstream.reranks_at:
            return _REFUSALS["not_found"]
        if not upstream.speaks_base64 and request.body.get("encoding_format") == "base64":
            return (400, "invalid_request_error", "", "Unknown encoding format.")
        return None

    def _answer(self, request: Recorded, reply: Reply) -> None:
        if request.path.endswith("/embeddings"):
            dimensions = self.server.upstream.dimensions
            vectors = embeddings(
                request.body, request.texts, mode=reply.mode, dimensions=dimensions
            )
            self._whole(vectors, reply.mode)
            return
        if request.path.endswith("/rerank"):
            self._whole(ranking(request.body, mode=reply.mode), reply.mode)
            return
        text = "" if reply.mode == "blank" else reply.text
        text = self.server.upstream.answer(request) if text is None else text
        if request.body.get("stream") and reply.mode != "unstreamed":
            self._stream(request, reply, text)
        else:
            self._whole(completion(request.body, text, mode=reply.mode), reply.mode)

    def _whole(self, body: Any, mode: Mode) -> None:
        if self.server.upstream.usage is not None and isinstance(body, dict):
            body["usage"] = self.server.upstream.usage
        if mode in {"drop", "reset", "stall"}:
            self._drop(json.dumps(body).encode(), mode)
        else:
            self._send_json(200, body)

    def _drop(self, whole: bytes, mode: Mode) -> None:
        self._head(200, "application/json", {"Content-Length": str(len(whole))})
        self.wfile.write(whole[: len(whole) // 2])
        self._stop(mode)

    def _stream(self, request: Recorded, reply: Reply, text: str) -> None:
        self._head(200, "text/event-stream", {"Transfer-Encoding": "chunked"})
        finish = self.server.upstream.finish
        whole = list(chunks(request.body, text, mode=reply.mode, finish=finish))
        half = len(whole) // 2 if reply.mode in {"drop", "reset", "stall"} else len(whole)
        if self.server.upstream.usage is not None and "usage" in whole[-1]:
            whole[-1]["usage"] = self.server.upstream.usage
        for chunk in whole[:half]:
            self.server.upstream.released.wait(self.server.upstream.pace)
            self._event("{rubbish" if reply.mode == "invalid_json" else json.dumps(chunk))
        if half < len(whole):
            self._stop(reply.mode)
            if reply.mode != "stall":
                return
        for chunk in whole[half:]:
            self._event(json.dumps(chunk))
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _stop(self, mode: Mode) -> None:
        """End in the middle: wait (``stall``), close (``drop``) or reset (``reset``)."""
        self.wfile.flush()
        if mode == "stall":
            self.server.upstream.stalled.set()
            self.server.upstream.released.wait(SLOW_SECONDS)
            return
        self.close_connection = True
        if mode == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        else:
            self.connection.shutdown(socket.SHUT_RDWR)

    def _event(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        self.wfile.flush()

    def _send_json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", headers)

    def _send(
        self, status: int, body: bytes, media_type: str, headers: dict[str, str] | None = None
    ) -> None:
        self._head(status, media_type, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def _head(self, status: int, media_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


QUOTA: Final = "You exceeded your current quota, please check your plan and billing details."
_REFUSALS: Final[dict[Mode, tuple[int, str, str, str]]] = {
    "rate_limited": (429, "requests", "rate_limit_exceeded", "Rate limit reached."),
    "no_credit": (429, "insufficient_quota", "insufficient_quota", QUOTA),
    "no_credit_by_type": (429, "insufficient_quota", "", QUOTA),
    "payment_required": (402, "", "402", "Insufficient balance."),
    "error": (500, "server_error", "internal_error", "The server had an error."),
    "unauthorised": (
        401,
        "invalid_request_error",
        "invalid_api_key",
        "Incorrect API key provided.",
    ),
    "too_large": (413, "invalid_request_error", "", "The batch is too large."),
    "forbidden": (403, "invalid_request_error", "forbidden", "Not allowed."),
    "not_found": (404, "invalid_request_error", "model_not_found", "The model does not exist."),
    "context": (
        400,
        "invalid_request_error",
        "context_length_exceeded",
        "This model's maximum context length is 4096 tokens.",
    ),
}


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mode", choices=MODES, default="normal")
    parser.add_argument("--retry-after", default="1")
    options = parser.parse_args()
    with FakeUpstream(
        mode=options.mode, retry_after=options.retry_after, port=options.port
    ) as upstream:
        print(f"OPENAI_BASE_URL={upstream.base_url}", flush=True)
        try:
            upstream.released.wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
