"""Check a zip before unpacking it: Office files and EPUBs are zips, sent by strangers."""

from __future__ import annotations

import zipfile
from pathlib import Path

from projects.parsing.errors import Unreadable
from projects.parsing.limits import Limits

LARGEST_RATIO = 200
RATIO_MATTERS_FROM = 20 * 1024 * 1024
ENCRYPTED_FLAG = 0x1


def open_zip(path: Path, *, limits: Limits) -> zipfile.ZipFile:
    """Return the archive if its declared sizes are within ``limits``.

    zipfile stops reading a member at its declared size, so no more than that can come out.
    Raises Unreadable: corrupt, oversized, encrypted.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("corrupt") from error
    check_members(archive.infolist(), limits=limits)
    return archive


def check_members(members: list[zipfile.ZipInfo], *, limits: Limits) -> None:
    """Raise Unreadable if members are too many, too large, too compressed or encrypted."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > limits.max_members or unpacked > limits.max_unpacked_bytes:
        raise Unreadable("oversized")
    if unpacked > RATIO_MATTERS_FROM and unpacked > packed * LARGEST_RATIO:
        raise Unreadable("oversized")
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise Unreadable("encrypted")
