"""Conditions: on reads, writes, copies, deletes and completions.

Source: RFC 9110, section 13; API_GetObject, API_PutObject, API_CopyObject, API_DeleteObject, API_DeleteObjects,
API_CompleteMultipartUpload; S3 User Guide, "Conditional requests".
"""

import datetime
import hashlib
import time
from email.utils import format_datetime

import pytest

from helpers import error_of

BODY = b"hello"
ETAG = hashlib.md5(BODY).hexdigest()
NOW = datetime.datetime.now(datetime.timezone.utc)
PAST = format_datetime(NOW - datetime.timedelta(days=1), usegmt=True)
FUTURE = format_datetime(NOW + datetime.timedelta(days=1), usegmt=True)
RIGHT, WRONG = f'"{ETAG}"', '"00000000000000000000000000000000"'


@pytest.fixture
def there(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=BODY)
    return f"/{bucket}/k"


READS = [
    ({"If-Match": RIGHT}, 200),
    ({"If-Match": ETAG}, 200),
    ({"If-Match": "*"}, 200),
    ({"If-Match": f"{WRONG}, {RIGHT}"}, 200),
    ({"If-Match": f"{WRONG}, *"}, 200),
    ({"If-Match": WRONG}, 412),
    ({"If-None-Match": RIGHT}, 304),
    ({"If-None-Match": "W/" + RIGHT}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-None-Match": f"{WRONG} , {RIGHT}"}, 304),
    ({"If-None-Match": WRONG}, 200),
    ({"If-Modified-Since": PAST}, 200),
    # S3 takes no notice of a time that is yet to come.
    ({"If-Modified-Since": FUTURE}, 200),
    ({"If-Modified-Since": "yesterday"}, 200),
    ({"If-Modified-Since": "Sunday, 06-Nov-94 08:49:37 GMT"}, 200),
    ({"If-Modified-Since": "Sun Nov  6 08:49:37 1994"}, 200),
    ({"If-Unmodified-Since": "Sunday, 06-Nov-94 08:49:37 GMT"}, 412),
    ({"If-Unmodified-Since": "Sun Nov  6 08:49:37 1994"}, 412),
    ({"If-Unmodified-Since": PAST}, 412),
    ({"If-Unmodified-Since": FUTURE}, 200),
    ({"If-Unmodified-Since": "2026-13-45"}, 200),
    # If-Match overrules If-Unmodified-Since, and If-None-Match If-Modified-Since.
    ({"If-Match": RIGHT, "If-Unmodified-Since": PAST}, 200),
    ({"If-Match": WRONG, "If-Unmodified-Since": FUTURE}, 412),
    ({"If-None-Match": WRONG, "If-Modified-Since": FUTURE}, 200),
    ({"If-None-Match": RIGHT, "If-Modified-Since": PAST}, 304),
    # What must hold comes before what must not.
    ({"If-Match": WRONG, "If-None-Match": RIGHT}, 412),
    ({"If-Match": RIGHT, "If-None-Match": RIGHT}, 304),
    ({"If-Unmodified-Since": PAST, "If-Modified-Since": FUTURE}, 412),
    # Conditions come before ranges.
    ({"If-None-Match": RIGHT, "Range": "bytes=0-1"}, 304),
    ({"If-Match": WRONG, "Range": "bytes=100-"}, 412),
    ({"If-Match": RIGHT, "Range": "bytes=0-1"}, 206),
    ({"If-Range": RIGHT, "Range": "bytes=0-1"}, 206),
    ({"If-Range": WRONG, "Range": "bytes=0-1"}, 200),
    ({"If-Range": PAST, "Range": "bytes=0-1"}, 200),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("headers", "status"), READS)
def test_on_reads(server, there, headers, status, method):
    answer = server.send(method, there, headers=headers)
    assert answer.status == status
    if status == 304:
        assert (answer.headers["etag"], answer.body) == (RIGHT, b"")
        assert "last-modified" in answer.headers
    if status == 412 and method == "GET":
        assert answer.code == "PreconditionFailed"
        assert answer.xml.findtext("Condition") in headers


def test_the_time_of_the_last_change_is_neither_before_nor_after(server, there):
    modified = server.send("HEAD", there).headers["last-modified"]
    assert server.send("GET", there, headers={"If-Modified-Since": modified}).status == 304
    assert server.send("GET", there, headers={"If-Unmodified-Since": modified}).status == 200
    assert server.send("GET", there, headers={"If-Range": modified, "Range": "bytes=0-1"}).status == 206


WRITES = [
    ({"If-None-Match": "*"}, (412, "PreconditionFailed"), (200, None)),
    ({"If-Match": RIGHT}, (200, None), (404, "NoSuchKey")),
    ({"If-Match": ETAG}, (200, None), (404, "NoSuchKey")),
    ({"If-Match": WRONG}, (412, "PreconditionFailed"), (404, "NoSuchKey")),
    ({"If-None-Match": RIGHT}, (501, "NotImplemented"), (501, "NotImplemented")),
    ({"If-Match": "*"}, (501, "NotImplemented"), (501, "NotImplemented")),
    ({"If-Match": RIGHT, "If-None-Match": "*"}, (501, "NotImplemented"), (501, "NotImplemented")),
    ({"If-Match": "*", "If-None-Match": WRONG}, (501, "NotImplemented"), (501, "NotImplemented")),
    ({"If-Modified-Since": PAST}, (501, "NotImplemented"), (501, "NotImplemented")),
    ({"If-Unmodified-Since": PAST}, (501, "NotImplemented"), (501, "NotImplemented")),
]


@pytest.mark.parametrize(("headers", "present", "absent"), WRITES)
def test_on_puts(server, there, headers, present, absent):
    for target, expected in ((there, present), (there + "-new", absent)):
        answer = server.send("PUT", target, b"new", headers)
        assert (answer.status, answer.code) == expected
        now = server.send("GET", target)
        assert now.body == b"new" if expected[0] == 200 else now.status == 404 or now.body == BODY


@pytest.mark.parametrize(("headers", "present", "absent"), WRITES)
def test_on_the_destinations_of_copies(server, s3, bucket, there, headers, present, absent):
    s3.put_object(Bucket=bucket, Key="source", Body=b"new")
    for target, expected in ((there, present), (there + "-new", absent)):
        answer = server.send("PUT", target, headers={"x-amz-copy-source": f"/{bucket}/source", **headers})
        assert (answer.status, answer.code) == expected


@pytest.mark.parametrize("values", [(RIGHT, "*"), ("*", WRONG), (WRONG, RIGHT)])
def test_two_conditions_on_a_write(server, s3, bucket, there, values):
    """Whatever their values."""
    s3.put_object(Bucket=bucket, Key="source", Body=b"new")
    for source in ({}, {"x-amz-copy-source": f"/{bucket}/source"}):
        answer = server.send("PUT", there, headers={"If-Match": values[0], "If-None-Match": values[1], **source})
        shown = {name: answer.xml.findtext(name) for name in ("Code", "Header", "additionalMessage")}
        assert (answer.status, shown) == (501, {
            "Code": "NotImplemented", "Header": "If-Match,If-None-Match",
            "additionalMessage": "Multiple conditional request headers present in the request"})


@pytest.mark.parametrize(("headers", "present", "absent"), WRITES)
def test_on_completions(server, s3, bucket, there, headers, present, absent):
    for key, expected in (("k", present), ("k-new", absent)):
        upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
        etag = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=1, Body=b"new")["ETag"].strip('"')
        body = f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>"
        complete = lambda **more: server.send("POST", f"/{bucket}/{key}?uploadId={upload}", body.encode(), **more)  # noqa: B023, E731
        answer = complete(headers=headers)
        assert (answer.status, answer.code) == expected
        # What was refused can still be completed; what was done is not judged again.
        assert complete(headers=headers if expected[0] == 200 else {}).status == 200


def begin(s3, bucket):
    """An upload with a part.
    Returns what completes it under conditions."""
    upload = {"Bucket": bucket, "Key": "k", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]}
    part = {"PartNumber": 1, "ETag": s3.upload_part(**upload, PartNumber=1, Body=b"new")["ETag"]}
    time.sleep(0.01)
    return lambda **conditions: s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]}, **conditions)


def test_a_completion_s_if_match_holds_of_what_was_there_before(s3, bucket, there):
    """Also where the same bytes came again meanwhile: S3 User Guide, "Conditional writes"."""
    complete = begin(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=BODY)
    assert error_of(lambda: complete(IfMatch=WRONG)) == (412, "PreconditionFailed")
    assert error_of(lambda: complete(IfMatch=RIGHT)) == (409, "ConditionalRequestConflict")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == BODY
    begin(s3, bucket)(IfMatch=RIGHT)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"new"


def test_a_completion_s_if_none_match_holds_of_what_was_there_before(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    complete = begin(s3, bucket)
    s3.delete_object(Bucket=bucket, Key="k")
    assert error_of(lambda: complete(IfNoneMatch="*")) == (409, "ConditionalRequestConflict")
    begin(s3, bucket)(IfNoneMatch="*")


DELETES = {
    "of the key": lambda s3, bucket: s3.delete_object(Bucket=bucket, Key="k"),
    "of many keys": lambda s3, bucket: s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k"}]}),
    "by a new name": lambda s3, bucket: s3.rename_object(Bucket=bucket, Key="other", RenameSource="k"),
}


@pytest.mark.parametrize("delete", DELETES)
def test_a_delete_while_an_upload_is_under_way(s3, bucket, delete):
    """Recorded: a new upload is needed. Whoever wants no absence is not bothered."""
    s3.put_object(Bucket=bucket, Key="k", Body=BODY)
    complete, other = begin(s3, bucket), begin(s3, bucket)
    assert error_of(lambda: complete(IfNoneMatch="*")) == (412, "PreconditionFailed")
    DELETES[delete](s3, bucket)
    assert error_of(lambda: complete(IfNoneMatch="*")) == (409, "ConditionalRequestConflict")
    later = begin(s3, bucket)
    other()
    s3.delete_object(Bucket=bucket, Key="k")
    assert error_of(lambda: later(IfNoneMatch="*")) == (409, "ConditionalRequestConflict")
    begin(s3, bucket)(IfNoneMatch="*")
    assert error_of(lambda: complete(IfNoneMatch="*")) == (412, "PreconditionFailed")


def test_a_delete_of_nothing_while_an_upload_is_under_way(s3, bucket):
    complete = begin(s3, bucket)
    s3.delete_object(Bucket=bucket, Key="k")
    complete(IfNoneMatch="*")


def test_a_version_that_is_deleted_while_an_upload_is_under_way(s3, bucket):
    """Only the one that the key had."""
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first, second = (s3.put_object(Bucket=bucket, Key="k", Body=BODY)["VersionId"] for _ in range(2))
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    complete = begin(s3, bucket)
    s3.delete_object(Bucket=bucket, Key="k", VersionId=first)
    s3.delete_object(Bucket=bucket, Key="k", VersionId=marker)
    assert error_of(lambda: complete(IfNoneMatch="*")) == (412, "PreconditionFailed")
    s3.delete_object(Bucket=bucket, Key="k", VersionId=second)
    assert error_of(lambda: complete(IfNoneMatch="*")) == (409, "ConditionalRequestConflict")


SOURCES = [
    ({"if-match": RIGHT}, True),
    ({"if-match": ETAG}, True),
    ({"if-match": WRONG}, False),
    ({"if-none-match": WRONG}, True),
    ({"if-none-match": RIGHT}, False),
    ({"if-modified-since": PAST}, True),
    # S3 takes no notice of a time that is yet to come.
    ({"if-modified-since": FUTURE}, True),
    ({"if-unmodified-since": FUTURE}, True),
    ({"if-unmodified-since": PAST}, False),
    # The two pairs that API_CopyObject names.
    ({"if-match": RIGHT, "if-unmodified-since": PAST}, True),
    ({"if-none-match": RIGHT, "if-modified-since": PAST}, False),
]


@pytest.mark.parametrize("checksum", [{}, {"x-amz-checksum-algorithm": "SHA1"}], ids=["linked", "read"])
@pytest.mark.parametrize(("conditions", "holds"), SOURCES)
def test_on_the_sources_of_copies(server, bucket, there, conditions, holds, checksum):
    headers = {"x-amz-copy-source": there, **{"x-amz-copy-source-" + name: value for name, value in conditions.items()}}
    answer = server.send("PUT", f"/{bucket}/copy", headers={**headers, **checksum})
    assert (answer.status, answer.code) == ((200, None) if holds else (412, "PreconditionFailed"))
    assert server.send("HEAD", f"/{bucket}/copy").status == (200 if holds else 404)


@pytest.mark.parametrize(("conditions", "holds"), SOURCES)
def test_on_the_sources_of_copied_parts(server, s3, bucket, there, conditions, holds):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="new")["UploadId"]
    headers = {"x-amz-copy-source": there, **{"x-amz-copy-source-" + name: value for name, value in conditions.items()}}
    answer = server.send("PUT", f"/{bucket}/new?partNumber=1&uploadId={upload}", headers=headers)
    assert (answer.status, answer.code) == ((200, None) if holds else (412, "PreconditionFailed"))
    assert ("Parts" in s3.list_parts(Bucket=bucket, Key="new", UploadId=upload)) == holds


@pytest.mark.parametrize(
    ("headers", "present", "absent"),
    [
        ({}, 204, 204),
        ({"If-Match": RIGHT}, 204, 404),
        ({"If-Match": "*"}, 204, 404),
        ({"If-Match": WRONG}, 412, 404),
        # For directory buckets only: API_DeleteObject.
        ({"x-amz-if-match-size": "5"}, 501, 501),
        ({"x-amz-if-match-last-modified-time": PAST}, 501, 501),
    ])
def test_on_deletes(server, there, headers, present, absent):
    assert server.send("DELETE", there + "-new", headers=headers).status == absent
    assert server.send("DELETE", there, headers=headers).status == present
    assert server.send("HEAD", there).status == (404 if present == 204 else 200)


def test_on_aborts(server, s3, bucket):
    """For directory buckets only: API_AbortMultipartUpload."""
    upload = s3.create_multipart_upload(Bucket=bucket, Key="new")["UploadId"]
    assert server.send("DELETE", f"/{bucket}/new?uploadId={upload}", headers={"x-amz-if-match-initiated-time": PAST}).status == 501
    s3.abort_multipart_upload(Bucket=bucket, Key="new", UploadId=upload)


def test_on_each_key_of_many_deletes(s3, bucket):
    for key in "abcde":
        s3.put_object(Bucket=bucket, Key=key, Body=BODY)
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [
        {"Key": "a", "ETag": RIGHT}, {"Key": "b", "ETag": WRONG}, {"Key": "c", "ETag": "*"}, {"Key": "missing", "ETag": RIGHT},
        {"Key": "d", "Size": 5}, {"Key": "e"}]})
    assert [found["Key"] for found in answer["Deleted"]] == ["a", "c", "e"]
    assert [(found["Key"], found["Code"]) for found in answer["Errors"]] == [
        ("b", "PreconditionFailed"), ("missing", "NoSuchKey"), ("d", "NotImplemented")]
    assert [found["Key"] for found in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["b", "d"]


def test_on_versions(server, s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    put = s3.put_object(Bucket=bucket, Key="k", Body=BODY)
    s3.put_object(Bucket=bucket, Key="k", Body=b"newer")
    old = f"/{bucket}/k?versionId={put['VersionId']}"
    assert server.send("GET", old, headers={"If-Match": RIGHT}).status == 200
    assert server.send("GET", f"/{bucket}/k", headers={"If-Match": RIGHT}).status == 412
    s3.delete_object(Bucket=bucket, Key="k")
    # Under a delete marker nothing is there.
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"x", IfMatch=RIGHT)) == (404, "NoSuchKey")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", IfNoneMatch="*")
