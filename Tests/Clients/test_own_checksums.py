"""The CRC64NVME that S3 takes where a client sends no checksum.

Source: S3 User Guide, "Checking object integrity for data uploads"; API_PutObject, API_UploadPart and API_CompleteMultipartUpload
(`x-amz-checksum-crc64nvme`).
"""

import os

import pytest
import requests

from checksums import checksum, name
from encryption import allow_customers_keys, customer
from helpers import error_of, message_of, signed_form

MIB = 1 << 20
BODY = os.urandom(3000)
OWN = {"ChecksumCRC64NVME": checksum("CRC64NVME", BODY), "ChecksumType": "FULL_OBJECT"}


@pytest.fixture(scope="module")
def plain(server):
    """S3 without checksums that nobody asked for."""
    return server.client("s3", request_checksum_calculation="when_required", signature_version="s3v4")


def checksums(answer):
    return {name: answer[name] for name in answer if name.startswith("Checksum")}


def shown(s3, bucket, key="k", **more):
    return checksums(s3.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED", **more))


def test_of_an_object(s3, plain, bucket):
    assert checksums(plain.put_object(Bucket=bucket, Key="k", Body=BODY)) == OWN
    assert shown(s3, bucket) == checksums(s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")) == OWN
    assert checksums(s3.head_object(Bucket=bucket, Key="k")) == {}
    assert s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["Checksum"])["Checksum"] == OWN
    listed = s3.list_objects_v2(Bucket=bucket)["Contents"][0]
    assert checksums(listed) == {"ChecksumAlgorithm": ["CRC64NVME"], "ChecksumType": "FULL_OBJECT"}


def test_of_no_bytes_at_all(s3, plain, bucket):
    plain.put_object(Bucket=bucket, Key="k")
    assert shown(s3, bucket)["ChecksumCRC64NVME"] == "AAAAAAAAAAA="


def test_of_a_presigned_upload(s3, plain, bucket):
    url = plain.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "k"})
    assert requests.put(url, data=BODY).headers[name("CRC64NVME")] == OWN["ChecksumCRC64NVME"]
    assert shown(s3, bucket) == OWN


def test_of_a_browser_s_form(server, s3, bucket):
    form = signed_form([{"bucket": bucket}, {"key": "k"}], {"key": "k"})
    answer = requests.post(f"{server.url}/{bucket}", data=form, files={"file": ("name", BODY)})
    assert answer.headers[name("CRC64NVME")] == OWN["ChecksumCRC64NVME"]
    assert shown(s3, bucket) == OWN


def test_what_a_client_sends_takes_its_place(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=BODY, ChecksumAlgorithm="SHA256")
    assert shown(s3, bucket) == {"ChecksumSHA256": checksum("SHA256", BODY), "ChecksumType": "FULL_OBJECT"}


def test_a_copy_keeps_it(s3, plain, bucket):
    allow_customers_keys(s3, bucket)
    plain.put_object(Bucket=bucket, Key="k", Body=BODY)
    copy = {"Bucket": bucket, "CopySource": {"Bucket": bucket, "Key": "k"}}
    assert checksums(s3.copy_object(**copy, Key="linked")["CopyObjectResult"]) == OWN
    assert checksums(s3.copy_object(**copy, Key="rewritten", **customer())["CopyObjectResult"]) == OWN
    assert shown(s3, bucket, "rewritten", **customer()) == OWN


# MARK: Uploads that were created without an algorithm

def begin(s3, bucket):
    created = s3.create_multipart_upload(Bucket=bucket, Key="k")
    assert checksums(created) == {}
    return {"Bucket": bucket, "Key": "k", "UploadId": created["UploadId"]}


@pytest.mark.parametrize("encryption", [{}, {"ServerSideEncryption": "AES256"}], ids=["plain", "sealed"])
def test_of_a_whole_whose_parts_have_none(s3, plain, bucket, encryption):
    """Nor is one told of the parts."""
    bodies = [bytes(5 * MIB), BODY]
    upload = {"Bucket": bucket, "Key": "k", "UploadId": plain.create_multipart_upload(Bucket=bucket, Key="k", **encryption)["UploadId"]}
    put = [plain.upload_part(**upload, PartNumber=number, Body=body) for number, body in enumerate(bodies, 1)]
    assert [checksums(part) for part in put] == [{}, {}]
    listed = s3.list_parts(**upload)
    assert [checksums(of) for of in (listed, *listed["Parts"])] == [{}, {}, {}]
    parts = {"Parts": [{"PartNumber": number, "ETag": part["ETag"]} for number, part in enumerate(put, 1)]}
    whole = {"ChecksumCRC64NVME": checksum("CRC64NVME", b"".join(bodies)), "ChecksumType": "FULL_OBJECT"}
    typed = lambda: s3.complete_multipart_upload(**upload, MultipartUpload=parts, ChecksumType="FULL_OBJECT")  # noqa: E731
    assert (error_of(typed), message_of(typed)) == (
        (400, "InvalidRequest"),
        "The upload was created using the null checksum mode. The complete request must use the same checksum mode.")
    # A wrong one is ignored: recorded.
    done = s3.complete_multipart_upload(**upload, MultipartUpload=parts, ChecksumCRC64NVME=OWN["ChecksumCRC64NVME"])
    assert checksums(done) == shown(s3, bucket) == whole
    assert s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ObjectParts"])["ObjectParts"] == {"TotalPartsCount": 2}


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC64NVME"])
def test_of_a_whole_whose_parts_have_others(s3, bucket, algorithm):
    """What a client sends with a part is compared and told, but not kept: recorded. The whole's is S3's own."""
    upload = begin(s3, bucket)
    part = s3.upload_part(**upload, PartNumber=1, Body=BODY, **{"Checksum" + algorithm: checksum(algorithm, BODY)})
    assert checksums(part) == {"Checksum" + algorithm: checksum(algorithm, BODY)}
    assert checksums(s3.list_parts(**upload)["Parts"][0]) == {}
    named = {"PartNumber": 1, "ETag": part["ETag"]}
    complete = lambda more={}, **whole: s3.complete_multipart_upload(  # noqa: E731
        **upload, MultipartUpload={"Parts": [{**named, **more}]}, **whole)
    assert error_of(lambda: complete(checksums(part))) == (400, "InvalidPart")
    assert checksums(complete(**checksums(part))) == shown(s3, bucket) == OWN
    assert checksums(complete()) == OWN
    assert s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ObjectParts"])["ObjectParts"] == {"TotalPartsCount": 1}
    assert checksums(s3.get_object(Bucket=bucket, Key="k", PartNumber=1, ChecksumMode="ENABLED")) == {}


@pytest.mark.parametrize(
    ("encryption", "key", "read"),
    [({}, {}, OWN), ({"ServerSideEncryption": "AES256"}, {}, OWN), ({"ServerSideEncryption": "aws:kms"}, {}, OWN), (customer(), customer(), {})],
    ids=["plain", "AES256", "aws:kms", "SSE-C"])
def test_of_a_whole_that_a_key_seals(s3, plain, bucket, encryption, key, read):
    """Recorded: of what a KMS key seals only readers are told, of a customer's key nobody."""
    allow_customers_keys(s3, bucket)
    upload = {"Bucket": bucket, "Key": "k", "UploadId": plain.create_multipart_upload(Bucket=bucket, Key="k", **encryption)["UploadId"]}
    etag = plain.upload_part(**upload, PartNumber=1, Body=BODY, **key)["ETag"]
    for _ in range(2):
        done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
        assert checksums(done) == ({} if "aws:kms" in encryption.values() else read)
    assert shown(s3, bucket, **key) == read


def test_of_a_whole_that_is_a_copy(s3, plain, bucket):
    """A linked range is not read for it: then the whole has none."""
    source = os.urandom(200_000)
    plain.put_object(Bucket=bucket, Key="source", Body=source)
    for asked, expected in (({}, checksum("CRC64NVME", source)), ({"CopySourceRange": "bytes=0-150000"}, None)):
        upload = begin(s3, bucket)
        part = s3.upload_part_copy(**upload, PartNumber=1, CopySource={"Bucket": bucket, "Key": "source"}, **asked)["CopyPartResult"]
        assert checksums(part) == {}
        complete = lambda **whole: s3.complete_multipart_upload(  # noqa: E731
            **upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}, **whole)
        assert checksums(complete(ChecksumCRC64NVME=checksum("CRC64NVME", b"other"))).get("ChecksumCRC64NVME") == expected


def test_of_a_small_range_that_is_a_copy(s3, plain, bucket):
    """It is copied, not linked."""
    plain.put_object(Bucket=bucket, Key="source", Body=BODY)
    upload = begin(s3, bucket)
    part = s3.upload_part_copy(
        **upload, PartNumber=1, CopySource={"Bucket": bucket, "Key": "source"}, CopySourceRange="bytes=1-100")["CopyPartResult"]
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    assert done["ChecksumCRC64NVME"] == checksum("CRC64NVME", BODY[1:101])
