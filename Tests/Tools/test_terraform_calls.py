"""The calls that Terraform's AWS provider makes for a bucket and what is declared around it, replayed with boto3.

It creates, then reads back, then deletes and waits for the error code that says "there is none": from the provider's documentation and from
the S3 API Reference, each operation's page. It needs no Terraform on the machine.
"""

import json

import pytest

from helpers import error_of

# What it reads of every bucket: the call and what a bucket answers that has had no such setting.
READS = [
    ("get_bucket_policy", (404, "NoSuchBucketPolicy")), ("get_bucket_cors", (404, "NoSuchCORSConfiguration")),
    ("get_bucket_website", (404, "NoSuchWebsiteConfiguration")), ("get_bucket_lifecycle_configuration", (404, "NoSuchLifecycleConfiguration")),
    ("get_bucket_replication", (404, "ReplicationConfigurationNotFoundError")), ("get_bucket_tagging", (404, "NoSuchTagSet")),
    ("get_object_lock_configuration", (404, "ObjectLockConfigurationNotFoundError")),
]


@pytest.mark.parametrize("call, error", READS)
def test_a_fresh_bucket_has_no_such_setting(s3, bucket, call, error):
    assert error_of(lambda: getattr(s3, call)(Bucket=bucket)) == error


DEFAULTS = [
    ("get_bucket_versioning", {}), ("get_bucket_accelerate_configuration", {}), ("get_bucket_logging", {}),
    ("get_bucket_notification_configuration", {}), ("get_bucket_request_payment", {"Payer": "BucketOwner"}),
    ("get_public_access_block", {"PublicAccessBlockConfiguration": dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)}),
    ("get_bucket_ownership_controls", {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}),
]


@pytest.mark.parametrize("call, expected", DEFAULTS)
def test_a_fresh_bucket_has_awss_default(s3, bucket, call, expected):
    answer = getattr(s3, call)(Bucket=bucket)
    assert {name: value for name, value in answer.items() if name != "ResponseMetadata"} == expected


def policy(bucket):
    return json.dumps({"Version": "2012-10-17", "Statement": [{
        "Sid": "One", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*"}]})


TAGS = {"TagSet": [{"Key": "team", "Value": "photos"}]}
CORS = {"CORSRules": [{
    "AllowedHeaders": ["*"], "AllowedMethods": ["GET"], "AllowedOrigins": ["https://example.com"], "ExposeHeaders": ["ETag"],
    "MaxAgeSeconds": 3000}]}
LIFECYCLE = {"Rules": [{"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30}}]}
WEBSITE = {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}}
BLOCK = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}
OWNERSHIP = {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}

# The three operations, what is sent, what is read of it, and the error once it is deleted.
SETTINGS = [
    pytest.param("put_bucket_tagging", "get_bucket_tagging", "delete_bucket_tagging", {"Tagging": TAGS}, TAGS, "NoSuchTagSet", id="tagging"),
    pytest.param("put_bucket_cors", "get_bucket_cors", "delete_bucket_cors", {"CORSConfiguration": CORS}, CORS, "NoSuchCORSConfiguration", id="CORS"),
    pytest.param("put_bucket_lifecycle_configuration", "get_bucket_lifecycle_configuration", "delete_bucket_lifecycle",
        {"LifecycleConfiguration": LIFECYCLE}, LIFECYCLE, "NoSuchLifecycleConfiguration", id="lifecycle"),
    pytest.param("put_bucket_website", "get_bucket_website", "delete_bucket_website", {"WebsiteConfiguration": WEBSITE}, WEBSITE,
        "NoSuchWebsiteConfiguration", id="website"),
    pytest.param("put_public_access_block", "get_public_access_block", "delete_public_access_block", {"PublicAccessBlockConfiguration": BLOCK},
        {"PublicAccessBlockConfiguration": BLOCK}, "NoSuchPublicAccessBlockConfiguration", id="public access block"),
    pytest.param("put_bucket_ownership_controls", "get_bucket_ownership_controls", "delete_bucket_ownership_controls", {"OwnershipControls": OWNERSHIP},
        {"OwnershipControls": OWNERSHIP}, "OwnershipControlsNotFoundError", id="ownership"),
]


@pytest.mark.parametrize("put, get, delete, sent, expected, code", SETTINGS)
def test_a_setting_is_made_read_deleted_and_then_not_found(s3, bucket, put, get, delete, sent, expected, code):
    getattr(s3, put)(Bucket=bucket, **sent)
    answer = getattr(s3, get)(Bucket=bucket)
    assert {name: answer.get(name) for name in expected} == expected
    getattr(s3, delete)(Bucket=bucket)
    assert error_of(lambda: getattr(s3, get)(Bucket=bucket)) == (404, code)


def test_a_policy_is_made_read_deleted_and_then_not_found(s3, bucket):
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket))
    assert json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]) == json.loads(policy(bucket))
    s3.delete_bucket_policy(Bucket=bucket)
    assert error_of(lambda: s3.get_bucket_policy(Bucket=bucket)) == (404, "NoSuchBucketPolicy")


def test_encryption_is_made_read_deleted_and_then_not_found(s3, bucket):
    """The end is Pelton's own: a bucket that nobody configured does not encrypt (docs/encryption.md). The provider takes that for deleted."""
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}]}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rules)
    found = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert found["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    s3.delete_bucket_encryption(Bucket=bucket)
    found = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert (found["ApplyServerSideEncryptionByDefault"], found["BucketKeyEnabled"]) == ({"SSEAlgorithm": "AES256"}, False)


def test_versioning_is_switched_on_and_suspended(s3, bucket):
    for state in ("Enabled", "Suspended"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": state})
        assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == state


def test_a_deleted_bucket_is_not_found(s3, bucket):
    s3.delete_bucket(Bucket=bucket)
    assert error_of(lambda: s3.head_bucket(Bucket=bucket)) == (404, "404")
    assert error_of(lambda: s3.delete_bucket(Bucket=bucket)) == (404, "NoSuchBucket")
