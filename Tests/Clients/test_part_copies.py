"""Parts that are copies of objects, or of ranges of them. Source: API_UploadPartCopy."""

import os

import pytest

from helpers import error_of
from test_multipart import MIB, complete, start, upload


@pytest.fixture(scope="module")
def film(server, s3):
    """A bucket with a source of one PUT and one of many parts."""
    bucket = "test-films-of-parts"
    s3.create_bucket(Bucket=bucket)
    bodies = [os.urandom(5 * MIB + 123), os.urandom(5 * MIB), os.urandom(1000)]
    s3.put_object(Bucket=bucket, Key="one", Body=b"".join(bodies))
    upload_id = start(s3, bucket, "many")
    complete(s3, bucket, upload_id, [upload(s3, bucket, upload_id, n, body, "many") for n, body in enumerate(bodies, 1)], "many")
    return bucket, b"".join(bodies)


def copy_part(s3, bucket, upload_id, number, source, range=None, key="k"):
    options = {"CopySourceRange": f"bytes={range[0]}-{range[1] - 1}"} if range else {}
    part = s3.upload_part_copy(Bucket=bucket, Key=key, UploadId=upload_id, PartNumber=number, CopySource=source, **options)
    return {"PartNumber": number, "ETag": part["CopyPartResult"]["ETag"]}


@pytest.mark.parametrize("source", ["one", "many"])
def test_ranges_strung_together(s3, bucket, film, source):
    """Linked, not copied: also across the source's parts, and of what was linked itself."""
    films, whole = film
    ranges = [(0, 5 * MIB), (3, 5 * MIB + 400), (5 * MIB, len(whole)), (len(whole) - 70_000, len(whole)), None]
    upload_id = start(s3, bucket)
    parts = [copy_part(s3, bucket, upload_id, n, {"Bucket": films, "Key": source}, range) for n, range in enumerate(ranges, 1)]
    assert error_of(lambda: complete(s3, bucket, upload_id, parts)) == (400, "EntityTooSmall")
    parts.pop(3)
    complete(s3, bucket, upload_id, parts)
    expected = b"".join(whole[range[0]:range[1]] if range else whole for range in ranges[:3] + ranges[4:])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == expected
    for first, end in ((5 * MIB - 5, 5 * MIB + 5), (10 * MIB, 15 * MIB), (len(expected) - 9, len(expected))):
        assert s3.get_object(Bucket=bucket, Key="k", Range=f"bytes={first}-{end - 1}")["Body"].read() == expected[first:end]
    again = start(s3, bucket, "again")
    range = (4 * MIB, 14 * MIB)
    complete(s3, bucket, again, [copy_part(s3, bucket, again, 1, {"Bucket": bucket, "Key": "k"}, range, "again")], "again")
    s3.delete_object(Bucket=bucket, Key="k")
    assert s3.get_object(Bucket=bucket, Key="again")["Body"].read() == expected[slice(*range)]


def test_what_was_linked_outlives_its_source(s3, bucket):
    body = os.urandom(6 * MIB)
    s3.put_object(Bucket=bucket, Key="source", Body=body)
    upload_id = start(s3, bucket)
    parts = [copy_part(s3, bucket, upload_id, 1, {"Bucket": bucket, "Key": "source"}, (MIB, 6 * MIB))]
    s3.put_object(Bucket=bucket, Key="source", Body=b"another")
    s3.delete_object(Bucket=bucket, Key="source")
    complete(s3, bucket, upload_id, parts)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == body[MIB:]


@pytest.mark.parametrize(
    ("range", "expected"),
    [
        ("bytes=0-9", (200, None)),
        ("bytes=9-9", (200, None)),
        ("bytes=0-10", (400, "InvalidArgument")),
        ("bytes=10-10", (400, "InvalidRequest")),
        ("bytes=5-4", (400, "InvalidArgument")),
        ("bytes=0-", (400, "InvalidArgument")),
        ("bytes=-5", (400, "InvalidArgument")),
        ("0-5", (400, "InvalidArgument")),
        ("bytes=0-5,7-8", (400, "InvalidArgument")),
        ("bytes=a-b", (400, "InvalidArgument")),
        ("bytes=0-99999999999999999999", (400, "InvalidArgument")),
    ])
def test_ranges_of_copies(server, s3, bucket, range, expected):
    s3.put_object(Bucket=bucket, Key="source", Body=b"0123456789")
    upload_id = start(s3, bucket)
    headers = {"x-amz-copy-source": f"/{bucket}/source", "x-amz-copy-source-range": range}
    answer = server.send("PUT", f"/{bucket}/k?partNumber=1&uploadId={upload_id}", headers=headers)
    assert (answer.status, answer.code) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/{bucket}/missing", (404, "NoSuchKey")),
        ("no-such-bucket-at-all/k", (404, "NoSuchBucket")),
        ("/{bucket}", (400, "InvalidArgument")),
        ("/{bucket}/", (400, "InvalidArgument")),
        ("/{bucket}/%zz", (400, "InvalidArgument")),
        ("UPPER/k", (400, "InvalidArgument")),
        ("/{bucket}/source?versionId=nonsense", (400, "InvalidArgument")),
        # A raw plus is a space.
        ("{bucket}/a+b", (404, "NoSuchKey")),
    ])
def test_sources_of_copies(server, s3, bucket, source, expected):
    upload_id = start(s3, bucket)
    headers = {"x-amz-copy-source": source.format(bucket=bucket)}
    for target in (f"/{bucket}/k?partNumber=1&uploadId={upload_id}", f"/{bucket}/k"):
        answer = server.send("PUT", target, headers=headers)
        assert (answer.status, answer.code) == expected


def test_a_source_without_a_key(server, s3, bucket):
    upload_id = start(s3, bucket)
    for target in (f"/{bucket}/k?partNumber=1&uploadId={upload_id}", f"/{bucket}/k"):
        answer = server.send("PUT", target, headers={"x-amz-copy-source": bucket})
        assert (answer.status, answer.code, answer.message) == (400, "InvalidArgument", "Invalid copy source object key")
        assert b"<ArgumentName>x-amz-copy-source</ArgumentName><ArgumentValue>x-amz-copy-source</ArgumentValue>" in answer.body


@pytest.mark.parametrize("source", ["{}%2Fa%20b%2Fc%2B", "%2F{}%2Fa+b%2Fc%2B", "{url}/{}/a%20b/c%2B", "http%3A//localhost/{}/a+b/c%2B"])
def test_ways_to_write_a_source(server, s3, bucket, source):
    s3.put_object(Bucket=bucket, Key="a b/c+", Body=b"x")
    upload_id = start(s3, bucket)
    for target in (f"/{bucket}/k?partNumber=1&uploadId={upload_id}", f"/{bucket}/k"):
        assert server.send("PUT", target, headers={"x-amz-copy-source": source.format(bucket, url=server.url)}).status == 200


def test_a_source_where_nothing_is_copied(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    for method, target, expected in (
            ("GET", f"/{bucket}/k", (400, "InvalidArgument")), ("DELETE", f"/{bucket}/k", (400, "InvalidArgument")),
            ("PUT", f"/{bucket}/k?tagging", (400, "InvalidArgument")), ("DELETE", f"/{bucket}", (400, "InvalidArgument")),
            ("POST", f"/{bucket}/k?uploadId=u", (400, "InvalidArgument")), ("POST", f"/{bucket}/k?uploads", (405, "MethodNotAllowed"))):
        answer = server.send(method, target, headers={"x-amz-copy-source": f"{bucket}/k"})
        assert (answer.status, answer.code) == expected
    assert server.send("HEAD", f"/{bucket}/k", headers={"x-amz-copy-source": f"{bucket}/k"}).status == 400
    assert server.send("HEAD", f"/{bucket}/k").status == 200


def test_a_copy_has_no_body(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="source", Body=b"x")
    upload_id = start(s3, bucket)
    for target in (f"/{bucket}/k?partNumber=1&uploadId={upload_id}", f"/{bucket}/k"):
        answer = server.send("PUT", target, b"body", {"x-amz-copy-source": f"/{bucket}/source"})
        assert (answer.status, answer.code) == (400, "InvalidRequest")


def test_a_part_of_a_version(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    body = os.urandom(100_000)
    version = s3.put_object(Bucket=bucket, Key="source", Body=body)["VersionId"]
    s3.put_object(Bucket=bucket, Key="source", Body=b"newer")
    upload_id = start(s3, bucket)
    source = {"Bucket": bucket, "Key": "source", "VersionId": version}
    copied = s3.upload_part_copy(Bucket=bucket, Key="k", UploadId=upload_id, PartNumber=1, CopySource=source)
    assert copied["CopySourceVersionId"] == version
    complete(s3, bucket, upload_id, [{"PartNumber": 1, "ETag": copied["CopyPartResult"]["ETag"]}])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == body
