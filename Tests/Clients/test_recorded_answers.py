"""Single answers of S3 as they were recorded, February 2026 unless a year is given: whatever differs from what its pages say."""

import datetime
import re

import pytest

from access import open_up
from test_error_details import assert_refused, refusal

PAST = datetime.datetime(2015, 1, 16, tzinfo=datetime.timezone.utc)
YEARS_AHEAD = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=900)


def elements(answer):
    """The names and texts of an error's elements, in their order, but for the ids of the request."""
    found = re.findall(rb"<(\w+)>([^<]*)</\1>", answer.body)
    return [(name.decode(), text.decode()) for name, text in found if name not in (b"RequestId", b"HostId")]


@pytest.fixture
def locked(s3, bucket):
    name = bucket + "-locked"
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    s3.put_object(Bucket=name, Key="k", Body=b"x", ChecksumAlgorithm="CRC32")
    return name


# Errors

def test_an_error_tells_its_own_and_the_request_s_ids_and_no_resource(server, bucket):
    for target, expected in {
        f"/{bucket}/missing": [("Code", "NoSuchKey"), ("Message", "The specified key does not exist."), ("Key", "missing")],
        "/no-such-bucket-0": [
            ("Code", "NoSuchBucket"), ("Message", "The specified bucket does not exist"), ("BucketName", "no-such-bucket-0")],
    }.items():
        answer = server.send("GET", target)
        assert elements(answer) == expected
        assert answer.body.count(b"<RequestId>") == answer.body.count(b"<HostId>") == 1


def test_tags_of_a_missing_key_name_the_bucket_too(s3, bucket):
    tags = {"TagSet": [{"Key": "a", "Value": "b"}]}
    about = {"Bucket": bucket, "Key": "a/missing"}
    message = "The specified key does not exist."
    assert_refused(lambda: s3.get_object_tagging(**about), 404, "NoSuchKey", message, Key=f"{bucket}/a/missing")
    assert_refused(lambda: s3.put_object_tagging(**about, Tagging=tags), 404, "NoSuchKey", message, Key="a/missing")
    assert_refused(lambda: s3.delete_object_tagging(**about), 404, "NoSuchKey", message, Key="a/missing")


def test_a_marker_is_told_behind_the_method(server, s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    assert elements(server.send("GET", f"/{bucket}/k?versionId={marker}")) == [
        ("Code", "MethodNotAllowed"), ("Message", "The specified method is not allowed against this resource."), ("Method", "GET"),
        ("ResourceType", "DeleteMarker")]


# Object lock

@pytest.mark.parametrize(
    ("given", "missing"),
    [({"ObjectLockMode": "GOVERNANCE"}, "x-amz-object-lock-retain-until-date"), ({"ObjectLockMode": "NONE"}, "x-amz-object-lock-retain-until-date"),
     ({"ObjectLockRetainUntilDate": YEARS_AHEAD}, "x-amz-object-lock-mode")])
def test_half_a_lock_misses_the_other_half(s3, locked, given, missing):
    status, error = refusal(lambda: s3.put_object(Bucket=locked, Key="k", Body=b"x", ChecksumAlgorithm="CRC32", **given))
    assert (status, error) == (400, {
        "Code": "InvalidArgument", "ArgumentName": missing,
        "Message": "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"})


def test_a_retention_that_is_over_is_shown_in_pacific_time(s3, locked):
    put = lambda: s3.put_object_retention(  # noqa: E731
        Bucket=locked, Key="k", Retention={"Mode": "GOVERNANCE", "RetainUntilDate": PAST})
    assert_refused(
        put, 400, "InvalidArgument", "The retain until date must be in the future!", ArgumentName="RetainUntilDate",
        ArgumentValue="Thu Jan 15 16:00:00 PST 2015")


def test_a_hold_without_a_document_is_malformed_before_anything_is_looked_at(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    put = lambda **hold: s3.put_object_legal_hold(Bucket=bucket, Key="k", **hold)  # noqa: E731
    assert refusal(put)[1]["Code"] == "MalformedXML"
    assert refusal(lambda: put(LegalHold={"Status": "ON"}))[1]["Code"] == "InvalidRequest"


# Settings of buckets

def test_a_grant_of_logs_beyond_those_documented_is_kept(s3, bucket):
    grant = {"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": "READ_ACP"}
    enabled = {"TargetBucket": bucket, "TargetPrefix": "", "TargetGrants": [grant]}
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": enabled})
    assert s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"] == enabled


def test_logs_cross_no_border_and_us_east_1_is_not_named(s3, bucket):
    far = bucket + "-far"
    s3.create_bucket(Bucket=far, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for source, target, expected in [
        (bucket, far, {"TargetBucketLocation": "eu-central-1"}),
        (far, bucket, {"TargetBucketLocation": "us-east-1", "SourceBucketLocation": "eu-central-1"}),
    ]:
        status, error = refusal(lambda: s3.put_bucket_logging(
            Bucket=source, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": ""}}))
        assert (status, error) == (403, {
            "Code": "CrossLocationLoggingProhibitted", "Message": "Cross S3 location logging not allowed. ", **expected})


def test_a_bucket_with_dots_is_not_accelerated_whatever_the_status(server, s3, bucket):
    s3.create_bucket(Bucket="dots." + bucket)
    answer = server.send("PUT", f"/dots.{bucket}?accelerate", b"<AccelerateConfiguration><Status>Wrong</Status></AccelerateConfiguration>")
    assert elements(answer) == [
        ("Code", "InvalidRequest"),
        ("Message", "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names")]


# Access

def test_the_owner_of_a_list_has_an_id_that_could_be_one(s3, bucket):
    open_up(s3, bucket, "ObjectWriter")
    put = lambda owner: s3.put_bucket_acl(Bucket=bucket, AccessControlPolicy={"Owner": {"ID": owner}, "Grants": []})  # noqa: E731
    assert_refused(
        lambda: put("not-an-id"), 400, "InvalidArgument", "Invalid id", ArgumentName="CanonicalUser/ID", ArgumentValue="not-an-id")
    assert refusal(lambda: put("ab" * 32))[1]["Code"] == "AccessDenied"
