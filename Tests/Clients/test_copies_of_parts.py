"""Copies of objects that were made of parts: one object each, with the MD5 of its bytes and a checksum of the whole. Recorded of AWS.

Their bytes are the source's, which are read for it but not written.
"""

import base64
import hashlib
import os
import re

import pytest

from checksums import checksum
from encryption import allow_customers_keys, KEY, customer
from helpers import error_of
from test_encryption import customer_source

MIB = 1 << 20
BODIES = [os.urandom(5 * MIB), os.urandom(300_000)]
WHOLE = b"".join(BODIES)
MD5 = f'"{hashlib.md5(WHOLE).hexdigest()}"'
CRC64NVME = checksum("CRC64NVME", WHOLE)


def put_parts(s3, bucket, key="parts", bodies=BODIES, algorithm=None, type=None, opens={}, **options):
    checked = {"ChecksumAlgorithm": algorithm} if algorithm else {}
    if type:
        options["ChecksumType"] = type
    upload = {"Bucket": bucket, "Key": key, "UploadId": s3.create_multipart_upload(Bucket=bucket, Key=key, **checked, **options)["UploadId"]}
    parts = []
    for number, body in enumerate(bodies, 1):
        value = {"Checksum" + algorithm: checksum(algorithm, body)} if algorithm else {}
        etag = s3.upload_part(**upload, PartNumber=number, Body=body, **value, **opens)["ETag"]
        parts.append({"PartNumber": number, "ETag": etag, **value})
    return s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})


def b64(data):
    return base64.b64encode(data).decode()


def checksums(answer):
    return {name: answer[name] for name in answer if name.startswith("Checksum")}


def assert_one_object(s3, bucket, copied, expected, key="copy", etag=MD5, **opens):
    """What the copy's answer tells, and what is told of the copy."""
    expected = {**expected, "ChecksumType": "FULL_OBJECT"}
    assert (copied["ETag"], checksums(copied)) == (etag, expected)
    found = s3.get_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED", **opens)
    assert (found["ETag"], checksums(found), found["Body"].read() == WHOLE) == (etag, expected, True)
    # boto3 encodes the key of every other operation by itself.
    encoded = {**opens, "SSECustomerKey": b64(KEY), "SSECustomerKeyMD5": b64(hashlib.md5(KEY).digest())} if opens else {}
    told = s3.get_object_attributes(Bucket=bucket, Key=key, ObjectAttributes=["ETag", "Checksum", "ObjectParts"], **encoded)
    assert (told["ETag"], told["Checksum"], "ObjectParts" in told) == (etag.strip('"'), expected, False)
    part = s3.head_object(Bucket=bucket, Key=key, PartNumber=1, ChecksumMode="ENABLED", **opens)
    assert (part["ContentLength"], "PartsCount" in part, checksums(part)) == (len(WHOLE), False, expected)
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key=key, PartNumber=2, **opens))[0] == 416


@pytest.fixture(scope="module")
def whole():
    """Checksums of the whole; each takes a while in Python."""
    known = {}
    return lambda algorithm: {"Checksum" + algorithm: known.setdefault(algorithm, checksum(algorithm, WHOLE))}


@pytest.mark.parametrize(
    ("algorithm", "type", "asked", "kept"),
    [
        (None, None, None, "CRC64NVME"), ("SHA256", "COMPOSITE", None, "SHA256"), ("CRC32", "COMPOSITE", None, "CRC32"),
        ("CRC32", "FULL_OBJECT", None, "CRC32"), ("SHA256", "COMPOSITE", "SHA256", "SHA256"), ("SHA256", "COMPOSITE", "CRC32", "CRC32"),
        (None, None, "SHA1", "SHA1"),
    ])
def test_its_etag_and_its_checksum(s3, bucket, whole, algorithm, type, asked, kept):
    put_parts(s3, bucket, algorithm=algorithm, type=type)
    more = {"ChecksumAlgorithm": asked} if asked else {}
    copied = s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/parts", **more)["CopyObjectResult"]
    s3.delete_object(Bucket=bucket, Key="parts")
    assert_one_object(s3, bucket, copied, whole(kept))
    listed = s3.list_objects_v2(Bucket=bucket)["Contents"][0]
    assert (listed["ETag"], listed["ChecksumAlgorithm"], listed["ChecksumType"]) == (MD5, [kept], "FULL_OBJECT")


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_of_one_part(s3, bucket, size):
    put_parts(s3, bucket, bodies=[WHOLE[:size]])
    copied = s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/parts")["CopyObjectResult"]
    assert copied["ETag"] == f'"{hashlib.md5(WHOLE[:size]).hexdigest()}"'
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == WHOLE[:size]


MODES = {"AES256": ({"ServerSideEncryption": "AES256"}, {}), "aws:kms": ({"ServerSideEncryption": "aws:kms"}, {}), "SSE-C": (customer(KEY), customer(KEY))}


@pytest.mark.parametrize("target", ["plain", *MODES])
@pytest.mark.parametrize("source", ["plain", *MODES])
def test_of_what_is_encrypted(s3, bucket, source, target):
    """Linked where the key stays, else written anew. What a KMS or a customer's key seals has an ETag that says nothing."""
    allow_customers_keys(s3, bucket)
    write, opens = MODES.get(source, ({}, {}))
    put_parts(s3, bucket, opens=opens, **write)
    asks, reads = MODES.get(target, ({}, {}))
    reading = customer_source(KEY) if source == "SSE-C" else {}
    copied = s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/parts", **asks, **reading)["CopyObjectResult"]
    etag = copied["ETag"] if target in ("aws:kms", "SSE-C") else MD5
    assert re.fullmatch('"[0-9a-f]{32}"', etag) and (etag == MD5) == (target not in ("aws:kms", "SSE-C"))
    assert_one_object(s3, bucket, copied, {"ChecksumCRC64NVME": CRC64NVME}, etag=etag, **reads)


def test_with_another_customer_s_key(s3, bucket):
    allow_customers_keys(s3, bucket)
    put_parts(s3, bucket, opens=customer(KEY), **customer(KEY))
    wrong = lambda: s3.copy_object(  # noqa: E731
        Bucket=bucket, Key="copy", CopySource=f"{bucket}/parts", **customer(KEY), **customer_source(bytes(32)))
    assert error_of(wrong)[0] == 403
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="copy"))[0] == 404


def test_of_a_version(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    version = put_parts(s3, bucket)["VersionId"]
    s3.put_object(Bucket=bucket, Key="parts", Body=b"newer")
    answer = s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "parts", "VersionId": version})
    assert answer["CopySourceVersionId"] == version
    assert_one_object(s3, bucket, answer["CopyObjectResult"], {"ChecksumCRC64NVME": CRC64NVME})


def test_onto_itself(s3, bucket):
    put_parts(s3, bucket)
    copy = lambda **more: s3.copy_object(Bucket=bucket, Key="parts", CopySource=f"{bucket}/parts", **more)  # noqa: E731
    assert error_of(copy) == (400, "InvalidRequest")
    assert s3.head_object(Bucket=bucket, Key="parts")["ETag"].endswith('-2"')
    copied = copy(MetadataDirective="REPLACE", Metadata={"a": "b"})["CopyObjectResult"]
    assert_one_object(s3, bucket, copied, {"ChecksumCRC64NVME": CRC64NVME}, key="parts")
    assert s3.head_object(Bucket=bucket, Key="parts")["Metadata"] == {"a": "b"}


def test_conditions_are_of_the_source_s_own_etag(s3, bucket):
    etag = put_parts(s3, bucket)["ETag"]
    copy = lambda **more: s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/parts", **more)  # noqa: E731
    assert error_of(lambda: copy(CopySourceIfMatch=MD5)) == (412, "PreconditionFailed")
    assert error_of(lambda: copy(CopySourceIfNoneMatch=etag)) == (412, "PreconditionFailed")
    assert copy(CopySourceIfMatch=etag, IfNoneMatch="*")["CopyObjectResult"]["ETag"] == MD5
    assert error_of(lambda: copy(CopySourceIfMatch=etag, IfNoneMatch="*")) == (412, "PreconditionFailed")
    copy(IfMatch=MD5)
