from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from werkzeug import Request, Response

from core.outbound import (
    UrlNotAllowed,
    UrlStatus,
    UrlTimeout,
    UrlTooLarge,
    UrlUnreachable,
    fetch,
)

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]


@pytest.fixture
def get(httpserver):
    """Fetch from the local server, like code that allows loopback on purpose."""

    def run(path: str, *, max_bytes: int = 10_000, timeout: float = 5.0, **more):
        url = path if "://" in path else httpserver.url_for(path)
        opened = {"allow_addresses": LOOPBACK, "ports": {80, httpserver.port}}
        more = opened | {"resolve": lambda host, port: ["127.0.0.1"]} | more
        return fetch(url, max_bytes=max_bytes, timeout=timeout, **more)

    return run


def answers(httpserver, path: str, content: bytes = b"hello", **more) -> None:
    httpserver.expect_request(path).respond_with_response(Response(content, **more))


@contextmanager
def raw_server(*pieces: bytes, hold: threading.Event | None = None) -> Iterator[int]:
    """Serve bytes as they are, and keep the line open until ``hold`` is set."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                for piece in pieces:
                    connection.sendall(piece)
                if hold:
                    hold.wait(10)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        if hold:
            hold.set()
        thread.join(5)


def test_a_document_comes_with_its_name_and_type(httpserver, get):
    answers(httpserver, "/files/hand book", b"%PDF-1.7", content_type="application/pdf")
    found = get("/files/hand%20book")
    assert (found.content, found.content_type) == (b"%PDF-1.7", "application/pdf")
    assert found.filename == "hand book.pdf"
    assert found.url == found.final_url == httpserver.url_for("/files/hand%20book")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="q1.xlsx"', "q1.xlsx"),
        ('attachment; filename="../../etc/passwd"', "passwd.html"),
        ('attachment; filename="C:\\\\temp\\\\a.pdf"', "a.pdf"),
        ("attachment; filename*=UTF-8''%E2%82%AC.csv", "€.csv"),
        ("attachment; filename*1*=a; filename*=b", "page.html"),
        ("inline", "page.html"),
    ],
)
def test_the_name_is_plain_whatever_the_server_says(httpserver, get, header, name):
    answers(httpserver, "/page", content_type="text/html", headers={"Content-Disposition": header})
    assert get("/page").filename == name


def test_the_server_sees_its_own_name_and_no_secret(httpserver, get, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    seen: list[Request] = []
    httpserver.expect_request("/").respond_with_handler(lambda r: seen.append(r) or Response("x"))
    get(f"http://acme.example:{httpserver.port}/", resolve=lambda host, port: ["127.0.0.1"])
    assert seen[0].host == f"acme.example:{httpserver.port}"
    assert not {"Cookie", "Authorization"} & set(seen[0].headers.keys())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(httpserver, get, status):
    answers(httpserver, "/old", status=status, headers={"Location": "/new?a=1"})
    answers(httpserver, "/new", b"moved")
    found = get("/old")
    assert found.content == b"moved"
    assert found.final_url.endswith("/new?a=1")


@pytest.mark.parametrize(
    "place",
    ["http://10.0.0.1/", "http://169.254.169.254/latest", "//[::1]/", "file:///etc/passwd",
     "http://user:pass@acme.example/", "http://localhost:6379/", "gopher://127.0.0.1/_"],
)  # fmt: skip
def test_a_redirect_cannot_lead_to_an_internal_address(httpserver, get, place):
    answers(httpserver, "/", status=302, headers={"Location": place})
    with pytest.raises(UrlNotAllowed):
        get("/")


def test_endless_redirects_are_refused(httpserver, get):
    answers(httpserver, "/loop", status=302, headers={"Location": "/loop"})
    with pytest.raises(UrlNotAllowed, match="too many times"):
        get("/loop")
    assert len(httpserver.log) == 6


def test_a_name_is_resolved_once_and_its_address_used(httpserver, get):
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    answers(httpserver, "/")
    assert get(f"http://acme.example:{httpserver.port}/", resolve=rebinding).content == b"hello"
    assert asked == ["acme.example"]


def test_a_name_that_changes_between_hops_is_refused(httpserver, get):
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    answers(httpserver, "/", status=302, headers={"Location": "/latest/meta-data"})
    with pytest.raises(UrlNotAllowed):
        get(f"http://acme.example:{httpserver.port}/", resolve=rebinding)
    assert len(httpserver.log) == 1


@pytest.mark.parametrize(
    "found",
    [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["2606:4700::1", "::1"], ["::ffff:10.0.0.1"],
     ["fe80::1%eth0"], ["not an address"]],
)  # fmt: skip
def test_a_name_with_one_internal_address_is_refused(found):
    with pytest.raises(UrlNotAllowed):
        fetch("http://acme.example/", max_bytes=10, timeout=1, resolve=lambda host, port: found)


def test_an_unknown_name_is_unreachable():
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror

    with pytest.raises(UrlUnreachable) as failed:
        fetch("http://acme.example/", max_bytes=10, timeout=1, resolve=unknown)
    assert failed.value.code == "url_unreachable"


def test_a_resolver_that_hangs_runs_into_the_deadline():
    held = threading.Event()
    with pytest.raises(UrlTimeout):
        fetch("http://acme.example/", max_bytes=10, timeout=0.1, resolve=lambda *_: held.wait(5))
    held.set()


def test_a_port_nobody_listens_on_is_unreachable(get):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(UrlUnreachable):
        get(f"http://127.0.0.1:{port}/", ports={port})


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 503, 304])
def test_an_error_from_the_server_is_reported(httpserver, get, status):
    answers(httpserver, "/", status=status)
    with pytest.raises(UrlStatus) as failed:
        get("/")
    assert str(status) in failed.value.detail


def test_a_large_answer_is_cut_off(httpserver, get):
    answers(httpserver, "/", b"x" * 10_001)
    with pytest.raises(UrlTooLarge):
        get("/")


def test_a_large_answer_of_unknown_length_is_cut_off(httpserver, get):
    answers(httpserver, "/", (b"x" * 1_000 for _ in range(20)))
    with pytest.raises(UrlTooLarge):
        get("/")


def test_compressed_answers_are_decompressed(httpserver, get):
    packed = gzip.compress(b"packed text")
    answers(httpserver, "/", packed, headers={"Content-Encoding": "gzip"})
    assert get("/").content == b"packed text"


@pytest.mark.parametrize("window", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_both_forms_of_deflate_are_read(httpserver, get, window):
    packer = zlib.compressobj(wbits=window)
    packed = packer.compress(b"packed text") + packer.flush()
    answers(httpserver, "/", packed, headers={"Content-Encoding": "deflate"})
    assert get("/").content == b"packed text"


def test_a_decompression_bomb_is_cut_off(httpserver, get):
    bomb = gzip.compress(b"0" * 5_000_000)
    answers(httpserver, "/", bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(UrlTooLarge):
        get("/")


def test_an_answer_compressed_in_several_members_is_decompressed_whole(httpserver, get):
    parts = [gzip.compress(piece * 900) for piece in (b"one", b"two", b"three")]
    packed = parts[0] + parts[1] + bytes(12) + parts[2] + bytes(512)
    answers(httpserver, "/", packed, headers={"Content-Encoding": "gzip"})
    assert get("/").content == b"".join(piece * 900 for piece in (b"one", b"two", b"three"))


def test_an_answer_that_ends_inside_a_member_is_refused(httpserver, get):
    packed = gzip.compress(b"one") + gzip.compress(b"two" * 900)[:-9]
    answers(httpserver, "/", packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(UrlUnreachable, match="before it was complete"):
        get("/")


def test_an_answer_of_countless_empty_members_is_refused(httpserver, get):
    packed = gzip.compress(b"") * 45_000
    answers(httpserver, "/", packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(UrlUnreachable, match="encodes its answer"):
        get("/", max_bytes=1_000_000)


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "zstd"])
def test_unknown_encodings_are_refused(httpserver, get, packing):
    answers(httpserver, "/", b"\x00", headers={"Content-Encoding": packing})
    with pytest.raises(UrlUnreachable):
        get("/")


def test_a_server_that_says_nothing_runs_into_the_deadline(get):
    held = threading.Event()
    with raw_server(hold=held) as port, pytest.raises(UrlTimeout) as failed:
        get(f"http://127.0.0.1:{port}/", ports={port}, timeout=0.2)
    assert failed.value.code == "url_timeout"


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"]
)
def test_a_server_that_trickles_runs_into_the_deadline(get, start):
    done = threading.Event()

    def drip() -> Iterator[bytes]:
        yield start
        while not done.wait(0.02):
            yield b"x"

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                try:
                    for piece in drip():
                        connection.sendall(piece)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        with pytest.raises(UrlTimeout):
            get(f"http://127.0.0.1:{port}/", ports={port}, timeout=0.3)
        done.set()
        thread.join(5)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Header: 1\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
)
def test_a_server_that_does_not_speak_http_is_unreachable(get, answer):
    with raw_server(answer) as port, pytest.raises(UrlUnreachable):
        get(f"http://127.0.0.1:{port}/", ports={port})


def test_a_server_without_a_trusted_certificate_is_refused(httpserver, get):
    url = f"https://acme.example:{httpserver.port}/"
    with pytest.raises(UrlUnreachable, match="certificate"):
        get(url, resolve=lambda host, port: ["127.0.0.1"])
