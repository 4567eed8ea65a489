"""Messages between two processes: a JSON header and the raw bytes of its arrays. Nothing is unpickled.

On the wire: 4 bytes of header length, 4 of body length (big endian), the header, the body. The header's
`"arrays"` lists [dtype, shape] of each array in the body, one after the other. Every length and type is
checked before it is believed; bytes that do not fit raise WireError and nothing else.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.kit.panels import Array

PREFIX = struct.Struct(">II")
HEADER_MOST = 64_000_000
"""Bytes; a text knob of four million Korean letters fits."""
BODY_MOST = 256_000_000
DTYPES = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"])

Plain = dict[str, Any]
"""What JSON can carry."""


class WireError(ValueError):
    """Bytes that are no message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A header, and the arrays it speaks of by index. Received arrays are read-only views."""

    header: Plain
    arrays: tuple[Array, ...] = ()


def encode(header: Plain, arrays: Sequence[Array] = ()) -> bytes:
    """The bytes of one message. Raises TypeError for an array of objects or text."""
    fit = [_little(array) for array in arrays]
    listed = [[array.dtype.str, array.shape] for array in fit]
    head = json.dumps({**header, "arrays": listed}, ensure_ascii=False, separators=(",", ":"))
    text = head.encode("utf-8", "replace")
    size = sum(array.nbytes for array in fit)
    if len(text) > HEADER_MOST or size > BODY_MOST:
        raise TypeError("too large for one message")
    return b"".join([PREFIX.pack(len(text), size), text, *(array.tobytes() for array in fit)])


def sizes(prefix: bytes) -> tuple[int, int]:
    """Bytes of header and body that follow these first 8."""
    if len(prefix) != PREFIX.size:
        raise WireError("cut short")
    head, body = PREFIX.unpack(prefix)
    if head > HEADER_MOST or body > BODY_MOST:
        raise WireError("longer than any message")
    return head, body


def decode(head: bytes, body: bytes) -> Message:
    """The message of these bytes."""
    try:
        header = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise WireError("the header is not JSON") from error
    if not isinstance(header, dict):
        raise WireError("the header is not an object")
    listed = header.pop("arrays", None)
    if not isinstance(listed, list):
        raise WireError("the header lists no arrays")
    arrays: list[Array] = []
    start = 0
    for entry in listed:
        dtype, shape = _described(entry)
        count = math.prod(shape)
        end = start + count * dtype.itemsize
        if end > len(body):
            raise WireError("an array goes past the body")
        arrays.append(np.frombuffer(body, dtype, count, start).reshape(shape))
        start = end
    if start != len(body):
        raise WireError("the body holds more than its arrays")
    return Message(header, tuple(arrays))


def _described(entry: object) -> tuple[np.dtype[Any], tuple[int, ...]]:
    if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[1], list):
        name, shape = entry
        known = isinstance(name, str) and name in DTYPES and len(shape) <= 8
        if known and all(type(n) is int and 0 <= n <= BODY_MOST for n in shape):
            return np.dtype(name), tuple(shape)
    raise WireError("an array of no known kind")


def _little(array: Array) -> Array:
    """`array` contiguous and little-endian, whatever the machine."""
    array = np.asarray(array)
    fit = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(array.shape)
    if fit.dtype.str not in DTYPES:
        raise TypeError(f"an array of {array.dtype} cannot be sent")
    return fit
