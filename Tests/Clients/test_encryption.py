"""Server-side encryption. Source: S3 User Guide, "Protecting data with server-side encryption"; the API page of each operation."""

import base64
import hashlib
import json
import os
import subprocess
import uuid

import pytest
import requests
from checksums import ALGORITHMS, checksum
from encryption import KEY, customer, shown
from helpers import error_of, make_function, make_role, message_of, signed_form
from pelton import ACCESS_KEY, ACCOUNT, REGION, SECRET_KEY, Server

MARKER = b"a text that nobody else would write into this folder"
SIZES = [0, 1, 90, 3000, 65535, 65536, 65537, 300_000, 1_048_576, 1_048_577, 3_000_000]
OTHER_KEY = bytes(range(1, 33))


def customer_source(key=KEY):
    return customer(key, "CopySourceSSECustomer")


def md5_of(key):
    return base64.b64encode(hashlib.md5(key).digest()).decode()


def body_of(size):
    return (MARKER * (size // len(MARKER) + 1))[:size]


@pytest.fixture(scope="module")
def server(tmp_path_factory, accounts_file):
    """One whose buckets take everything, plain objects and customers' keys too."""
    server = Server(tmp_path_factory.mktemp("plain") / "data", "--credentials", accounts_file, "--default-encryption", "none").start()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def s3(server):
    return server.client("s3")


@pytest.fixture(scope="module")
def other(server):
    return server.client("s3", access_key="AKIAPELTONTESTOTHER0", secret_key="secret/of+the/other/account/in/tests0000")


@pytest.fixture(scope="module")
def kms_key(server):
    return server.client("kms").create_key()["KeyMetadata"]


@pytest.fixture
def modes(kms_key):
    """Each way to encrypt: what a write says, what a read says, what answers show."""
    return {
        "AES256": ({"ServerSideEncryption": "AES256"}, {}, {"ServerSideEncryption": "AES256"}),
        "aws:kms": (
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key["KeyId"], "BucketKeyEnabled": True}, {},
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key["Arn"], "BucketKeyEnabled": True}),
        "SSE-C": (customer(), customer(), {"SSECustomerAlgorithm": "AES256", "SSECustomerKeyMD5": md5_of(KEY)}),
    }


MODES = ["AES256", "aws:kms", "SSE-C"]


def put(s3, bucket, key, size, **options):
    body = body_of(size)
    return body, s3.put_object(Bucket=bucket, Key=key, Body=body, ContentMD5=base64.b64encode(hashlib.md5(body).digest()).decode(), **options)


# What works.


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES)
def test_what_was_encrypted_is_read_whole_and_in_ranges(s3, bucket, modes, mode, size):
    """API_PutObject, API_GetObject, API_HeadObject."""
    write, read, shows = modes[mode]
    body, written = put(s3, bucket, "a", size, **write)
    assert shown(written) == shows
    found = s3.get_object(Bucket=bucket, Key="a", **read)
    assert found["Body"].read() == body
    assert shown(found) == shows
    assert found["ContentLength"] == size
    head = s3.head_object(Bucket=bucket, Key="a", **read)
    assert (head["ContentLength"], head["ETag"], shown(head)) == (size, written["ETag"], shows)
    for first, last in [(0, 0), (size // 2, size - 1), (65535, 65536), (size - 1, size + 100), (65000, 1_048_580)]:
        if 0 <= first < size:
            part = s3.get_object(Bucket=bucket, Key="a", Range=f"bytes={first}-{last}", **read)
            assert part["Body"].read() == body[first:last + 1]
            assert part["ContentRange"].endswith(f"/{size}")
    assert s3.list_objects_v2(Bucket=bucket)["Contents"][0]["Size"] == size


@pytest.mark.parametrize("mode, is_md5", [("AES256", True), ("aws:kms", False), ("SSE-C", False)])
def test_an_etag_is_the_md5_only_with_s3s_own_keys(s3, bucket, modes, mode, is_md5):
    """API_Object, "ETag"."""
    body, written = put(s3, bucket, "a", 1000, **modes[mode][0])
    etag = written["ETag"].strip('"')
    assert len(etag) == 32 and set(etag) <= set("0123456789abcdef")
    assert (etag == hashlib.md5(body).hexdigest()) == is_md5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_checksums_are_those_of_the_plain_bytes(s3, bucket, modes, mode, algorithm):
    """S3 User Guide, "Checking object integrity"."""
    write, read, _ = modes[mode]
    value = {"Checksum" + algorithm: checksum(algorithm, MARKER)}
    assert s3.put_object(Bucket=bucket, Key="a", Body=MARKER, **value, **write).items() >= value.items()
    found = s3.get_object(Bucket=bucket, Key="a", ChecksumMode="ENABLED", **read)
    assert found["Body"].read() == MARKER and found.items() >= value.items()


@pytest.mark.parametrize("mode", MODES)
def test_multipart_uploads_are_encrypted_as_they_were_begun(s3, bucket, modes, mode):
    """API_CreateMultipartUpload, API_UploadPart, API_UploadPartCopy, API_CompleteMultipartUpload."""
    write, read, shows = modes[mode]
    begun = s3.create_multipart_upload(Bucket=bucket, Key="film", **write)
    assert shown(begun) == shows
    upload = {"Bucket": bucket, "Key": "film", "UploadId": begun["UploadId"]}
    bodies = [body_of(5 << 20), body_of((5 << 20) + 12345), body_of(777)]
    parts = []
    for number, body in enumerate(bodies[:2], 1):
        answer = s3.upload_part(**upload, PartNumber=number, Body=body, **read)
        assert shown(answer).items() <= {**shows}.items()
        parts.append({"PartNumber": number, "ETag": answer["ETag"]})
    s3.put_object(Bucket=bucket, Key="tail", Body=b"----" + bodies[2], **customer(OTHER_KEY))
    copied = s3.upload_part_copy(
        **upload, PartNumber=3, CopySource=f"{bucket}/tail", CopySourceRange=f"bytes=4-{3 + len(bodies[2])}", **read,
        **customer_source(OTHER_KEY))
    parts.append({"PartNumber": 3, "ETag": copied["CopyPartResult"]["ETag"]})
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    digests = b"".join(bytes.fromhex(part["ETag"].strip('"')) for part in parts)
    assert done["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-3"'
    assert shown(done) == ({} if mode == "SSE-C" else shows)
    whole = b"".join(bodies)
    found = s3.get_object(Bucket=bucket, Key="film", **read)
    assert found["Body"].read() == whole
    assert shown(found) == shows
    second = s3.get_object(Bucket=bucket, Key="film", PartNumber=2, **read)
    assert (second["Body"].read(), second["PartsCount"]) == (bodies[1], 3)
    edge = len(bodies[0])
    assert s3.get_object(Bucket=bucket, Key="film", Range=f"bytes={edge - 3}-{edge + 3}", **read)["Body"].read() == whole[edge - 3:edge + 4]


@pytest.mark.parametrize("source", ["plain", *MODES])
@pytest.mark.parametrize("target", ["plain", *MODES])
def test_a_part_that_is_copied_is_encrypted_as_its_upload(s3, bucket, modes, source, target):
    """API_UploadPartCopy: stretches of a large source, whatever the two are encrypted with."""
    plain = ({}, {}, {})
    body, _ = put(s3, bucket, "source", 1_000_000, **modes.get(source, plain)[0])
    opens = customer_source() if source == "SSE-C" else {}
    write, read, shows = modes.get(target, plain)
    upload = {"Bucket": bucket, "Key": "a", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="a", **write)["UploadId"]}
    copied = s3.upload_part_copy(
        **upload, PartNumber=1, CopySource=f"{bucket}/source", CopySourceRange="bytes=70000-899999", **read, **opens)
    s3.delete_object(Bucket=bucket, Key="source")
    s3.complete_multipart_upload(
        **upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": copied["CopyPartResult"]["ETag"]}]})
    found = s3.get_object(Bucket=bucket, Key="a", **read)
    assert (found["Body"].read(), shown(found)) == (body[70000:900000], shows)
    assert s3.get_object(Bucket=bucket, Key="a", Range="bytes=65535-65537", **read)["Body"].read() == body[135535:135538]


@pytest.mark.parametrize("source", ["plain", *MODES])
@pytest.mark.parametrize("target", MODES)
@pytest.mark.parametrize("size", [3000, 300_000])
def test_a_copy_is_encrypted_as_it_asks(s3, bucket, modes, source, target, size):
    """API_CopyObject."""
    write, _, _ = modes.get(source, ({}, {}, {}))
    body, _ = put(s3, bucket, "a", size, Metadata={"who": "me"}, **write)
    opens = customer_source() if source == "SSE-C" else {}
    asks, read, shows = modes[target]
    copied = s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a", **asks, **opens)
    assert shown(copied) == shows
    s3.delete_object(Bucket=bucket, Key="a")
    found = s3.get_object(Bucket=bucket, Key="b", **read)
    assert (found["Body"].read(), shown(found), found["Metadata"]) == (body, shows, {"who": "me"})


@pytest.mark.parametrize("source, becomes", [
    ("plain", None), ("AES256", "AES256"), ("aws:kms", "AES256"), ("SSE-C", "AES256"),
])
def test_a_copy_that_asks_for_nothing_is_never_decrypted(s3, bucket, modes, source, becomes):
    """API_CopyObject: what was encrypted gets AWS's default, S3's own keys; such a bucket has no default for the rest."""
    body, _ = put(s3, bucket, "a", 3000, **modes.get(source, ({}, {}, {}))[0])
    copied = s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a", **(customer_source() if source == "SSE-C" else {}))
    assert copied.get("ServerSideEncryption") == becomes
    found = s3.get_object(Bucket=bucket, Key="b")
    assert (found["Body"].read(), found.get("ServerSideEncryption")) == (body, becomes)


def test_a_copy_never_takes_over_its_source_s_key(s3, server, bucket):
    """Nor its bucket key: aws:kms without a key is the AWS managed one."""
    key = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    s3.put_object(Bucket=bucket, Key="a", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=key, BucketKeyEnabled=True)
    copied = s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a", ServerSideEncryption="aws:kms")
    for shown in (copied, s3.head_object(Bucket=bucket, Key="b")):
        assert (shown["ServerSideEncryption"], shown.get("BucketKeyEnabled")) == ("aws:kms", None)
        used = server.client("kms").describe_key(KeyId=shown["SSEKMSKeyId"])["KeyMetadata"]
        assert (used["Arn"] != key, used["KeyManager"]) == (True, "AWS")


def test_changing_only_the_encryption_makes_a_copy_onto_itself_legal(s3, bucket, modes):
    """API_CopyObject."""
    body, _ = put(s3, bucket, "a", 3000)
    opens = {}
    for mode in [*MODES, "AES256", "AES256"]:
        write, read, shows = modes[mode]
        s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/a", **write, **opens)
        found = s3.get_object(Bucket=bucket, Key="a", **read)
        assert (found["Body"].read(), shown(found)) == (body, shows)
        opens = customer_source() if mode == "SSE-C" else {}
    assert error_of(lambda: s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/a")) == (400, "InvalidRequest")


@pytest.mark.parametrize("mode", MODES)
def test_a_copy_onto_itself_that_asks_for_nothing_is_refused(s3, bucket, modes, mode):
    """API_CopyObject: what is encrypted, too."""
    put(s3, bucket, "a", 3000, **modes[mode][0])
    opens = customer_source() if mode == "SSE-C" else {}
    assert error_of(lambda: s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/a", **opens)) == (400, "InvalidRequest")


def test_versions_of_a_key_are_encrypted_each_in_its_way(s3, bucket, modes):
    """S3 User Guide, "Using versioning in S3 buckets"."""
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    versions = {}
    for number, mode in enumerate(["plain", *MODES]):
        body = body_of(1000 * (number + 1))
        versions[mode] = s3.put_object(Bucket=bucket, Key="a", Body=body, **modes.get(mode, ({}, {}, {}))[0])["VersionId"], body
    s3.delete_object(Bucket=bucket, Key="a")
    for mode, (version, body) in versions.items():
        _, read, shows = modes.get(mode, ({}, {}, {}))
        found = s3.get_object(Bucket=bucket, Key="a", VersionId=version, **read)
        assert (found["Body"].read(), shown(found)) == (body, shows)
        opens = customer_source() if mode == "SSE-C" else {}
        if mode == "SSE-C":
            wrong = lambda: s3.get_object(Bucket=bucket, Key="a", VersionId=version, **customer(OTHER_KEY))  # noqa: E731,B023
            assert (error_of(wrong), message_of(wrong)) == ((403, "AccessDenied"), WRONG_KEY)
        s3.copy_object(
            Bucket=bucket, Key="b", CopySource={"Bucket": bucket, "Key": "a", "VersionId": version}, ServerSideEncryption="AES256", **opens)
        assert s3.get_object(Bucket=bucket, Key="b")["Body"].read() == body


def test_a_new_customers_key_replaces_the_old_one(s3, bucket):
    """S3 User Guide, "Using server-side encryption with customer-provided keys", copying."""
    body, _ = put(s3, bucket, "a", 300_000, **customer())
    s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/a", **customer(OTHER_KEY), **customer_source(KEY))
    assert s3.get_object(Bucket=bucket, Key="a", **customer(OTHER_KEY))["Body"].read() == body
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="a", **customer())) == (403, "AccessDenied")


def test_a_context_comes_back(s3, bucket, kms_key):
    """API_PutObject, "x-amz-server-side-encryption-context"."""
    context = base64.b64encode(json.dumps({"project": "x"}).encode()).decode()
    asks = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key["Arn"], "SSEKMSEncryptionContext": context}
    assert s3.put_object(Bucket=bucket, Key="a", Body=b"x", **asks)["SSEKMSEncryptionContext"] == context
    assert s3.create_multipart_upload(Bucket=bucket, Key="b", **asks)["SSEKMSEncryptionContext"] == context


def test_kms_without_a_key_uses_s3s_own_of_the_account(server, s3, bucket):
    """S3 User Guide, "Using server-side encryption with AWS KMS keys"."""
    arn = s3.put_object(Bucket=bucket, Key="a", Body=b"x", ServerSideEncryption="aws:kms")["SSEKMSKeyId"]
    assert s3.put_object(Bucket=bucket, Key="b", Body=b"y", ServerSideEncryption="aws:kms", SSEKMSKeyId="alias/aws/s3")["SSEKMSKeyId"] == arn
    metadata = server.client("kms").describe_key(KeyId="alias/aws/s3")["KeyMetadata"]
    assert (metadata["Arn"], metadata["KeyManager"]) == (arn, "AWS")
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"x"


def test_a_key_can_be_named_in_every_way(server, s3, bucket, kms_key):
    """KMS Developer Guide, "Key identifiers (KeyId)"."""
    alias = "alias/test-" + uuid.uuid4().hex
    server.client("kms").create_alias(AliasName=alias, TargetKeyId=kms_key["KeyId"])
    for name in [kms_key["KeyId"], kms_key["Arn"], alias, f"arn:aws:kms:{REGION}:{ACCOUNT}:{alias}"]:
        written = s3.put_object(Bucket=bucket, Key="a", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=name)
        assert written["SSEKMSKeyId"] == kms_key["Arn"]


def test_a_form_is_encrypted_as_its_fields_say(server, s3, bucket):
    """S3 API Reference, "POST Object"."""
    fields = signed_form(
        [{"bucket": bucket}, {"key": "a"}, {"x-amz-server-side-encryption": "AES256"}],
        {"key": "a", "x-amz-server-side-encryption": "AES256"})
    answer = requests.post(f"{server.url}/{bucket}", data=fields, files={"file": MARKER}, timeout=30)
    assert (answer.status_code, answer.headers["x-amz-server-side-encryption"]) == (204, "AES256")
    found = s3.get_object(Bucket=bucket, Key="a")
    assert (found["Body"].read(), found["ServerSideEncryption"]) == (MARKER, "AES256")


# What is refused.

CUSTOMER = "x-amz-server-side-encryption-customer-"
GOOD = {CUSTOMER + "algorithm": "AES256", CUSTOMER + "key": base64.b64encode(KEY).decode(), CUSTOMER + "key-MD5": md5_of(KEY)}
WRONG_WRITES = [
    ({"x-amz-server-side-encryption": "AES128"}, 400, "InvalidArgument"),
    ({"x-amz-server-side-encryption": ""}, 400, "InvalidArgument"),
    ({"x-amz-server-side-encryption": "aws:kms:dsse"}, 501, "NotImplemented"),
    ({"x-amz-server-side-encryption": "AES256", "x-amz-server-side-encryption-aws-kms-key-id": "x"}, 400, "InvalidArgument"),
    ({"x-amz-server-side-encryption-aws-kms-key-id": "x"}, 400, "InvalidArgument"),
    ({"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": str(uuid.uuid4())},
     400, "KMS.NotFoundException"),
    ({"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "alias/nobody"},
     400, "KMS.NotFoundException"),
    ({"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "what is this"},
     400, "KMS.NotFoundException"),
    ({"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-context": "e30"}, 400, "InvalidArgument"),
    ({"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-context": "W10="}, 400, "InvalidArgument"),
    ({"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-bucket-key-enabled": "maybe"}, 400, "InvalidArgument"),
    ({**GOOD, "x-amz-server-side-encryption": "AES256"}, 400, "InvalidArgument"),
    ({**GOOD, CUSTOMER + "algorithm": "AES128"}, 400, "InvalidEncryptionAlgorithmError"),
    ({**GOOD, CUSTOMER + "key": "AAAA"}, 400, "InvalidArgument"),
    ({**GOOD, CUSTOMER + "key": "not base64"}, 400, "InvalidArgument"),
    ({"x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": f"arn:aws:kms:eu-west-3:{ACCOUNT}:key/{uuid.uuid4()}"}, 400, "KMS.NotFoundException"),
    ({**GOOD, CUSTOMER + "key-MD5": md5_of(OTHER_KEY)}, 400, "InvalidArgument"),
    *(({name: value for name, value in GOOD.items() if name != gone}, 400, "InvalidArgument") for gone in GOOD),
]


def with_headers(server, headers):
    """A client that sends these, whatever boto3 thinks of them."""
    client = server.client("s3")
    client.meta.events.register("before-sign.s3", lambda request, **_: [request.headers.add_header(*pair) for pair in headers.items()])
    return client


@pytest.mark.parametrize("headers, status, code", WRONG_WRITES, ids=range(len(WRONG_WRITES)))
def test_a_write_that_asks_wrongly_is_refused_and_nothing_is_kept(server, s3, bucket, headers, status, code):
    """API_PutObject, API_CreateMultipartUpload; S3 API Reference, "Error responses"."""
    client = with_headers(server, headers)
    assert error_of(lambda: client.put_object(Bucket=bucket, Key="a", Body=b"x")) == (status, code)
    assert error_of(lambda: client.create_multipart_upload(Bucket=bucket, Key="a")) == (status, code)
    s3.put_object(Bucket=bucket, Key="source", Body=b"x")
    assert error_of(lambda: client.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/source")) == (status, code)
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["source"]
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


@pytest.mark.parametrize("headers, message", [
    ({**GOOD, "x-amz-server-side-encryption": "AES256"},
     "Server Side Encryption with Customer provided key is incompatible with the encryption method specified"),
    ({**GOOD, CUSTOMER + "algorithm": "AES128"}, "The Encryption request you specified is not valid. Supported value: AES256."),
    ({CUSTOMER + "key": GOOD[CUSTOMER + "key"]}, "must provide a valid encryption algorithm."),
    ({CUSTOMER + "algorithm": "AES256"}, "must provide an appropriate secret key."),
    ({name: value for name, value in GOOD.items() if not name.endswith("MD5")}, "must provide the client calculated MD5 of the secret key."),
    # The MD5 is looked at before the length is.
    ({**GOOD, CUSTOMER + "key": base64.b64encode(KEY[:10]).decode()}, "The calculated MD5 hash of the key did not match the hash that was provided."),
    ({**GOOD, CUSTOMER + "key": base64.b64encode(KEY[:10]).decode(), CUSTOMER + "key-MD5": md5_of(KEY[:10])},
     "The secret key was invalid for the specified algorithm."),
    ({"x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": f"arn:aws:kms:eu-west-3:{ACCOUNT}:key/{uuid.uuid4()}"}, "Invalid arn eu-west-3"),
])
def test_texts_of_what_is_asked_for_wrongly(server, bucket, headers, message):
    """Recorded of S3, February 2026."""
    answer = server.send("PUT", f"/{bucket}/a", b"x", headers)
    prefix = "Requests specifying Server Side Encryption with Customer provided keys " if message.startswith("must") else ""
    assert (answer.status, answer.message) == (400, prefix + message)
    if answer.code == "InvalidArgument":
        assert answer.xml.findtext("ArgumentName") == "x-amz-server-side-encryption"
        assert answer.xml.findtext("ArgumentValue") == headers.get("x-amz-server-side-encryption", "null")


def test_who_may_not_write_is_told_so_before_his_headers_are_judged(server, bucket, other):
    """S3 judges who asks before what he asks for (s3-tests, kms: "declare_mode")."""
    del other
    for method, target, more in [
        ("PUT", f"/{bucket}/a", {}), ("POST", f"/{bucket}/a?uploads", {}), ("PUT", f"/{bucket}/a", {"x-amz-copy-source": f"{bucket}/a"}),
    ]:
        for headers in [{"x-amz-server-side-encryption": "AES999"}, {CUSTOMER + "algorithm": "AES256"}]:
            answer = server.send(
                method, target, b"", {**headers, **more}, access_key="AKIAPELTONTESTOTHER0",
                secret_key="secret/of+the/other/account/in/tests0000")
            assert (answer.status, answer.code) == (403, "AccessDenied"), target
    form = {"key": "a", "x-amz-server-side-encryption": "AES999"}
    assert requests.post(f"{server.url}/{bucket}", data=form, files={"file": b"x"}, timeout=30).status_code == 403


READS = ["get_object", "head_object"]


WRONG_KEY = "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key."


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("size", [10, 3000, 300_000])
def test_a_customers_object_needs_its_key(server, s3, bucket, name, size):
    """API_GetObject, API_HeadObject: HEAD answers the same without a body."""
    put(s3, bucket, "a", size, **customer())
    get = name == "get_object"
    read = getattr(s3, name)
    assert error_of(lambda: read(Bucket=bucket, Key="a")) == (400, "InvalidRequest" if get else "400")
    if get:
        assert message_of(lambda: read(Bucket=bucket, Key="a")) == (
            "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.")
    # Recorded of S3, February 2026: a key that is not the object's, or has no right MD5, is only a wrong key.
    headers = {CUSTOMER + "algorithm": "AES256", CUSTOMER + "key": base64.b64encode(KEY).decode()}
    short = {CUSTOMER + "key": base64.b64encode(KEY[:10]).decode(), CUSTOMER + "key-MD5": md5_of(KEY[:10])}
    for wrong in [
        lambda: read(Bucket=bucket, Key="a", **customer(OTHER_KEY)),
        lambda: getattr(with_headers(server, headers), name)(Bucket=bucket, Key="a"),
        lambda: getattr(with_headers(server, {**headers, **short}), name)(Bucket=bucket, Key="a"),
        lambda: getattr(with_headers(server, {**headers, CUSTOMER + "key-MD5": md5_of(OTHER_KEY)}), name)(Bucket=bucket, Key="a"),
    ]:
        assert error_of(wrong) == (403, "AccessDenied" if get else "403")
        if get:
            assert message_of(wrong) == WRONG_KEY
    # One whose MD5 is right and which is not: the MD5 is of another key.
    other = with_headers(server, {**headers, CUSTOMER + "key": base64.b64encode(OTHER_KEY).decode(), CUSTOMER + "key-MD5": md5_of(KEY)})
    assert error_of(lambda: getattr(other, name)(Bucket=bucket, Key="a")) == (400, "InvalidArgument" if get else "400")
    attributes = {"Bucket": bucket, "Key": "a", "ObjectAttributes": ["ObjectSize"]}
    assert error_of(lambda: s3.get_object_attributes(**attributes)) == (400, "InvalidRequest")
    # boto3 encodes the key of every other operation by itself.
    encoded = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": base64.b64encode(KEY).decode(), "SSECustomerKeyMD5": md5_of(KEY)}
    assert s3.get_object_attributes(**attributes, **encoded)["ObjectSize"] == size


@pytest.mark.parametrize("mode", ["plain", "AES256", "aws:kms"])
def test_a_key_for_an_object_that_has_none_is_refused(s3, bucket, modes, mode):
    """API_GetObject."""
    put(s3, bucket, "a", 10, **modes.get(mode, ({}, {}, {}))[0])
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="a", **customer())) == (400, "InvalidRequest")
    assert error_of(lambda: s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a", **customer_source())) == (400, "InvalidRequest")


@pytest.mark.parametrize("header, value", [
    ("x-amz-server-side-encryption", "AES256"), ("x-amz-server-side-encryption", "aws:kms"),
    ("x-amz-server-side-encryption-aws-kms-key-id", "x"),
])
def test_a_read_or_a_part_may_not_choose(server, s3, bucket, header, value):
    """API_GetObject: "Encryption request headers … should not be sent"; API_UploadPart."""
    client = with_headers(server, {header: value})
    put(s3, bucket, "a", 10, ServerSideEncryption="AES256")
    assert error_of(lambda: client.get_object(Bucket=bucket, Key="a")) == (400, "InvalidArgument")
    assert error_of(lambda: client.head_object(Bucket=bucket, Key="a")) == (400, "400")
    upload = s3.create_multipart_upload(Bucket=bucket, Key="b")["UploadId"]
    assert error_of(lambda: client.upload_part(Bucket=bucket, Key="b", UploadId=upload, PartNumber=1, Body=b"x")) == (400, "InvalidArgument")


@pytest.mark.parametrize("begun, part, code", [
    (customer(), {}, "InvalidRequest"), (customer(), customer(OTHER_KEY), "InvalidRequest"), ({}, customer(), "InvalidRequest"),
    ({"ServerSideEncryption": "AES256"}, customer(), "InvalidRequest"),
])
def test_a_part_needs_the_key_of_its_upload(s3, bucket, begun, part, code):
    """API_UploadPart, API_UploadPartCopy."""
    upload = {"Bucket": bucket, "Key": "a", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="a", **begun)["UploadId"]}
    put(s3, bucket, "source", 10)
    assert error_of(lambda: s3.upload_part(**upload, PartNumber=1, Body=b"x", **part)) == (400, code)
    # Recorded of S3, February 2026: a part with a key, of an upload without, is told the same as the opposite.
    assert message_of(lambda: s3.upload_part(**upload, PartNumber=1, Body=b"x", **part)) == (
        "The provided encryption parameters did not match the ones used originally." if begun and part == customer(OTHER_KEY) else
        "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.")
    assert error_of(lambda: s3.upload_part_copy(**upload, PartNumber=1, CopySource=f"{bucket}/source", **part)) == (400, code)
    assert "Parts" not in s3.list_parts(**upload)


@pytest.mark.parametrize("opens, status, code", [({}, 400, "InvalidRequest"), (customer_source(OTHER_KEY), 403, "AccessDenied")])
def test_a_copy_needs_the_key_of_its_source(s3, bucket, opens, status, code):
    """API_CopyObject, API_UploadPartCopy."""
    put(s3, bucket, "a", 10, **customer())
    assert error_of(lambda: s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a", **opens)) == (status, code)
    upload = {"Bucket": bucket, "Key": "c", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="c")["UploadId"]}
    assert error_of(lambda: s3.upload_part_copy(**upload, PartNumber=1, CopySource=f"{bucket}/a", **opens)) == (status, code)


@pytest.mark.parametrize("change, code", [
    (lambda kms, key: kms.disable_key(KeyId=key), "KMS.DisabledException"),
    (lambda kms, key: kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7), "KMS.KMSInvalidStateException"),
])
def test_a_key_that_is_off_opens_and_seals_nothing(server, s3, bucket, change, code):
    """S3 User Guide, "Troubleshooting"; KMS Developer Guide, "Key states"."""
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    asks = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    put(s3, bucket, "a", 10, **asks)
    change(kms, key)
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="a")) == (400, code)
    assert error_of(lambda: put(s3, bucket, "b", 10, **asks)) == (400, code)
    assert error_of(lambda: s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a")) == (400, code)
    arn = kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
    text = "is disabled." if code == "KMS.DisabledException" else "is pending deletion."
    assert message_of(lambda: s3.get_object(Bucket=bucket, Key="a")) == f"{arn} {text}"
    if code == "KMS.DisabledException":
        kms.enable_key(KeyId=key)
        assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == body_of(10)


def test_nobody_in_particular_reads_with_a_kms_key(server, s3, bucket):
    """S3 User Guide, "Using SSE-KMS": signature version 4 is required; an unsigned request is refused before that."""
    put(s3, bucket, "a", 10, ServerSideEncryption="aws:kms")
    assert requests.get(f"{server.url}/{bucket}/a", timeout=30).status_code == 403


# Who may use a key.


ACT = """
import boto3
from botocore.exceptions import ClientError
def handler(event, context):
    s3 = boto3.client("s3")
    codes = []
    for call in event:
        try:
            getattr(s3, call["call"])(**call["arguments"])
            codes.append("done")
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])
    return codes
"""


@pytest.mark.parametrize("actions, codes", [
    ((), ["AccessDenied", "AccessDenied", "done", "done", "done"]),
    (("kms:Decrypt",), ["AccessDenied", "done", "done", "done", "done"]),
    (("kms:GenerateDataKey",), ["done", "AccessDenied", "done", "done", "done"]),
    (("kms:*",), ["done", "done", "done", "done", "done"]),
])
def test_who_may_use_s3_needs_the_key_besides(server, s3, bucket, kms_key, actions, codes):
    """S3 User Guide, "Using SSE-KMS", permissions: GenerateDataKey writes, Decrypt reads, HEAD needs neither; aws/s3 is for all."""
    name = "act-" + uuid.uuid4().hex[:12]
    role = make_role(server, name + "-role", "s3:*", *actions)
    make_function(server, name, ACT, role, Timeout=20, MemorySize=512)
    asks = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key["Arn"]}
    s3.put_object(Bucket=bucket, Key="a", Body=b"x", **asks)
    calls = [
        {"call": "put_object", "arguments": {"Bucket": bucket, "Key": "b", "Body": "x", **asks}},
        {"call": "get_object", "arguments": {"Bucket": bucket, "Key": "a"}},
        {"call": "head_object", "arguments": {"Bucket": bucket, "Key": "a"}},
        {"call": "put_object", "arguments": {"Bucket": bucket, "Key": "c", "Body": "x", "ServerSideEncryption": "aws:kms"}},
        {"call": "get_object", "arguments": {"Bucket": bucket, "Key": "c"}},
    ]
    answer = server.client("lambda").invoke(FunctionName=name, Payload=json.dumps(calls))
    assert json.loads(answer["Payload"].read()) == codes


@pytest.mark.parametrize("actions, code", [((), "AccessDenied"), (("kms:GenerateDataKey",), "AccessDenied"), (("kms:Decrypt",), "done")])
def test_checksums_of_what_a_key_seals_are_for_who_may_open_it(server, s3, bucket, kms_key, actions, code):
    """API_HeadObject, `ChecksumMode`; API_ListParts, API_UploadPart, API_CompleteMultipartUpload, "Permissions"."""
    name = "sums-" + uuid.uuid4().hex[:12]
    role = make_role(server, name + "-role", "s3:*", *actions)
    make_function(server, name, ACT, role, Timeout=20, MemorySize=512)
    asks = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key["Arn"]}
    s3.put_object(Bucket=bucket, Key="a", Body=b"1234", ChecksumAlgorithm="SHA256", **asks)
    at = {"Bucket": bucket, "Key": "parts"}
    upload = s3.create_multipart_upload(**at, ChecksumAlgorithm="SHA256", **asks)["UploadId"]
    at["UploadId"] = upload
    part = s3.upload_part(**at, PartNumber=1, Body=b"1234", ChecksumAlgorithm="SHA256")
    whole = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"], "ChecksumSHA256": part["ChecksumSHA256"]}]}
    there = {"Bucket": bucket, "Key": "a"}

    def call(name, **arguments):
        return {"call": name, "arguments": arguments}

    told = [
        call("head_object", **there, ChecksumMode="ENABLED"), call("get_object_attributes", **there, ObjectAttributes=["Checksum"]),
        call("list_parts", **at), call("upload_part", **at, PartNumber=2, Body="x", ChecksumAlgorithm="SHA256"),
        call("upload_part_copy", **at, PartNumber=3, CopySource=f"{bucket}/plain"),
        call("complete_multipart_upload", **at, MultipartUpload=whole)]
    untold = [call("head_object", **there), call("get_object_attributes", **there, ObjectAttributes=["ObjectSize", "ETag"])]
    s3.put_object(Bucket=bucket, Key="plain", Body=b"x")
    answer = server.client("lambda").invoke(FunctionName=name, Payload=json.dumps(told + untold))
    codes = [found.replace("403", "AccessDenied") for found in json.loads(answer["Payload"].read())]
    assert codes == [code] * len(told) + ["done"] * len(untold)


@pytest.mark.parametrize("effect, action, condition, codes", [
    ("Deny", "kms:GenerateDataKey", {}, ["AccessDenied", "done"]),
    ("Deny", "kms:Decrypt", {}, ["done", "AccessDenied"]),
    ("Deny", "kms:*", {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}, ["AccessDenied", "AccessDenied"]),
    ("Deny", "kms:*", {"StringNotEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}, ["done", "done"]),
    ("Allow", "kms:ListKeys", {}, ["done", "done"]),
])
def test_a_policy_can_deny_s3s_own_key(server, s3, bucket, effect, action, condition, codes):
    """KMS Developer Guide, "AWS managed keys": its policy lets all of the account that may use S3; an explicit Deny of theirs overrides it."""
    name = "act-" + uuid.uuid4().hex[:12]
    role = make_role(server, name + "-role", "s3:*")
    statement = {"Effect": effect, "Action": action, "Resource": "*", "Condition": condition}
    server.client("iam").put_role_policy(
        RoleName=name + "-role", PolicyName="keys", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    make_function(server, name, ACT, role, Timeout=20, MemorySize=512)
    s3.put_object(Bucket=bucket, Key="a", Body=b"x", ServerSideEncryption="aws:kms")
    calls = [
        {"call": "put_object", "arguments": {"Bucket": bucket, "Key": "b", "Body": "x", "ServerSideEncryption": "aws:kms"}},
        {"call": "get_object", "arguments": {"Bucket": bucket, "Key": "a"}},
    ]
    answer = server.client("lambda").invoke(FunctionName=name, Payload=json.dumps(calls))
    assert json.loads(answer["Payload"].read()) == codes


def test_another_accounts_key_is_refused(server, other, s3, bucket, kms_key):
    """KMS Developer Guide, "Allowing users in other accounts to use a KMS key": the default policy does not."""
    name = "test-" + uuid.uuid4().hex[:20]
    other.create_bucket(Bucket=name)
    asks = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key["Arn"]}
    assert error_of(lambda: other.put_object(Bucket=name, Key="a", Body=b"x", **asks)) == (403, "AccessDenied")
    # A bare id is one of the caller's own account.
    asks["SSEKMSKeyId"] = kms_key["KeyId"]
    assert error_of(lambda: other.put_object(Bucket=name, Key="a", Body=b"x", **asks)) == (400, "KMS.NotFoundException")


# On the disk and in the log.


def files_with(folder, *needles):
    found = []
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                content = file.read()
            found += [(path, needle) for needle in needles if needle in content]
    return found


def test_plain_bytes_and_customers_keys_are_nowhere_and_a_restart_keeps_everything(tmp_path):
    """S3 User Guide, "Protecting data with server-side encryption"."""
    server = Server(tmp_path / "data", "--default-encryption", "none").start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="photos")
    key = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    ways = {
        "own": ({"ServerSideEncryption": "AES256"}, {}), "kms": ({"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}, {}),
        "managed": ({"ServerSideEncryption": "aws:kms"}, {}), "customer": (customer(), customer()),
    }
    sizes = [100, 400, 3000, 60_000, 300_000, 2_000_000]
    for way, (write, _) in ways.items():
        for size in sizes:
            put(s3, "photos", f"{way}/{size}", size, **write)
    s3.put_object(Bucket="photos", Key="plain", Body=b"what lies as it came")
    # A signature that does not match is answered with all that was signed: not so in the log.
    wrong = server.client("s3", secret_key="not the secret")
    assert error_of(lambda: wrong.get_object(Bucket="photos", Key="customer/100", **customer())) == (403, "SignatureDoesNotMatch")
    assert error_of(lambda: with_headers(server, {**GOOD, CUSTOMER + "key-MD5": "x"}).get_object(Bucket="photos", Key="a"))[0] in (400, 404)
    text = base64.b64encode(KEY).decode()
    for end in ["", "&a=%zz"]:
        answer = requests.get(f"{server.url}/photos/customer/100?{CUSTOMER}key={text}{end}", headers={CUSTOMER + "key": text}, timeout=30)
        assert answer.status_code in (400, 403)
    url = server.client("s3", signature_version="s3v4").generate_presigned_url(
        "get_object", {"Bucket": "photos", "Key": "customer/100", **customer()})
    assert requests.get(url, headers=GOOD, timeout=30).content == body_of(100)
    secrets = [KEY, text.encode(), KEY.hex().encode()]
    for _ in range(2):
        assert files_with(server.data, MARKER[:20], *secrets) == []
        assert files_with(server.data, b"what lies as it came") != []
        log = server.log_path.read_bytes()
        assert not any(secret in log for secret in secrets + [MARKER[:20]])
        for way, (_, read) in ways.items():
            for size in sizes:
                assert s3.get_object(Bucket="photos", Key=f"{way}/{size}", **read)["Body"].read() == body_of(size)
        assert server.stop() == 0
        server.start()
        s3 = server.client("s3")
    server.stop()


def test_check_and_scrub_need_no_keys_and_count_the_same_bytes(tmp_path):
    """docs/encryption.md: block checksums are those of what is stored."""
    server = Server(tmp_path / "data", "--sse-c", "allowed").start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="photos")
    for size in SIZES:
        put(s3, "photos", str(size), size, **customer())
        put(s3, "photos", f"own/{size}", size)
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
    scrub = subprocess.run(
        [server.binary, "scrub", "--endpoint", server.url], capture_output=True, text=True, env=environment, timeout=60)
    assert scrub.returncode == 0, scrub.stdout + scrub.stderr
    assert server.stop() == 0
    check = subprocess.run([server.binary, "check", "--data", server.data], capture_output=True, text=True)
    assert (check.returncode, "all is well" in check.stdout + check.stderr) == (0, True), check.stdout + check.stderr
    stored = 2 * sum(size + (size + 65_535) // 65_536 * 16 for size in SIZES)
    for said in [scrub, check]:
        assert f"{2 * len(SIZES)} blobs of {stored} bytes" in said.stdout + said.stderr
