"""A bucket's notification configuration, and what is delivered by it."""

import json
import urllib.parse

import pytest
from botocore.exceptions import ClientError

from helpers import error_of, make_function, message_of, notify, permit_s3
from pelton import ACCOUNT, REGION, wait_until

ECHO = """
import json
def handler(event, context):
    print("EVENT " + json.dumps(event))
"""
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"


@pytest.fixture(scope="module")
def echo(server):
    return make_function(server, "echo", ECHO)


@pytest.fixture
def wired(server, s3, echo, bucket):
    """A bucket whose events may go to the function."""
    permit_s3(server, "echo", bucket)
    return bucket


def delivered(server, bucket, count=1):
    return wait_until(lambda: (lambda found: found if len(found) >= count else None)(server.events("--bucket", bucket, "--state", "done")))


def records(server, bucket):
    """The records that the function was given for this bucket."""
    events = server.client("logs").filter_log_events(logGroupName="/aws/lambda/echo", filterPattern="EVENT")["events"]
    found = [json.loads(event["message"].removeprefix("EVENT "))["Records"] for event in events]
    assert all(len(records) == 1 for records in found)
    return [records[0] for records in found if records[0]["s3"]["bucket"]["name"] == bucket]


def rule(arn, events=("s3:ObjectCreated:*",), rule_id=None, **filters):
    made = {"LambdaFunctionArn": arn, "Events": list(events)}
    if rule_id:
        made["Id"] = rule_id
    if filters:
        made["Filter"] = {"Key": {"FilterRules": [{"Name": name, "Value": value} for name, value in filters.items()]}}
    return made


def put(s3, bucket, *rules, **options):
    return s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": list(rules)}, **options)


@pytest.mark.parametrize(
    ("prefix", "suffix", "wanted", "unwanted"),
    [("my+photos/", "", "my photos/a", "my+photos/a"), ("my%20photos/", "", "my photos/a", "my%20photos/a"),
     ("a%2Bb/", "", "a+b/x", "a b/x"), ("year%3D2026/", "%3D", "year=2026/=", "year%3D2026/%3D"), ("year=2026/", "", "year=2026/x", "year/x"),
     ("100%25/", "", "100%/x", "100%25/x"), ("100%/", "", "100%/x", "100/x"), ("%c3%BC/", "%", "\u00fc/%", "u/%"), ("%zz", "%4", "%zz%4", "zz4")])
def test_filters_are_encoded(server, s3, wired, echo, prefix, suffix, wanted, unwanted):
    put(s3, wired, rule(echo, prefix=prefix, suffix=suffix))
    found = s3.get_bucket_notification_configuration(Bucket=wired)["LambdaFunctionConfigurations"][0]["Filter"]["Key"]["FilterRules"]
    assert [one["Value"] for one in found] == [prefix, suffix]
    for key in (unwanted, wanted):
        s3.put_object(Bucket=wired, Key=key, Body=b"x")
    delivered(server, wired)
    assert [urllib.parse.unquote_plus(record["s3"]["object"]["key"]) for record in records(server, wired)] == [wanted]


def test_filters_overlap_by_what_they_mean(s3, wired, echo):
    both = lambda *prefixes: put(s3, wired, *(rule(echo, rule_id=prefix, prefix=prefix) for prefix in prefixes))  # noqa: E731
    for one, other in (("a+b", "a%20b/c"), ("%61", "abc"), ("a=", "a%3Db")):
        assert error_of(lambda: both(one, other)) == (400, "InvalidArgument")  # noqa: B023
    both("a+b", "a%2Bb")


def test_a_configuration_reads_back(s3, wired, echo):
    put(s3, wired, rule(echo, rule_id="mine", prefix="a/", SUFFIX=""))
    read = s3.get_bucket_notification_configuration(Bucket=wired)["LambdaFunctionConfigurations"]
    assert read == [{
        "Id": "mine", "LambdaFunctionArn": echo, "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "a/"}, {"Name": "Suffix", "Value": ""}]}}}]
    put(s3, wired, rule(echo))
    assert len(s3.get_bucket_notification_configuration(Bucket=wired)["LambdaFunctionConfigurations"][0]["Id"]) > 10
    s3.put_bucket_notification_configuration(Bucket=wired, NotificationConfiguration={})
    assert set(s3.get_bucket_notification_configuration(Bucket=wired)) == {"ResponseMetadata"}


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (lambda arn: [rule("no arn")], "The ARN could not be parsed"),
        (lambda arn: [rule(arn, ["s3:Nothing:*"])], "The event is not supported for notifications"),
        (lambda arn: [rule(arn, middle="x")], "filter rule name must be either prefix or suffix"),
        (lambda arn: [rule(arn, prefix="a", Prefix="b")], "Cannot specify more than one prefix rule in a filter."),
        (lambda arn: [rule(arn, prefix="a" * 1025)], "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation"),
        (lambda arn: [rule(arn, rule_id="same", prefix="a"), rule(arn, rule_id="same", prefix="b")],
         "Same ID used for multiple configurations. IDs must be unique"),
        (lambda arn: [rule(arn), rule(arn, ["s3:ObjectCreated:Put"], prefix="a")],
         "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."),
        (lambda arn: [rule(arn, prefix=f"{i:03}/") for i in range(101)],
         "Configuration exceeds the maximum number of allowed notification configurations."),
        # An ARN that is none goes before all else, wherever it stands.
        (lambda arn: [rule(FUNCTION + "missing"), rule(arn, ["s3:Nothing:*"]), rule("no arn")], "The ARN could not be parsed"),
    ])
def test_a_bad_configuration_changes_nothing(s3, wired, echo, rules, message):
    put(s3, wired, rule(echo, rule_id="before"))
    assert message_of(lambda: put(s3, wired, *rules(echo))) == message
    assert s3.get_bucket_notification_configuration(Bucket=wired)["LambdaFunctionConfigurations"][0]["Id"] == "before"


def test_a_function_that_is_missing_or_not_permitted(s3, bucket, echo):
    for arn in (echo, FUNCTION + "missing"):
        with pytest.raises(ClientError) as raised:
            put(s3, bucket, rule(arn))
        error = raised.value.response["Error"]
        assert error["Message"] == "Unable to validate the following destination configurations"
        assert (error["ArgumentName1"], error["ArgumentValue1"]) == (f"{arn}, null", f"Not authorized to invoke function [{arn}]")
    put(s3, bucket, rule(FUNCTION + "missing"), SkipDestinationValidation=True)
    assert s3.get_bucket_notification_configuration(Bucket=bucket)["LambdaFunctionConfigurations"][0]["LambdaFunctionArn"].endswith("missing")
    unparseable = lambda: put(s3, bucket, rule("bad"), SkipDestinationValidation=True)  # noqa: E731
    assert message_of(unparseable) == "The ARN could not be parsed"


def test_all_destinations_that_are_missing_are_named(s3, wired, echo):
    missing = [FUNCTION + "missing-1", FUNCTION + "missing-2"]
    with pytest.raises(ClientError) as raised:
        put(s3, wired, rule(missing[0], prefix="a"), rule(echo, prefix="b"), rule(missing[1], prefix="c"))
    error = raised.value.response["Error"]
    for i, arn in enumerate(missing, 1):
        assert (error[f"ArgumentName{i}"], error[f"ArgumentValue{i}"]) == (f"{arn}, null", f"Not authorized to invoke function [{arn}]")
    assert "ArgumentName3" not in error


def test_a_hundred_rules_are_not_too_many(s3, wired, echo):
    put(s3, wired, *(rule(echo, prefix=f"{i:03}/") for i in range(100)))
    assert len(s3.get_bucket_notification_configuration(Bucket=wired)["LambdaFunctionConfigurations"]) == 100


def test_event_bridge_is_refused_rather_than_told_nothing(s3, bucket):
    configure = lambda: s3.put_bucket_notification_configuration(  # noqa: E731
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    assert error_of(configure) == (501, "NotImplemented")
    assert set(s3.get_bucket_notification_configuration(Bucket=bucket)) == {"ResponseMetadata"}


def test_queues_do_not_exist_here(s3, bucket):
    configuration = {"QueueConfigurations": [{"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:q", "Events": ["s3:ObjectCreated:*"]}]}
    with pytest.raises(ClientError) as raised:
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
    assert raised.value.response["Error"]["ArgumentValue1"] == "The destination queue does not exist"


def test_the_record(server, s3, wired, echo):
    notify(s3, wired, echo, rule_id="the-rule")
    put = s3.put_object(Bucket=wired, Key="a folder/ü@x", Body=b"12345")
    delivered(server, wired)
    record, = records(server, wired)
    assert set(record) == {
        "eventVersion", "eventSource", "awsRegion", "eventTime", "eventName", "userIdentity", "requestParameters", "responseElements", "s3"}
    assert (record["eventVersion"], record["eventSource"], record["eventName"]) == ("2.1", "aws:s3", "ObjectCreated:Put")
    assert record["responseElements"]["x-amz-request-id"] == put["ResponseMetadata"]["RequestId"]
    assert record["requestParameters"] == {"sourceIPAddress": "127.0.0.1"}
    assert record["s3"]["configurationId"] == "the-rule"
    assert record["s3"]["bucket"]["arn"] == f"arn:aws:s3:::{wired}"
    item = record["s3"]["object"]
    assert (item["key"], item["size"], item["eTag"]) == ("a+folder/%C3%BC%40x", 5, put["ETag"].strip('"'))
    assert record["userIdentity"]["principalId"] != record["s3"]["bucket"]["ownerIdentity"]["principalId"]


def test_every_way_to_write_has_its_event(server, s3, wired, echo):
    notify(s3, wired, echo, events=["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])
    s3.put_object(Bucket=wired, Key="put", Body=b"x")
    s3.copy_object(Bucket=wired, Key="copy", CopySource=f"{wired}/put")
    upload = s3.create_multipart_upload(Bucket=wired, Key="multi")["UploadId"]
    part = s3.upload_part(Bucket=wired, Key="multi", UploadId=upload, PartNumber=1, Body=b"xyz")
    s3.complete_multipart_upload(
        Bucket=wired, Key="multi", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    s3.delete_object(Bucket=wired, Key="put")
    s3.delete_object(Bucket=wired, Key="never was")
    s3.delete_objects(Bucket=wired, Delete={"Objects": [{"Key": "copy"}, {"Key": "made up"}]})
    delivered(server, wired, 6)
    found = sorted(records(server, wired), key=lambda record: record["s3"]["object"]["sequencer"])
    assert [(record["eventName"], record["s3"]["object"]["key"]) for record in found[:4]] == [
        ("ObjectCreated:Put", "put"), ("ObjectCreated:Copy", "copy"), ("ObjectCreated:CompleteMultipartUpload", "multi"),
        ("ObjectRemoved:Delete", "put")]
    assert {(record["eventName"], record["s3"]["object"]["key"]) for record in found[4:]} == {
        ("ObjectRemoved:Delete", "copy"), ("ObjectRemoved:Delete", "made+up")}
    assert set(found[3]["s3"]["object"]) == {"key", "sequencer"}
    assert (found[2]["s3"]["object"]["size"], found[2]["s3"]["object"]["eTag"][-2:]) == (3, "-1")


def test_only_what_a_rule_asks_for(server, s3, wired, echo):
    notify(s3, wired, echo, prefix="up/", suffix=".jpg")
    for key in ("up/a.jpg", "up/a.png", "a.jpg", "Up/a.jpg", "up/ä b.jpg"):
        s3.put_object(Bucket=wired, Key=key, Body=b"")
    s3.delete_object(Bucket=wired, Key="up/a.jpg")
    delivered(server, wired, 2)
    assert {record["s3"]["object"]["key"] for record in records(server, wired)} == {"up/a.jpg", "up/%C3%A4+b.jpg"}
    assert len(server.events("--bucket", wired, "--state", "unmatched")) == 4


def test_a_permission_that_is_taken_back_counts_at_the_next_delivery(server, s3, wired, echo):
    notify(s3, wired, echo)
    server.client("lambda").remove_permission(FunctionName="echo", StatementId="s3-" + wired)
    s3.put_object(Bucket=wired, Key="k", Body=b"")
    dead, = wait_until(lambda: server.events("--bucket", wired, "--state", "dead"))
    assert dead["lastError"] == f"Not authorized to invoke function [{echo}]"
    permit_s3(server, "echo", wired)
    assert server.run("events", "redrive", str(dead["id"])).strip() == "1 redriven"
    delivered(server, wired)


def test_a_function_that_fails_is_tried_three_times_then_parked(server, s3, bucket):
    arn = make_function(server, "failing", "def handler(event, context):\n    raise RuntimeError('no luck')\n")
    permit_s3(server, "failing", bucket)
    notify(s3, bucket, arn)
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    dead, = wait_until(lambda: server.events("--bucket", bucket, "--state", "dead"))
    assert (dead["attempts"], dead["lastError"], dead["eventName"]) == (3, "RuntimeError: no luck", "ObjectCreated:Put")


def test_a_slow_destination_delays_no_other(server, s3, wired, echo):
    slow = make_function(server, "slow", "import time\ndef handler(event, context):\n    time.sleep(2)\n", Timeout=10)
    permit_s3(server, "slow", wired)
    put(s3, wired, rule(slow, prefix="slow/"), rule(echo, prefix="fast/"))
    for i in range(6):
        s3.put_object(Bucket=wired, Key=f"slow/{i}", Body=b"")
    s3.put_object(Bucket=wired, Key="fast/1", Body=b"")
    fast, = wait_until(lambda: [event for event in server.events("--bucket", wired, "--state", "done") if event["key"] == "fast/1"], 2)
    assert fast["attempts"] == 1
    delivered(server, wired, 7)


def test_a_function_that_feeds_itself_is_stopped(server, s3, bucket):
    from helpers import make_role

    source = """
import boto3, urllib.parse
def handler(event, context):
    record = event["Records"][0]["s3"]
    key = urllib.parse.unquote_plus(record["object"]["key"])
    boto3.client("s3").put_object(Bucket=record["bucket"]["name"], Key=key + "x", Body=b"")
"""
    arn = make_function(server, "loop", source, make_role(server, "loop-role", "s3:PutObject"), Timeout=20)
    permit_s3(server, "loop", bucket)
    notify(s3, bucket, arn)
    s3.put_object(Bucket=bucket, Key="x", Body=b"")
    dead, = wait_until(lambda: server.events("--bucket", bucket, "--state", "dead"), 60)
    assert "Stopped a loop" in dead["lastError"]
    assert len(s3.list_objects_v2(Bucket=bucket)["Contents"]) == 17
