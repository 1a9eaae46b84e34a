"""One object read as a mountpoint reads it: many ranges at once from many threads. GetObject: Range; and s3fs, whose files seek."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from pelton import ACCESS_KEY, REGION, SECRET_KEY

PART = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def big(server, s3, tree):
    """A bucket with one object made of parts, and its bytes."""
    s3.create_bucket(Bucket="tools-mounted")
    body = (tree / "big.bin").read_bytes()
    upload = s3.create_multipart_upload(Bucket="tools-mounted", Key="big")["UploadId"]
    parts = []
    for number, start in enumerate(range(0, len(body), PART), 1):
        made = s3.upload_part(Bucket="tools-mounted", Key="big", UploadId=upload, PartNumber=number, Body=body[start:start + PART])
        parts.append({"PartNumber": number, "ETag": made["ETag"]})
    s3.complete_multipart_upload(Bucket="tools-mounted", Key="big", UploadId=upload, MultipartUpload={"Parts": parts})
    return "tools-mounted", body


def test_many_ranges_at_once_are_each_the_right_bytes(server, big):
    bucket, body = big
    client = server.client("s3", max_pool_connections=16)
    etag = client.head_object(Bucket=bucket, Key="big")["ETag"]
    dice = random.Random(3)
    # Pages, read-aheads, and ranges over the borders of parts and of the blocks that Pelton checks.
    ranges = [(dice.randrange(len(body)), dice.choice([1, 4096, 131_072, 1 << 20])) for _ in range(240)]
    ranges += [(border + shift, 2) for border in (PART, 2 * PART, 1 << 20) for shift in (-1, 0, 1)] + [(len(body) - 1, 4096)]

    def read(span):
        start, length = span
        got = client.get_object(Bucket=bucket, Key="big", Range=f"bytes={start}-{start + length - 1}", IfMatch=etag)
        end = min(start + length, len(body))
        assert got["ContentRange"] == f"bytes {start}-{end - 1}/{len(body)}"
        return got["Body"].read() == body[start:end]

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(read, ranges))


def test_readers_that_leave_early_disturb_nobody(server, big):
    """A mountpoint drops a read-ahead as soon as its reader seeks elsewhere."""
    bucket, body = big
    client = server.client("s3", max_pool_connections=16)

    def read(number):
        got = client.get_object(Bucket=bucket, Key="big", Range=f"bytes={number * 100_000}-")["Body"]
        start = got.read(65_536)
        got.close()
        return start == body[number * 100_000:number * 100_000 + 65_536]

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(read, range(100)))


@pytest.fixture(scope="module")
def files(server):
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not in the Python environment of these tests")
    return s3fs.S3FileSystem(
        key=ACCESS_KEY, secret=SECRET_KEY, endpoint_url=server.url, client_kwargs={"region_name": REGION},
        config_kwargs={"s3": {"addressing_style": "path"}}, use_listings_cache=False, skip_instance_cache=True)


def test_an_s3fs_file_seeks(files, big):
    bucket, body = big
    dice = random.Random(5)
    with files.open(f"{bucket}/big", "rb", block_size=1 << 16) as file:
        for _ in range(60):
            start, length = dice.randrange(len(body)), dice.choice([1, 1000, 100_000])
            file.seek(start)
            assert file.read(length) == body[start:start + length]
    starts = [number * 200_000 for number in range(50)]
    ranges = files.cat_ranges([f"{bucket}/big"] * 50, starts, [start + 1000 for start in starts])
    assert ranges == [body[start:start + 1000] for start in starts]


def test_s3fs_writes_lists_moves_and_removes(files, bucket, tree, tmp_path):
    body = (tree / "big.bin").read_bytes()
    with files.open(f"{bucket}/a/big", "wb", block_size=PART) as file:
        for start in range(0, len(body), 1_000_000):
            file.write(body[start:start + 1_000_000])
    files.pipe(f"{bucket}/a/small", b"small")
    assert files.cat(f"{bucket}/a/big") == body
    assert (files.isdir(f"{bucket}/a"), files.isfile(f"{bucket}/a/small"), files.exists(f"{bucket}/a/never")) == (True, True, False)
    files.put(f"{tree}/sub", f"{bucket}/b", recursive=True)
    files.mv(f"{bucket}/a/small", f"{bucket}/c")
    assert sorted(files.find(bucket)) == sorted(
        f"{bucket}/{name}" for name in ("a/big", "b/deep/plus+sign", "b/per%cent", "b/with space & ünï.txt", "c"))
    assert files.du(f"{bucket}/c") == 5
    files.get(f"{bucket}/b", str(tmp_path / "back"), recursive=True)
    assert (tmp_path / "back" / "per%cent").read_bytes() == (tree / "sub" / "per%cent").read_bytes()
    files.rm(bucket, recursive=True)
    assert not files.exists(bucket)
