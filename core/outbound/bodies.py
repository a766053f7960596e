"""Read a response's body up to a size, counted both before and after it is unpacked."""

from __future__ import annotations

import http.client
import re
import zlib
from collections.abc import Iterator

from core.outbound.errors import UrlTooLarge, UrlUnreachable

PIECE = 1 << 16
# Bytes unpacked at once: zlib copies what follows the end of a member, so a member must not be fed
# with the whole rest behind it. Servers that compress in pieces make members of about 64 KB.
FED = 1 << 12
MOST_PARTS = 10_000
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
RAW_DEFLATE = -zlib.MAX_WBITS
PADDING = re.compile(rb"\x00*")
CUT_SHORT = "The answer of this address ended before it was complete. Try again."
ODD_PACKING = (
    "This address encodes its answer in a way that cannot be read. Upload the file instead."
)


def read_body(response: http.client.HTTPResponse, *, max_bytes: int) -> bytes:
    """Return the unpacked body. Raises UrlTooLarge, UrlUnreachable."""
    length = response.length
    if length is not None and length > max_bytes:
        raise UrlTooLarge
    packed = _pieces(response, max_bytes=max_bytes, length=length)
    packing = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packing in ("", "identity"):
        return b"".join(packed)
    if packing in ("gzip", "x-gzip", "deflate"):
        return _unpacked(b"".join(packed), max_bytes=max_bytes)
    raise UrlUnreachable(ODD_PACKING)


def _pieces(
    response: http.client.HTTPResponse, *, max_bytes: int, length: int | None
) -> Iterator[bytes]:
    received = 0
    while piece := response.read(PIECE):
        received += len(piece)
        if received > max_bytes:
            raise UrlTooLarge
        yield piece
    if length is not None and received < length:
        raise UrlUnreachable(CUT_SHORT)


def _unpacked(data: bytes, *, max_bytes: int) -> bytes:
    """Unpack within ``max_bytes``; some servers declare deflate but omit the zlib header."""
    try:
        return b"".join(_inflated(data, max_bytes=max_bytes, window=GZIP_OR_ZLIB))
    except zlib.error:
        pass
    try:
        return b"".join(_inflated(data, max_bytes=max_bytes, window=RAW_DEFLATE))
    except zlib.error as error:
        raise UrlUnreachable(ODD_PACKING) from error


def _inflated(data: bytes, *, max_bytes: int, window: int) -> Iterator[bytes]:
    """Yield the content of each member in turn; they follow one another (RFC 1952, 2.2)."""
    left, start = max_bytes, 0
    for _ in range(MOST_PARTS):
        if start == len(data):
            return
        unpacker = zlib.decompressobj(window)
        while not unpacker.eof:
            fed = data[start : start + FED]
            if not fed:
                raise UrlUnreachable(CUT_SHORT)
            piece = unpacker.decompress(fed, left + 1)
            left -= len(piece)
            if left < 0:
                raise UrlTooLarge
            start += len(fed) - len(unpacker.unused_data)
            yield piece
        start = _behind_padding(data, start)
    raise UrlUnreachable(ODD_PACKING)


def _behind_padding(data: bytes, start: int) -> int:
    """Return where the next member begins; some servers pad with zero bytes."""
    padding = PADDING.match(data, start)
    return padding.end() if padding else start
