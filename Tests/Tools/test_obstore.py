"""obstore (Rust, Apache's object_store): its user guide."""

import asyncio
import datetime

import pytest
import requests

from pelton import ACCESS_KEY, REGION, SECRET_KEY

obstore = pytest.importorskip("obstore", reason="obstore is not in the Python environment of these tests: see Tests/Tools/requirements.txt")


@pytest.fixture
def store(server, bucket):
    return obstore.store.S3Store(
        bucket, endpoint=server.url, region=REGION, access_key_id=ACCESS_KEY, secret_access_key=SECRET_KEY, virtual_hosted_style_request=False,
        client_options={"allow_http": True})


def names(pages):
    return [entry["path"] for page in pages for entry in page]


def test_put_get_head_and_ranges(store, s3, bucket):
    path = "a folder/plus+sign & ünï"
    put = obstore.put(store, path, b"hello", attributes={"Content-Type": "text/x-test", "colour": "dark blue"})
    got = obstore.get(store, path)
    assert got.bytes() == b"hello" and got.meta["e_tag"] == put["e_tag"]
    assert (got.attributes["Content-Type"], got.attributes["colour"]) == ("text/x-test", "dark blue")
    assert s3.head_object(Bucket=bucket, Key=path)["Metadata"] == {"colour": "dark blue"}
    assert obstore.head(store, path)["size"] == 5
    assert bytes(obstore.get_range(store, path, start=1, length=3)) == b"ell"
    assert [bytes(part) for part in obstore.get_ranges(store, path, starts=[0, 3], ends=[2, 5])] == [b"he", b"lo"]
    with pytest.raises(FileNotFoundError):
        obstore.get(store, "missing")


def test_big_files_go_in_parts(store, s3, bucket, tree):
    body = (tree / "big.bin").read_bytes()
    obstore.put(store, "parts", tree / "big.bin", use_multipart=True, chunk_size=5 << 20, max_concurrency=3)
    assert s3.head_object(Bucket=bucket, Key="parts")["ETag"].endswith('-3"')
    assert b"".join(bytes(piece) for piece in obstore.get(store, "parts").stream(min_chunk_size=1 << 20)) == body
    with obstore.open_writer(store, "written", buffer_size=5 << 20) as writer:
        for start in range(0, len(body), 1_000_000):
            writer.write(body[start:start + 1_000_000])
    assert obstore.get(store, "written").bytes() == body
    reader = obstore.open_reader(store, "written")
    reader.seek(5_000_000)
    assert bytes(reader.read(10)) == body[5_000_000:5_000_010]


def test_conditions_decide_who_writes(store):
    first = obstore.put(store, "k", b"one", mode="create")
    with pytest.raises(obstore.exceptions.AlreadyExistsError):
        obstore.put(store, "k", b"two", mode="create")
    seen = {"e_tag": first["e_tag"]}
    obstore.put(store, "k", b"two", mode=seen)
    with pytest.raises(obstore.exceptions.PreconditionError):
        obstore.put(store, "k", b"three", mode=seen)
    assert obstore.get(store, "k").bytes() == b"two"


def test_listing_copying_renaming_deleting(store, s3, bucket):
    wanted = sorted(f"many/{number:04}" for number in range(1100))

    async def fill():
        await asyncio.gather(*(obstore.put_async(store, name, b"x") for name in wanted))

    asyncio.run(fill())
    assert sorted(names(obstore.list(store, "many"))) == wanted
    assert names(obstore.list(store, "many", offset="many/1097")) == wanted[-2:]
    obstore.copy(store, "many/0000", "copy")
    obstore.rename(store, "copy", "renamed")
    found = obstore.list_with_delimiter(store)
    assert (found["common_prefixes"], [entry["path"] for entry in found["objects"]]) == (["many"], ["renamed"])
    obstore.delete(store, [*wanted, "renamed"])
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_presigned_urls(store):
    put, get = (obstore.sign(store, method, "by url", datetime.timedelta(minutes=5)) for method in ("PUT", "GET"))
    assert requests.put(put, data=b"by url").status_code == 200
    assert requests.get(get).content == b"by url"
