"""Errors of the operating system that no program can mend, and its user can: a full disk, too little memory."""

import errno
import os
import resource
from typing import Final

_ERRORS: Final = (
    *(errno.EACCES, errno.EPERM, errno.EROFS),  # not allowed
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO),  # a full or broken disk
    *(errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ENXIO, errno.ETIMEDOUT),  # an odd path
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN),  # too little of something
)
_BASE_MEGABYTES: Final = 320
_MEGABYTES_PER_PROCESSOR: Final = 64
_NO_MEMORY: Final = ("failed to map segment", "cannot allocate memory", "can't start new thread")


def limit_of_system(error: Exception) -> str:
    """Say in one line which limit of the system an error is about; empty if it is no such error, but a bug of ours."""
    if isinstance(error, OSError) and error.errno in _ERRORS:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}"
    if any(sign in str(error).lower() for sign in _NO_MEMORY):
        return f"there is not enough memory, or too few threads are allowed, for this: {error}"
    return ""


def too_little_memory() -> str:
    """Say that the memory that a program may address (`ulimit -v`) is too little; empty if it isn't.

    With less, a library that computes with numbers (OpenBLAS) asks for memory over and over while it is imported, for
    each processor, and the program neither ends nor hears that it should.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    needed = _BASE_MEGABYTES + _MEGABYTES_PER_PROCESSOR * (os.cpu_count() or 1)
    if limit == resource.RLIM_INFINITY or limit >= needed << 20:
        return ""
    return f"there is not enough memory for this: {limit >> 20:,} MB are allowed (ulimit -v), and {needed:,} are needed"
