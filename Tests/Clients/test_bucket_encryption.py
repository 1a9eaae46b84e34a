"""Buckets that encrypt by themselves. Source: API_PutBucketEncryption; S3 User Guide, "Setting default server-side encryption behavior"."""

import base64
import hashlib
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from encryption import KEY, allow_customers_keys, customer, shown
from helpers import error_of, message_of, signed_form
from pelton import ACCESS_KEY, ACCOUNT, REGION, SECRET_KEY, Server

MARKER = b"a text that nobody else would write"


@pytest.fixture(scope="module")
def kms_key(server):
    return server.client("kms").create_key()["KeyMetadata"]


def rule(algorithm, key=None, bucket_key=None):
    default = {"SSEAlgorithm": algorithm, **({"KMSMasterKeyID": key} if key else {})}
    return {"ApplyServerSideEncryptionByDefault": default, **({} if bucket_key is None else {"BucketKeyEnabled": bucket_key})}


def configure(s3, bucket, *rules):
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": list(rules)})


OWN = {"ServerSideEncryption": "AES256"}
STANDARD = {**rule("AES256"), "BucketKeyEnabled": False, "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}}


def rules(s3, bucket):
    return s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]


def test_a_new_bucket_encrypts_and_says_so(server, s3, bucket):
    """S3 User Guide, "Amazon S3 now automatically encrypts all new objects"; recorded of S3, February 2026."""
    assert rules(s3, bucket) == [STANDARD]
    assert shown(s3.put_object(Bucket=bucket, Key="put", Body=MARKER)) == OWN
    assert shown(s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/put")) == OWN
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts")
    part = s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload["UploadId"], PartNumber=1, Body=bytes(5 << 20))
    copied = s3.upload_part_copy(Bucket=bucket, Key="parts", UploadId=upload["UploadId"], PartNumber=2, CopySource=f"{bucket}/put")
    done = s3.complete_multipart_upload(
        Bucket=bucket, Key="parts", UploadId=upload["UploadId"], MultipartUpload={"Parts": [
            {"PartNumber": 1, "ETag": part["ETag"]}, {"PartNumber": 2, "ETag": copied["CopyPartResult"]["ETag"]}]})
    assert [shown(answer) for answer in [upload, part, copied, done]] == [OWN] * 4
    fields = signed_form([{"bucket": bucket}, {"key": "form"}], {"key": "form"})
    answer = requests.post(f"{server.url}/{bucket}", data=fields, files={"file": MARKER}, timeout=30)
    assert (answer.status_code, answer.headers["x-amz-server-side-encryption"]) == (204, "AES256")
    for key, body in [("put", MARKER), ("copy", MARKER), ("parts", bytes(5 << 20) + MARKER), ("form", MARKER)]:
        found = s3.get_object(Bucket=bucket, Key=key)
        assert (found["Body"].read(), shown(found)) == (body, OWN), key
        assert shown(s3.head_object(Bucket=bucket, Key=key)) == OWN
    assert s3.head_object(Bucket=bucket, Key="put")["ETag"].strip('"') == hashlib.md5(MARKER).hexdigest()


SIZES = [1, 400, 4096, 60_000, 65_536, 70_000, 1_048_576, 3_000_000]


def test_what_a_new_bucket_has_is_truly_encrypted_and_survives_a_restart(tmp_path):
    """docs/encryption.md: small and large, in rows, segments and files."""
    server = Server(tmp_path / "data").start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="photos")
    bodies = {f"{size}": (MARKER * (size // len(MARKER) + 1))[:size] for size in SIZES}
    for key, body in bodies.items():
        s3.put_object(Bucket="photos", Key=key, Body=body)
    # At once, so that some go to a segment.
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda i: s3.put_object(Bucket="photos", Key=f"many/{i}", Body=bodies["60000"]), range(64)))
    bodies.update({f"many/{i}": bodies["60000"] for i in range(64)})
    for _ in range(2):
        for key, body in bodies.items():
            assert s3.get_object(Bucket="photos", Key=key)["Body"].read() == body
            if len(body) > 70_000:
                part = s3.get_object(Bucket="photos", Key=key, Range="bytes=65530-65549")
                assert part["Body"].read() == body[65530:65550]
        assert server.stop() == 0
        for path in server.data.rglob("*"):
            assert not path.is_file() or MARKER[:20] not in path.read_bytes(), path
        server.start()
        s3 = server.client("s3")
    for key in bodies:
        s3.delete_object(Bucket="photos", Key=key)
    assert server.stop() == 0
    check = subprocess.run([server.binary, "check", "--data", server.data], capture_output=True, text=True)
    assert (check.returncode, "all is well" in check.stdout + check.stderr) == (0, True), check.stdout + check.stderr


def test_buckets_stay_as_they_were_made_whatever_the_server_is_told_later(tmp_path):
    """docs/encryption.md: --default-encryption and --sse-c are for new buckets."""
    options = {"none": ("--default-encryption", "none"), "usual": (), "allowed": ("--sse-c", "allowed")}
    says = {"none": "none: new buckets keep their objects in the clear", "usual": "AES256", "allowed": "AES256"}
    for name, words in options.items():
        server = Server(tmp_path / "data", *words).start()
        server.client("s3").create_bucket(Bucket=f"bucket-{name}")
        assert server.stop() == 0
        assert [line["encryption"] for line in server.log_lines() if line["message"] == "ready"][-1] == says[name]
    for words in options.values():
        server = Server(tmp_path / "data", *words).start()
        s3 = server.client("s3")
        assert error_of(lambda: s3.get_bucket_encryption(Bucket="bucket-none")) == (404, "ServerSideEncryptionConfigurationNotFoundError")  # noqa: B023
        assert rules(s3, "bucket-usual") == [STANDARD]
        assert rules(s3, "bucket-allowed") == [{**STANDARD, "BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}]
        for bucket, shows in [("bucket-none", {}), ("bucket-usual", OWN), ("bucket-allowed", OWN)]:
            assert shown(s3.put_object(Bucket=bucket, Key="a", Body=MARKER)) == shows
            assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == MARKER
        for bucket, takes in [("bucket-none", True), ("bucket-usual", False), ("bucket-allowed", True)]:
            write = lambda: s3.put_object(Bucket=bucket, Key="c", Body=MARKER, **customer())  # noqa: E731,B023
            assert (write() if takes else error_of(write) == (403, "AccessDenied"))
        assert server.stop() == 0


@pytest.mark.parametrize("words, says", [
    (("--default-encryption", "aws:kms"), "--default-encryption is one of AES256, none"),
    (("--default-encryption", "none", "--sse-c", "blocked"), "--default-encryption none leaves without any"),
    (("--sse-c", "yes"), "--sse-c is one of blocked, allowed"),
])
def test_options_that_cannot_be(tmp_path, words, says):
    with pytest.raises(RuntimeError) as refused:
        Server(tmp_path / "data", *words).start()
    assert says in str(refused.value)


NOT_BLOCKED = {"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}
BLOCKED = {"BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}}


@pytest.mark.parametrize("given, shows", [
    (rule("AES256"), {**rule("AES256"), "BucketKeyEnabled": False, **BLOCKED}),
    (rule("AES256", bucket_key=True), {**rule("AES256", bucket_key=True), **BLOCKED}),
    (rule("aws:kms"), {**rule("aws:kms"), "BucketKeyEnabled": False, **BLOCKED}),
    (rule("aws:kms", "alias/whatever", True), {**rule("aws:kms", "alias/whatever", True), **BLOCKED}),
    ({**rule("AES256"), **BLOCKED}, {**rule("AES256"), "BucketKeyEnabled": False, **BLOCKED}),
    ({**rule("AES256"), **NOT_BLOCKED}, {**rule("AES256"), "BucketKeyEnabled": False, **NOT_BLOCKED}),
    (NOT_BLOCKED, {**rule("AES256"), "BucketKeyEnabled": False, **NOT_BLOCKED}),
])
def test_a_configuration_comes_back_and_goes(s3, bucket, given, shows):
    """API_PutBucketEncryption, API_DeleteBucketEncryption: what it does not say of blocked kinds stays as it was."""
    configure(s3, bucket, given)
    assert rules(s3, bucket) == [shows]
    for _ in range(2):
        s3.delete_bucket_encryption(Bucket=bucket)
        assert rules(s3, bucket) == [STANDARD]


def test_what_a_rule_does_not_say_of_customers_keys_stays(s3, bucket):
    """Seen of S3 since April 2026 (terraform-provider-aws, issue 47320)."""
    for given, shows in [(rule("AES256"), BLOCKED), (NOT_BLOCKED, NOT_BLOCKED), (rule("aws:kms"), NOT_BLOCKED), (BLOCKED, BLOCKED)]:
        configure(s3, bucket, given)
        assert rules(s3, bucket)[0]["BlockedEncryptionTypes"] == shows["BlockedEncryptionTypes"]


def test_a_copy_onto_itself_needs_a_rule_that_somebody_put(s3, bucket):
    """Recorded of S3, February 2026: the bucket's rule is as good as one in the request, but what every new bucket has is not."""
    s3.put_object(Bucket=bucket, Key="a", Body=MARKER)
    copy = lambda: s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/a")  # noqa: E731
    assert error_of(copy) == (400, "InvalidRequest")
    configure(s3, bucket, rule("AES256"))
    assert shown(copy()) == OWN
    s3.delete_bucket_encryption(Bucket=bucket)
    assert error_of(copy) == (400, "InvalidRequest")
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == MARKER


@pytest.mark.parametrize("given, asks, shows", [
    (rule("AES256"), {}, {"ServerSideEncryption": "AES256"}),
    (rule("aws:kms", "KEY", True), {}, {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "KEY", "BucketKeyEnabled": True}),
    (rule("aws:kms", "KEY"), {"ServerSideEncryption": "AES256"}, {"ServerSideEncryption": "AES256"}),
    (rule("AES256"), {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "KEY"}, {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "KEY"}),
    (rule("aws:kms", "KEY", True), {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "KEY", "BucketKeyEnabled": False},
     {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "KEY"}),
])
def test_a_bucket_encrypts_what_does_not_say_otherwise(server, s3, bucket, kms_key, given, asks, shows):
    """S3 User Guide, "Setting default server-side encryption behavior": PUT, multipart, copy and form alike."""
    def filled(value):
        return json.loads(json.dumps(value).replace('"KEY"', json.dumps(kms_key["Arn"])))
    given, asks, shows = filled(given), filled(asks), filled(shows)
    s3.put_object(Bucket=bucket, Key="before", Body=MARKER)
    configure(s3, bucket, given)
    assert shown(s3.put_object(Bucket=bucket, Key="put", Body=MARKER, **asks)) == shows
    assert shown(s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/before", **asks)) == shows
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts", **asks)
    assert shown(upload) == shows
    part = s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload["UploadId"], PartNumber=1, Body=MARKER)
    s3.complete_multipart_upload(
        Bucket=bucket, Key="parts", UploadId=upload["UploadId"],
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    fields = signed_form([{"bucket": bucket}, {"key": "form"}], {"key": "form"})
    assert requests.post(f"{server.url}/{bucket}", data=fields, files={"file": MARKER}, timeout=30).status_code == 204
    for key in ["put", "copy", "parts"]:
        found = s3.get_object(Bucket=bucket, Key=key)
        assert (found["Body"].read(), shown(found)) == (MARKER, shows), key
    assert s3.head_object(Bucket=bucket, Key="form")["ServerSideEncryption"] == given["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    assert shown(s3.head_object(Bucket=bucket, Key="before")) == OWN


def test_a_bucket_refuses_customers_keys_unless_it_is_told_otherwise(server, s3, bucket, other):
    """S3 User Guide, "Blocking or unblocking SSE-C for a general purpose bucket"; "Troubleshoot access denied (403 Forbidden) errors"."""
    allow_customers_keys(s3, bucket)
    s3.put_object(Bucket=bucket, Key="before", Body=b"x", **customer())
    upload = {"Bucket": bucket, "Key": "parts", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="parts", **customer())["UploadId"]}
    configure(s3, bucket, BLOCKED)
    opens = customer(prefix="CopySourceSSECustomer")
    for write, action, key in [
        (lambda: s3.put_object(Bucket=bucket, Key="a", Body=b"x", **customer()), "s3:PutObject", "a"),
        (lambda: s3.create_multipart_upload(Bucket=bucket, Key="a", **customer()), "s3:PutObject", "a"),
        (lambda: s3.upload_part(**upload, PartNumber=1, Body=b"x", **customer()), "s3:PutObject", "parts"),
        (lambda: s3.upload_part_copy(**upload, PartNumber=1, CopySource=f"{bucket}/before", **customer(), **opens), "s3:PutObject", "parts"),
        (lambda: s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/before", **customer(), **opens), "s3:CopyObject", "a"),
    ]:
        assert error_of(write) == (403, "AccessDenied")
        assert message_of(write) == (
            f'User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: {action} on resource: "arn:aws:s3:::{bucket}/{key}" because '
            "this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify "
            "a different server-side encryption type")
    fields = signed_form([{"bucket": bucket}, {"key": "form"}, ["starts-with", "$x-amz-server-side-encryption-customer-algorithm", ""],
                          ["starts-with", "$x-amz-server-side-encryption-customer-key", ""],
                          ["starts-with", "$x-amz-server-side-encryption-customer-key-MD5", ""]],
                         {"key": "form", "x-amz-server-side-encryption-customer-algorithm": "AES256",
                          "x-amz-server-side-encryption-customer-key": base64.b64encode(KEY).decode(),
                          "x-amz-server-side-encryption-customer-key-MD5": base64.b64encode(hashlib.md5(KEY).digest()).decode()})
    answer = requests.post(f"{server.url}/{bucket}", data=fields, files={"file": MARKER}, timeout=30)
    assert (answer.status_code, "has blocked upload requests" in answer.text) == (403, True), answer.text
    # Others are not told why.
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}]}))
    foreign = lambda: other.put_object(Bucket=bucket, Key="a", Body=b"x", **customer())  # noqa: E731
    assert (error_of(foreign), message_of(foreign)) == ((403, "AccessDenied"), "Access Denied")
    # What is there can be read, and copied into what S3's own keys seal.
    assert s3.get_object(Bucket=bucket, Key="before", **customer())["Body"].read() == b"x"
    assert shown(s3.copy_object(Bucket=bucket, Key="after", CopySource=f"{bucket}/before", **opens)) == OWN
    assert shown(s3.put_object(Bucket=bucket, Key="a", Body=b"x")) == OWN


RULE = "<Rule><ApplyServerSideEncryptionByDefault>{}</ApplyServerSideEncryptionByDefault></Rule>"
WRONG_DOCUMENTS = [
    ("", 400, "MalformedXML"),
    ("<Rule/>", 400, "MalformedXML"),
    (RULE.format(""), 400, "MalformedXML"),
    (RULE.format("<SSEAlgorithm>AES128</SSEAlgorithm>"), 400, "MalformedXML"),
    (RULE.format("<SSEAlgorithm>AES256</SSEAlgorithm>") * 2, 400, "MalformedXML"),
    (RULE.format("<SSEAlgorithm>AES256</SSEAlgorithm><Other/>"), 400, "MalformedXML"),
    (RULE.format("<SSEAlgorithm>AES256</SSEAlgorithm><SSEAlgorithm>AES256</SSEAlgorithm>"), 400, "MalformedXML"),
    (RULE.format("<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>x</KMSMasterKeyID>"), 400, "InvalidArgument"),
    (RULE.format("<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID></KMSMasterKeyID>"), 400, "MalformedXML"),
    (RULE.format("<SSEAlgorithm>aws:kms:dsse</SSEAlgorithm>"), 501, "NotImplemented"),
    ("<Rule><BucketKeyEnabled>maybe</BucketKeyEnabled></Rule>", 400, "MalformedXML"),
    ("<Rule><BlockedEncryptionTypes><EncryptionType>SSE-S3</EncryptionType></BlockedEncryptionTypes></Rule>", 400, "MalformedXML"),
    ("<Rule><Unknown/></Rule>", 400, "MalformedXML"),
    ("<Rule>", 400, "MalformedXML"),
]


def presigned(server, method, bucket, subresource):
    """Any request to a bucket, whatever boto3 thinks of its body."""
    request = AWSRequest(method, f"{server.url}/{bucket}?{subresource}")
    S3SigV4QueryAuth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    return request.url


@pytest.mark.parametrize("content, status, code", WRONG_DOCUMENTS, ids=range(len(WRONG_DOCUMENTS)))
def test_a_wrong_configuration_is_refused_and_nothing_changed(server, s3, bucket, content, status, code):
    """API_PutBucketEncryption, API_ServerSideEncryptionRule."""
    configure(s3, bucket, rule("AES256"))
    url = presigned(server, "PUT", bucket, "encryption")
    body = f"<ServerSideEncryptionConfiguration>{content}</ServerSideEncryptionConfiguration>".encode()
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    answer = requests.put(url, data=body, headers={"Content-MD5": digest}, timeout=30)
    assert (answer.status_code, f"<Code>{code}</Code>" in answer.text) == (status, True), answer.text
    assert rules(s3, bucket) == [{**rule("AES256"), "BucketKeyEnabled": False, **BLOCKED}]
