"""Checksums of all ten algorithms: in headers, of documents and forms, of parts and wholes, of copies.

Source: S3 User Guide, "Checking object integrity for data uploads"; API_PutObject, API_UploadPart, API_CompleteMultipartUpload,
API_CopyObject. What is said of malformed ones: S3 API Reference, "Error responses".
"""

import base64
import hashlib
import os

import pytest
import requests
from botocore.exceptions import ClientError

from checksums import ALGORITHMS, checksum, composite, digest, name
from helpers import error_of, message_of, signed_form

MIB = 1 << 20
BODY = os.urandom(3000)
CRCS = ["CRC32", "CRC32C", "CRC64NVME"]


def shown(s3, bucket, key="k", **more):
    return s3.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED", **more)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_in_a_header(s3, bucket, algorithm):
    value = checksum(algorithm, BODY)
    put = s3.put_object(Bucket=bucket, Key="k", Body=BODY, **{"Checksum" + algorithm: value})
    assert (put["Checksum" + algorithm], put["ChecksumType"]) == (value, "FULL_OBJECT")
    assert shown(s3, bucket)["Checksum" + algorithm] == value
    assert "Checksum" + algorithm not in s3.head_object(Bucket=bucket, Key="k")
    ranged = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED", Range="bytes=0-9")
    assert "Checksum" + algorithm not in ranged
    wrong = lambda: s3.put_object(Bucket=bucket, Key="k", Body=BODY[1:], **{"Checksum" + algorithm: value})  # noqa: E731
    assert (error_of(wrong), message_of(wrong)) == (
        (400, "BadDigest"), f"The {algorithm} you specified did not match the calculated checksum.")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_of_a_part_and_of_the_whole(s3, bucket, algorithm):
    """The default type is COMPOSITE but for CRC64NVME."""
    value = checksum(algorithm, BODY)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm=algorithm)
    assert upload["ChecksumType"] == ("FULL_OBJECT" if algorithm == "CRC64NVME" else "COMPOSITE")
    part = s3.upload_part(
        Bucket=bucket, Key="k", UploadId=upload["UploadId"], PartNumber=1, Body=BODY, **{"Checksum" + algorithm: value})
    assert part["Checksum" + algorithm] == value
    listed = s3.list_parts(Bucket=bucket, Key="k", UploadId=upload["UploadId"])
    assert (listed["ChecksumAlgorithm"], listed["ChecksumType"]) == (algorithm, upload["ChecksumType"])
    assert listed["Parts"][0]["Checksum" + algorithm] == value
    whole = value if algorithm == "CRC64NVME" else composite(algorithm, [BODY])
    parts = [{"PartNumber": 1, "ETag": part["ETag"], "Checksum" + algorithm: value}]
    complete = lambda **more: s3.complete_multipart_upload(  # noqa: E731
        Bucket=bucket, Key="k", UploadId=upload["UploadId"], MultipartUpload={"Parts": parts}, **more)
    type = {"ChecksumType": upload["ChecksumType"]}
    other = checksum(algorithm, b"other")
    # The last one is the part's, or that of as many parts as there are not.
    for wrong in (other, other + "-1", (value if algorithm != "CRC64NVME" else other), whole.removesuffix("-1") + "-2"):
        for types in (type, {}):
            refused = lambda: complete(**{"Checksum" + algorithm: wrong}, **types)  # noqa: B023, E731
            assert (error_of(refused), message_of(refused)) == (
                (400, "BadDigest"), f"The {algorithm.lower()} you specified did not match the calculated checksum.")
    done = complete(**{"Checksum" + algorithm: whole}, **type)
    assert (done["Checksum" + algorithm], done["ChecksumType"]) == (whole, upload["ChecksumType"])
    assert shown(s3, bucket)["Checksum" + algorithm] == whole
    again = complete(**{"Checksum" + algorithm: whole}, **type)
    assert (again["Checksum" + algorithm], again["ETag"]) == (whole, done["ETag"])


@pytest.mark.parametrize("suffix", ["", "-2"])
@pytest.mark.parametrize("algorithm", ["CRC32", "SHA256"])
def test_a_composite_at_its_completion_with_and_without_how_many_parts(s3, bucket, algorithm, suffix):
    """Recorded: clients send both."""
    bodies = [bytes(5 * MIB), b"the end"]
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm=algorithm)["UploadId"]
    parts = []
    for number, body in enumerate(bodies, 1):
        value = {"Checksum" + algorithm: checksum(algorithm, body)}
        part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=number, Body=body, **value)
        parts.append({"PartNumber": number, "ETag": part["ETag"], **value})
    whole = composite(algorithm, bodies)
    done = s3.complete_multipart_upload(
        Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": parts},
        **{"Checksum" + algorithm: whole.removesuffix("-2") + suffix})
    assert (done["Checksum" + algorithm], done["ChecksumType"]) == (whole, "COMPOSITE")


@pytest.mark.parametrize("algorithm", CRCS)
def test_a_whole_object_checksum_counts_only_with_its_type(s3, bucket, algorithm):
    """Recorded. What is said names the upload's own algorithm, whatever was given."""
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm=algorithm, ChecksumType="FULL_OBJECT")["UploadId"]
    value = {"Checksum" + algorithm: checksum(algorithm, BODY)}
    part = {"PartNumber": 1, "ETag": s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=BODY, **value)["ETag"]}
    complete = lambda **more: s3.complete_multipart_upload(  # noqa: E731
        Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": [part]}, **more)
    other = {"ChecksumSHA1": checksum("SHA1", BODY), "ChecksumType": "FULL_OBJECT"}
    for wrong in (value, other, {"Checksum" + algorithm: checksum(algorithm, b"other"), "ChecksumType": "FULL_OBJECT"}):
        refused = lambda: complete(**wrong)  # noqa: B023, E731
        assert (error_of(refused), message_of(refused)) == (
            (400, "BadDigest"), f"The {algorithm.lower()} you specified did not match the calculated checksum.")
    assert complete(**value, ChecksumType="FULL_OBJECT")["Checksum" + algorithm] == value["Checksum" + algorithm]


@pytest.mark.parametrize(
    ("algorithm", "type", "expected"),
    [
        ("crc32c", "FULL_OBJECT", ("CRC32C", "FULL_OBJECT")), ("Crc32", "full_object", ("CRC32", "FULL_OBJECT")),
        ("sha256", "composite", ("SHA256", "COMPOSITE")), ("sha1", "Full_Object", None), ("md4", "COMPOSITE", None),
    ])
def test_words_in_any_case(server, s3, bucket, algorithm, type, expected):
    answer = server.send("POST", f"/{bucket}/k?uploads", headers={"x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": type})
    if not expected:
        assert (answer.status, answer.code) == (400, "InvalidRequest")
        return
    assert (answer.headers["x-amz-checksum-algorithm"], answer.headers["x-amz-checksum-type"]) == expected
    target = f"/{bucket}/k?uploadId=" + answer.xml.findtext("{http://s3.amazonaws.com/doc/2006-03-01/}UploadId")
    claim = {name(algorithm): checksum(algorithm.upper(), BODY), "x-amz-sdk-checksum-algorithm": algorithm}
    etag = server.send("PUT", target + "&partNumber=1", BODY, claim).headers["etag"]
    element = "Checksum" + expected[0]
    listed = f"<Part><PartNumber>1</PartNumber><ETag>{etag}</ETag><{element}>{checksum(expected[0], BODY)}</{element}></Part>"
    document = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
    assert server.send("POST", target, document, {"x-amz-checksum-type": type}).status == 200
    copy = {"x-amz-copy-source": f"{bucket}/k", "x-amz-checksum-algorithm": "sha1"}
    assert server.send("PUT", f"/{bucket}/copy", headers=copy).status == 200
    shown = server.send("HEAD", f"/{bucket}/copy", headers={"x-amz-checksum-mode": "enabled"})
    assert shown.headers["x-amz-checksum-sha1"] == checksum("SHA1", BODY)


@pytest.mark.parametrize("algorithm", CRCS)
def test_a_full_object_checksum_is_that_of_all_bytes(s3, bucket, algorithm):
    bodies = [bytes(5 * MIB), b"the end"]
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm=algorithm, ChecksumType="FULL_OBJECT")["UploadId"]
    parts = []
    for number, body in enumerate(bodies, 1):
        part = s3.upload_part(
            Bucket=bucket, Key="k", UploadId=upload, PartNumber=number, Body=body, **{"Checksum" + algorithm: checksum(algorithm, body)})
        parts.append({"PartNumber": number, "ETag": part["ETag"]})
    done = s3.complete_multipart_upload(Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": parts})
    assert (done["Checksum" + algorithm], done["ChecksumType"]) == (checksum(algorithm, b"".join(bodies)), "FULL_OBJECT")


@pytest.mark.parametrize(
    ("algorithm", "type", "works"),
    [(algorithm, "COMPOSITE", algorithm != "CRC64NVME") for algorithm in ALGORITHMS]
    + [(algorithm, "FULL_OBJECT", algorithm in CRCS) for algorithm in ALGORITHMS])
def test_which_types_there_are(s3, bucket, algorithm, type, works):
    """Source: S3 User Guide, "Full object and composite checksum types for multipart uploads"."""
    create = lambda: s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm=algorithm, ChecksumType=type)  # noqa: E731
    if works:
        assert create()["ChecksumType"] == type
    else:
        assert error_of(create) == (400, "InvalidRequest")
        assert message_of(create) == f"The {type} checksum type cannot be used with the {algorithm.lower()} checksum algorithm."


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_of_a_document(server, s3, bucket, algorithm):
    """DeleteObjects needs one, or a Content-MD5; other documents may have one."""
    s3.put_object(Bucket=bucket, Key="k", Body=BODY)
    document = b"<Delete><Object><Key>k</Key></Object></Delete>"
    wrong = server.send("POST", f"/{bucket}?delete", document, {name(algorithm): checksum(algorithm, b"other")})
    assert (wrong.status, wrong.code) == (400, "BadDigest")
    claim = {name(algorithm): checksum(algorithm, document), "x-amz-sdk-checksum-algorithm": algorithm}
    assert server.send("POST", f"/{bucket}?delete", document, claim).status == 200
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")
    tags = b"<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"
    assert server.send("PUT", f"/{bucket}?tagging", tags, {name(algorithm): checksum(algorithm, b"other")}).code == "BadDigest"
    assert server.send("PUT", f"/{bucket}?tagging", tags, {name(algorithm): checksum(algorithm, tags)}).status == 204


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_of_a_form(server, s3, bucket, algorithm):
    for body, expected in ((BODY, 204), (b"other", 400)):
        field = {name(algorithm): checksum(algorithm, BODY)}
        made = signed_form([{"bucket": bucket}, {"key": "k"}, field], {"key": "k", **field})
        assert requests.post(f"{server.url}/{bucket}", data=made, files={"file": ("name", body)}).status_code == expected
    assert shown(s3, bucket)["Checksum" + algorithm] == checksum(algorithm, BODY)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_where_it_is_told(s3, bucket, algorithm):
    value = checksum(algorithm, BODY)
    s3.put_object(Bucket=bucket, Key="k", Body=BODY, **{"Checksum" + algorithm: value})
    told = s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["Checksum"])["Checksum"]
    assert told == {"Checksum" + algorithm: value, "ChecksumType": "FULL_OBJECT"}
    for listed in (s3.list_objects_v2(Bucket=bucket)["Contents"][0], s3.list_object_versions(Bucket=bucket)["Versions"][0]):
        assert (listed["ChecksumAlgorithm"], listed["ChecksumType"]) == ([algorithm], "FULL_OBJECT")
    copied = s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/k")["CopyObjectResult"]
    assert copied["Checksum" + algorithm] == value
    upload = s3.create_multipart_upload(Bucket=bucket, Key="m", ChecksumAlgorithm=algorithm)["UploadId"]
    listed = s3.list_multipart_uploads(Bucket=bucket)["Uploads"][0]
    assert (listed["UploadId"], listed["ChecksumAlgorithm"]) == (upload, algorithm)


def test_an_algorithm_that_there_is_not(s3, bucket):
    create = lambda: s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="MD4")  # noqa: E731
    assert message_of(create) == (
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, MD5, SHA1,"
        " SHA256, SHA512, XXHASH128, XXHASH3, XXHASH64]")


def test_a_type_needs_an_algorithm(s3, bucket):
    assert error_of(lambda: s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="MD4")) == (400, "InvalidRequest")


def test_a_composite_needs_each_part_s_checksum(s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="SHA256")["UploadId"]
    etag = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=BODY, ChecksumAlgorithm="SHA256")["ETag"]
    complete = lambda **part: s3.complete_multipart_upload(  # noqa: E731
        Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag, **part}]})
    assert (error_of(complete), message_of(complete)) == (
        (400, "InvalidRequest"), "The upload was created using a sha256 checksum. The complete request must include the checksum for"
        " each part. It was missing for part 1 in the request.")
    assert error_of(lambda: complete(ChecksumSHA256=checksum("SHA256", b"other"))) == (400, "InvalidPart")
    assert error_of(lambda: complete(ChecksumSHA256="nonsense")) == (400, "InvalidArgument")
    other = lambda: complete(ChecksumSHA1=checksum("SHA1", BODY))  # noqa: E731
    assert (error_of(other), message_of(other)) == (
        (400, "BadDigest"), "The sha1 you specified for part 1 did not match what we received.")
    with pytest.raises(ClientError) as refused:
        other()
    assert not {"ETag", "PartNumber", "UploadId"} & refused.value.response["Error"].keys()
    both = {"ChecksumSHA256": checksum("SHA256", BODY), "ChecksumSHA1": checksum("SHA1", BODY)}
    assert error_of(lambda: complete(**both)) == (400, "InvalidArgument")
    complete(ChecksumSHA256=checksum("SHA256", BODY))


def test_a_part_of_another_algorithm_than_its_upload_s(s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="SHA256")["UploadId"]
    put = lambda: s3.upload_part(  # noqa: E731
        Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=BODY, ChecksumCRC32=checksum("CRC32", BODY))
    assert (error_of(put), message_of(put)) == (
        (400, "InvalidRequest"), "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32")


def test_a_part_of_a_composite_without_a_checksum(server, s3, bucket):
    """API_UploadPart: the whole's checksum is made of what clients send with the parts; one of all bytes needs none."""
    for type, expected in (("COMPOSITE", (400, "InvalidRequest")), ("FULL_OBJECT", (200, None))):
        upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="CRC32", ChecksumType=type)["UploadId"]
        answer = server.send("PUT", f"/{bucket}/k?partNumber=1&uploadId={upload}", BODY)
        assert (answer.status, answer.code) == expected
        if expected[0] == 400:
            assert answer.message == "Checksum Type mismatch occurred, expected checksum Type: crc32, actual checksum Type: null"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_of_a_copy(s3, bucket, algorithm):
    s3.put_object(Bucket=bucket, Key="k", Body=BODY, ChecksumSHA1=checksum("SHA1", BODY))
    copy = s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "k"}, ChecksumAlgorithm=algorithm)
    assert copy["CopyObjectResult"]["Checksum" + algorithm] == checksum(algorithm, BODY)
    assert shown(s3, bucket, "copy")["Checksum" + algorithm] == checksum(algorithm, BODY)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_of_copied_parts(s3, bucket, algorithm):
    """Whole and in part; the source keeps another checksum than the upload."""
    source = os.urandom(200_000)
    s3.put_object(Bucket=bucket, Key="source", Body=source, ChecksumAlgorithm="CRC32")
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm=algorithm)["UploadId"]
    copy = lambda number, **more: s3.upload_part_copy(  # noqa: E731
        Bucket=bucket, Key="k", UploadId=upload, PartNumber=number, CopySource={"Bucket": bucket, "Key": "source"}, **more)
    for number, (first, end) in enumerate([(0, len(source)), (7, 100_007), (199_000, 200_000)], 1):
        range = {} if number == 1 else {"CopySourceRange": f"bytes={first}-{end - 1}"}
        assert copy(number, **range)["CopyPartResult"]["Checksum" + algorithm] == checksum(algorithm, source[first:end])


SHA256 = checksum("SHA256", BODY)


@pytest.mark.parametrize(
    ("headers", "expected", "message"),
    [
        ({name("CRC32"): "xyz"}, (400, "InvalidRequest"), "Value for x-amz-checksum-crc32 header is invalid."),
        ({name("SHA256"): checksum("SHA1", BODY)}, (400, "InvalidRequest"), "Value for x-amz-checksum-sha256 header is invalid."),
        ({name("SHA256"): SHA256, name("SHA1"): checksum("SHA1", BODY)}, (400, "InvalidRequest"),
         "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."),
        ({"x-amz-checksum-crc16": "AAA="}, (400, "InvalidRequest"), "The algorithm type you specified in x-amz-checksum- header is invalid."),
        ({"x-amz-checksum-xxhash64": "AAAAAAAAAAA="}, (400, "BadDigest"),
         "The XXHASH64 you specified did not match the calculated checksum."),
        ({"x-amz-checksum-xxhash128": "AAAAAAAAAAA="}, (400, "InvalidRequest"), "Value for x-amz-checksum-xxhash128 header is invalid."),
        ({name("MD5"): checksum("MD5", BODY), name("SHA512"): checksum("SHA512", BODY)}, (400, "InvalidRequest"),
         "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."),
        ({"x-amz-sdk-checksum-algorithm": "SHA256"}, (400, "InvalidRequest"),
         "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found."),
        ({"x-amz-sdk-checksum-algorithm": "SHA1", name("SHA256"): SHA256}, (400, "InvalidRequest"),
         "Value for x-amz-sdk-checksum-algorithm header is invalid."),
        ({"x-amz-sdk-checksum-algorithm": "SHA3", name("SHA256"): SHA256}, (400, "InvalidRequest"),
         "Value for x-amz-sdk-checksum-algorithm header is invalid."),
        ({"Content-MD5": "nonsense"}, (400, "InvalidDigest"), None),
        ({"Content-MD5": base64.b64encode(hashlib.md5(b"other").digest()).decode()}, (400, "BadDigest"),
         "The Content-MD5 you specified did not match what we received."),
    ])
def test_claims_that_are_not_true(server, s3, bucket, headers, expected, message):
    answer = server.send("PUT", f"/{bucket}/k", BODY, headers)
    assert (answer.status, answer.code) == expected
    assert message is None or answer.message == message
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_what_the_sdk_says_may_be_in_any_case(server, s3, bucket):
    assert server.send("PUT", f"/{bucket}/k", BODY, {"x-amz-sdk-checksum-algorithm": "sha256", name("SHA256"): SHA256}).status == 200


def test_the_tests_own_checksums_are_right():
    """The check values of the CRC catalogue, for the nine digits."""
    expected = {"CRC32": 0xCBF4_3926, "CRC32C": 0xE306_9283, "CRC64NVME": 0xAE8B_1486_0A79_9888}
    for algorithm, value in expected.items():
        assert int.from_bytes(digest(algorithm, b"123456789"), "big") == value
