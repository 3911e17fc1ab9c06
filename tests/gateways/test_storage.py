"""Files named by their content, in a folder and in fsspec's memory."""

from __future__ import annotations

import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateways.storage import Storage, StoredFileDamaged, StoredFileMissing

UNKNOWN = "0" * 64


@pytest.fixture(params=["folder", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return Storage(str(tmp_path / "not yet" / "ä b"))
    return Storage(f"memory://{uuid.uuid4().hex}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.binary(max_size=2000))
def test_what_is_put_comes_back_under_its_digest(storage: Storage, data: bytes) -> None:
    digest = storage.put(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert storage.exists(digest)
    assert storage.get(digest) == data


def test_the_same_bytes_lie_there_once(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    digest = storage.put(b"photo")
    assert storage.put(b"photo") == digest
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / digest[:2] / digest[2:4] / digest]


def test_a_missing_file_is_named(storage: Storage) -> None:
    assert not storage.exists(UNKNOWN)
    with pytest.raises(StoredFileMissing) as missing:
        storage.get(UNKNOWN)
    assert missing.value.digest == UNKNOWN


def test_a_damaged_file_is_noticed_and_mended_by_storing_it_again(tmp_path: Path) -> None:
    storage = Storage(tmp_path.as_uri())
    digest = storage.put(b"photo")
    (tmp_path / digest[:2] / digest[2:4] / digest).write_bytes(b"photA")
    with pytest.raises(StoredFileDamaged) as damaged:
        storage.get(digest)
    assert damaged.value.digest == digest
    storage.put(b"photo")
    assert storage.get(digest) == b"photo"


@pytest.mark.parametrize(
    "digest",
    [
        "",
        "../../etc/passwd",
        "A" * 64,
        "0" * 63,
        "0" * 65,
        "0" * 64 + "\n",
        "٠" * 64,
        "/" + "0" * 63,
        "\x00" * 64,
    ],
)
def test_what_is_no_digest_is_refused(storage: Storage, digest: str) -> None:
    with pytest.raises(ValueError):
        storage.get(digest)
    with pytest.raises(ValueError):
        storage.exists(digest)


def test_many_writers_of_the_same_bytes_leave_one_whole_file(tmp_path: Path) -> None:
    data = b"x" * 200_000
    with ThreadPoolExecutor(8) as writers:
        digests = set(writers.map(lambda _turn: Storage(str(tmp_path)).put(data), range(24)))
    assert len(digests) == 1
    assert Storage(str(tmp_path)).get(digests.pop()) == data
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


def test_a_write_that_breaks_off_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage(str(tmp_path))

    def full(*_args: object, **_options: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(storage._files, "mv", full)
    with pytest.raises(OSError, match="no space"):
        storage.put(b"photo")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not storage.exists(hashlib.sha256(b"photo").hexdigest())
