"""Bytes to text and back, without losing a character on the way."""

from __future__ import annotations

import os
import stat

from schemalint.model.document import Document, Source
from schemalint.model.lazy import Lazy

LARGEST = 64 * 1024 * 1024
"""Bytes. Beyond it a file is named and left alone: a dump of that size is data, and would hold up every other file."""

# The longer marks first: UTF-32 little-endian begins with the mark of UTF-16 little-endian.
_UNSUPPORTED = ((b"\xff\xfe\x00\x00", "UTF-32"), (b"\x00\x00\xfe\xff", "UTF-32"), (b"+/v8", "UTF-7"))
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROL = Lazy("[\x00-\x08\x0e-\x19\x1c-\x1f]")


def read(source: Source, largest: int = LARGEST) -> Document:
    """The document of a source. Never raises for what the file holds or for a file that cannot be opened: then
    `fault` says why, and `text` is what could be made of it, or empty."""
    try:
        state = os.stat(source.file)
        if not stat.S_ISREG(state.st_mode):
            return Document(source, "", fault="is not a regular file")
        if state.st_size > largest:
            size, cap = state.st_size / 1048576, largest / 1048576
            return Document(source, "", fault=f"is {size:.0f} MB large, more than the {cap:.0f} MB that are read")
        with open(source.file, "rb") as stream:
            data = stream.read()
    except OSError as error:
        return Document(source, "", fault=f"cannot be read: {error.strerror or error}")
    return decoded(source, data)


def decoded(source: Source, data: bytes) -> Document:
    """The document that these bytes make."""
    for mark, name in _UNSUPPORTED:
        if data.startswith(mark):
            return Document(source, data.decode("latin-1"), "latin-1", fault=f"is {name}; save it as UTF-8")
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _decoded(source, data[len(mark) :], codec, True)
    return _decoded(source, data, "utf-8", False)


def _decoded(source: Source, data: bytes, codec: str, bom: bool) -> Document:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        what = "UTF-8" if codec == "utf-8" else "UTF-16"
        if codec == "utf-8":
            line = data.count(b"\n", 0, error.start) + 1
            fault = f"is not valid {what}: byte 0x{data[error.start]:02X} on line {line}; save it as UTF-8"
        else:
            fault = f"is not valid {what}, although it begins with its byte order mark; save it as UTF-8"
        return Document(source, data.decode("latin-1"), "latin-1", bom, fault)
    control = _CONTROL.search(text)
    if control is None:
        return Document(source, text, codec, bom)
    line = text.count("\n", 0, control.start()) + 1
    if control[0] == "\x00":
        hint = "" if bom else "; is it binary, or UTF-16 without a byte order mark?"
        return Document(source, text, codec, bom, f"holds a NUL character on line {line}{hint}")
    return Document(source, text, codec, bom, f"holds a control character U+{ord(control[0]):04X} on line {line}")


def bytes_for(document: Document, text: str) -> bytes:
    """The bytes of the document with its text replaced: same encoding, same byte order mark.

    Raises ValueError for a document with a fault, which nobody may rewrite, and for text its encoding cannot hold.
    """
    if document.fault:
        raise ValueError(f"{document.path} {document.fault}")
    data = text.encode(document.encoding)
    if document.bom:
        for mark, codec in _MARKS:
            if codec == document.encoding:
                return mark + data
    return data
