"""Photos and documents as files named by the SHA-256 of their bytes, in a folder or behind any fsspec URL."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import fsspec

from domain.documents import StorageUnreachable

OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az"})
"""There a file appears only when it is complete, and folders are none."""
LIBRARIES = ("botocore", "aiobotocore", "aiohttp", "gcsfs", "azure")


class StoredFileMissing(Exception):
    """A file that the data refer to is not in the storage. `digest` names it."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"no stored file {digest}")
        self.digest = digest


class StoredFileDamaged(Exception):
    """The bytes of a stored file are not those that were stored. `digest` names it."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"stored file {digest} is damaged")
        self.digest = digest


class Storage:
    """Content-addressed files: the same bytes lie there once, and nothing that lies there ever changes."""

    def __init__(self, url: str) -> None:
        """`url` is a local folder or an fsspec URL; it is made when the first file comes."""
        try:
            self._files, self._root = fsspec.core.url_to_fs(url, **_options(url))
        except ImportError as missing:
            raise StorageUnreachable from missing
        self._appear_whole = _protocol(self._files) in OBJECT_STORES

    def put(self, data: bytes) -> str:
        """Store the bytes and return their digest; storing them again changes nothing but a damaged file.

        The file appears under its name only when it is complete, also with two writers at once.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if self._read(path) == data:
            return digest
        if self._appear_whole:
            with _reaching():
                self._files.pipe_file(path, data)
            return digest
        folder = path.rpartition("/")[0]
        self._files.makedirs(folder, exist_ok=True)
        unfinished = f"{folder}/.{digest}.{secrets.token_hex(8)}"
        try:
            self._files.pipe_file(unfinished, data)
            self._files.mv(unfinished, path)
        except BaseException:
            with suppress(OSError):
                self._files.rm_file(unfinished)
            raise
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a digest; raises `StoredFileMissing` or `StoredFileDamaged`."""
        data = self._read(self._path(digest))
        if data is None:
            raise StoredFileMissing(digest)
        if hashlib.sha256(data).hexdigest() != digest:
            raise StoredFileDamaged(digest)
        return data

    def exists(self, digest: str) -> bool:
        """Whether there is a file of this digest, without reading it."""
        with _reaching():
            return bool(self._files.isfile(self._path(digest)))

    def _path(self, digest: str) -> str:
        """`ab/cd/abcd…`; what is no digest is refused (`ValueError`), so no name leaves the folder."""
        if not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError("a digest has 64 hexadecimal digits")
        return f"{self._root}/{digest[:2]}/{digest[2:4]}/{digest}"

    def _read(self, path: str) -> bytes | None:
        try:
            with _reaching():
                return bytes(self._files.cat_file(path))
        except FileNotFoundError:
            return None


def _protocol(files: Any) -> str:
    return files.protocol if isinstance(files.protocol, str) else files.protocol[0]


def _options(url: str) -> dict[str, Any]:
    """Files never change under their name, so nothing that was listed once is remembered."""
    return {"use_listings_cache": False} if url.partition("://")[0] in OBJECT_STORES else {}


@contextmanager
def _reaching() -> Iterator[None]:
    """What a library for a storage elsewhere raises becomes `StorageUnreachable`; a missing file stays one."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        if isinstance(error, OSError | TimeoutError) or type(error).__module__.startswith(LIBRARIES):
            raise StorageUnreachable from error
        raise
