"""GetObjectAttributes, and reads by part. Source: API_GetObjectAttributes, API_GetObject (`partNumber`)."""

import os

import pytest

from checksums import composite
from helpers import error_of

MIB = 1 << 20
ALL = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]
BODIES = [os.urandom(5 * MIB), os.urandom(5 * MIB), b"the end"]


def attributes(s3, bucket, key="k", names=ALL, **more):
    answer = s3.get_object_attributes(Bucket=bucket, Key=key, ObjectAttributes=names, **more)
    assert answer.pop("ResponseMetadata")["HTTPStatusCode"] == 200
    return answer


def put_parts(s3, bucket, algorithm=None, type=None, key="k", bodies=BODIES):
    checked = {"ChecksumAlgorithm": algorithm} if algorithm else {}
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key, **checked, **({"ChecksumType": type} if type else {}))["UploadId"]
    parts = []
    for number, body in enumerate(bodies, 1):
        part = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=body, **checked)
        parts.append({"PartNumber": number, **{name: part[name] for name in part if name.startswith("Checksum") or name == "ETag"}})
    return s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}), parts


@pytest.fixture(scope="module")
def plain(server):
    """S3 without checksums that nobody asked for."""
    return server.client("s3", request_checksum_calculation="when_required")


def test_an_object_of_one_put(s3, bucket):
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ChecksumAlgorithm="SHA256", StorageClass="STANDARD_IA")
    shown = attributes(s3, bucket)
    assert shown.pop("LastModified")
    assert shown == {
        "ETag": put["ETag"].strip('"'), "StorageClass": "STANDARD_IA", "ObjectSize": 5,
        "Checksum": {"ChecksumSHA256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", "ChecksumType": "FULL_OBJECT"}}


def test_only_what_is_asked_for(plain, bucket):
    plain.put_object(Bucket=bucket, Key="k", Body=b"hello")
    for name, value in (("ObjectSize", 5), ("StorageClass", "STANDARD")):
        shown = attributes(plain, bucket, names=[name])
        assert shown.pop("LastModified") and shown == {name: value}
    shown = attributes(plain, bucket, names=["ObjectParts"])
    assert shown.pop("LastModified") and shown == {}


def test_parts_with_checksums_page_by_page(s3, bucket):
    done, parts = put_parts(s3, bucket, "SHA256")
    whole = attributes(s3, bucket)
    assert whole["Checksum"] == {"ChecksumSHA256": composite("SHA256", BODIES).removesuffix("-3"), "ChecksumType": "COMPOSITE"}
    assert whole["ETag"] == done["ETag"].strip('"') and whole["ObjectSize"] == sum(map(len, BODIES))
    expected = [
        {"PartNumber": part["PartNumber"], "Size": len(body), "ChecksumSHA256": part["ChecksumSHA256"]}
        for part, body in zip(parts, BODIES)]
    assert whole["ObjectParts"] == {
        "TotalPartsCount": 3, "PartNumberMarker": 0, "NextPartNumberMarker": 3, "MaxParts": 1000, "IsTruncated": False, "Parts": expected}
    first = attributes(s3, bucket, MaxParts=2)["ObjectParts"]
    assert (first["Parts"], first["IsTruncated"], first["NextPartNumberMarker"], first["MaxParts"]) == (expected[:2], True, 2, 2)
    rest = attributes(s3, bucket, MaxParts=2, PartNumberMarker=2)["ObjectParts"]
    assert (rest["Parts"], rest["IsTruncated"], rest["PartNumberMarker"]) == (expected[2:], False, 2)
    assert "Parts" not in attributes(s3, bucket, PartNumberMarker=3)["ObjectParts"]


def test_parts_without_checksums_are_only_counted(plain, bucket):
    """A general purpose bucket shows no parts then. Source: API_GetObjectAttributesParts."""
    put_parts(plain, bucket)
    assert attributes(plain, bucket)["ObjectParts"] == {"TotalPartsCount": 3}


@pytest.mark.parametrize(("algorithm", "type"), [("SHA1", "COMPOSITE"), ("CRC32", "COMPOSITE"), ("CRC32", "FULL_OBJECT")])
def test_reads_by_part(s3, bucket, algorithm, type):
    _, parts = put_parts(s3, bucket, algorithm, type)
    size = sum(map(len, BODIES))
    for ask in (s3.get_object, s3.head_object):
        start = 0
        for number, body in enumerate(BODIES, 1):
            got = ask(Bucket=bucket, Key="k", PartNumber=number, ChecksumMode="ENABLED")
            assert (got["ContentLength"], got["PartsCount"]) == (len(body), 3)
            assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
            assert got["ContentRange"] == f"bytes {start}-{start + len(body) - 1}/{size}"
            # A whole that has one of its own tells none of its parts: recorded.
            expected = parts[number - 1]["Checksum" + algorithm] if type == "COMPOSITE" else None
            assert got.get("Checksum" + algorithm) == expected
            if "Body" in got:
                assert got["Body"].read() == body
            start += len(body)
        assert error_of(lambda: ask(Bucket=bucket, Key="k", PartNumber=4))[0] == 416


def test_a_copy_shows_no_parts(s3, bucket):
    put_parts(s3, bucket, "SHA256")
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"})
    assert "ObjectParts" not in attributes(s3, bucket, "copy")
    s3.delete_object(Bucket=bucket, Key="k")
    assert s3.get_object(Bucket=bucket, Key="copy", PartNumber=1)["Body"].read() == b"".join(BODIES)


def test_parts_of_a_whole_with_a_checksum_of_its_own_are_only_counted(s3, bucket):
    """Recorded."""
    put_parts(s3, bucket, "CRC32", "FULL_OBJECT")
    assert attributes(s3, bucket)["ObjectParts"] == {"TotalPartsCount": 3}


def test_a_number_of_parts_that_says_nothing_is_ignored(server, s3, bucket):
    put_parts(s3, bucket, "CRC32", bodies=BODIES[-1:])
    for limit in ("many", "-1", ""):
        answer = server.send(
            "GET", f"/{bucket}/k?attributes", headers={"x-amz-object-attributes": "ObjectParts", "x-amz-max-parts": limit})
        assert (answer.status, b"<MaxParts>1000</MaxParts>" in answer.body) == (200, True)


def test_parts_that_are_copies_of_ranges(s3, bucket):
    """The parts of the whole are the upload's, not the pieces that their bytes lie in."""
    put_parts(s3, bucket, "SHA256")
    whole = b"".join(BODIES)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="new", ChecksumAlgorithm="CRC32C", ChecksumType="FULL_OBJECT")["UploadId"]
    bounds = [(MIB, 6 * MIB + 10), (3 * MIB, len(whole))]
    parts = []
    for number, (first, end) in enumerate(bounds, 1):
        part = s3.upload_part_copy(
            Bucket=bucket, Key="new", UploadId=upload, PartNumber=number, CopySource={"Bucket": bucket, "Key": "k"},
            CopySourceRange=f"bytes={first}-{end - 1}")["CopyPartResult"]
        parts.append({"PartNumber": number, "ETag": part["ETag"], "ChecksumCRC32C": part["ChecksumCRC32C"]})
    s3.complete_multipart_upload(Bucket=bucket, Key="new", UploadId=upload, MultipartUpload={"Parts": parts})
    for number, (first, end) in enumerate(bounds, 1):
        assert s3.get_object(Bucket=bucket, Key="new", PartNumber=number)["Body"].read() == whole[first:end]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, (400, "InvalidRequest")),
        ({"x-amz-object-attributes": " "}, (400, "InvalidRequest")),
        ({"x-amz-object-attributes": "ETag,Colour"}, (400, "InvalidArgument")),
        ({"x-amz-object-attributes": "ObjectParts", "x-amz-part-number-marker": "99999999999"}, (400, "InvalidArgument")),
    ])
def test_what_cannot_be_asked(server, s3, bucket, headers, expected):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    answer = server.send("GET", f"/{bucket}/k?attributes", headers=headers)
    assert (answer.status, answer.code) == expected


def test_an_object_that_is_not_there(s3, bucket):
    assert error_of(lambda: attributes(s3, bucket, "missing")) == (404, "NoSuchKey")


def test_versions_have_attributes_of_their_own(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"one")["VersionId"]
    second = s3.put_object(Bucket=bucket, Key="k", Body=b"second")["VersionId"]
    for version, size in ((first, 3), (second, 6)):
        shown = attributes(s3, bucket, VersionId=version)
        assert (shown["ObjectSize"], shown["VersionId"]) == (size, version)
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    assert error_of(lambda: attributes(s3, bucket)) == (404, "NoSuchKey")
    assert error_of(lambda: attributes(s3, bucket, VersionId=marker)) == (405, "MethodNotAllowed")
