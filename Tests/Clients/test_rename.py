"""RenameObject: another key for an object, in one step.

Source: API_RenameObject; S3 User Guide, "Renaming objects in directory buckets".
"""

import datetime
import json
import threading

import pytest

from access import OTHER, OTHER_KEY, policy, statement
from helpers import error_of, make_function, notify, permit_s3
from pelton import wait_until

BODY = b"the object"
TAG = {"TagSet": [{"Key": "a", "Value": "1"}]}
LONG_AGO = datetime.datetime(2001, 1, 1, tzinfo=datetime.timezone.utc)


@pytest.fixture
def old(s3, bucket):
    return s3.put_object(Bucket=bucket, Key="old", Body=BODY, Metadata={"m": "1"}, Tagging="a=1", ContentType="text/x", StorageClass="STANDARD_IA")


def keys(s3, bucket):
    return [item["Key"] for item in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


@pytest.mark.parametrize("source", ["old", "/old", "%6Fld"])
def test_an_object_keeps_all_but_its_key(s3, bucket, old, source):
    before = s3.get_object(Bucket=bucket, Key="old")
    answer = s3.rename_object(Bucket=bucket, Key="new name", RenameSource=source)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    after = s3.get_object(Bucket=bucket, Key="new name")
    assert after["Body"].read() == BODY
    for name in ("ETag", "LastModified", "Metadata", "ContentType", "StorageClass", "TagCount"):
        assert after[name] == before[name], name
    assert s3.get_object_tagging(Bucket=bucket, Key="new name")["TagSet"] == TAG["TagSet"]
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="old")) == (404, "NoSuchKey")
    assert keys(s3, bucket) == ["new name"]


def test_what_had_the_key_is_replaced(s3, bucket, old):
    s3.put_object(Bucket=bucket, Key="new", Body=b"x" * 100_000)
    s3.rename_object(Bucket=bucket, Key="new", RenameSource="old")
    assert s3.get_object(Bucket=bucket, Key="new")["Body"].read() == BODY
    s3.put_object(Bucket=bucket, Key="old", Body=b"another")
    assert keys(s3, bucket) == ["new", "old"]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, None),
        ({"DestinationIfNoneMatch": "*"}, (412, "PreconditionFailed")),
        ({"DestinationIfMatch": "{new}"}, None),
        ({"DestinationIfMatch": '"other"'}, (412, "PreconditionFailed")),
        ({"DestinationIfModifiedSince": LONG_AGO}, None),
        ({"DestinationIfUnmodifiedSince": LONG_AGO}, (412, "PreconditionFailed")),
        ({"SourceIfMatch": "{old}"}, None),
        ({"SourceIfMatch": '"other"'}, (412, "PreconditionFailed")),
        ({"SourceIfNoneMatch": "{old}"}, (412, "PreconditionFailed")),
        ({"SourceIfNoneMatch": "*"}, (412, "PreconditionFailed")),
        ({"SourceIfNoneMatch": '"other"'}, None),
        ({"SourceIfModifiedSince": LONG_AGO}, None),
        ({"SourceIfUnmodifiedSince": LONG_AGO}, (412, "PreconditionFailed")),
    ])
def test_conditions(s3, bucket, old, conditions, expected):
    new = s3.put_object(Bucket=bucket, Key="new", Body=b"new")
    named = {name: value.format(old=old["ETag"], new=new["ETag"]) if isinstance(value, str) else value for name, value in conditions.items()}
    rename = lambda: s3.rename_object(Bucket=bucket, Key="new", RenameSource="old", **named)  # noqa: E731
    if expected is None:
        rename()
        assert keys(s3, bucket) == ["new"]
    else:
        assert error_of(rename) == expected
        assert s3.get_object(Bucket=bucket, Key="new")["Body"].read() == b"new"
        assert keys(s3, bucket) == ["new", "old"]


def test_a_key_that_nothing_has_yet(s3, bucket, old):
    modified = lambda: s3.rename_object(Bucket=bucket, Key="new", RenameSource="old", DestinationIfModifiedSince=LONG_AGO)  # noqa: E731
    assert error_of(modified) == (412, "PreconditionFailed")
    matched = lambda: s3.rename_object(Bucket=bucket, Key="new", RenameSource="old", DestinationIfMatch='"x"')  # noqa: E731
    assert error_of(matched) == (404, "NoSuchKey")
    s3.rename_object(Bucket=bucket, Key="new", RenameSource="old", DestinationIfNoneMatch="*", DestinationIfUnmodifiedSince=LONG_AGO)
    assert keys(s3, bucket) == ["new"]


@pytest.mark.parametrize(
    ("key", "source", "expected"),
    [
        ("new", "missing", (404, "NoSuchKey")),
        ("old", "old", (400, "InvalidRequest")),
        ("new/", "old", (400, "InvalidRequest")),
        ("new", "folder/", (400, "InvalidRequest")),
        ("new", "/", (400, "InvalidArgument")),
        ("new", "%zz", (400, "InvalidArgument")),
        ("new", "k" * 1025, (400, "KeyTooLongError")),
    ])
def test_what_cannot_be_renamed(s3, bucket, old, key, source, expected):
    assert error_of(lambda: s3.rename_object(Bucket=bucket, Key=key, RenameSource=source)) == expected
    assert keys(s3, bucket) == ["old"]


def test_without_a_source(server, s3, bucket, old):
    assert server.send("PUT", f"/{bucket}/new?renameObject").code == "InvalidArgument"


def test_a_request_that_is_sent_again_changes_nothing(s3, bucket, old):
    rename = lambda **changed: s3.rename_object(**{"Bucket": bucket, "Key": "new", "RenameSource": "old", "ClientToken": "t-1", **changed})  # noqa: E731
    rename()
    s3.put_object(Bucket=bucket, Key="old", Body=b"a later one")
    rename()
    assert s3.get_object(Bucket=bucket, Key="new")["Body"].read() == BODY
    assert s3.get_object(Bucket=bucket, Key="old")["Body"].read() == b"a later one"
    assert error_of(lambda: rename(RenameSource="other")) == (400, "IdempotencyParameterMismatch")
    assert error_of(lambda: rename(ClientToken="t" * 65)) == (400, "InvalidArgument")
    rename(ClientToken="t-2")
    assert s3.get_object(Bucket=bucket, Key="new")["Body"].read() == b"a later one"


@pytest.mark.parametrize("status", ["Enabled", "Suspended"])
def test_a_bucket_that_keeps_versions_refuses(s3, bucket, old, status):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})
    assert error_of(lambda: s3.rename_object(Bucket=bucket, Key="new", RenameSource="old")) == (501, "NotImplemented")
    assert keys(s3, bucket) == ["old"]


@pytest.mark.parametrize("encryption", ["AES256", "aws:kms"])
def test_an_encrypted_object(s3, bucket, encryption):
    s3.put_object(Bucket=bucket, Key="old", Body=BODY * 20_000, ServerSideEncryption=encryption)
    s3.rename_object(Bucket=bucket, Key="new", RenameSource="old")
    found = s3.get_object(Bucket=bucket, Key="new")
    assert (found["ServerSideEncryption"], found["Body"].read()) == (encryption, BODY * 20_000)


NEEDED = {
    "s3:GetObject": "old", "s3:DeleteObject": "old", "s3:GetObjectTagging": "old", "s3:PutObject": "new", "s3:PutObjectTagging": "new",
}


@pytest.mark.parametrize("missing", NEEDED)
def test_each_permission_counts(server, s3, bucket, old, missing):
    """Asked of another account, which has what the bucket's policy gives it."""
    other = server.client("s3", *OTHER_KEY)

    def rename(*without):
        statements = [
            statement(bucket, action, {"AWS": OTHER}, resource=f"arn:aws:s3:::{bucket}/{key}")
            for action, key in NEEDED.items() if action not in without]
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(*statements))
        other.rename_object(Bucket=bucket, Key="new", RenameSource="old")

    assert error_of(lambda: rename(missing)) == (403, "AccessDenied")
    assert keys(s3, bucket) == ["old"]
    rename()
    assert keys(s3, bucket) == ["new"]


def test_its_events(server, s3, bucket, old):
    """The old key's object is removed, the new one's is created: whoever follows the keys sees both."""
    arn = make_function(server, f"rename-{bucket[-8:]}", "def handler(event, context):\n    pass\n")
    permit_s3(server, f"rename-{bucket[-8:]}", bucket)
    notify(s3, bucket, arn, events=("s3:ObjectCreated:*", "s3:ObjectRemoved:*"))
    s3.rename_object(Bucket=bucket, Key="new", RenameSource="old")
    found = wait_until(lambda: (lambda events: events if len(events) == 2 else None)(server.events("--bucket", bucket, "--state", "done")))
    assert sorted((event["eventName"], event["key"]) for event in found) == [("ObjectCreated:Copy", "new"), ("ObjectRemoved:Delete", "old")], json.dumps(found)


def test_of_many_at_once_one_gets_it(s3, bucket, old):
    outcomes = []

    def rename(i):
        try:
            s3.rename_object(Bucket=bucket, Key=f"new-{i}", RenameSource="old")
            outcomes.append(200)
        except s3.exceptions.ClientError as error:
            outcomes.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=rename, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(200) == 1 and set(outcomes) <= {200, "NoSuchKey", "OperationAborted"}
    assert len(keys(s3, bucket)) == 1


def test_it_outlives_a_crash(fresh_server):
    s3 = fresh_server.client("s3")
    s3.create_bucket(Bucket="photos")
    s3.put_object(Bucket="photos", Key="old", Body=BODY)
    s3.rename_object(Bucket="photos", Key="new", RenameSource="old")
    fresh_server.kill()
    fresh_server.start()
    s3 = fresh_server.client("s3")
    assert keys(s3, "photos") == ["new"]
    assert s3.get_object(Bucket="photos", Key="new")["Body"].read() == BODY
