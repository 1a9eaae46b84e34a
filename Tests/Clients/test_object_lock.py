"""What is locked stays. Source: S3 User Guide, "Locking objects with Object Lock"; the API page of each operation."""

import datetime
import uuid

import pytest

from helpers import error_of, keys_of_role, message_of
from test_versioning import gone, put, versions

FUTURE = datetime.datetime(2099, 1, 1, tzinfo=datetime.timezone.utc)
LATER = datetime.datetime(2099, 6, 1, tzinfo=datetime.timezone.utc)
PROTECTED = "Access Denied because object protected by object lock."


@pytest.fixture
def locked(s3):
    name = "lock-" + uuid.uuid4().hex[:20]
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    return name


def retain(s3, bucket, mode="GOVERNANCE", until=FUTURE, key="k", **options):
    return s3.put_object_retention(Bucket=bucket, Key=key, Retention={"Mode": mode, "RetainUntilDate": until}, **options)


def remove(s3, bucket, version, key="k", **options):
    return s3.delete_object(Bucket=bucket, Key=key, VersionId=version, **options)


# API_CreateBucket, API_PutObjectLockConfiguration, API_GetObjectLockConfiguration

def test_a_bucket_made_with_object_lock_keeps_versions(s3, locked):
    assert s3.get_bucket_versioning(Bucket=locked)["Status"] == "Enabled"
    assert s3.get_object_lock_configuration(Bucket=locked)["ObjectLockConfiguration"] == {"ObjectLockEnabled": "Enabled"}
    suspend = {"Bucket": locked, "VersioningConfiguration": {"Status": "Suspended"}}
    assert error_of(lambda: s3.put_bucket_versioning(**suspend)) == (409, "InvalidBucketState")


def test_a_bucket_without_it_says_so(s3, bucket):
    assert error_of(lambda: s3.get_object_lock_configuration(Bucket=bucket)) == (404, "ObjectLockConfigurationNotFoundError")
    put(s3, bucket)
    assert error_of(lambda: retain(s3, bucket)) == (400, "InvalidRequest")
    assert error_of(lambda: s3.get_object_retention(Bucket=bucket, Key="k")) == (400, "InvalidRequest")
    assert error_of(lambda: s3.get_object_legal_hold(Bucket=bucket, Key="k")) == (400, "InvalidRequest")
    assert error_of(lambda: put(s3, bucket, ObjectLockLegalHoldStatus="ON")) == (400, "InvalidRequest")


def test_it_can_be_turned_on_where_versions_are_kept(s3, bucket):
    on = {"Bucket": bucket, "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}
    assert error_of(lambda: s3.put_object_lock_configuration(**on)) == (409, "InvalidBucketState")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object_lock_configuration(**on)
    assert s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"] == {"ObjectLockEnabled": "Enabled"}


def configuration(rule):
    return f"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>{rule}</ObjectLockConfiguration>"


@pytest.mark.parametrize(("body", "code"), [
    ("", "MalformedXML"), ("<ObjectLockConfiguration>", "MalformedXML"), ("<Other/>", "MalformedXML"),
    ("<ObjectLockConfiguration><ObjectLockEnabled>Off</ObjectLockEnabled></ObjectLockConfiguration>", "MalformedXML"),
    (configuration("<Rule/>"), "MalformedXML"), (configuration("<Rules/>"), "MalformedXML"),
    (configuration("<Rule><DefaultRetention><Mode>SOFT</Mode><Days>1</Days></DefaultRetention></Rule>"), "MalformedXML"),
    (configuration("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode></DefaultRetention></Rule>"), "MalformedXML"),
    (configuration("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years></DefaultRetention></Rule>"),
     "MalformedXML"),
    (configuration("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>0</Days></DefaultRetention></Rule>"), "InvalidArgument"),
    (configuration("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Years>-1</Years></DefaultRetention></Rule>"), "InvalidArgument"),
    (configuration("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>36501</Days></DefaultRetention></Rule>"), "InvalidArgument"),
    (configuration("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Years>101</Years></DefaultRetention></Rule>"), "InvalidArgument"),
])
def test_a_bad_lock_configuration_changes_nothing(server, s3, locked, body, code):
    answer = server.send("PUT", f"/{locked}?object-lock", body.encode(), with_md5(body))
    assert (answer.status, answer.code) == (400, code)
    assert s3.get_object_lock_configuration(Bucket=locked)["ObjectLockConfiguration"] == {"ObjectLockEnabled": "Enabled"}


def with_md5(body):
    import base64
    import hashlib

    return {"Content-MD5": base64.b64encode(hashlib.md5(body.encode()).digest()).decode()}


# "Retention modes", "Bypassing governance mode"

def test_a_retained_version_cannot_be_deleted_but_a_marker_can_cover_it(s3, locked):
    version = put(s3, locked)
    retain(s3, locked)
    assert error_of(lambda: remove(s3, locked, version)) == (403, "AccessDenied")
    assert message_of(lambda: remove(s3, locked, version)) == PROTECTED
    marker = s3.delete_object(Bucket=locked, Key="k")["VersionId"]
    remove(s3, locked, marker)
    assert s3.get_object(Bucket=locked, Key="k")["VersionId"] == version
    put(s3, locked, body=b"on top")
    assert len(versions(s3, locked)[0]) == 2


def test_governance_yields_to_a_bypass_and_compliance_to_nobody(s3, locked):
    governed, complied = put(s3, locked, "g"), put(s3, locked, "c")
    retain(s3, locked, "GOVERNANCE", key="g")
    retain(s3, locked, "COMPLIANCE", key="c")
    assert error_of(lambda: remove(s3, locked, governed, "g")) == (403, "AccessDenied")
    remove(s3, locked, governed, "g", BypassGovernanceRetention=True)
    assert error_of(lambda: remove(s3, locked, complied, "c", BypassGovernanceRetention=True)) == (403, "AccessDenied")


def test_a_batch_bypasses_governance_too(s3, locked):
    governed, held = put(s3, locked, "g"), put(s3, locked, "h")
    retain(s3, locked, key="g")
    s3.put_object_legal_hold(Bucket=locked, Key="h", LegalHold={"Status": "ON"})
    batch = {"Objects": [{"Key": "g", "VersionId": governed}, {"Key": "h", "VersionId": held}]}
    assert {error["Code"] for error in s3.delete_objects(Bucket=locked, Delete=batch)["Errors"]} == {"AccessDenied"}
    answer = s3.delete_objects(Bucket=locked, Delete=batch, BypassGovernanceRetention=True)
    assert [deleted["Key"] for deleted in answer["Deleted"]] == ["g"]
    assert [error["Key"] for error in answer["Errors"]] == ["h"]


@pytest.mark.parametrize(("old", "new", "bypass", "expected"), [
    (("GOVERNANCE", FUTURE), ("GOVERNANCE", LATER), False, None),
    (("GOVERNANCE", LATER), ("GOVERNANCE", FUTURE), False, (403, "AccessDenied")),
    (("GOVERNANCE", LATER), ("GOVERNANCE", FUTURE), True, None),
    (("GOVERNANCE", FUTURE), ("COMPLIANCE", FUTURE), True, None),
    (("GOVERNANCE", FUTURE), ("COMPLIANCE", FUTURE), False, (403, "AccessDenied")),
    (("GOVERNANCE", FUTURE), ("COMPLIANCE", LATER), False, (403, "AccessDenied")),
    (("COMPLIANCE", FUTURE), ("COMPLIANCE", LATER), False, None),
    (("COMPLIANCE", LATER), ("COMPLIANCE", FUTURE), True, (403, "AccessDenied")),
    (("COMPLIANCE", FUTURE), ("GOVERNANCE", LATER), True, (403, "AccessDenied")),
])
def test_a_retention_is_prolonged_by_anyone_and_shortened_by_few(s3, locked, old, new, bypass, expected):
    put(s3, locked)
    retain(s3, locked, *old)
    change = lambda: retain(s3, locked, *new, BypassGovernanceRetention=bypass)  # noqa: E731
    if expected:
        assert error_of(change) == expected
    else:
        change()
    mode, until = old if expected else new
    assert s3.get_object_retention(Bucket=locked, Key="k")["Retention"] == {"Mode": mode, "RetainUntilDate": until}


def test_a_retention_can_be_taken_away_by_a_bypass_only(server, s3, locked):
    version = put(s3, locked)
    retain(s3, locked)
    empty = "<Retention/>"
    assert server.send("PUT", f"/{locked}/k?retention", empty.encode(), with_md5(empty)).status == 403
    bypass = {**with_md5(empty), "x-amz-bypass-governance-retention": "true"}
    assert server.send("PUT", f"/{locked}/k?retention", empty.encode(), bypass).status == 200
    assert error_of(lambda: s3.get_object_retention(Bucket=locked, Key="k")) == (404, "NoSuchObjectLockConfiguration")
    remove(s3, locked, version)


@pytest.mark.parametrize(("body", "code"), [
    ("<Retention><Mode>GOVERNANCE</Mode></Retention>", "MalformedXML"),
    ("<Retention><Mode>SOFT</Mode><RetainUntilDate>2099-01-01T00:00:00Z</RetainUntilDate></Retention>", "MalformedXML"),
    ("<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>soon</RetainUntilDate></Retention>", "MalformedXML"),
    ("<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2001-01-01T00:00:00Z</RetainUntilDate></Retention>", "InvalidArgument"),
    ("<Retention><Other/></Retention>", "MalformedXML"),
])
def test_a_bad_retention_changes_nothing(server, s3, locked, body, code):
    put(s3, locked)
    answer = server.send("PUT", f"/{locked}/k?retention", body.encode(), with_md5(body))
    assert (answer.status, answer.code) == (400, code)
    assert error_of(lambda: s3.get_object_retention(Bucket=locked, Key="k")) == (404, "NoSuchObjectLockConfiguration")


# "Legal holds"

def test_a_legal_hold_keeps_a_version_until_it_is_lifted(s3, locked):
    version = put(s3, locked)
    assert error_of(lambda: s3.get_object_legal_hold(Bucket=locked, Key="k")) == (404, "NoSuchObjectLockConfiguration")
    s3.put_object_legal_hold(Bucket=locked, Key="k", LegalHold={"Status": "ON"})
    assert s3.get_object_legal_hold(Bucket=locked, Key="k")["LegalHold"] == {"Status": "ON"}
    assert error_of(lambda: remove(s3, locked, version, BypassGovernanceRetention=True)) == (403, "AccessDenied")
    s3.put_object_legal_hold(Bucket=locked, Key="k", LegalHold={"Status": "OFF"})
    assert s3.get_object_legal_hold(Bucket=locked, Key="k")["LegalHold"] == {"Status": "OFF"}
    remove(s3, locked, version)


def test_locks_of_versions_are_their_own(s3, locked):
    first, second = put(s3, locked), put(s3, locked)
    retain(s3, locked, VersionId=first)
    assert error_of(lambda: retain(s3, locked, VersionId=gone(s3, locked))) == (404, "NoSuchVersion")
    remove(s3, locked, second)
    assert error_of(lambda: remove(s3, locked, first)) == (403, "AccessDenied")


# API_PutObject, API_CopyObject, API_CreateMultipartUpload: x-amz-object-lock-…

def lock_options(mode="GOVERNANCE", until=FUTURE, hold="ON"):
    return {"ObjectLockMode": mode, "ObjectLockRetainUntilDate": until, "ObjectLockLegalHoldStatus": hold}


def check_locked(answer):
    assert (answer["ObjectLockMode"], answer["ObjectLockRetainUntilDate"], answer["ObjectLockLegalHoldStatus"]) == (
        "GOVERNANCE", FUTURE, "ON")


def test_every_kind_of_write_can_lock_what_it_writes(s3, locked):
    put(s3, locked, "put", **lock_options())
    s3.copy_object(Bucket=locked, Key="copy", CopySource=f"{locked}/put", **lock_options())
    upload = s3.create_multipart_upload(Bucket=locked, Key="parts", **lock_options())["UploadId"]
    part = s3.upload_part(Bucket=locked, Key="parts", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    s3.complete_multipart_upload(
        Bucket=locked, Key="parts", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
    for key in ["put", "copy", "parts"]:
        check_locked(s3.head_object(Bucket=locked, Key=key))
        check_locked(s3.get_object(Bucket=locked, Key=key))


def test_a_copy_does_not_take_its_sources_lock(s3, locked):
    put(s3, locked, **lock_options())
    s3.copy_object(Bucket=locked, Key="copy", CopySource=f"{locked}/k")
    assert "ObjectLockMode" not in s3.head_object(Bucket=locked, Key="copy")


def test_new_objects_get_the_buckets_default(s3, locked):
    s3.put_object_lock_configuration(Bucket=locked, ObjectLockConfiguration={
        "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}})
    version = put(s3, locked)
    answer = s3.get_object_retention(Bucket=locked, Key="k")["Retention"]
    days = (answer["RetainUntilDate"] - datetime.datetime.now(datetime.timezone.utc)) / datetime.timedelta(days=1)
    assert answer["Mode"] == "COMPLIANCE" and 364.9 < days <= 365
    assert error_of(lambda: remove(s3, locked, version)) == (403, "AccessDenied")
    put(s3, locked, "own", **lock_options())
    check_locked(s3.head_object(Bucket=locked, Key="own"))


@pytest.mark.parametrize(("headers", "code"), [
    ({"x-amz-object-lock-mode": "GOVERNANCE"}, "InvalidArgument"),
    ({"x-amz-object-lock-retain-until-date": "2099-01-01T00:00:00Z"}, "InvalidArgument"),
    ({"x-amz-object-lock-mode": "SOFT", "x-amz-object-lock-retain-until-date": "2099-01-01T00:00:00Z"}, "InvalidArgument"),
    ({"x-amz-object-lock-mode": "GOVERNANCE", "x-amz-object-lock-retain-until-date": "2001-01-01T00:00:00Z"}, "InvalidArgument"),
    ({"x-amz-object-lock-mode": "GOVERNANCE", "x-amz-object-lock-retain-until-date": "soon"}, "InvalidArgument"),
    ({"x-amz-object-lock-legal-hold": "MAYBE"}, "InvalidArgument"),
])
def test_bad_lock_headers_are_refused(server, s3, locked, headers, code):
    answer = server.send("PUT", f"/{locked}/k", b"x", {**headers, **with_md5("x")})
    assert (answer.status, answer.code) == (400, code)
    assert "Contents" not in s3.list_objects_v2(Bucket=locked)


def test_a_locked_write_needs_a_digest(server, s3, locked):
    headers = {"x-amz-object-lock-legal-hold": "ON"}
    answer = server.send("PUT", f"/{locked}/k", b"x", headers)
    assert (answer.status, answer.code) == (400, "InvalidRequest")
    assert server.send("PUT", f"/{locked}/k", b"x", {**headers, **with_md5("x")}).status == 200


def test_a_lock_outlives_a_restart(fresh_server):
    s3 = fresh_server.client("s3")
    s3.create_bucket(Bucket="lock-bucket", ObjectLockEnabledForBucket=True)
    version = put(s3, "lock-bucket", **lock_options())
    fresh_server.kill()
    fresh_server.start()
    s3 = fresh_server.client("s3")
    assert error_of(lambda: remove(s3, "lock-bucket", version, BypassGovernanceRetention=True)) == (403, "AccessDenied")
    check_locked(s3.head_object(Bucket="lock-bucket", Key="k"))


def test_who_makes_a_bucket_with_lock_or_with_a_list_needs_the_rights_for_that_too(server):
    """API_CreateBucket, "Permissions": a lock cannot be taken away again, and keeps versions. `private` is what a new bucket is anyhow."""
    every = "arn:aws:s3:::*"
    maker = server.client("s3", *keys_of_role(server, "bucket-maker", ("Allow", "s3:CreateBucket", every)))
    name = "made-" + uuid.uuid4().hex[:12]
    for more in ({"ObjectLockEnabledForBucket": True}, {"ACL": "public-read"}):
        assert error_of(lambda: maker.create_bucket(Bucket=name, **more)) == (403, "AccessDenied")
    maker.create_bucket(Bucket=name, ACL="private")
    rights = ["s3:CreateBucket", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"]
    locker = server.client("s3", *keys_of_role(server, "bucket-locker", ("Allow", rights, every)))
    locker.create_bucket(Bucket="locked-" + name, ObjectLockEnabledForBucket=True)
