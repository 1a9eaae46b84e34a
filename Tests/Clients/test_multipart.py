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
    assert error_of(lambda: s3.complete_multipart_upload(Bucket=bucket, Key="k", UploadId="unknown")) == (404, "NoSuchUpload")
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
        ("", (400, "InvalidRequest")),
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
