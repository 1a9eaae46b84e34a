"""Buckets that keep versions. Source: S3 User Guide, "Retaining multiple versions of objects with S3 Versioning"."""

import pytest
import requests

from helpers import error_of, signed_form
from pelton import wait_until

# Nobody has ever given it out, as its check number says.
MADE_UP = "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH"


def put(s3, bucket, key="k", body=b"x", **options):
    return s3.put_object(Bucket=bucket, Key=key, Body=body, **options).get("VersionId")


def get(s3, bucket, key="k", **options):
    return s3.get_object(Bucket=bucket, Key=key, **options)["Body"].read()


def gone(s3, bucket, key="k"):
    """The id of a version that was."""
    id = put(s3, bucket, key)
    s3.delete_object(Bucket=bucket, Key=key, VersionId=id)
    return id


def versions(s3, bucket, **options):
    page = s3.list_object_versions(Bucket=bucket, **options)
    return page.get("Versions", []), page.get("DeleteMarkers", [])


def set_versioning(s3, bucket, status):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


@pytest.fixture
def versioned(s3, bucket):
    set_versioning(s3, bucket, "Enabled")
    return bucket


def header(answer, name):
    return answer["ResponseMetadata"]["HTTPHeaders"].get(name)


# API_PutBucketVersioning, API_GetBucketVersioning

def test_a_bucket_tells_its_versioning_once_it_was_set(s3, bucket):
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    for status in ["Enabled", "Suspended", "Enabled"]:
        set_versioning(s3, bucket, status)
        assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == status


@pytest.mark.parametrize(("body", "code"), [
    (b"", "MalformedXML"), (b"<VersioningConfiguration", "MalformedXML"), (b"<Other/>", "MalformedXML"),
    (b"<VersioningConfiguration><Status>On</Status></VersioningConfiguration>", "MalformedXML"),
    (b"<VersioningConfiguration><Status>Enabled</Status><Status>Enabled</Status></VersioningConfiguration>", "MalformedXML"),
    (b"<VersioningConfiguration><Stat>Enabled</Stat></VersioningConfiguration>", "MalformedXML"),
    (b"<VersioningConfiguration/>", "IllegalVersioningConfigurationException"),
    (b"<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>", "NotImplemented"),
])
def test_a_bad_versioning_document_changes_nothing(server, s3, bucket, body, code):
    answer = server.send("PUT", f"/{bucket}?versioning", body)
    assert (answer.status, answer.code) == (501 if code == "NotImplemented" else 400, code)
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)


# "Adding objects to versioning-enabled buckets", "Retrieving object versions"

def test_each_write_keeps_the_versions_before_it(s3, versioned):
    ids = [put(s3, versioned, body=bytes([i])) for i in range(3)]
    assert len(set(ids)) == 3
    assert get(s3, versioned) == b"\x02"
    for i, id in enumerate(ids):
        answer = s3.get_object(Bucket=versioned, Key="k", VersionId=id)
        assert (answer["Body"].read(), answer["VersionId"]) == (bytes([i]), id)
        assert s3.head_object(Bucket=versioned, Key="k", VersionId=id)["VersionId"] == id


def test_an_object_from_before_versioning_is_the_null_version(s3, bucket):
    assert put(s3, bucket, body=b"before") is None
    set_versioning(s3, bucket, "Enabled")
    put(s3, bucket, body=b"after")
    assert get(s3, bucket, VersionId="null") == b"before"
    found, _ = versions(s3, bucket)
    assert [(version["VersionId"] == "null", version["IsLatest"]) for version in found] == [(False, True), (True, False)]


def test_an_unversioned_bucket_shows_no_version_ids(s3, bucket):
    assert put(s3, bucket) is None
    assert "VersionId" not in s3.get_object(Bucket=bucket, Key="k")
    assert "VersionId" not in s3.get_object(Bucket=bucket, Key="k", VersionId="null")
    assert [version["VersionId"] for version in versions(s3, bucket)[0]] == ["null"]


@pytest.mark.parametrize(("version", "expected"), [
    (MADE_UP, (400, "InvalidArgument")), ("null", (404, "NoSuchVersion")), ("short", (400, "InvalidArgument")),
    ("/" * 32, (400, "InvalidArgument")), ("a" * 31 + "%", (400, "InvalidArgument")),
])
def test_a_version_that_never_was(s3, versioned, version, expected):
    put(s3, versioned)
    for read in [s3.get_object, s3.head_object, s3.get_object_tagging, s3.get_object_acl, s3.delete_object_tagging]:
        found = error_of(lambda: read(Bucket=versioned, Key="k", VersionId=version))
        assert found == ((expected[0], str(expected[0])) if read == s3.head_object else expected)
    source = {"Bucket": versioned, "Key": "k", "VersionId": version}
    assert error_of(lambda: s3.copy_object(Bucket=versioned, Key="c", CopySource=source)) == expected


def test_a_version_that_was_is_said_to_be_missing(s3, versioned):
    put(s3, versioned)
    for version in (gone(s3, versioned), put(s3, versioned, "of-another-key")):
        for read in [s3.get_object, s3.get_object_tagging]:
            assert error_of(lambda: read(Bucket=versioned, Key="k", VersionId=version)) == (404, "NoSuchVersion")


# Recorded of AWS, February 2026.
@pytest.mark.parametrize("state", [None, "Enabled", "Suspended"])
def test_a_version_that_never_was_is_not_deleted(s3, bucket, state):
    if state:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": state})
    put(s3, bucket)
    assert error_of(lambda: s3.delete_object(Bucket=bucket, Key="k", VersionId=MADE_UP)) == (400, "InvalidArgument")
    objects = [{"Key": "k", "VersionId": MADE_UP}, {"Key": "k", "VersionId": "short"}, {"Key": "absent", "VersionId": "null"}]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})
    assert [(error["Key"], error["VersionId"], error["Code"]) for error in answer["Errors"]] == [
        ("k", MADE_UP, "NoSuchVersion"), ("k", "short", "NoSuchVersion")]
    assert [deleted["Key"] for deleted in answer["Deleted"]] == ["absent"]
    assert get(s3, bucket) == b"x"


def test_an_empty_version_id_is_refused(server, s3, versioned):
    put(s3, versioned)
    answer = server.send("GET", f"/{versioned}/k?versionId=")
    assert (answer.status, answer.code) == (400, "InvalidArgument")


# "Working with delete markers"

def test_a_delete_without_a_version_puts_a_marker_on_top(s3, versioned):
    id = put(s3, versioned)
    deleted = s3.delete_object(Bucket=versioned, Key="k")
    assert deleted["DeleteMarker"] is True
    error = None
    try:
        s3.get_object(Bucket=versioned, Key="k")
    except s3.exceptions.NoSuchKey as caught:
        error = caught.response
    assert header(error, "x-amz-delete-marker") == "true"
    assert header(error, "x-amz-version-id") == deleted["VersionId"]
    assert get(s3, versioned, VersionId=id) == b"x"
    assert "Contents" not in s3.list_objects_v2(Bucket=versioned)


def test_a_marker_itself_cannot_be_read(server, s3, versioned):
    put(s3, versioned)
    marker = s3.delete_object(Bucket=versioned, Key="k")["VersionId"]
    answer = server.send("GET", f"/{versioned}/k?versionId={marker}")
    assert (answer.status, answer.code) == (405, "MethodNotAllowed")
    assert (answer.headers["allow"], answer.headers["x-amz-delete-marker"]) == ("DELETE", "true")
    assert answer.headers["x-amz-version-id"] == marker and "last-modified" in answer.headers


def test_removing_the_marker_brings_the_object_back(s3, versioned):
    put(s3, versioned, body=b"back")
    marker = s3.delete_object(Bucket=versioned, Key="k")["VersionId"]
    removed = s3.delete_object(Bucket=versioned, Key="k", VersionId=marker)
    assert (removed["DeleteMarker"], removed["VersionId"]) == (True, marker)
    assert get(s3, versioned) == b"back"


def test_a_marker_is_made_even_where_there_was_no_object(s3, versioned):
    first = s3.delete_object(Bucket=versioned, Key="nothing")["VersionId"]
    second = s3.delete_object(Bucket=versioned, Key="nothing")["VersionId"]
    _, markers = versions(s3, versioned)
    assert [(marker["VersionId"], marker["IsLatest"]) for marker in markers] == [(second, True), (first, False)]


# "Deleting object versions"

def test_a_named_version_is_gone_for_good_and_the_one_before_is_current(s3, versioned):
    first, second = put(s3, versioned, body=b"1"), put(s3, versioned, body=b"2")
    deleted = s3.delete_object(Bucket=versioned, Key="k", VersionId=second)
    assert deleted["VersionId"] == second and "DeleteMarker" not in deleted
    assert get(s3, versioned) == b"1"
    assert error_of(lambda: get(s3, versioned, VersionId=second)) == (404, "NoSuchVersion")
    s3.delete_object(Bucket=versioned, Key="k", VersionId=first)
    assert versions(s3, versioned) == ([], [])
    s3.delete_bucket(Bucket=versioned)


def test_deleting_a_version_that_is_gone_succeeds(s3, versioned):
    id, old = put(s3, versioned), gone(s3, versioned)
    assert s3.delete_object(Bucket=versioned, Key="k", VersionId=old)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert [version["VersionId"] for version in versions(s3, versioned)[0]] == [id]


def test_a_bucket_with_old_versions_only_is_not_empty(s3, versioned):
    put(s3, versioned)
    s3.delete_object(Bucket=versioned, Key="k")
    assert error_of(lambda: s3.delete_bucket(Bucket=versioned)) == (409, "BucketNotEmpty")


# API_DeleteObjects

def test_a_batch_deletes_versions_and_makes_markers(s3, versioned):
    old, new = put(s3, versioned, "a"), put(s3, versioned, "a")
    put(s3, versioned, "b")
    marker = s3.delete_object(Bucket=versioned, Key="c")["VersionId"]
    answer = s3.delete_objects(Bucket=versioned, Delete={"Objects": [
        {"Key": "a", "VersionId": old}, {"Key": "b"}, {"Key": "c", "VersionId": marker}, {"Key": "a", "VersionId": "nonsense"}]})
    named, made, removed = answer["Deleted"]
    assert named == {"Key": "a", "VersionId": old}
    assert made["DeleteMarker"] is True and made["DeleteMarkerVersionId"] and "VersionId" not in made
    assert removed == {"Key": "c", "VersionId": marker, "DeleteMarker": True, "DeleteMarkerVersionId": marker}
    assert [(error["Key"], error["Code"]) for error in answer["Errors"]] == [("a", "NoSuchVersion")]
    assert [version["VersionId"] for version in versions(s3, versioned)[0] if version["Key"] == "a"] == [new]


def test_what_is_told_of_a_new_null_version(s3, versioned):
    """Nothing, but of a copy: recorded."""
    set_versioning(s3, versioned, "Suspended")
    assert put(s3, versioned) is None
    upload = {"Bucket": versioned, "Key": "k", "UploadId": s3.create_multipart_upload(Bucket=versioned, Key="k")["UploadId"]}
    part = {"PartNumber": 1, "ETag": s3.upload_part(**upload, PartNumber=1, Body=b"x")["ETag"]}
    for _ in range(2):
        assert "VersionId" not in s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})
    made = signed_form([{"bucket": versioned}, {"key": "k"}], {"key": "k"})
    answer = requests.post(f"{s3.meta.endpoint_url}/{versioned}", data=made, files={"file": ("name", b"x")})
    assert (answer.status_code, "x-amz-version-id" in answer.headers) == (204, False)
    assert s3.copy_object(Bucket=versioned, Key="copy", CopySource=f"{versioned}/k")["VersionId"] == "null"


# "Working with objects in a versioning-suspended bucket"

def test_a_suspended_bucket_replaces_its_null_version_and_keeps_the_others(s3, versioned):
    kept = put(s3, versioned, body=b"kept")
    set_versioning(s3, versioned, "Suspended")
    assert put(s3, versioned, body=b"first null") is None
    put(s3, versioned, body=b"second null")
    assert get(s3, versioned) == b"second null"
    assert s3.head_object(Bucket=versioned, Key="k")["VersionId"] == "null"
    assert [version["VersionId"] for version in versions(s3, versioned)[0]] == ["null", kept]
    set_versioning(s3, versioned, "Enabled")
    newest = put(s3, versioned, body=b"newest")
    set_versioning(s3, versioned, "Suspended")
    put(s3, versioned, body=b"third null")
    assert [version["VersionId"] for version in versions(s3, versioned)[0]] == ["null", newest, kept]


def test_a_delete_in_a_suspended_bucket_leaves_a_null_marker(s3, versioned):
    kept = put(s3, versioned)
    set_versioning(s3, versioned, "Suspended")
    put(s3, versioned, body=b"null")
    for _ in range(2):
        assert s3.delete_object(Bucket=versioned, Key="k")["VersionId"] == "null"
    found, markers = versions(s3, versioned)
    assert [version["VersionId"] for version in found] == [kept]
    assert [(marker["VersionId"], marker["IsLatest"]) for marker in markers] == [("null", True)]


# API_CopyObject, API_CompleteMultipartUpload, "Using conditional writes"

def test_a_copy_of_an_old_version_brings_it_back(s3, versioned):
    old = put(s3, versioned, body=b"old", Metadata={"a": "1"})
    put(s3, versioned, body=b"new")
    copied = s3.copy_object(Bucket=versioned, Key="k", CopySource={"Bucket": versioned, "Key": "k", "VersionId": old})
    assert copied["CopySourceVersionId"] == old and copied["VersionId"] not in (old, None)
    assert get(s3, versioned) == b"old"
    assert s3.head_object(Bucket=versioned, Key="k")["Metadata"] == {"a": "1"}


def test_a_copy_of_the_null_version_does_not_name_it(s3, bucket):
    """API_CopyObject, `x-amz-copy-source-version-id`."""
    put(s3, bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    assert "CopySourceVersionId" not in s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/k")


def test_a_marker_cannot_be_copied(s3, versioned):
    put(s3, versioned)
    marker = s3.delete_object(Bucket=versioned, Key="k")["VersionId"]
    source = {"Bucket": versioned, "Key": "k"}
    assert error_of(lambda: s3.copy_object(Bucket=versioned, Key="c", CopySource=source)) == (404, "NoSuchKey")
    named = {**source, "VersionId": marker}
    assert error_of(lambda: s3.copy_object(Bucket=versioned, Key="c", CopySource=named)) == (400, "InvalidRequest")
    absent = {**source, "VersionId": gone(s3, versioned, "k2")}
    assert error_of(lambda: s3.copy_object(Bucket=versioned, Key="c", CopySource=absent)) == (404, "NoSuchVersion")


def test_a_completed_upload_is_a_version_and_answers_the_same_again(s3, versioned):
    put(s3, versioned, body=b"before")
    upload = s3.create_multipart_upload(Bucket=versioned, Key="k")["UploadId"]
    part = s3.upload_part(Bucket=versioned, Key="k", UploadId=upload, PartNumber=1, Body=b"part")["ETag"]
    complete = {"Bucket": versioned, "Key": "k", "UploadId": upload, "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": part}]}}
    id = s3.complete_multipart_upload(**complete)["VersionId"]
    assert s3.complete_multipart_upload(**complete)["VersionId"] == id
    assert [version["VersionId"] == id for version in versions(s3, versioned)[0]] == [True, False]


def test_if_none_match_sees_through_a_marker(s3, versioned):
    put(s3, versioned)
    assert error_of(lambda: put(s3, versioned, IfNoneMatch="*")) == (412, "PreconditionFailed")
    s3.delete_object(Bucket=versioned, Key="k")
    assert put(s3, versioned, IfNoneMatch="*")


# API_ListObjectVersions

def test_a_listing_of_versions_pages_through_keys_and_versions(s3, versioned):
    expected = []
    for key in ["a", "b/1", "b/2", "c"]:
        ids = [put(s3, versioned, key) for _ in range(3)] + [s3.delete_object(Bucket=versioned, Key=key)["VersionId"]]
        expected += [(key, id) for id in reversed(ids)]
    for size in [1, 3, 4, 1000]:
        found, markers = [], {}
        while True:
            page = s3.list_object_versions(Bucket=versioned, MaxKeys=size, **markers)
            entries = page.get("Versions", []) + page.get("DeleteMarkers", [])
            assert len(entries) <= size
            found += [(entry["Key"], entry["VersionId"]) for entry in entries]
            if not page["IsTruncated"]:
                assert "NextKeyMarker" not in page
                break
            markers = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
        assert sorted(found) == sorted(expected) and len(found) == len(expected)


def test_a_listing_of_versions_rolls_up_prefixes(s3, versioned):
    for key in ["a", "b/1", "b/2", "c"]:
        put(s3, versioned, key)
    page = s3.list_object_versions(Bucket=versioned, Delimiter="/", MaxKeys=2)
    assert [version["Key"] for version in page["Versions"]] == ["a"]
    assert page["CommonPrefixes"] == [{"Prefix": "b/"}]
    assert page["IsTruncated"] and page["NextKeyMarker"] == "b/" and "NextVersionIdMarker" not in page
    rest = s3.list_object_versions(Bucket=versioned, Delimiter="/", KeyMarker="b/")
    assert [version["Key"] for version in rest["Versions"]] == ["c"] and "CommonPrefixes" not in rest
    assert [version["Key"] for version in versions(s3, versioned, Prefix="b/")[0]] == ["b/1", "b/2"]


def test_a_version_marker_needs_a_key_marker(s3, versioned):
    assert error_of(lambda: s3.list_object_versions(Bucket=versioned, VersionIdMarker=gone(s3, versioned))) == (400, "InvalidArgument")
    assert error_of(lambda: s3.list_object_versions(Bucket=versioned, KeyMarker="k", VersionIdMarker=MADE_UP)) == (400, "InvalidArgument")


# Events: S3 User Guide, "Event message structure"

def test_events_name_the_version_and_the_marker(server, s3, versioned):
    id = put(s3, versioned)
    marker = s3.delete_object(Bucket=versioned, Key="k")["VersionId"]
    s3.delete_object(Bucket=versioned, Key="k", VersionId=id)
    events = wait_until(lambda: (lambda found: found if len(found) == 3 else None)(server.events("--bucket", versioned, "--all")))
    assert sorted(event["eventName"] for event in events) == [
        "ObjectCreated:Put", "ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated"]
    assert marker and marker != id


def test_a_restart_keeps_every_version(fresh_server):
    s3 = fresh_server.client("s3")
    s3.create_bucket(Bucket="versions")
    set_versioning(s3, "versions", "Enabled")
    ids = [put(s3, "versions", body=bytes([i]) * 100_000 * i) for i in range(3)]
    marker = s3.delete_object(Bucket="versions", Key="k")["VersionId"]
    fresh_server.kill()
    fresh_server.start()
    s3 = fresh_server.client("s3")
    for i, id in enumerate(ids):
        assert get(s3, "versions", VersionId=id) == bytes([i]) * 100_000 * i
    assert versions(s3, "versions")[1][0]["VersionId"] == marker


def test_a_listing_goes_on_behind_a_null_version_that_was_deleted(s3, bucket):
    """Who empties a bucket deletes each page before it asks for the next. API_ListObjectVersions: markers need not exist."""
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for i in range(3):
        s3.put_object(Bucket=bucket, Key="k", Body=b"%d" % i)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    s3.put_object(Bucket=bucket, Key="k", Body=b"without an id")
    more = {}
    while True:
        page = s3.list_object_versions(Bucket=bucket, MaxKeys=1, **more)
        for version in page["Versions"]:
            s3.delete_object(Bucket=bucket, Key="k", VersionId=version["VersionId"])
        if not page["IsTruncated"]:
            break
        more = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
    assert "Versions" not in s3.list_object_versions(Bucket=bucket)
