"""Multipart uploads."""

import hashlib
import os
import socket

import pytest

from helpers import error_of, message_of

MIB = 1 << 20


def start(s3, bucket, key="k", **options):
    return s3.create_multipart_upload(Bucket=bucket, Key=key, **options)["UploadId"]


def upload(s3, bucket, upload_id, number, body, key="k", **options):
    part = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload_id, PartNumber=number, Body=body, **options)
    return {"PartNumber": number, "ETag": part["ETag"]}


def complete(s3, bucket, upload_id, parts, key="k", **options):
    return s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}, **options)


def test_parts_become_one_object(s3, bucket):
    bodies = [os.urandom(5 * MIB), os.urandom(5 * MIB + 1), os.urandom(17)]
    upload_id = start(s3, bucket, Metadata={"a": "b"}, ContentType="image/x-test")
    parts = [upload(s3, bucket, upload_id, number, body) for number, body in zip((2, 5, 9), bodies)]
    done = complete(s3, bucket, upload_id, parts)
    expected = hashlib.md5(b"".join(hashlib.md5(body).digest() for body in bodies)).hexdigest() + "-3"
    assert done["ETag"] == f'"{expected}"'
    got = s3.get_object(Bucket=bucket, Key="k")
    assert got["Body"].read() == b"".join(bodies)
    assert (got["Metadata"], got["ContentType"]) == ({"a": "b"}, "image/x-test")
    across = s3.get_object(Bucket=bucket, Key="k", Range=f"bytes={5 * MIB - 3}-{5 * MIB + 3}")["Body"].read()
    assert across == b"".join(bodies)[5 * MIB - 3:5 * MIB + 4]
    part = s3.get_object(Bucket=bucket, Key="k", PartNumber=2)
    assert (part["Body"].read(), part["PartsCount"]) == (bodies[1], 3)


def test_a_second_completion_answers_the_same(s3, bucket):
    upload_id = start(s3, bucket)
    parts = [upload(s3, bucket, upload_id, 1, b"x")]
    first = complete(s3, bucket, upload_id, parts)
    assert complete(s3, bucket, upload_id, parts)["ETag"] == first["ETag"]
    assert error_of(lambda: upload(s3, bucket, upload_id, 2, b"y")) == (404, "NoSuchUpload")


def test_a_part_put_again_replaces_the_first(s3, bucket):
    upload_id = start(s3, bucket)
    old = upload(s3, bucket, upload_id, 1, b"old")
    new = upload(s3, bucket, upload_id, 1, b"new")
    assert error_of(lambda: complete(s3, bucket, upload_id, [old])) == (400, "InvalidPart")
    complete(s3, bucket, upload_id, [new])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"new"


def test_what_a_completion_must_name(s3, bucket):
    upload_id = start(s3, bucket)
    one, two = (upload(s3, bucket, upload_id, number, b"small") for number in (1, 2))
    assert error_of(lambda: complete(s3, bucket, upload_id, [two, one])) == (400, "InvalidPartOrder")
    assert error_of(lambda: complete(s3, bucket, upload_id, [one, two])) == (400, "EntityTooSmall")
    assert error_of(lambda: complete(s3, bucket, upload_id, [{**one, "ETag": '"0"'}])) == (400, "InvalidPart")
    assert error_of(lambda: complete(s3, bucket, upload_id, [])) == (400, "MalformedXML")
    assert error_of(lambda: complete(s3, bucket, "unknown", [one])) == (404, "NoSuchUpload")
    complete(s3, bucket, upload_id, [one])


@pytest.mark.parametrize("number", [0, 10_001, -1])
def test_part_numbers_out_of_range(s3, bucket, number):
    upload_id = start(s3, bucket)
    assert error_of(lambda: upload(s3, bucket, upload_id, number, b"x")) == (400, "InvalidArgument")


def test_an_aborted_upload_is_gone(s3, bucket):
    upload_id = start(s3, bucket)
    part = upload(s3, bucket, upload_id, 1, b"x")
    s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId=upload_id)
    assert error_of(lambda: complete(s3, bucket, upload_id, [part])) == (404, "NoSuchUpload")
    assert error_of(lambda: s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId=upload_id)) == (404, "NoSuchUpload")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_uploads_and_parts_are_listed(s3, bucket):
    ids = [start(s3, bucket, key) for key in ("a", "b", "b")]
    listed = s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    assert [found["UploadId"] for found in listed] == ids
    page = s3.list_multipart_uploads(Bucket=bucket, MaxUploads=2)
    rest = s3.list_multipart_uploads(Bucket=bucket, KeyMarker=page["NextKeyMarker"], UploadIdMarker=page["NextUploadIdMarker"])
    assert [found["UploadId"] for found in page["Uploads"] + rest["Uploads"]] == ids
    for number in (1, 3, 7):
        upload(s3, bucket, ids[0], number, b"x" * number, key="a")
    parts = s3.list_parts(Bucket=bucket, Key="a", UploadId=ids[0])["Parts"]
    assert [(part["PartNumber"], part["Size"]) for part in parts] == [(1, 1), (3, 3), (7, 7)]
    second = s3.list_parts(Bucket=bucket, Key="a", UploadId=ids[0], MaxParts=1, PartNumberMarker=1)
    assert ([part["PartNumber"] for part in second["Parts"]], second["IsTruncated"]) == ([3], True)


def test_parts_are_copied(s3, bucket):
    source = os.urandom(6 * MIB)
    s3.put_object(Bucket=bucket, Key="source", Body=source)
    upload_id = start(s3, bucket)
    copy = lambda number, range: s3.upload_part_copy(  # noqa: E731
        Bucket=bucket, Key="k", UploadId=upload_id, PartNumber=number, CopySource={"Bucket": bucket, "Key": "source"}, CopySourceRange=range)
    parts = [
        {"PartNumber": number, "ETag": copy(number, range)["CopyPartResult"]["ETag"]}
        for number, range in ((1, f"bytes=0-{5 * MIB - 1}"), (2, f"bytes={5 * MIB}-{6 * MIB - 1}"))]
    assert error_of(lambda: copy(3, f"bytes=0-{6 * MIB}")) == (400, "InvalidArgument")
    complete(s3, bucket, upload_id, parts)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == source


@pytest.mark.parametrize(("algorithm", "type"), [("CRC32", "COMPOSITE"), ("CRC32", "FULL_OBJECT"), ("SHA256", "COMPOSITE")])
def test_checksums_of_the_whole(s3, bucket, algorithm, type):
    upload_id = start(s3, bucket, ChecksumAlgorithm=algorithm, ChecksumType=type)
    bodies = [os.urandom(5 * MIB), b"end"]
    parts = []
    for number, body in enumerate(bodies, 1):
        part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload_id, PartNumber=number, Body=body, ChecksumAlgorithm=algorithm)
        parts.append({"PartNumber": number, "ETag": part["ETag"], "Checksum" + algorithm: part["Checksum" + algorithm]})
    done = complete(s3, bucket, upload_id, parts)
    assert done["ChecksumType"] == type
    assert done["Checksum" + algorithm].endswith("-2") == (type == "COMPOSITE")
    shown = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert shown["Checksum" + algorithm] == done["Checksum" + algorithm]


def test_a_completion_keeps_to_its_upload_s_checksum_type(s3, bucket):
    upload_id = start(s3, bucket, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")
    parts = [upload(s3, bucket, upload_id, 1, b"x", ChecksumAlgorithm="CRC32")]
    wrong = lambda: complete(s3, bucket, upload_id, parts, ChecksumType="COMPOSITE")  # noqa: E731
    assert error_of(wrong) == (400, "InvalidRequest")
    assert message_of(wrong) == (
        "The upload was created using the FULL_OBJECT checksum mode. The complete request must use the same checksum mode.")
    first = complete(s3, bucket, upload_id, parts, ChecksumType="FULL_OBJECT")
    assert complete(s3, bucket, upload_id, parts, ChecksumType="FULL_OBJECT")["ETag"] == first["ETag"]


def test_the_size_that_a_client_expects(s3, bucket):
    upload_id = start(s3, bucket)
    parts = [upload(s3, bucket, upload_id, 1, b"12345")]
    assert error_of(lambda: complete(s3, bucket, upload_id, parts, MpuObjectSize=6)) == (400, "InvalidRequest")
    complete(s3, bucket, upload_id, parts, MpuObjectSize=5)


# Copies of ranges. Source: API_UploadPartCopy.

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
        ("bytes=10-10", (400, "InvalidArgument")),
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
    ])
def test_sources_of_copies(server, s3, bucket, source, expected):
    upload_id = start(s3, bucket)
    headers = {"x-amz-copy-source": source.format(bucket=bucket)}
    for target in (f"/{bucket}/k?partNumber=1&uploadId={upload_id}", f"/{bucket}/k"):
        answer = server.send("PUT", target, headers=headers)
        assert (answer.status, answer.code) == expected


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


# Uploads beside each other, and their ends.

def test_uploads_of_one_key_do_not_meet(s3, bucket):
    first, second = start(s3, bucket), start(s3, bucket)
    one, two = upload(s3, bucket, first, 1, b"first"), upload(s3, bucket, second, 1, b"second")
    s3.put_object(Bucket=bucket, Key="k", Body=b"between")
    complete(s3, bucket, second, [two])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"second"
    complete(s3, bucket, first, [one])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"first"
    assert error_of(lambda: upload(s3, bucket, first, 1, b"x", key="other")) == (404, "NoSuchUpload")


def test_an_abort_while_a_part_is_on_its_way(server, s3, bucket):
    upload_id = start(s3, bucket)
    target = server.client("s3", signature_version="s3v4").generate_presigned_url(
        "upload_part", Params={"Bucket": bucket, "Key": "k", "UploadId": upload_id, "PartNumber": 1})
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        head = f"PUT {target.removeprefix(server.url)} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {2 * MIB}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + bytes(MIB))
        s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId=upload_id)
        connection.sendall(bytes(MIB))
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    assert b" 404 " in answer.splitlines()[0] and b"<Code>NoSuchUpload</Code>" in answer
    assert error_of(lambda: s3.list_parts(Bucket=bucket, Key="k", UploadId=upload_id)) == (404, "NoSuchUpload")


def test_a_completion_with_another_list_is_none(s3, bucket):
    upload_id = start(s3, bucket)
    parts = [upload(s3, bucket, upload_id, 1, bytes(5 * MIB)), upload(s3, bucket, upload_id, 2, b"x")]
    complete(s3, bucket, upload_id, parts)
    assert error_of(lambda: complete(s3, bucket, upload_id, parts[:1])) == (404, "NoSuchUpload")


PART = "<Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("", (400, "MalformedXML")),
        ("<CompleteMultipartUpload>", (400, "MalformedXML")),
        ("<Other>" + PART + "</Other>", (400, "MalformedXML")),
        ("<CompleteMultipartUpload/>", (400, "MalformedXML")),
        ("<CompleteMultipartUpload>" + PART + "<Other/></CompleteMultipartUpload>", (400, "MalformedXML")),
        ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>", (400, "MalformedXML")),
        ("<CompleteMultipartUpload><Part><ETag>{etag}</ETag></Part></CompleteMultipartUpload>", (400, "MalformedXML")),
        ("<CompleteMultipartUpload><Part><PartNumber>one</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>",
         (400, "MalformedXML")),
        ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag><Colour/></Part></CompleteMultipartUpload>",
         (400, "MalformedXML")),
        ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>"
         "</CompleteMultipartUpload>", (400, "MalformedXML")),
        ("<CompleteMultipartUpload><Part><PartNumber>0</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>",
         (400, "InvalidArgument")),
        ("<CompleteMultipartUpload><Part><PartNumber>10001</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>",
         (400, "InvalidArgument")),
        ("<CompleteMultipartUpload>" + PART + PART + "</CompleteMultipartUpload>", (400, "InvalidPartOrder")),
        ("<CompleteMultipartUpload>" + PART * 10_001 + "</CompleteMultipartUpload>", (400, "MalformedXML")),
        ('<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\n ' + PART + "\n</CompleteMultipartUpload>",
         (200, None)),
    ])
def test_documents_of_completions(server, s3, bucket, document, expected):
    upload_id = start(s3, bucket)
    etag = upload(s3, bucket, upload_id, 1, b"x")["ETag"].strip('"')
    answer = server.send("POST", f"/{bucket}/k?uploadId={upload_id}", document.replace("{etag}", etag).encode())
    assert (answer.status, answer.code) == expected
    assert server.send("HEAD", f"/{bucket}/k").status == (200 if expected[0] == 200 else 404)
    assert ("Uploads" in s3.list_multipart_uploads(Bucket=bucket)) == (expected[0] != 200)


@pytest.mark.parametrize("size", ["-1", "five", "6"])
def test_sizes_that_are_not_the_whole_s(server, s3, bucket, size):
    upload_id = start(s3, bucket)
    etag = upload(s3, bucket, upload_id, 1, b"12345")["ETag"].strip('"')
    body = f"<CompleteMultipartUpload>{PART.format(etag=etag)}</CompleteMultipartUpload>".encode()
    answer = server.send("POST", f"/{bucket}/k?uploadId={upload_id}", body, {"x-amz-mp-object-size": size})
    assert (answer.status, answer.code) == (400, "InvalidRequest")


# Listings. Source: API_ListMultipartUploads, API_ListParts.

KEYS = ["a", "a/1", "a/2", "a/b/3", "b/1", "b--c", "c", "é/x", "é/y"]


@pytest.fixture(scope="module")
def uploads(server, s3):
    bucket = "test-uploads-in-folders"
    s3.create_bucket(Bucket=bucket)
    for key in KEYS:
        start(s3, bucket, key)
    start(s3, bucket, "a/1")
    return bucket


def found(page):
    return [item["Key"] for item in page.get("Uploads", [])], [item["Prefix"] for item in page.get("CommonPrefixes", [])]


@pytest.mark.parametrize(
    ("parameters", "keys", "prefixes"),
    [
        ({}, ["a", "a/1", "a/1", "a/2", "a/b/3", "b--c", "b/1", "c", "é/x", "é/y"], []),
        ({"Delimiter": "/"}, ["a", "b--c", "c"], ["a/", "b/", "é/"]),
        ({"Delimiter": "/", "Prefix": "a/"}, ["a/1", "a/1", "a/2"], ["a/b/"]),
        ({"Delimiter": "--"}, ["a", "a/1", "a/1", "a/2", "a/b/3", "b/1", "c", "é/x", "é/y"], ["b--"]),
        ({"Prefix": "b"}, ["b--c", "b/1"], []),
        ({"KeyMarker": "b--c"}, ["b/1", "c", "é/x", "é/y"], []),
        ({"KeyMarker": "a/", "Delimiter": "/"}, ["b--c", "c"], ["b/", "é/"]),
        ({"KeyMarker": "a/1", "Prefix": "a/"}, ["a/2", "a/b/3"], []),
        ({"UploadIdMarker": "said without a key"}, ["a", "a/1", "a/1", "a/2", "a/b/3", "b--c", "b/1", "c", "é/x", "é/y"], []),
        ({"MaxUploads": 0}, [], []),
    ])
def test_uploads_in_folders(s3, uploads, parameters, keys, prefixes):
    page = s3.list_multipart_uploads(Bucket=uploads, **parameters)
    assert found(page) == (keys, prefixes)
    assert page["IsTruncated"] is False


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("delimiter", ["", "/", "--"])
def test_pages_of_uploads_join_up(s3, uploads, size, delimiter):
    keys, prefixes, marker = [], [], {}
    while True:
        page = s3.list_multipart_uploads(Bucket=uploads, MaxUploads=size, Delimiter=delimiter, **marker)
        more = found(page)
        assert len(more[0]) + len(more[1]) <= size
        keys, prefixes = keys + more[0], prefixes + more[1]
        if not page["IsTruncated"]:
            break
        marker = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page.get("NextUploadIdMarker", "")}
    assert (keys, prefixes) == found(s3.list_multipart_uploads(Bucket=uploads, Delimiter=delimiter))


def test_names_of_uploads_are_encoded(server, bucket):
    # The answer has a character that XML cannot carry: boto3 cannot read it.
    assert server.send("POST", f"/{bucket}/a%20b%2Bc/%C3%A9%01?uploads").status == 200
    page = server.send("GET", f"/{bucket}?uploads&encoding-type=url&delimiter=%20").xml
    space = "{http://s3.amazonaws.com/doc/2006-03-01/}"
    assert page.findtext(f"{space}Delimiter") == "+"
    assert page.findtext(f"{space}CommonPrefixes/{space}Prefix") == "a+"
    page = server.send("GET", f"/{bucket}?uploads&encoding-type=url").xml
    assert page.findtext(f"{space}Upload/{space}Key") == "a+b%2Bc/%C3%A9%01"


@pytest.mark.parametrize(
    "query", ["uploads&max-uploads=-1", "uploads&max-uploads=x", "uploads&encoding-type=base64", "uploads&max-uploads=2147483648"])
def test_bad_parameters_of_listings(server, bucket, query):
    answer = server.send("GET", f"/{bucket}?{query}")
    assert (answer.status, answer.code) == (400, "InvalidArgument")


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_pages_of_parts_join_up(s3, bucket, size):
    upload_id = start(s3, bucket)
    for number in (1, 2, 7, 9999, 10_000):
        upload(s3, bucket, upload_id, number, b"x")
    numbers, marker = [], 0
    while True:
        page = s3.list_parts(Bucket=bucket, Key="k", UploadId=upload_id, MaxParts=size, PartNumberMarker=marker)
        numbers += [part["PartNumber"] for part in page["Parts"]]
        assert (page["PartNumberMarker"], page["MaxParts"]) == (marker, size)
        if not page["IsTruncated"]:
            break
        marker = page["NextPartNumberMarker"]
    assert numbers == [1, 2, 7, 9999, 10_000]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("uploadId={id}&max-parts=-1", (400, "InvalidArgument")),
        ("uploadId={id}&max-parts=many", (400, "InvalidArgument")),
        ("uploadId={id}&part-number-marker=-1", (400, "InvalidArgument")),
        ("uploadId={id}&part-number-marker=x", (400, "InvalidArgument")),
        ("uploadId=unknown", (404, "NoSuchUpload")),
        ("uploadId=", (404, "NoSuchUpload")),
    ])
def test_bad_parameters_of_lists_of_parts(server, s3, bucket, query, expected):
    answer = server.send("GET", f"/{bucket}/k?" + query.format(id=start(s3, bucket)))
    assert (answer.status, answer.code) == expected
