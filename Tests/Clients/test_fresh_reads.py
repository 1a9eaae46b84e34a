"""Who asks after an answered change never sees what was before it, whoever filled the server's memory meanwhile: each change is made again
and again by one client while another reads without end. Source: S3 User Guide, "Amazon S3 data consistency model"."""

import threading
from datetime import datetime, timedelta, timezone

import pytest

from helpers import error_of
from access import policy, statement

ROUNDS = 25
BASE = datetime(2099, 1, 1, tzinfo=timezone.utc)


def tags(s3, bucket, i):
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": [{"Key": "i", "Value": str(i)}]})
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == [{"Key": "i", "Value": str(i)}]


def acl(s3, bucket, i):
    s3.put_object_acl(Bucket=bucket, Key="k", ACL=("private", "public-read")[i % 2])
    assert len(s3.get_object_acl(Bucket=bucket, Key="k")["Grants"]) == 1 + i % 2


def retention(s3, bucket, i):
    until = BASE + timedelta(days=i)
    s3.put_object_retention(Bucket=bucket, Key="k", Retention={"Mode": "GOVERNANCE", "RetainUntilDate": until})
    assert s3.head_object(Bucket=bucket, Key="k")["ObjectLockRetainUntilDate"] == until


def hold(s3, bucket, i):
    status = ("ON", "OFF")[i % 2]
    s3.put_object_legal_hold(Bucket=bucket, Key="k", LegalHold={"Status": status})
    assert s3.head_object(Bucket=bucket, Key="k")["ObjectLockLegalHoldStatus"] == status


def default_retention(s3, bucket, i):
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={
        "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": i + 1}}})
    s3.put_object(Bucket=bucket, Key="new", Body=b"x", ChecksumAlgorithm="CRC32")
    left = s3.head_object(Bucket=bucket, Key="new")["ObjectLockRetainUntilDate"] - datetime.now(timezone.utc)
    assert i < left / timedelta(days=1) <= i + 1


def bucket_policy(s3, bucket, i):
    if i % 2:
        s3.delete_bucket_policy(Bucket=bucket)
    else:
        denial = statement(bucket, "s3:GetObject", "*")
        denial["Effect"] = "Deny"
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(denial))
    read = error_of(lambda: s3.get_object(Bucket=bucket, Key="k")["Body"].read()) if i % 2 == 0 else None
    assert read == ((403, "AccessDenied") if i % 2 == 0 else None)
    if i % 2:
        s3.get_object(Bucket=bucket, Key="k")["Body"].read()


def lifecycle(s3, bucket, i):
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={
        "Rules": [{"ID": f"r{i}", "Filter": {}, "Status": "Enabled", "Expiration": {"Days": 1000}}]})
    assert f'rule-id="r{i}"' in s3.head_object(Bucket=bucket, Key="k")["Expiration"]


def public_access_block(s3, bucket, i):
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": i % 2 == 0})
    change = lambda: s3.put_object_acl(Bucket=bucket, Key="k", ACL="public-read")  # noqa: E731
    if i % 2:
        change()
    else:
        assert error_of(change) == (403, "AccessDenied")


def encryption(s3, bucket, i):
    if i % 2:
        s3.delete_bucket_encryption(Bucket=bucket)
    else:
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})
    s3.put_object(Bucket=bucket, Key="new", Body=b"x", ChecksumAlgorithm="CRC32")
    assert s3.head_object(Bucket=bucket, Key="new")["ServerSideEncryption"] == ("AES256" if i % 2 else "aws:kms")


CHANGES = [tags, acl, retention, hold, default_retention, bucket_policy, lifecycle, public_access_block, encryption]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_answered_change_is_seen(server, s3, change):
    bucket = "fresh-" + change.__name__.replace("_", "-")
    s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True, ObjectOwnership="ObjectWriter")
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", ChecksumAlgorithm="CRC32")
    ended = threading.Event()

    def read():
        client = server.client("s3")
        while not ended.is_set():
            for key in ("k", "new"):
                try:
                    client.head_object(Bucket=bucket, Key=key)
                except client.exceptions.ClientError:
                    pass

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for i in range(ROUNDS):
            change(s3, bucket, i)
    finally:
        ended.set()
        for reader in readers:
            reader.join()


def test_versioning_is_in_force_once_it_is_answered(s3, bucket):
    for i in range(ROUNDS):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": ("Enabled", "Suspended")[i % 2]})
        s3.put_object(Bucket=bucket, Key="k", Body=b"x")
        assert (s3.head_object(Bucket=bucket, Key="k")["VersionId"] == "null") == (i % 2 == 1)


def test_a_bucket_made_anew_has_nothing_of_the_old_one(s3):
    bucket = "made-anew"
    for round in range(2):
        s3.create_bucket(Bucket=bucket)
        assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)
        assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
        for missing in (
            s3.get_bucket_policy, s3.get_bucket_lifecycle_configuration, s3.get_bucket_cors, s3.get_bucket_tagging,
                s3.get_bucket_website, s3.get_object_lock_configuration):
            assert error_of(lambda: missing(Bucket=bucket))[0] == 404, missing
        found, = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        assert found["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
        assert s3.list_bucket_metrics_configurations(Bucket=bucket).get("MetricsConfigurationList", []) == []
        upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement(bucket, "s3:GetObject", {"AWS": "111122223333"})))
        s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]})
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
        s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
        s3.put_bucket_metrics_configuration(Bucket=bucket, Id="a", MetricsConfiguration={"Id": "a"})
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={
            "Rules": [{"ID": "r", "Filter": {}, "Status": "Enabled", "Expiration": {"Days": 1000}}]})
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})
        s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})
        s3.delete_bucket(Bucket=bucket)
        assert error_of(lambda: s3.list_parts(Bucket=bucket, Key="k", UploadId=upload))[0] == 404
