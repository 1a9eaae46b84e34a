"""Lifecycles: what is accepted, what is refused with which words, and what they do as days of seconds go by."""

import base64
import datetime
import hashlib
import re

import pytest
import urllib3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from helpers import error_of, message_of, signed_form
from pelton import ACCESS_KEY, REGION, SECRET_KEY

MIB = 1 << 20
PUT = "API_PutBucketLifecycleConfiguration"
ELEMENTS = "S3 User Guide, Lifecycle configuration elements"
TRANSITIONS = "S3 User Guide, Transitioning objects using Amazon S3 Lifecycle"
EXPIRE = {"Expiration": {"Days": 1}}
MIDNIGHT = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)


def rule(rule_id="r", **parts):
    made = {"ID": rule_id, "Status": "Enabled", **parts}
    if "Prefix" not in made and "Filter" not in made:
        made["Filter"] = {"Prefix": ""}
    return made


def put(s3, bucket, *rules, **options):
    return s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": list(rules)}, **options)


def get(s3, bucket):
    return s3.get_bucket_lifecycle_configuration(Bucket=bucket)


def put_raw(server, bucket, body, digest=True):
    """Sends a body as it is; the client library would refuse it. Returns status and error code."""
    request = AWSRequest(
        "PUT", f"{server.url}/{bucket}?lifecycle", data=body,
        headers={"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode()} if digest else {})
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    answer = urllib3.request("PUT", request.url, body=body, headers=dict(request.headers.items()))
    code = re.search("<Code>(.*?)</Code>", answer.data.decode())
    return answer.status, code and code.group(1)


# What is accepted reads back as it was.

ACCEPTED = [
    ("the old form", [rule(Prefix="logs/", **EXPIRE)], ELEMENTS),
    ("an empty prefix", [rule(Prefix="", **EXPIRE)], ELEMENTS),
    ("an empty filter", [rule(Filter={}, **EXPIRE)], ELEMENTS),
    ("a prefix", [rule(Filter={"Prefix": "a b/é"}, **EXPIRE)], ELEMENTS),
    ("a tag", [rule(Filter={"Tag": {"Key": "k", "Value": "v"}}, **EXPIRE)], ELEMENTS),
    ("a tag with an empty value", [rule(Filter={"Tag": {"Key": "k", "Value": ""}}, **EXPIRE)], ELEMENTS),
    ("sizes", [rule(Filter={"ObjectSizeGreaterThan": 0}, **EXPIRE), rule("s", Filter={"ObjectSizeLessThan": 1}, **EXPIRE)], ELEMENTS),
    ("all of them", [rule(Filter={"And": {
        "Prefix": "p", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}], "ObjectSizeGreaterThan": 500,
        "ObjectSizeLessThan": 64000}}, **EXPIRE)], ELEMENTS),
    ("two tags", [rule(Filter={"And": {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}}, **EXPIRE)], ELEMENTS),
    ("a date", [rule(Expiration={"Date": MIDNIGHT})], ELEMENTS),
    ("lone markers", [rule(Expiration={"ExpiredObjectDeleteMarker": True})], ELEMENTS),
    ("disabled", [{**rule(**EXPIRE), "Status": "Disabled"}], ELEMENTS),
    ("noncurrent versions", [rule(NoncurrentVersionExpiration={"NoncurrentDays": 1, "NewerNoncurrentVersions": 100})], ELEMENTS),
    ("uploads", [rule(Filter={"Prefix": "u/"}, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 7})], ELEMENTS),
    ("transitions", [rule(
        Transitions=[{"Days": 30, "StorageClass": "STANDARD_IA"}, {"Days": 60, "StorageClass": "GLACIER"},
                     {"Days": 150, "StorageClass": "DEEP_ARCHIVE"}],
        NoncurrentVersionTransitions=[{"NoncurrentDays": 30, "StorageClass": "ONEZONE_IA", "NewerNoncurrentVersions": 2}],
        NoncurrentVersionExpiration={"NoncurrentDays": 31}, Expiration={"Days": 151})], TRANSITIONS),
    ("archived at once", [rule(Transitions=[{"Days": 0, "StorageClass": "GLACIER_IR"}])], TRANSITIONS),
    ("a date's transition", [rule(Transitions=[{"Date": MIDNIGHT, "StorageClass": "INTELLIGENT_TIERING"}])], TRANSITIONS),
    ("a thousand rules", [rule(f"r{i}", Filter={"Prefix": f"{i}/"}, **EXPIRE) for i in range(1000)], PUT),
    ("an id of 255", [rule("x" * 255, **EXPIRE)], PUT),
]


@pytest.mark.parametrize(("rules", "source"), [row[1:] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_what_is_accepted_reads_back(s3, bucket, rules, source):
    put(s3, bucket, *rules)
    assert get(s3, bucket)["Rules"] == rules


A = "InvalidArgument"
R = "InvalidRequest"
M = "MalformedXML"
AND = {"Prefix": "p", "Tags": [{"Key": "a", "Value": "1"}]}

REFUSED = [
    ("no rule", [], M, None, PUT),
    ("a thousand and one", [rule(f"r{i}", **EXPIRE) for i in range(1001)], M, None, PUT),
    ("two of one id", [rule(**EXPIRE), rule(**EXPIRE)], A, "Rule ID must be unique. Found same ID for more than one rule", PUT),
    ("an id of 256", [rule("x" * 256, **EXPIRE)], A, "ID length should not exceed allowed limit of 255", PUT),
    ("an unknown status", [{**rule(**EXPIRE), "Status": "enabled"}], M, None, PUT),
    ("no action", [rule()], R, "At least one action needs to be specified in a rule", PUT),
    ("both forms in a rule", [rule(Prefix="a", Filter={"Prefix": "a"}, **EXPIRE)], M, None, ELEMENTS),
    ("neither form", [{"ID": "r", "Status": "Enabled", **EXPIRE}], M, None, ELEMENTS),
    ("old and new rules", [rule(Prefix="a", **EXPIRE), rule("s", **EXPIRE)], R, "Filter element can only be used in Lifecycle V2.", ELEMENTS),
    ("new and old rules", [rule(**EXPIRE), rule("s", Prefix="a", **EXPIRE)], R,
     "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.", ELEMENTS),
    ("two conditions without And", [rule(Filter={"Prefix": "a", "Tag": {"Key": "k", "Value": "v"}}, **EXPIRE)], M, None, ELEMENTS),
    ("two kinds with And", [rule(Filter={"Prefix": "a", "And": AND}, **EXPIRE)], M, None, ELEMENTS),
    ("one condition in And", [rule(Filter={"And": {"Prefix": "a"}}, **EXPIRE)], M, None, ELEMENTS),
    ("a tag twice", [rule(Filter={"And": {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}}, **EXPIRE)], R,
     "Duplicate Tag Keys are not allowed.", ELEMENTS),
    ("a long tag", [rule(Filter={"Tag": {"Key": "k" * 129, "Value": ""}}, **EXPIRE)], R, None, ELEMENTS),
    ("sizes that cross", [rule(Filter={"And": {"ObjectSizeGreaterThan": 9, "ObjectSizeLessThan": 9}}, **EXPIRE)], R, None, ELEMENTS),
    ("a negative size", [rule(Filter={"ObjectSizeGreaterThan": -1}, **EXPIRE)], R, None, ELEMENTS),
    ("days 0", [rule(Expiration={"Days": 0})], A, "'Days' for Expiration action must be a positive integer", ELEMENTS),
    ("days -1", [rule(Expiration={"Days": -1})], A, "'Days' for Expiration action must be a positive integer", ELEMENTS),
    ("days beyond 32 bits", [rule(Expiration={"Days": 1 << 31})], M, None, ELEMENTS),
    ("an empty expiration", [rule(Expiration={})], M, None, ELEMENTS),
    ("days and a date", [rule(Expiration={"Days": 1, "Date": MIDNIGHT})], M, None, ELEMENTS),
    ("days and markers", [rule(Expiration={"Days": 1, "ExpiredObjectDeleteMarker": True})], M, None, ELEMENTS),
    ("not midnight", [rule(Expiration={"Date": MIDNIGHT.replace(hour=1)})], A, "'Date' must be at midnight GMT", ELEMENTS),
    ("markers by tag", [rule(Filter={"Tag": {"Key": "k", "Value": "v"}}, Expiration={"ExpiredObjectDeleteMarker": True})], R,
     "ExpiredObjectDeleteMarker cannot be specified with Tags.", ELEMENTS),
    ("uploads by tag", [rule(Filter={"And": AND}, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 1})], R,
     "AbortIncompleteMultipartUpload cannot be specified with Tags.", ELEMENTS),
    ("uploads by size", [rule(Filter={"ObjectSizeLessThan": 5}, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 1})], R, None, ELEMENTS),
    ("uploads after 0 days", [rule(AbortIncompleteMultipartUpload={"DaysAfterInitiation": 0})], A,
     "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer", ELEMENTS),
    ("uploads without days", [rule(AbortIncompleteMultipartUpload={})], M, None, ELEMENTS),
    ("noncurrent 0 days", [rule(NoncurrentVersionExpiration={"NoncurrentDays": 0})], A,
     "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer", ELEMENTS),
    ("noncurrent without days", [rule(NoncurrentVersionExpiration={"NewerNoncurrentVersions": 1})], M, None, ELEMENTS),
    ("0 newer versions", [rule(NoncurrentVersionExpiration={"NoncurrentDays": 1, "NewerNoncurrentVersions": 0})], A, None, ELEMENTS),
    ("101 newer versions", [rule(NoncurrentVersionExpiration={"NoncurrentDays": 1, "NewerNoncurrentVersions": 101})], A, None, ELEMENTS),
    ("an unknown class", [rule(Transitions=[{"Days": 1, "StorageClass": "STANDARD"}])], M, None, TRANSITIONS),
    ("no class", [rule(Transitions=[{"Days": 1}])], M, None, TRANSITIONS),
    ("no time", [rule(Transitions=[{"StorageClass": "GLACIER"}])], M, None, TRANSITIONS),
    ("negative days", [rule(Transitions=[{"Days": -1, "StorageClass": "GLACIER"}])], A, "'Days' in Transition action must be nonnegative",
     TRANSITIONS),
    ("too soon", [rule(Transitions=[{"Days": 29, "StorageClass": "STANDARD_IA"}])], A,
     "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'", TRANSITIONS),
    ("noncurrent too soon", [rule(NoncurrentVersionTransitions=[{"NoncurrentDays": 29, "StorageClass": "ONEZONE_IA"}])], A,
     "'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal to 30 for storageClass 'ONEZONE_IA'", TRANSITIONS),
    ("one class twice", [rule(Transitions=[{"Days": 1, "StorageClass": "GLACIER"}, {"Days": 2, "StorageClass": "GLACIER"}])], R,
     "'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter '(prefix=)'", TRANSITIONS),
    ("not long enough between", [rule(Prefix="p", Transitions=[{"Days": 30, "StorageClass": "STANDARD_IA"}, {"Days": 59, "StorageClass": "GLACIER"}])],
     A, "'Days' in the 'Transition' action for StorageClass 'GLACIER' for filter '(prefix=p)' must be 30 days more than"
     " 'filter '(prefix=p)'' in the 'Transition' action for StorageClass 'STANDARD_IA'", TRANSITIONS),
    ("days and dates", [rule(Transitions=[{"Days": 1, "StorageClass": "GLACIER"}, {"Date": MIDNIGHT, "StorageClass": "DEEP_ARCHIVE"}])], R,
     "Found mixed 'Date' and 'Days' based Transition actions in lifecycle rule for filter '(prefix=)'", TRANSITIONS),
    ("days and a date's end", [rule(Transitions=[{"Days": 1, "StorageClass": "GLACIER"}], Expiration={"Date": MIDNIGHT})], R,
     "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter '(prefix=)'", TRANSITIONS),
    ("ends before it moves", [rule(Transitions=[{"Days": 5, "StorageClass": "GLACIER"}], Expiration={"Days": 5})], A,
     "'Days' in the Expiration action for filter '(prefix=)' must be greater than 'Days' in the Transition action", TRANSITIONS),
    ("noncurrent ends before it moves", [rule(
        NoncurrentVersionTransitions=[{"NoncurrentDays": 5, "StorageClass": "GLACIER"}], NoncurrentVersionExpiration={"NoncurrentDays": 4})],
     A, None, TRANSITIONS),
]


@pytest.mark.parametrize(("rules", "code", "message", "source"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused_changes_nothing(s3, bucket, rules, code, message, source):
    put(s3, bucket, rule("before", **EXPIRE))
    with pytest.raises(ClientError) as refused:
        put(s3, bucket, *rules)
    assert (refused.value.response["ResponseMetadata"]["HTTPStatusCode"], refused.value.response["Error"]["Code"]) == (400, code)
    if message:
        assert refused.value.response["Error"]["Message"] == message
    assert [each["ID"] for each in get(s3, bucket)["Rules"]] == ["before"]


ONE = "<ID>r</ID><Status>Enabled</Status><Filter/><Expiration><Days>1</Days></Expiration>"
BODIES = [
    ("no XML", "nothing", 400, M),
    ("cut", "<LifecycleConfiguration><Rule>", 400, M),
    ("another root", f"<Lifecycle><Rule>{ONE}</Rule></Lifecycle>", 400, M),
    ("an unknown element", f"<LifecycleConfiguration><Rule>{ONE}<Color>red</Color></Rule></LifecycleConfiguration>", 400, M),
    ("an unknown element beside the rules", f"<LifecycleConfiguration><Rule>{ONE}</Rule><X/></LifecycleConfiguration>", 400, M),
    ("two expirations", f"<LifecycleConfiguration><Rule>{ONE}<Expiration><Days>2</Days></Expiration></Rule></LifecycleConfiguration>", 400, M),
    ("days of words", "<LifecycleConfiguration><Rule>" + ONE.replace("1</Days>", "one</Days>") + "</Rule></LifecycleConfiguration>", 400, M),
    ("a date of words", "<LifecycleConfiguration><Rule>" + ONE.replace("<Days>1</Days>", "<Date>soon</Date>") + "</Rule></LifecycleConfiguration>",
     400, M),
    ("no namespace", f"<LifecycleConfiguration><Rule>{ONE}</Rule></LifecycleConfiguration>", 200, None),
    ("a day without a time",
     "<LifecycleConfiguration><Rule>" + ONE.replace("<Days>1</Days>", "<Date>2030-01-01</Date>") + "</Rule></LifecycleConfiguration>", 200, None),
]


@pytest.mark.parametrize(("body", "status", "code"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_bodies_are_held_to_the_schema(server, bucket, body, status, code):
    """API_PutBucketLifecycleConfiguration, Request Syntax."""
    assert put_raw(server, bucket, body.encode()) == (status, code)


def test_a_bucket_without_one_has_none(s3, bucket):
    """API_GetBucketLifecycleConfiguration, API_DeleteBucketLifecycle"""
    assert error_of(lambda: get(s3, bucket)) == (404, "NoSuchLifecycleConfiguration")
    assert message_of(lambda: get(s3, bucket)) == "The lifecycle configuration does not exist"
    put(s3, bucket, rule(**EXPIRE))
    assert s3.delete_bucket_lifecycle(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert error_of(lambda: get(s3, bucket)) == (404, "NoSuchLifecycleConfiguration")
    assert s3.delete_bucket_lifecycle(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"] == 204


def test_ids_are_made_up_where_they_are_missing(s3, bucket):
    """API_LifecycleRule"""
    nameless = {"Status": "Enabled", "Filter": {"Prefix": "a"}, **EXPIRE}
    put(s3, bucket, nameless, {**nameless, "ID": ""})
    ids = [each["ID"] for each in get(s3, bucket)["Rules"]]
    assert len(set(ids)) == 2 and all(len(each) > 10 for each in ids)


def test_the_older_names_share_the_wire(s3, bucket):
    """API_PutBucketLifecycle, API_GetBucketLifecycle"""
    s3.put_bucket_lifecycle(Bucket=bucket, LifecycleConfiguration={"Rules": [
        {"ID": "r", "Prefix": "logs/", "Status": "Enabled", "Expiration": {"Days": 365},
         "Transition": {"Days": 30, "StorageClass": "STANDARD_IA"}}]})
    read = s3.get_bucket_lifecycle(Bucket=bucket)["Rules"][0]
    assert read["Prefix"] == "logs/" and read["Transition"] == {"Days": 30, "StorageClass": "STANDARD_IA"}


def test_the_minimum_size_is_kept_and_answered(s3, bucket):
    """API_PutBucketLifecycleConfiguration, x-amz-transition-default-minimum-object-size"""
    name = "TransitionDefaultMinimumObjectSize"
    assert put(s3, bucket, rule(**EXPIRE))[name] == "all_storage_classes_128K"
    assert put(s3, bucket, rule(**EXPIRE), **{name: "varies_by_storage_class"})[name] == "varies_by_storage_class"
    assert get(s3, bucket)[name] == "varies_by_storage_class"
    assert error_of(lambda: put(s3, bucket, rule(**EXPIRE), **{name: "tiny"})) == (400, "InvalidRequest")


def test_a_body_without_a_digest_is_refused(s3, server, bucket):
    """API_PutBucketLifecycleConfiguration, Content-MD5"""
    body = f"<LifecycleConfiguration><Rule>{ONE}</Rule></LifecycleConfiguration>".encode()
    assert put_raw(server, bucket, body, digest=False) == (400, "InvalidRequest")
    assert error_of(lambda: get(s3, bucket)) == (404, "NoSuchLifecycleConfiguration")


def test_other_accounts_may_not(other, s3, bucket):
    """API_PutBucketLifecycleConfiguration, Permissions"""
    for call in (lambda: put(other, bucket, rule(**EXPIRE)), lambda: get(other, bucket), lambda: other.delete_bucket_lifecycle(Bucket=bucket)):
        assert error_of(call) == (403, "AccessDenied")


# What answers announce.

def midnight_after(moment, days):
    due = moment.replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=days + 1)
    return due.strftime("%a, %d %b %Y 00:00:00 GMT")


def test_reads_and_writes_announce_the_end(s3, bucket):
    """API_GetObject, API_HeadObject, API_PutObject, API_CopyObject, API_CompleteMultipartUpload: x-amz-expiration"""
    assert "Expiration" not in s3.put_object(Bucket=bucket, Key="logs/a", Body=b"1")
    put(s3, bucket, rule("my rule/1", Filter={"Prefix": "logs/"}, Expiration={"Days": 3}),
        rule("late", Filter={"Prefix": "logs/"}, Expiration={"Days": 9}),
        rule("tagged", Filter={"Tag": {"Key": "k", "Value": "v"}}, Expiration={"Days": 1}))
    head = s3.head_object(Bucket=bucket, Key="logs/a")
    expected = f'expiry-date="{midnight_after(head["LastModified"], 3)}", rule-id="my%20rule%2F1"'
    assert head["Expiration"] == expected
    assert s3.get_object(Bucket=bucket, Key="logs/a")["Expiration"] == expected
    assert s3.get_object(Bucket=bucket, Key="logs/a", Range="bytes=0-0")["Expiration"] == expected
    assert s3.put_object(Bucket=bucket, Key="logs/b", Body=b"")["Expiration"] == expected
    assert s3.copy_object(Bucket=bucket, Key="logs/c", CopySource=f"{bucket}/logs/a")["Expiration"] == expected
    upload = s3.create_multipart_upload(Bucket=bucket, Key="logs/m")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="logs/m", UploadId=upload, PartNumber=1, Body=b"1")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    assert s3.complete_multipart_upload(Bucket=bucket, Key="logs/m", UploadId=upload, MultipartUpload=parts)["Expiration"] == expected
    assert "Expiration" not in s3.put_object(Bucket=bucket, Key="other", Body=b"")
    tagged = s3.put_object(Bucket=bucket, Key="tagged", Body=b"", Tagging="k=v")["Expiration"]
    assert tagged == f'expiry-date="{midnight_after(head["LastModified"], 1)}", rule-id="tagged"'
    s3.delete_bucket_lifecycle(Bucket=bucket)
    assert "Expiration" not in s3.head_object(Bucket=bucket, Key="logs/a")


def test_forms_announce_the_end(server, s3, bucket):
    """API RESTObjectPOST: x-amz-expiration"""
    put(s3, bucket, rule("soon", Filter={"ObjectSizeGreaterThan": 3}, Expiration={"Days": 1}))
    for body, is_told in ((b"1234", True), (b"123", False)):
        fields = signed_form([{"bucket": bucket}, {"key": "f"}], {"key": "f"})
        answer = urllib3.request("POST", f"{server.url}/{bucket}", fields={**fields, "file": ("f", body)})
        assert answer.status == 204
        assert ('rule-id="soon"' in answer.headers.get("x-amz-expiration", "")) == is_told


def test_uploads_announce_their_abortion(s3, bucket):
    """API_CreateMultipartUpload, API_ListParts: x-amz-abort-date, x-amz-abort-rule-id"""
    put(s3, bucket, rule("abort", Filter={"Prefix": "u/"}, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 2}))
    made = s3.create_multipart_upload(Bucket=bucket, Key="u/1")
    assert made["AbortRuleId"] == "abort"
    today = datetime.datetime.now(datetime.timezone.utc)
    assert made["AbortDate"].strftime("%a, %d %b %Y 00:00:00 GMT") == midnight_after(today, 2)
    listed = s3.list_parts(Bucket=bucket, Key="u/1", UploadId=made["UploadId"])
    assert (listed["AbortDate"], listed["AbortRuleId"]) == (made["AbortDate"], "abort")
    assert "AbortDate" not in s3.create_multipart_upload(Bucket=bucket, Key="other")
