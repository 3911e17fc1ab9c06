"""The same storage on S3: against moto's server, which speaks its protocol on a port of this machine."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import fsspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from domain.documents import StorageUnreachable
from gateways.storage import Storage, StoredFileDamaged, StoredFileMissing

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 of its own, which the environment names as that of an installation would."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as environment:
        for name, value in (*ENVIRONMENT.items(), ("AWS_ENDPOINT_URL", address)):
            environment.setenv(name, value)
        yield address
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.stop()


@pytest.fixture
def url(s3: str) -> str:
    """A bucket of its own, with a folder in it."""
    bucket = f"b{uuid.uuid4().hex}"
    fsspec.filesystem("s3").mkdir(bucket)
    return f"s3://{bucket}/kontor/files"


def files_in(url: str) -> list[str]:
    return [str(path) for path in fsspec.filesystem("s3", use_listings_cache=False).find(url.removeprefix("s3://"))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(st.binary(max_size=2_000))
def test_what_is_put_comes_back_under_its_digest(url: str, data: bytes) -> None:
    storage = Storage(url)
    digest = storage.put(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert storage.exists(digest)
    assert Storage(url).get(digest) == data


def test_the_same_bytes_lie_there_once_under_their_digest(url: str) -> None:
    digest = Storage(url).put(b"paper")
    assert Storage(url).put(b"paper") == digest
    assert files_in(url) == [f"{url.removeprefix('s3://')}/{digest[:2]}/{digest[2:4]}/{digest}"]


def test_a_large_file_of_several_parts(url: str) -> None:
    data = bytes(range(256)) * 4 * 30_000
    assert Storage(url).get(Storage(url).put(data)) == data


def test_a_missing_file_is_named_and_is_there_as_soon_as_another_process_put_it(url: str) -> None:
    digest = hashlib.sha256(b"later").hexdigest()
    reader = Storage(url)
    assert not reader.exists(digest)
    with pytest.raises(StoredFileMissing) as missing:
        reader.get(digest)
    assert missing.value.digest == digest
    other = fsspec.filesystem("s3", skip_instance_cache=True)
    other.pipe_file(f"{url.removeprefix('s3://')}/{digest[:2]}/{digest[2:4]}/{digest}", b"later")
    assert reader.exists(digest)
    assert reader.get(digest) == b"later"


def test_a_damaged_file_is_noticed_and_mended_by_storing_it_again(url: str) -> None:
    storage = Storage(url)
    digest = storage.put(b"paper")
    fsspec.filesystem("s3").pipe_file(files_in(url)[0], b"papeR")
    with pytest.raises(StoredFileDamaged):
        storage.get(digest)
    assert storage.put(b"paper") == digest
    assert storage.get(digest) == b"paper"


def test_many_writers_of_the_same_bytes_leave_one_whole_file(url: str) -> None:
    data = b"x" * 300_000
    with ThreadPoolExecutor(6) as writers:
        digests = set(writers.map(lambda _turn: Storage(url).put(data), range(12)))
    assert len(digests) == 1
    assert Storage(url).get(digests.pop()) == data
    assert len(files_in(url)) == 1


@pytest.mark.usefixtures("s3")
def test_a_bucket_that_is_not_there_is_said() -> None:
    nowhere = Storage("s3://no-such-bucket-at-all/x")
    assert not nowhere.exists("0" * 64)
    with pytest.raises(StoredFileMissing):
        nowhere.get("0" * 64)


@pytest.mark.usefixtures("s3")
def test_a_storage_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    storage = Storage("s3://bucket/x")
    storage._files.retries = 1
    for ask in (lambda: storage.get("0" * 64), lambda: storage.put(b"x")):
        with pytest.raises(StorageUnreachable):
            ask()
    fsspec.get_filesystem_class("s3").clear_instance_cache()
