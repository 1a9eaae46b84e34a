"""What lifecycles do as days of less than a second go by, and which events tell of it."""

import json
import uuid

import pytest

from helpers import error_of, make_function, notify, permit_s3
from pelton import Server, wait_until
from test_lifecycle import put, rule

DAY = "400ms"
LARGE = b"x" * (128 << 10)
ELEMENTS = "S3 User Guide, Lifecycle configuration elements"
ECHO = """
import json
def handler(event, context):
    print("EVENT " + json.dumps(event))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("lifecycle") / "data", "--lifecycle-day", DAY).start()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def s3(server):
    return server.client("s3")


@pytest.fixture(scope="module")
def rest(s3):
    """Waits until lifecycles have run: runs go through the buckets one after the other, this one first. What the first of two objects
    sees, the run before has finished everywhere when the second one goes."""
    s3.create_bucket(Bucket="witness")
    put(s3, "witness", rule(Expiration={"Days": 1}))

    def wait():
        for _ in range(2):
            s3.put_object(Bucket="witness", Key="w", Body=b"")
            wait_until(lambda: keys(s3, "witness") == [])

    return wait


@pytest.fixture
def bucket(s3, rest):
    name = "life-" + uuid.uuid4().hex[:20]
    s3.create_bucket(Bucket=name)
    yield name
    s3.delete_bucket_lifecycle(Bucket=name)


def version(s3, bucket, status="Enabled"):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


def keys(s3, bucket):
    return [each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]


def versions(s3, bucket):
    """Keys of versions and of markers, newest first."""
    page = s3.list_object_versions(Bucket=bucket)
    return [each["Key"] for each in page.get("Versions", [])], [each["Key"] for each in page.get("DeleteMarkers", [])]


def lifecycle_events(server, bucket):
    found = server.events("--bucket", bucket, "--state", "unmatched") + server.events("--bucket", bucket, "--state", "done")
    return [(each["eventName"], each["key"]) for each in found if "Lifecycle" in each["eventName"]]


FILTERS = [
    ("prefix", {"Prefix": "a/"}, ["a/1"]),
    ("tag", {"Tag": {"Key": "k", "Value": "v"}}, ["b/tagged"]),
    ("larger", {"ObjectSizeGreaterThan": 10}, ["c/large"]),
    ("smaller", {"ObjectSizeLessThan": 1}, ["d/empty"]),
    ("all of several", {"And": {"Prefix": "b/", "Tags": [{"Key": "k", "Value": "v"}], "ObjectSizeLessThan": 10}}, ["b/tagged"]),
]


@pytest.mark.parametrize(("filters", "gone"), [row[1:] for row in FILTERS], ids=[row[0] for row in FILTERS])
def test_objects_that_a_filter_names_go(server, s3, bucket, rest, filters, gone):
    """S3 User Guide, Lifecycle configuration elements: Filter"""
    for key, body, tags in [("a/1", b"1", ""), ("b/tagged", b"1", "k=v&l=w"), ("c/large", b"x" * 11, "k=w"), ("d/empty", b"", "")]:
        s3.put_object(Bucket=bucket, Key=key, Body=body, Tagging=tags)
    put(s3, bucket, rule(Filter=filters, Expiration={"Days": 1}))
    wait_until(lambda: not set(gone) & set(keys(s3, bucket)))
    rest()
    assert keys(s3, bucket) == sorted({"a/1", "b/tagged", "c/large", "d/empty"} - set(gone))
    assert lifecycle_events(server, bucket) == [("LifecycleExpiration:Delete", key) for key in gone]


def test_a_date_that_has_passed_ends_what_there_is(s3, bucket, rest):
    """API_LifecycleExpiration: Date"""
    s3.put_object(Bucket=bucket, Key="a", Body=b"")
    put(s3, bucket, rule("late", Filter={"Prefix": ""}, Expiration={"Date": "2090-01-01T00:00:00Z"}))
    rest()
    assert keys(s3, bucket) == ["a"]
    put(s3, bucket, rule("past", Filter={"Prefix": ""}, Expiration={"Date": "2020-01-01T00:00:00Z"}))
    wait_until(lambda: keys(s3, bucket) == [])


def test_a_disabled_rule_and_none_do_nothing(s3, bucket, rest):
    """API_LifecycleRule: Status"""
    s3.put_object(Bucket=bucket, Key="a", Body=b"")
    put(s3, bucket, {**rule(Expiration={"Days": 1}), "Status": "Disabled"})
    rest()
    assert keys(s3, bucket) == ["a"]


def test_versions_get_a_marker_then_go_then_the_marker_goes(server, s3, bucket):
    """S3 User Guide, Lifecycle configuration elements: Expiration, NoncurrentVersionExpiration, ExpiredObjectDeleteMarker"""
    version(s3, bucket)
    first = s3.put_object(Bucket=bucket, Key="a", Body=b"1")["VersionId"]
    put(s3, bucket, rule(Expiration={"Days": 1}))
    wait_until(lambda: versions(s3, bucket) == (["a"], ["a"]))
    assert s3.get_object(Bucket=bucket, Key="a", VersionId=first)["Body"].read() == b"1"
    put(s3, bucket, rule(NoncurrentVersionExpiration={"NoncurrentDays": 1}))
    wait_until(lambda: versions(s3, bucket) == ([], ["a"]))
    put(s3, bucket, rule(Expiration={"ExpiredObjectDeleteMarker": True}))
    wait_until(lambda: versions(s3, bucket) == ([], []))
    assert lifecycle_events(server, bucket) == [
        ("LifecycleExpiration:DeleteMarkerCreated", "a"), ("LifecycleExpiration:Delete", "a"), ("LifecycleExpiration:Delete", "a")]


def test_a_marker_over_versions_stays(s3, bucket, rest):
    """S3 User Guide, Removing expired object delete markers"""
    version(s3, bucket)
    s3.put_object(Bucket=bucket, Key="a", Body=b"1")
    s3.delete_object(Bucket=bucket, Key="a")
    s3.delete_object(Bucket=bucket, Key="never was")
    put(s3, bucket, rule(Expiration={"ExpiredObjectDeleteMarker": True}))
    wait_until(lambda: versions(s3, bucket) == (["a"], ["a"]))
    rest()
    assert versions(s3, bucket) == (["a"], ["a"])


def test_where_versioning_is_suspended_the_null_version_is_replaced(s3, bucket):
    """S3 User Guide, Lifecycle configuration elements: Expiration, versioning-suspended bucket"""
    version(s3, bucket)
    s3.put_object(Bucket=bucket, Key="a", Body=b"1")
    version(s3, bucket, "Suspended")
    s3.put_object(Bucket=bucket, Key="a", Body=b"2")
    put(s3, bucket, rule(Expiration={"Days": 1}))
    wait_until(lambda: versions(s3, bucket)[1] == ["a"])
    page = s3.list_object_versions(Bucket=bucket)
    assert [(each["Key"], each["VersionId"]) for each in page["DeleteMarkers"]] == [("a", "null")]
    assert len(page["Versions"]) == 1 and page["Versions"][0]["VersionId"] != "null"


def test_the_newest_noncurrent_versions_are_kept(s3, bucket, rest):
    """API_NoncurrentVersionExpiration: NewerNoncurrentVersions"""
    version(s3, bucket)
    ids = [s3.put_object(Bucket=bucket, Key="a", Body=str(i).encode())["VersionId"] for i in range(6)]
    put(s3, bucket, rule(NoncurrentVersionExpiration={"NoncurrentDays": 1, "NewerNoncurrentVersions": 2}))
    wait_until(lambda: len(versions(s3, bucket)[0]) <= 3)
    rest()
    assert [each["VersionId"] for each in s3.list_object_versions(Bucket=bucket)["Versions"]] == ids[:2:-1]


def test_locked_versions_stay(s3, rest):
    """S3 User Guide, Object Lock considerations: S3 Lifecycle"""
    bucket = "life-" + uuid.uuid4().hex[:20]
    s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
    held = s3.put_object(Bucket=bucket, Key="a", Body=b"1", ObjectLockLegalHoldStatus="ON")["VersionId"]
    s3.put_object(Bucket=bucket, Key="a", Body=b"2")
    last = s3.put_object(Bucket=bucket, Key="a", Body=b"3")["VersionId"]
    put(s3, bucket, rule(NoncurrentVersionExpiration={"NoncurrentDays": 1}))
    wait_until(lambda: len(versions(s3, bucket)[0]) == 2)
    rest()
    assert [each["VersionId"] for each in s3.list_object_versions(Bucket=bucket)["Versions"]] == [last, held]
    s3.put_object_legal_hold(Bucket=bucket, Key="a", VersionId=held, LegalHold={"Status": "OFF"})
    wait_until(lambda: len(versions(s3, bucket)[0]) == 1)


def test_a_transition_changes_the_class_only(server, s3, bucket):
    """API_Transition; S3 User Guide, Transitioning objects using Amazon S3 Lifecycle"""
    s3.put_object(Bucket=bucket, Key="large", Body=LARGE, ContentType="text/x", Tagging="k=v", Metadata={"m": "1"})
    s3.put_object(Bucket=bucket, Key="small", Body=b"1")
    before = s3.head_object(Bucket=bucket, Key="large")
    put(s3, bucket, rule(Transitions=[{"Days": 1, "StorageClass": "GLACIER"}]))
    wait_until(lambda: s3.head_object(Bucket=bucket, Key="large").get("StorageClass") == "GLACIER")
    after = s3.head_object(Bucket=bucket, Key="large")
    for name in ("ETag", "LastModified", "ContentType", "Metadata", "ContentLength"):
        assert after[name] == before[name]
    # And with the class, that it must be restored to be read.
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="large")) == (403, "InvalidObjectState")
    s3.restore_object(Bucket=bucket, Key="large", RestoreRequest={"Days": 30_000})
    assert s3.get_object(Bucket=bucket, Key="large")["Body"].read() == LARGE
    listed = {each["Key"]: each["StorageClass"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    assert listed == {"large": "GLACIER", "small": "STANDARD"}
    put(s3, bucket, rule(Transitions=[{"Days": 1, "StorageClass": "GLACIER"}]), TransitionDefaultMinimumObjectSize="varies_by_storage_class")
    wait_until(lambda: s3.head_object(Bucket=bucket, Key="small").get("StorageClass") == "GLACIER")
    assert lifecycle_events(server, bucket) == [("LifecycleTransition", "large"), ("LifecycleTransition", "small")]


def test_noncurrent_versions_have_transitions_of_their_own(s3, bucket, rest):
    """API_NoncurrentVersionTransition"""
    version(s3, bucket)
    for _ in range(3):
        s3.put_object(Bucket=bucket, Key="a", Body=LARGE)
    put(s3, bucket, rule(NoncurrentVersionTransitions=[{"NoncurrentDays": 1, "StorageClass": "DEEP_ARCHIVE", "NewerNoncurrentVersions": 1}]))

    def classes():
        return [each["StorageClass"] for each in s3.list_object_versions(Bucket=bucket)["Versions"]]

    wait_until(lambda: "DEEP_ARCHIVE" in classes())
    rest()
    assert classes() == ["STANDARD", "STANDARD", "DEEP_ARCHIVE"]


def test_uploads_are_aborted_and_no_event_tells(server, s3, bucket, rest):
    """API_AbortIncompleteMultipartUpload"""
    gone = s3.create_multipart_upload(Bucket=bucket, Key="u/1")["UploadId"]
    s3.upload_part(Bucket=bucket, Key="u/1", UploadId=gone, PartNumber=1, Body=b"1")
    s3.create_multipart_upload(Bucket=bucket, Key="other")
    put(s3, bucket, rule(Filter={"Prefix": "u/"}, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 1}))
    wait_until(lambda: len(s3.list_multipart_uploads(Bucket=bucket)["Uploads"]) == 1)
    rest()
    assert [each["Key"] for each in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]] == ["other"]
    assert error_of(lambda: s3.list_parts(Bucket=bucket, Key="u/1", UploadId=gone)) == (404, "NoSuchUpload")
    assert lifecycle_events(server, bucket) == []


def test_what_a_function_is_told(server, s3, bucket):
    """S3 User Guide, Configuring S3 Lifecycle event notifications"""
    arn = make_function(server, "told", ECHO)
    permit_s3(server, "told", bucket)
    notify(s3, bucket, arn, events=("s3:LifecycleExpiration:*", "s3:LifecycleTransition"))
    s3.put_object(Bucket=bucket, Key="a", Body=LARGE)
    put(s3, bucket, rule(Transitions=[{"Days": 1, "StorageClass": "GLACIER_IR"}]))
    wait_until(lambda: len(server.events("--bucket", bucket, "--state", "done")) == 1)
    put(s3, bucket, rule(Expiration={"Days": 1}))
    wait_until(lambda: len(server.events("--bucket", bucket, "--state", "done")) == 2)
    logged = server.client("logs").filter_log_events(logGroupName="/aws/lambda/told", filterPattern="EVENT")["events"]
    moved, gone = [json.loads(each["message"].removeprefix("EVENT "))["Records"][0] for each in logged]
    for record in (moved, gone):
        assert record["eventVersion"] == "2.3"
        assert record["userIdentity"] == {"principalId": "s3.amazonaws.com"}
        assert record["requestParameters"] == {"sourceIPAddress": "s3.amazonaws.com"}
    assert moved["eventName"] == "LifecycleTransition"
    assert moved["lifecycleEventData"] == {"transitionEventData": {"destinationStorageClass": "GLACIER_IR"}}
    assert moved["s3"]["object"]["size"] == len(LARGE)
    assert gone["eventName"] == "LifecycleExpiration:Delete"
    assert set(gone["s3"]["object"]) == {"key", "sequencer"}


def test_a_run_goes_on_after_a_kill(tmp_path):
    """Killed in the middle, a run leaves nothing undone and does nothing twice."""
    server = Server(tmp_path / "data", "--lifecycle-day", "3s").start()
    s3 = server.client("s3")
    s3.create_bucket(Bucket="many")
    names = [f"{i:04}" for i in range(1500)]
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda name: s3.put_object(Bucket="many", Key=name, Body=b"1"), names))
    put(s3, "many", rule(Expiration={"Days": 1}))
    wait_until(lambda: len(keys(s3, "many")) < 1000 or not keys(s3, "many"), every=0.001)
    server.kill()
    server.start()
    s3 = server.client("s3")
    wait_until(lambda: keys(s3, "many") == [])
    told = lifecycle_events(server, "many")
    assert sorted(key for _, key in told) == names
    assert server.stop() == 0


@pytest.mark.parametrize("day", ["0s", "soon", "1s,2s", "-1s"])
def test_a_day_must_be_a_time(tmp_path, day):
    """pelton serve --help"""
    with pytest.raises(RuntimeError, match="--lifecycle-day takes a time such as 2s"):
        Server(tmp_path / "data", f"--lifecycle-day={day}").start()
