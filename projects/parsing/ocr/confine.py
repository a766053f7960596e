"""Confine this process, then become another program: ``confine.py LIMITS PROGRAM …``.

Run as a script in an interpreter of its own, because a process with threads must not run code
between fork and exec. ``LIMITS`` is "CPU seconds,bytes of memory,bytes of output".
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
NICENESS = 10
OPEN_FILES = 64
# The kernel's numbers (AUDIT_ARCH, socket) by machine. io_uring_setup, 425 on both, can open
# sockets as well.
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
IO_URING_SETUP = 425
X32_CALLS = 0x40000000
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000
CALL_OFFSET, ARCH_OFFSET = 0, 4


def main() -> None:
    """Confine this process and replace it by the program."""
    cpu, memory, output = map(int, sys.argv[1].split(","))
    program = sys.argv[2:]
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    if sys.platform == "linux":
        refuse_connections()
    os.execv(program[0], program)  # noqa: S606  (the very purpose of this file)


def refuse_connections() -> None:
    """Die with the parent, gain no privileges, open no socket (seccomp(2), cBPF).

    On machines other than x86-64 and ARM64 there is no socket filter; the other limits still hold.
    """
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if platform.machine() not in MACHINES:
        return
    steps = _filter(*MACHINES[platform.machine()])
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(program))


def _filter(machine: int, socket: int) -> list[tuple[int, int, int, int]]:
    """Return (operation, steps to skip if true, if false, operand) for each step."""
    return [
        (LOAD, 0, 0, ARCH_OFFSET),
        (EQUAL, 1, 0, machine),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, CALL_OFFSET),
        (AT_LEAST, 3, 0, X32_CALLS),
        (EQUAL, 2, 0, socket),
        (EQUAL, 1, 0, IO_URING_SETUP),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]


if __name__ == "__main__":
    main()
