"""Buckets that encrypt by themselves. Source: API_PutBucketEncryption; S3 User Guide, "Setting default server-side encryption behavior"."""

import base64
import hashlib
import json

import pytest
import requests
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from encryption import customer, shown
from helpers import error_of, signed_form
from pelton import ACCESS_KEY, REGION, SECRET_KEY

MARKER = b"a text that nobody else would write"


@pytest.fixture(scope="module")
def kms_key(server):
    return server.client("kms").create_key()["KeyMetadata"]


def rule(algorithm, key=None, bucket_key=None):
    default = {"SSEAlgorithm": algorithm, **({"KMSMasterKeyID": key} if key else {})}
    return {"ApplyServerSideEncryptionByDefault": default, **({} if bucket_key is None else {"BucketKeyEnabled": bucket_key})}


def configure(s3, bucket, *rules):
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": list(rules)})


def test_a_bucket_that_nobody_configured_does_not_encrypt_and_says_so(s3, bucket):
    """API_GetBucketEncryption; docs/encryption.md says why."""
    assert error_of(lambda: s3.get_bucket_encryption(Bucket=bucket)) == (404, "ServerSideEncryptionConfigurationNotFoundError")
    assert shown(s3.put_object(Bucket=bucket, Key="a", Body=b"x")) == {}
    s3.delete_bucket_encryption(Bucket=bucket)


@pytest.mark.parametrize("given, shows", [
    (rule("AES256"), {**rule("AES256"), "BucketKeyEnabled": False}),
    (rule("AES256", bucket_key=True), rule("AES256", bucket_key=True)),
    (rule("aws:kms"), {**rule("aws:kms"), "BucketKeyEnabled": False}),
    (rule("aws:kms", "alias/whatever", True), rule("aws:kms", "alias/whatever", True)),
    ({**rule("AES256"), "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}},
     {**rule("AES256"), "BucketKeyEnabled": False, "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}}),
])
def test_a_configuration_comes_back_and_goes(s3, bucket, given, shows):
    """API_PutBucketEncryption, API_DeleteBucketEncryption."""
    configure(s3, bucket, given)
    assert s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"] == {"Rules": [shows]}
    s3.delete_bucket_encryption(Bucket=bucket)
    assert error_of(lambda: s3.get_bucket_encryption(Bucket=bucket)) == (404, "ServerSideEncryptionConfigurationNotFoundError")


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
    assert shown(s3.head_object(Bucket=bucket, Key="before")) == {}


def test_a_bucket_can_refuse_customers_keys(s3, bucket):
    """S3 User Guide, "Blocking or unblocking SSE-C for a general purpose bucket"."""
    s3.put_object(Bucket=bucket, Key="before", Body=b"x", **customer())
    configure(s3, bucket, {"BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}})
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="a", Body=b"x", **customer())) == (403, "AccessDenied")
    assert error_of(lambda: s3.create_multipart_upload(Bucket=bucket, Key="a", **customer())) == (403, "AccessDenied")
    assert s3.get_object(Bucket=bucket, Key="before", **customer())["Body"].read() == b"x"
    assert s3.put_object(Bucket=bucket, Key="a", Body=b"x")["ServerSideEncryption"] == "AES256"


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
    rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules == [{**rule("AES256"), "BucketKeyEnabled": False}]
