"""Objects in an archive's class: not to be read until they are restored, for as long as they are. A day lasts a second here."""

import json
import re
import time
import urllib.parse

import pytest
from botocore.exceptions import ClientError

from helpers import error_of, make_function, message_of, notify, permit_s3
from pelton import ACCOUNT, Server, wait_until

DAYS = 10_000
ARCHIVES = ("GLACIER", "DEEP_ARCHIVE")
STATE = (403, "InvalidObjectState")
ECHO = """
import json
def handler(event, context):
    print("EVENT " + json.dumps(event))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("restore") / "data", "--lifecycle-day", "1s").start()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def s3(server):
    return server.client("s3")


def restore(s3, bucket, key, days=DAYS, version=None, **request):
    request = {"Days": days, **request} if days else request
    more = {"VersionId": version} if version else {}
    return s3.restore_object(Bucket=bucket, Key=key, RestoreRequest=request, **more)["ResponseMetadata"]["HTTPStatusCode"]


def restored(s3, bucket, key, **more):
    text = s3.head_object(Bucket=bucket, Key=key, **more).get("Restore")
    return text and re.fullmatch(r'ongoing-request="false", expiry-date="(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)"', text)[1]


def read(s3, bucket, key, **more):
    return s3.get_object(Bucket=bucket, Key=key, **more)["Body"].read()


@pytest.mark.parametrize("storage_class", ARCHIVES)
def test_an_archived_object_is_read_only_when_it_is_restored(server, s3, bucket, storage_class):
    s3.put_object(Bucket=bucket, Key="k", Body=b"cold", StorageClass=storage_class, Metadata={"a": "b"})
    for more in ({}, {"Range": "bytes=0-1"}, {"PartNumber": 1}, {"IfNoneMatch": "*"}):
        with pytest.raises(ClientError) as refused:
            s3.get_object(Bucket=bucket, Key="k", **more)
        error = refused.value.response["Error"]
        assert (refused.value.response["ResponseMetadata"]["HTTPStatusCode"], error["Code"], error["StorageClass"]) == (*STATE, storage_class)
        assert error["Message"] == "The operation is not valid for the object's storage class"
    head = s3.head_object(Bucket=bucket, Key="k")
    assert (head["StorageClass"], head["ContentLength"], head["Metadata"], head.get("Restore")) == (storage_class, 4, {"a": "b"}, None)
    # What lies beside the bytes is as near as ever.
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    assert s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ObjectSize"])["ObjectSize"] == 4
    assert restore(s3, bucket, "k", GlacierJobParameters={"Tier": "Bulk"}) == 202
    assert read(s3, bucket, "k") == b"cold" and read(s3, bucket, "k", Range="bytes=1-2") == b"ol"
    until = restored(s3, bucket, "k")
    assert s3.get_object(Bucket=bucket, Key="k")["Restore"] == s3.head_object(Bucket=bucket, Key="k")["Restore"]
    assert restore(s3, bucket, "k", days=DAYS * 2) == 200
    assert restored(s3, bucket, "k") != until
    assert s3.head_object(Bucket=bucket, Key="k")["StorageClass"] == storage_class


def test_what_needs_no_restore(s3, bucket):
    for storage_class in ("STANDARD", "STANDARD_IA", "ONEZONE_IA", "GLACIER_IR", "REDUCED_REDUNDANCY", "INTELLIGENT_TIERING"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"warm", StorageClass=storage_class)
        assert read(s3, bucket, "k") == b"warm"
        days = None if storage_class == "INTELLIGENT_TIERING" else 1
        refused = lambda: restore(s3, bucket, "k", days=days)  # noqa: E731, B023
        assert error_of(refused) == STATE
        assert message_of(refused) == "Restore is not allowed for the object's current storage class"
    assert error_of(lambda: restore(s3, bucket, "k")) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    ("body", "error"),
    [(b"", (400, "MalformedXML")), (b"<RestoreRequest/>", (400, "MalformedXML")),
     (b"<RestoreRequest><Days>0</Days></RestoreRequest>", (400, "MalformedXML")),
     (b"<RestoreRequest><Days>-1</Days></RestoreRequest>", (400, "MalformedXML")),
     (b"<RestoreRequest><Days>1</Days><Days>1</Days></RestoreRequest>", (400, "MalformedXML")),
     (b"<RestoreRequest><Days>2147483648</Days></RestoreRequest>", (400, "MalformedXML")),
     (b"<RestoreRequest><Days>2147483647</Days></RestoreRequest>", (400, "InvalidArgument")),
     (b"<RestoreRequest><Days>1</Days><GlacierJobParameters><Tier>Slow</Tier></GlacierJobParameters></RestoreRequest>", (400, "MalformedXML")),
     (b"<RestoreRequest><Days>1</Days><Other/></RestoreRequest>", (400, "MalformedXML")),
     (b"<RestoreRequest><Type>SELECT</Type></RestoreRequest>", (501, "NotImplemented")),
     (b"<RestoreRequest><Days>1</Days><Tier>Expedited</Tier></RestoreRequest>", (400, "InvalidArgument"))])
def test_a_request_that_is_none(server, s3, bucket, body, error):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", StorageClass="DEEP_ARCHIVE")
    answer = server.send("POST", f"/{bucket}/k?restore", body)
    assert (answer.status, answer.code) == error
    assert restored(s3, bucket, "k") is None


def test_what_is_not_there_is_not_restored(s3, bucket):
    assert error_of(lambda: restore(s3, bucket, "missing")) == (404, "NoSuchKey")
    assert error_of(lambda: restore(s3, bucket, "missing", version="null")) == (404, "NoSuchVersion")
    assert error_of(lambda: restore(s3, "no-such-bucket-here", "k")) == (404, "NoSuchBucket")


def test_restoring_is_an_action_of_its_own(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", StorageClass="GLACIER")
    deny = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "s3:RestoreObject", "Resource": f"arn:aws:s3:::{bucket}/*"}]}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(deny))
    assert error_of(lambda: restore(s3, bucket, "k")) == (403, "AccessDenied")
    s3.delete_bucket_policy(Bucket=bucket)
    assert restore(s3, bucket, "k") == 202


def test_versions_are_restored_by_themselves(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    old, new = (s3.put_object(Bucket=bucket, Key="k", Body=body, StorageClass="GLACIER")["VersionId"] for body in (b"old", b"new"))
    assert restore(s3, bucket, "k", version=old) == 202
    assert read(s3, bucket, "k", VersionId=old) == b"old"
    for version in ({}, {"VersionId": new}):
        assert error_of(lambda: read(s3, bucket, "k", **version)) == STATE  # noqa: B023
    shown = s3.list_object_versions(Bucket=bucket, OptionalObjectAttributes=["RestoreStatus"])["Versions"]
    assert [("RestoreStatus" in each, each["VersionId"]) for each in shown] == [(False, new), (True, old)]
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    for version in (None, marker):
        assert error_of(lambda: restore(s3, bucket, "k", version=version)) == (405, "MethodNotAllowed")  # noqa: B023


def test_an_archived_source_cannot_be_copied(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"cold", StorageClass="GLACIER", Metadata={"a": "b"})
    source = {"Bucket": bucket, "Key": "k"}
    upload = s3.create_multipart_upload(Bucket=bucket, Key="m")["UploadId"]
    part = lambda: s3.upload_part_copy(Bucket=bucket, Key="m", UploadId=upload, PartNumber=1, CopySource=source)  # noqa: E731
    for copy in (
            lambda: s3.copy_object(Bucket=bucket, Key="copy", CopySource=source), part,
            lambda: s3.copy_object(Bucket=bucket, Key="k", CopySource=source, StorageClass="STANDARD"),
            lambda: s3.copy_object(Bucket=bucket, Key="copy", CopySource=source, ServerSideEncryption="AES256")):
        with pytest.raises(ClientError) as refused:
            copy()
        assert (refused.value.response["Error"]["Code"], refused.value.response["Error"]["StorageClass"]) == (STATE[1], "GLACIER")
        assert refused.value.response["Error"]["Message"] == "Operation is not valid for the source object's storage class"
    assert restore(s3, bucket, "k") == 202
    s3.copy_object(Bucket=bucket, Key="copy", CopySource=source)
    etag = part()["CopyPartResult"]["ETag"]
    s3.complete_multipart_upload(Bucket=bucket, Key="m", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
    # A copy of the restored copy is no longer archived, or is archived anew: it is not restored with it.
    s3.copy_object(Bucket=bucket, Key="again", CopySource=source, StorageClass="DEEP_ARCHIVE")
    assert error_of(lambda: read(s3, bucket, "again")) == STATE
    s3.copy_object(Bucket=bucket, Key="k", CopySource=source, StorageClass="STANDARD")
    for key in ("k", "copy", "m"):
        assert read(s3, bucket, key) == b"cold" and "StorageClass" not in s3.head_object(Bucket=bucket, Key=key)
        assert restored(s3, bucket, key) is None
    assert s3.head_object(Bucket=bucket, Key="k")["Metadata"] == {"a": "b"}
    # Back into the archive, onto itself.
    s3.copy_object(Bucket=bucket, Key="k", CopySource=source, StorageClass="GLACIER")
    assert error_of(lambda: read(s3, bucket, "k")) == STATE


def test_a_multipart_object_in_an_archive(s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="m", StorageClass="GLACIER")["UploadId"]
    parts = [
        {"PartNumber": number, "ETag": s3.upload_part(Bucket=bucket, Key="m", UploadId=upload, PartNumber=number, Body=body)["ETag"]}
        for number, body in ((1, b"a" * (5 << 20)), (2, b"b"))]
    s3.complete_multipart_upload(Bucket=bucket, Key="m", UploadId=upload, MultipartUpload={"Parts": parts})
    assert error_of(lambda: read(s3, bucket, "m", PartNumber=2)) == STATE
    assert s3.head_object(Bucket=bucket, Key="m", PartNumber=2)["ContentLength"] == 1
    assert restore(s3, bucket, "m") == 202
    assert read(s3, bucket, "m", PartNumber=2) == b"b"


def test_listings_show_who_is_restored(s3, bucket):
    for key, storage_class in (("a", "GLACIER"), ("b", "GLACIER"), ("c", "STANDARD")):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x", StorageClass=storage_class)
    restore(s3, bucket, "b")
    for listing in (s3.list_objects, s3.list_objects_v2):
        entries = listing(Bucket=bucket, OptionalObjectAttributes=["RestoreStatus"])["Contents"]
        assert [entry["Key"] for entry in entries if "RestoreStatus" in entry] == ["b"]
        assert entries[1]["RestoreStatus"]["IsRestoreInProgress"] is False
        until = entries[1]["RestoreStatus"]["RestoreExpiryDate"].strftime("%a, %d %b %Y %H:%M:%S GMT")
        assert until == restored(s3, bucket, "b")
        assert not any("RestoreStatus" in entry for entry in listing(Bucket=bucket)["Contents"])


def test_it_ends_and_who_asked_is_told(server, s3, bucket):
    arn = make_function(server, "restored", ECHO)
    permit_s3(server, "restored", bucket)
    notify(s3, bucket, arn, events=("s3:ObjectRestore:*",))
    s3.put_object(Bucket=bucket, Key="a b", Body=b"cold", StorageClass="DEEP_ARCHIVE")
    assert restore(s3, bucket, "a b", days=5) == 202
    asked = restored(s3, bucket, "a b")
    assert restore(s3, bucket, "a b", days=3) == 200
    # The days go on while no server runs.
    assert server.stop() == 0
    server.start()
    client = server.client("s3")
    events = lambda: server.events("--bucket", bucket, "--state", "done")  # noqa: E731
    wait_until(lambda: len(events()) == 3)
    assert error_of(lambda: read(client, bucket, "a b")) == STATE
    assert restored(client, bucket, "a b") is None
    logged = server.client("logs").filter_log_events(logGroupName="/aws/lambda/restored", filterPattern="EVENT")["events"]
    records = [json.loads(each["message"].removeprefix("EVENT "))["Records"][0] for each in logged]
    records.sort(key=lambda record: record["s3"]["object"]["sequencer"])
    post, completed, deleted = records
    assert [record["eventName"] for record in records] == ["ObjectRestore:Post", "ObjectRestore:Completed", "ObjectRestore:Delete"]
    assert [record["eventVersion"] for record in records] == ["2.1", "2.1", "2.3"]
    owner = post["s3"]["bucket"]["ownerIdentity"]["principalId"]
    assert post["userIdentity"]["principalId"] == f"AWS:{ACCOUNT}" and post["requestParameters"]["sourceIPAddress"] == "127.0.0.1"
    for record in (completed, deleted):
        assert record["userIdentity"]["principalId"] == f"AmazonCustomer:{owner}"
        assert record["requestParameters"]["sourceIPAddress"] == "s3.amazonaws.com"
    for record in records:
        assert urllib.parse.unquote_plus(record["s3"]["object"]["key"]) == "a b" and record["s3"]["object"]["size"] == 4
    assert [name for record in (post, deleted) for name in record if name == "glacierEventData"] == []
    told = completed["glacierEventData"]["restoreEventData"]
    assert told["lifecycleRestoreStorageClass"] == "DEEP_ARCHIVE"
    until = time.strptime(told["lifecycleRestorationExpiryTime"], "%Y-%m-%dT%H:%M:%S.%fZ")
    assert time.strftime("%a, %d %b %Y %H:%M:%S GMT", until) == asked
    # And it can be restored again.
    assert restore(client, bucket, "a b") == 202
    assert read(client, bucket, "a b") == b"cold"
