"""Read the parts of an office file or e-book, which is a zip file, within limits on their sizes."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from index.documents.converted.xml import Element, local_name, parse_xml
from index.documents.skipped import SkippedFile

_LARGEST_PART = 200_000_000  # bytes of an unpacked part
_LARGEST_RATIO = 200  # the largest unpacked size of a large part, in times its packed size
_SMALL_PART = 20_000_000  # bytes; smaller parts, such as sheets, may well be packed more tightly
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the first bytes of older and of encrypted office files


class Relationship(NamedTuple):
    """A link from one part of a file to another."""

    id: str
    kind: str  #: such as "footnotes"
    target: str  #: the name of the other part


class Package:
    """The parts of a zip file by their names."""

    def __init__(self, data: bytes) -> None:
        """Raises SkippedFile if the file is encrypted, or no zip file."""
        if data.startswith(_OLE):
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise SkippedFile("is protected by a password")
            raise SkippedFile("is in an older format than its suffix says, or protected by a password")
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {info.filename.lower(): info for info in self._file.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise SkippedFile(f"is damaged ({error})") from None

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises SkippedFile if it is missing, encrypted, damaged or far too large."""
        info = self._parts.get(name.lower())
        if info is None:
            raise SkippedFile(f"is damaged (it has no {name})")
        large = info.file_size > max(_SMALL_PART, _LARGEST_RATIO * info.compress_size)
        if large or info.file_size > _LARGEST_PART:
            raise SkippedFile(f"unpacks to far more than its size ({name})")
        if info.flag_bits & 1:
            raise SkippedFile("is protected by a password")
        try:
            return self._file.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,  # a part whose offset is before the start of the file
        ) as error:
            raise SkippedFile(f"is damaged ({name}: {error})") from None

    def xml(self, name: str) -> Element:
        """The root element of a part. Raises SkippedFile if it cannot be read, or is not valid XML."""
        return parse_xml(self.read(name))

    def optional_xml(self, name: str) -> Element | None:
        """The root element of an optional part; None if the part is missing or damaged."""
        try:
            return self.xml(name) if name in self else None
        except SkippedFile:
            return None

    def relationships(self, name: str) -> Iterator[Relationship]:
        """Yield the links from a part of an Office Open XML file to other parts; "" is the file itself."""
        folder, base = posixpath.split(name)
        root = self.optional_xml(f"{folder}/_rels/{base}.rels".lstrip("/"))
        for element in [] if root is None else root:
            if element.get("TargetMode") != "External":
                kind = element.get("Type", "").rpartition("/")[2]
                yield Relationship(element.get("Id", ""), kind, resolve(folder, element.get("Target", "")))

    def related(self, name: str, kind: str) -> list[str]:
        """The names of the parts to which a part has links of a kind, such as "slideLayout"."""
        return [relationship.target for relationship in self.relationships(name) if relationship.kind == kind]

    def core_title(self) -> str:
        """The title in the properties of an Office Open XML file; empty without one."""
        root = self.optional_xml("docProps/core.xml")
        titles = [] if root is None else [child.text for child in root if local_name(child) == "title"]
        return next(iter(titles), "") or ""


def resolve(folder: str, target: str) -> str:
    """The full name of the part that `target`, a path relative to `folder`, names."""
    path = unquote(target.split("#")[0])
    return posixpath.normpath(posixpath.join("/" if path.startswith("/") else folder, path)).lstrip("/")
