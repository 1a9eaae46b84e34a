"""Objects: written, read, copied, deleted; what a request must be like, and what happens when it is not."""

import base64
import datetime
import hashlib
import os
import socket
import zlib

import pytest
from botocore.exceptions import ClientError

from helpers import error_of, message_of
from pelton import wait_until

KEYS = [
    "plain", "with space", "a//b", "./a", "a/../b", "trailing/", "plus+sign", "per%cent", "per%2Fcent", "ünïcode/ключ/鍵", "e\u0301 and é",
    "quote'\"<>&", "question?mark", "#hash", "~tilde", "a" * 1024, "newline\nand\ttab", "😀",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_kept_byte_for_byte(s3, bucket, key):
    s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode()
    listed = s3.list_objects_v2(Bucket=bucket, EncodingType="url")["Contents"]
    assert len(listed) == 1
    s3.delete_object(Bucket=bucket, Key=key)
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key=key)) == (404, "NoSuchKey")


def test_a_key_over_1024_bytes_is_refused(s3, bucket):
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k" * 1025, Body=b"")) == (400, "KeyTooLongError")


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 1 << 20, (1 << 20) + 1, 9_999_999])
def test_bodies_of_every_size_come_back(s3, bucket, size):
    body = os.urandom(size)
    put = s3.put_object(Bucket=bucket, Key="k", Body=body)
    assert put["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    got = s3.get_object(Bucket=bucket, Key="k")
    assert got["ContentLength"] == size
    assert got["Body"].read() == body
    assert s3.head_object(Bucket=bucket, Key="k")["ContentLength"] == size


def test_metadata_and_content_headers_come_back(s3, bucket):
    expires = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
    sent = {
        "ContentType": "text/x-test", "ContentEncoding": "gzip", "ContentDisposition": 'attachment; filename="a"', "ContentLanguage": "de",
        "CacheControl": "no-store",
    }
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", Metadata={"Camera": "box", "empty": ""}, Expires=expires, **sent)
    for answer in (s3.get_object(Bucket=bucket, Key="k"), s3.head_object(Bucket=bucket, Key="k")):
        assert {name: answer[name] for name in sent} == sent
        assert answer["Metadata"] == {"camera": "box", "empty": ""}
        assert answer["ExpiresString"].startswith("Tue, 01 Jan 2030")


@pytest.mark.parametrize(
    ("sent", "back"),
    [("gzip", "gzip"), ("br, gzip", "br, gzip"), ("br,gzip", "br,gzip"), ("a ,b", "a ,b"), ("aws-chunked", None), ("AWS-Chunked , gzip", "gzip"),
     ("gzip, aws-chunked", "gzip"), ("br, aws-chunked, gzip", "br, gzip"), ("aws-chunkedx", "aws-chunkedx")])
def test_a_content_encoding_is_kept_as_it_was_written(server, s3, bucket, sent, back):
    assert server.send("PUT", f"/{bucket}/k", b"x", {"Content-Encoding": sent}).status == 200
    assert s3.head_object(Bucket=bucket, Key="k").get("ContentEncoding") == back


def test_metadata_beyond_ascii_comes_back_as_encoded_words(server, s3, bucket):
    """S3 User Guide, Working with object metadata"""
    sent = {"b": "=?UTF-8?B?YWJj?=", "q": "=?UTF-8?Q?=C3=A4_b?=", "bad": "=?UTF-8?B?YQ=b/w==?=", "line": "=?UTF-8?Q?a=0D=0Ax-amz-meta-evil:_1?="}
    words = {
        "b": "abc", "q": "=?UTF-8?B?w6QgYg==?=", "line": "=?UTF-8?B?YQ0KeC1hbXotbWV0YS1ldmlsOiAx?="}
    upload = s3.create_multipart_upload(Bucket=bucket, Key="m", Metadata=sent)["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="m", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    s3.complete_multipart_upload(Bucket=bucket, Key="m", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", Metadata=sent)
    s3.copy_object(Bucket=bucket, Key="kept", CopySource=f"{bucket}/k")
    s3.copy_object(Bucket=bucket, Key="replaced", CopySource=f"{bucket}/kept", MetadataDirective="REPLACE", Metadata=sent)
    for key in ("m", "k", "kept", "replaced"):
        found = s3.head_object(Bucket=bucket, Key=key)["Metadata"]
        assert {name: found[name] for name in words} == words and set(found) == set(sent)
        assert s3.get_object(Bucket=bucket, Key=key)["Metadata"] == found


def test_the_default_content_type_is_s3s(s3, bucket, server):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    assert s3.get_object(Bucket=bucket, Key="k")["ContentType"] == "binary/octet-stream"


def test_too_much_metadata_is_refused(s3, bucket):
    put = lambda: s3.put_object(Bucket=bucket, Key="k", Metadata={"a": "x" * 2048})  # noqa: E731
    assert error_of(put) == (400, "MetadataTooLarge")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


@pytest.mark.parametrize(
    ("range", "expected"),
    [("bytes=0-0", (0, 1)), ("bytes=10-19", (10, 20)), ("bytes=90-", (90, 100)), ("bytes=-7", (93, 100)), ("bytes=-1000", (0, 100)),
     ("bytes=50-1000", (50, 100))])
@pytest.mark.parametrize("size", [100, 3_000_000])
def test_one_range(s3, bucket, range, expected, size):
    body = os.urandom(size)
    s3.put_object(Bucket=bucket, Key="k", Body=body)
    start, end = expected
    if size != 100:
        if range.startswith("bytes=-"):
            start, end = max(0, size - int(range[7:])), size
        elif range.endswith("-"):
            end = size
        elif range == "bytes=50-1000":
            end = 1001
    got = s3.get_object(Bucket=bucket, Key="k", Range=range)
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert got["ContentRange"] == f"bytes {start}-{end - 1}/{size}"
    assert got["Body"].read() == body[start:end]


@pytest.mark.parametrize("range", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_behind_the_end(s3, bucket, range):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x" * 100)
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="k", Range=range)) == (416, "InvalidRange")


@pytest.mark.parametrize("range", ["bytes=a-b", "bytes=5-2", "lines=1-2", "bytes=0-1,3-4", "bytes"])
def test_a_range_that_s3_ignores(s3, bucket, range):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x" * 100)
    got = s3.get_object(Bucket=bucket, Key="k", Range=range)
    assert (got["ResponseMetadata"]["HTTPStatusCode"], len(got["Body"].read())) == (200, 100)


def test_conditions_on_reads(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"x")["ETag"]
    future = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    past = future - datetime.timedelta(days=1)
    read = lambda **conditions: s3.get_object(Bucket=bucket, Key="k", **conditions)  # noqa: E731
    assert read(IfMatch=etag)["ETag"] == etag
    assert error_of(lambda: read(IfMatch='"other"')) == (412, "PreconditionFailed")
    assert error_of(lambda: read(IfNoneMatch=etag)) == (304, "304")
    assert read(IfNoneMatch='"other"')["ETag"] == etag
    assert read(IfModifiedSince=future)["ETag"] == etag
    assert error_of(lambda: read(IfModifiedSince=read()["LastModified"])) == (304, "304")
    assert error_of(lambda: read(IfUnmodifiedSince=past)) == (412, "PreconditionFailed")
    assert read(IfMatch=etag, IfUnmodifiedSince=past)["ETag"] == etag
    assert error_of(lambda: read(IfNoneMatch=etag, IfModifiedSince=past)) == (304, "304")


def test_conditions_on_writes(s3, bucket):
    put = lambda **conditions: s3.put_object(Bucket=bucket, Key="k", Body=b"x", **conditions)  # noqa: E731
    assert error_of(lambda: put(IfMatch='"none"')) == (404, "NoSuchKey")
    etag = put(IfNoneMatch="*")["ETag"]
    assert error_of(lambda: put(IfNoneMatch="*")) == (412, "PreconditionFailed")
    assert put(IfMatch=etag)["ETag"] == etag
    assert error_of(lambda: put(IfMatch='"other"')) == (412, "PreconditionFailed")


def test_response_headers_are_overridden(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", ContentType="text/plain")
    got = s3.get_object(Bucket=bucket, Key="k", ResponseContentType="text/x-other", ResponseContentDisposition="inline")
    assert (got["ContentType"], got["ContentDisposition"]) == ("text/x-other", "inline")


@pytest.mark.parametrize(
    ("algorithm", "value"),
    [("CRC32", "NhCmhg=="), ("CRC32C", "mnG7TA=="), ("CRC64NVME", "M3eFcAZSQlc="), ("SHA1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
     ("SHA256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")])
def test_checksums_are_checked_kept_and_shown(s3, bucket, algorithm, value):
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"hello", **{"Checksum" + algorithm: value})
    assert put["Checksum" + algorithm] == value
    got = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert (got["Checksum" + algorithm], got["ChecksumType"], got["Body"].read()) == (value, "FULL_OBJECT", b"hello")
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"hallo", **{"Checksum" + algorithm: value})) == (400, "BadDigest")


def test_a_wrong_checksum_stores_nothing(s3, bucket):
    wrong = base64.b64encode(zlib.crc32(b"other").to_bytes(4, "big")).decode()
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ChecksumCRC32=wrong)) == (400, "BadDigest")
    malformed = lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ChecksumCRC32="xyz")  # noqa: E731
    assert error_of(malformed) == (400, "InvalidRequest")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_content_md5(s3, bucket):
    right = base64.b64encode(hashlib.md5(b"hello").digest()).decode()
    wrong = base64.b64encode(hashlib.md5(b"other").digest()).decode()
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ContentMD5=right)
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ContentMD5=wrong)) == (400, "BadDigest")
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ContentMD5="nonsense")) == (400, "InvalidDigest")


def test_a_copy_keeps_or_replaces(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b+c", Body=b"hello", Metadata={"x": "1"}, ContentType="text/plain", Tagging="t=1")
    s3.copy_object(Bucket=bucket, Key="kept", CopySource={"Bucket": bucket, "Key": "a b+c"})
    kept = s3.get_object(Bucket=bucket, Key="kept")
    assert (kept["Body"].read(), kept["Metadata"], kept["ContentType"]) == (b"hello", {"x": "1"}, "text/plain")
    s3.copy_object(
        Bucket=bucket, Key="replaced", CopySource=f"/{bucket}/a b+c", MetadataDirective="REPLACE", Metadata={"y": "2"},
        TaggingDirective="REPLACE", Tagging="u=2")
    replaced = s3.get_object(Bucket=bucket, Key="replaced")
    assert (replaced["Metadata"], replaced["ContentType"]) == ({"y": "2"}, "binary/octet-stream")
    assert s3.get_object_tagging(Bucket=bucket, Key="replaced")["TagSet"] == [{"Key": "u", "Value": "2"}]


def test_copies_that_cannot_be(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"x")["ETag"]
    copy = lambda key="k", source="k", **more: s3.copy_object(  # noqa: E731
        Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": source}, **more)
    assert error_of(copy) == (400, "InvalidRequest")
    assert error_of(lambda: copy(key="new", source="missing")) == (404, "NoSuchKey")
    assert error_of(lambda: copy(key="new", CopySourceIfMatch='"other"')) == (412, "PreconditionFailed")
    assert error_of(lambda: copy(key="new", CopySourceIfNoneMatch=etag)) == (412, "PreconditionFailed")
    from_nowhere = lambda: s3.copy_object(Bucket=bucket, Key="new", CopySource="no-such-bucket-at-all/k")  # noqa: E731
    assert error_of(from_nowhere) == (404, "NoSuchBucket")
    copy(MetadataDirective="REPLACE", Metadata={"a": "b"})
    assert s3.head_object(Bucket=bucket, Key="k")["Metadata"] == {"a": "b"}


def test_a_redirect_is_not_copied_but_may_be_given(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello", Metadata={"x": "1"}, Tagging="t=1", WebsiteRedirectLocation="/old")
    copy = lambda key, **more: s3.copy_object(Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": "k"}, **more)  # noqa: E731
    for key, redirect in (("without", None), ("with", "/new")):
        copy(key, **({"WebsiteRedirectLocation": redirect} if redirect else {}))
        shown = s3.get_object(Bucket=bucket, Key=key)
        assert (shown["Body"].read(), shown["Metadata"], shown["TagCount"], shown.get("WebsiteRedirectLocation")) == (b"hello", {"x": "1"}, 1, redirect)
    assert error_of(lambda: copy("k")) == (400, "InvalidRequest")
    copy("k", WebsiteRedirectLocation="/other")
    assert s3.head_object(Bucket=bucket, Key="k")["WebsiteRedirectLocation"] == "/other"


def test_a_copy_keeps_the_checksum_that_is_asked_for(server, s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ChecksumAlgorithm="CRC32", Metadata={"x": "1"})["ETag"]
    copy = lambda **more: s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"}, **more)  # noqa: E731
    for algorithm, value in (("CRC32", "NhCmhg=="), ("SHA256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")):
        assert copy(ChecksumAlgorithm=algorithm)["CopyObjectResult"]["Checksum" + algorithm] == value
        shown = s3.head_object(Bucket=bucket, Key="copy", ChecksumMode="ENABLED")
        assert (shown["Checksum" + algorithm], shown["ETag"], shown["Metadata"]) == (value, etag, {"x": "1"})
    assert error_of(lambda: copy(ChecksumAlgorithm="SHA256", CopySourceIfMatch='"other"')) == (412, "PreconditionFailed")
    assert error_of(lambda: copy(ChecksumAlgorithm="MD4")) == (400, "InvalidRequest")
    event = wait_until(lambda: server.events("--all", "--bucket", bucket))[-1]
    assert event["eventName"] == "ObjectCreated:Copy"


def test_the_first_part_of_an_empty_object_is_all_of_it(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    for ask in (s3.get_object, s3.head_object):
        got = ask(Bucket=bucket, Key="k", PartNumber=1)
        assert (got["ResponseMetadata"]["HTTPStatusCode"], got["ContentLength"]) == (200, 0)
        assert error_of(lambda: ask(Bucket=bucket, Key="k", PartNumber=2))[0] == 416


def test_deleting_what_is_not_there_is_well(s3, bucket):
    assert s3.delete_object(Bucket=bucket, Key="missing")["ResponseMetadata"]["HTTPStatusCode"] == 204


def test_many_are_deleted_at_once(s3, bucket):
    for i in range(20):
        s3.put_object(Bucket=bucket, Key=f"k{i}", Body=b"")
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": f"k{i}"} for i in range(25)]})
    assert len(answer["Deleted"]) == 25
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="quiet", Body=b"")
    quiet = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "quiet"}], "Quiet": True})
    assert "Deleted" not in quiet
    too_many = lambda: s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k"}] * 1001})  # noqa: E731
    assert error_of(too_many) == (400, "MalformedXML")


def test_headers_that_are_not_built_are_refused_rather_than_ignored(s3, bucket):
    encrypted = lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"x", ServerSideEncryption="aws:kms:dsse")  # noqa: E731
    assert error_of(encrypted) == (501, "NotImplemented")
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"x", ACL="public-read")) == (400, "AccessControlListNotSupported")
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"x", StorageClass="NONE")) == (400, "InvalidStorageClass")


def raw(server, head, body=b"", shut=True):
    """Sends bytes as they are. Returns the whole answer."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        if shut:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    return answer.decode()


def presigned(server, method, bucket, key, **parameters):
    url = server.client("s3", signature_version="s3v4").generate_presigned_url(method, Params={"Bucket": bucket, "Key": key, **parameters})
    return url.removeprefix(server.url)


def test_a_body_without_a_length(server, bucket):
    target = presigned(server, "put_object", bucket, "k")
    host = server.url.removeprefix("http://")
    chunked = raw(server, f"PUT {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", shut=False)
    assert " 501 " in chunked.splitlines()[0] and "<Code>NotImplemented</Code>" in chunked
    assert "<Message>A header you provided implies functionality that is not implemented</Message><Header>Transfer-Encoding</Header>" in chunked
    bare = raw(server, f"PUT {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", b"", shut=False)
    assert " 411 " in bare.splitlines()[0] and "<Code>MissingContentLength</Code>" in bare


def test_a_body_that_ends_early_stores_nothing(server, s3, bucket):
    target = presigned(server, "put_object", bucket, "k")
    host = server.url.removeprefix("http://")
    raw(server, f"PUT {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\n\r\n", b"only this")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_a_body_over_5_gib_is_refused_before_it_is_sent(server, bucket):
    target = presigned(server, "put_object", bucket, "k")
    host = server.url.removeprefix("http://")
    answer = raw(server, f"PUT {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {(5 << 30) + 1}\r\nExpect: 100-continue\r\n\r\n", shut=False)
    assert " 400 " in answer.splitlines()[0] and "<Code>EntityTooLarge</Code>" in answer


def test_an_empty_body_gets_its_go_ahead_too(server, s3, bucket):
    target = presigned(server, "put_object", bucket, "k")
    host = server.url.removeprefix("http://")
    head = f"PUT {{}} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n"
    answer = raw(server, head.format(target), shut=False)
    assert answer.startswith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    refused = raw(server, head.format(target.replace(bucket, "other-bucket")), shut=False)
    assert refused.startswith("HTTP/1.1 403")


@pytest.mark.parametrize("body", [b"<Delete>", b"not xml", b"<Other/>", b"<Delete/>", b"\xff\xfe"])
def test_malformed_xml(server, s3, bucket, body):
    response = send_xml(server, s3, bucket, body)
    assert (response.status_code, "<Code>MalformedXML</Code>" in response.text) == (400, True)


def test_a_billion_laughs(server, s3, bucket):
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">' + b"".join(
        b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(ord("b"), ord("k"))) + b"]><Delete><Object><Key>&j;</Key></Object></Delete>"
    response = send_xml(server, s3, bucket, bomb)
    assert (response.status_code, "<Code>MalformedXML</Code>" in response.text) == (400, True)


def send_xml(server, s3, bucket, body):
    import requests
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    from pelton import ACCESS_KEY, REGION, SECRET_KEY

    md5 = base64.b64encode(hashlib.md5(body).digest()).decode()
    request = AWSRequest("POST", f"{server.url}/{bucket}?delete=", data=body, headers={"Content-MD5": md5})
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    return requests.post(request.url, data=body, headers=dict(request.headers))


def test_every_answer_carries_its_request_id(s3, bucket):
    with pytest.raises(ClientError) as raised:
        s3.get_object(Bucket=bucket, Key="missing")
    answer = raised.value.response
    assert answer["Error"]["Key"] == "missing"
    assert len(answer["ResponseMetadata"]["RequestId"]) == 16
    assert answer["ResponseMetadata"]["HostId"]
    assert message_of(lambda: s3.get_object(Bucket=bucket, Key="missing")) == "The specified key does not exist."


# What writes may say. Source: API_PutObject, API_CopyObject, S3 User Guide "Configuring a webpage redirect" and "Storage classes".

@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-amz-website-redirect-location": "/other"}, (200, None)),
        ({"x-amz-website-redirect-location": "https://example.com/"}, (200, None)),
        ({"x-amz-website-redirect-location": "ftp://example.com/"}, (400, "InvalidRedirectLocation")),
        ({"x-amz-website-redirect-location": "/" + "x" * 2048}, (400, "InvalidRedirectLocation")),
        ({"x-amz-storage-class": "standard"}, (400, "InvalidStorageClass")),
        ({"x-amz-storage-class": "EXPRESS_ONEZONE"}, (400, "InvalidStorageClass")),
        ({"x-amz-storage-class": "OUTPOSTS"}, (400, "InvalidStorageClass")),
        ({"x-amz-expected-bucket-owner": "000000000000"}, (200, None)),
        ({"x-amz-expected-bucket-owner": "111122223333"}, (403, "AccessDenied")),
        ({"x-amz-expected-bucket-owner": "me"}, (400, "InvalidBucketOwnerAWSAccountID")),
        ({"x-amz-tagging": "a=1&a=2"}, (400, "InvalidArgument")),
        ({"x-amz-tagging": "a=1,b=2"}, (400, "InvalidArgument")),
        # Appending is for directory buckets.
        ({"x-amz-write-offset-bytes": "5"}, (501, "NotImplemented")),
        ({"x-amz-object-lock-event-hold": "ON"}, (501, "NotImplemented")),
        ({"x-amz-object-lock-event-hold-duration-days": "5"}, (501, "NotImplemented")),
    ])
def test_headers_of_writes(server, bucket, headers, expected):
    answer = server.send("PUT", f"/{bucket}/k", b"x", headers)
    assert (answer.status, answer.code) == expected
    assert server.send("HEAD", f"/{bucket}/k").status == (200 if expected[0] == 200 else 404)


@pytest.mark.parametrize(
    "name", ["REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR", "STANDARD"])
def test_storage_classes_are_kept(s3, bucket, name):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", StorageClass=name)
    # The standard class is not told: API_HeadObject.
    assert s3.head_object(Bucket=bucket, Key="k").get("StorageClass", "STANDARD") == name
    assert s3.list_objects_v2(Bucket=bucket)["Contents"][0]["StorageClass"] == name
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts", StorageClass=name)["UploadId"]
    assert s3.list_multipart_uploads(Bucket=bucket)["Uploads"][0]["StorageClass"] == name
    part = s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload, PartNumber=1, Body=b"x")
    s3.complete_multipart_upload(
        Bucket=bucket, Key="parts", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    assert s3.head_object(Bucket=bucket, Key="parts").get("StorageClass", "STANDARD") == name
    if name in ("GLACIER", "DEEP_ARCHIVE"):
        s3.restore_object(Bucket=bucket, Key="k", RestoreRequest={"Days": 1})
    # A copy does not take its source's class: API_CopyObject.
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"})
    assert "StorageClass" not in s3.head_object(Bucket=bucket, Key="copy")


def test_a_copy_onto_itself_with_new_tags_loses_the_redirect(s3, bucket):
    """The redirect is never the source's: API_CopyObject, x-amz-website-redirect-location."""
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", WebsiteRedirectLocation="/old", Metadata={"a": "1"}, Tagging="t=1")
    s3.copy_object(Bucket=bucket, Key="k", CopySource={"Bucket": bucket, "Key": "k"}, TaggingDirective="REPLACE", Tagging="u=2")
    shown = s3.head_object(Bucket=bucket, Key="k")
    assert ("WebsiteRedirectLocation" in shown, shown["Metadata"]) == (False, {"a": "1"})
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == [{"Key": "u", "Value": "2"}]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-amz-metadata-directive": "replace"}, (400, "InvalidArgument")),
        ({"x-amz-metadata-directive": "KEEP"}, (400, "InvalidArgument")),
        ({"x-amz-tagging-directive": "NONE"}, (400, "InvalidArgument")),
        ({"x-amz-checksum-algorithm": "CRC16"}, (400, "InvalidRequest")),
        ({"x-amz-source-expected-bucket-owner": "111122223333"}, (403, "AccessDenied")),
        ({"x-amz-source-expected-bucket-owner": "me"}, (400, "InvalidBucketOwnerAWSAccountID")),
        ({"x-amz-source-expected-bucket-owner": "000000000000"}, (200, None)),
        ({"x-amz-storage-class": "FAST"}, (400, "InvalidStorageClass")),
    ])
def test_headers_of_copies(server, s3, bucket, headers, expected):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    answer = server.send("PUT", f"/{bucket}/copy", headers={"x-amz-copy-source": f"{bucket}/k", **headers})
    assert (answer.status, answer.code) == expected
    assert server.send("HEAD", f"/{bucket}/copy").status == (200 if expected[0] == 200 else 404)


@pytest.mark.parametrize(
    ("method", "target"),
    [("POST", "/{bucket}/k?select&select-type=2"), ("GET", "/{bucket}/k?torrent"), ("POST", "/WriteGetObjectResponse"),
     ("PUT", "/{bucket}/k?encryption")])
def test_what_there_is_not(server, s3, bucket, method, target):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    answer = server.send(method, target.format(bucket=bucket), b"<a/>")
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"


OVERRIDES = {
    "response-content-type": "content-type", "response-content-language": "content-language", "response-expires": "expires",
    "response-cache-control": "cache-control", "response-content-disposition": "content-disposition",
    "response-content-encoding": "content-encoding",
}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_header_that_can_be_overridden(server, s3, bucket, method):
    """Source: API_GetObject."""
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", ContentLanguage="en")
    for parameter, header in OVERRIDES.items():
        answer = server.send(method, f"/{bucket}/k?{parameter}=a%20b")
        assert (answer.status, answer.headers[header]) == (200, "a b")
        anonymous = server.send(method, f"/{bucket}/k?{parameter}=a%20b", signs=False)
        assert anonymous.status in (400, 403)
        assert server.send(method, f"/{bucket}/k?{parameter}=a%0D%0Ab").status == 400


OBJECT = "<Object><Key>k</Key></Object>"


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ("<Delete>" + OBJECT + "</Delete>", 200),
        ("<Delete>" + OBJECT * 2 + "</Delete>", 200),
        ("<Delete><Quiet>false</Quiet>" + OBJECT + "</Delete>", 200),
        ("<Delete><Quiet>perhaps</Quiet>" + OBJECT + "</Delete>", 400),
        ("<Delete>" + OBJECT * 1001 + "</Delete>", 400),
        ("<Delete>" + OBJECT + "<Other/></Delete>", 400),
        ("<Delete><Object><Key>k</Key><Colour>red</Colour></Object></Delete>", 400),
        ("<Delete><Object><Key>k</Key><Key>l</Key></Object></Delete>", 400),
        ("<Delete><Object><VersionId>null</VersionId></Object></Delete>", 400),
        ("<Delete><Object><Key></Key></Object></Delete>", 400),
        ("<Delete><Quiet>true</Quiet></Delete>", 400),
        ("<Remove>" + OBJECT + "</Remove>", 400),
        # One of these ended the parser's process once.
        ("<Delete><?a?>" + OBJECT + "</Delete>", 400),
        ('<?xml version="1.0"?p><Delete><?a?>' + OBJECT + "</Delete>", 400),
    ])
def test_documents_of_many_deletes(server, s3, bucket, document, status):
    """Malformed ones delete nothing. Source: API_DeleteObjects."""
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    response = send_xml(server, s3, bucket, document.encode())
    assert (response.status_code, "<Code>MalformedXML</Code>" in response.text) == (status, status == 400)
    assert server.send("HEAD", f"/{bucket}/k").status == (404 if status == 200 else 200)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "InvalidRequest"),
        ({"Content-MD5": "nonsense"}, "InvalidDigest"),
        ({"Content-MD5": base64.b64encode(hashlib.md5(b"other").digest()).decode()}, "BadDigest"),
        ({"x-amz-checksum-crc32": "AAAAAA=="}, "BadDigest"),
        ({"x-amz-checksum-crc32": "A"}, "InvalidRequest"),
    ])
def test_many_deletes_need_a_digest(server, s3, bucket, headers, expected):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    answer = server.send("POST", f"/{bucket}?delete=", f"<Delete>{OBJECT}</Delete>".encode(), headers)
    assert (answer.status, answer.code) == (400, expected)
    assert server.send("HEAD", f"/{bucket}/k").status == 200


def test_a_copy_source_in_two_fields_is_read_as_it_was_signed(server, s3, bucket):
    """A signature covers both, joined with a comma: a source that has one must not become another."""
    import http.client
    from urllib.parse import urlsplit

    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
    from pelton import ACCESS_KEY, REGION, SECRET_KEY

    for key in ("a", "a,b"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    request = AWSRequest(method="PUT", url=f"{server.url}/{bucket}/copy", headers={"x-amz-copy-source": f"/{bucket}/a,b"})
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.putrequest("PUT", f"/{bucket}/copy")
    for name, value in dict(request.headers).items():
        for value in ([f"/{bucket}/a", "b"] if name.lower() == "x-amz-copy-source" else [value]):
            connection.putheader(name, value)
    connection.putheader("Content-Length", "0")
    connection.endheaders()
    assert connection.getresponse().status == 200
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == b"a,b"
