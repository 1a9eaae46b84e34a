"""Queues. Source: SQS API Reference, the page of each operation; what AWS answers in detail as recorded by LocalStack
(tests/aws/services/sqs, marked as validated against AWS)."""

import concurrent.futures
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from access import OTHER, OTHER_KEY
from pelton import ACCESS_KEY, ACCOUNT, REGION, SECRET_KEY

PREFIX = "AWS.SimpleQueueService."


@pytest.fixture(scope="module")
def sqs(server):
    return server.client("sqs")


@pytest.fixture
def make(sqs):
    """Makes queues, of names that no other test has."""

    def made(suffix="", **attributes):
        name = "q" + uuid.uuid4().hex + suffix
        if suffix == ".fifo":
            attributes["FifoQueue"] = "true"
        return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]

    return made


def told(call):
    """The code and the message of the error that `call` ends with."""
    try:
        raise AssertionError(f"no error but {call()}")
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]


def attributes(sqs, url, *names):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names) or ["All"]).get("Attributes")


def arn(sqs, url):
    return attributes(sqs, url, "QueueArn")["QueueArn"]


def receive(sqs, url, number=10, **more):
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=number, **more).get("Messages", [])


def bodies(sqs, url, number=10, **more):
    return [message["Body"] for message in receive(sqs, url, number, **more)]


def send(sqs, url, *texts, **more):
    return [sqs.send_message(QueueUrl=url, MessageBody=text, **more) for text in texts]


def put(sqs, url, text, group, **more):
    return sqs.send_message(
        QueueUrl=url, MessageBody=text, MessageGroupId=group, **{"MessageDeduplicationId": uuid.uuid4().hex, **more})


# Queues


def test_a_queue_is_made_found_listed_and_deleted(server, sqs):
    """API_CreateQueue, API_GetQueueUrl, API_ListQueues, API_DeleteQueue."""
    name = "life" + uuid.uuid4().hex
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    assert url == f"{server.url}/{ACCOUNT}/{name}"
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == url
    assert sqs.list_queues(QueueNamePrefix=name)["QueueUrls"] == [url]
    # A bare name is a queue of the caller's account.
    assert attributes(sqs, name, "QueueArn") == {"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"}
    sqs.delete_queue(QueueUrl=url)
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix=name)
    gone = (PREFIX + "NonExistentQueue", "The specified queue does not exist.")
    for call in (
            lambda: sqs.get_queue_url(QueueName=name), lambda: sqs.delete_queue(QueueUrl=url), lambda: send(sqs, url, "x"),
            lambda: receive(sqs, url), lambda: attributes(sqs, url)):
        assert told(call) == gone
    assert told(lambda: sqs.create_queue(QueueName=name)) == (
        PREFIX + "QueueDeletedRecently",
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.")


def test_pages_of_queues_go_on_behind_a_token(sqs):
    prefix = "page" + uuid.uuid4().hex
    urls = [sqs.create_queue(QueueName=f"{prefix}{number}")["QueueUrl"] for number in range(5)]
    first = sqs.list_queues(QueueNamePrefix=prefix, MaxResults=2)
    second = sqs.list_queues(QueueNamePrefix=prefix, MaxResults=3, NextToken=first["NextToken"])
    assert first["QueueUrls"] + second["QueueUrls"] == urls and "NextToken" not in second
    assert told(lambda: sqs.list_queues(MaxResults=1001))[0] == "InvalidParameterValue"
    assert told(lambda: sqs.list_queues(NextToken="?"))[0] == "InvalidParameterValue"


@pytest.mark.parametrize("name", ["", "a" * 81, "a b", "a.b", "ü", "x.fifo"])
def test_names_that_no_queue_has(sqs, name):
    code, message = told(lambda: sqs.create_queue(QueueName=name))
    assert (code, message) == (
        "InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")


def test_a_name_that_is_there_is_answered_if_what_is_asked_is_what_it_has(sqs):
    name = "again" + uuid.uuid4().hex
    url = sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "3"})["QueueUrl"]
    for asked in ({}, {"DelaySeconds": "3"}, {"VisibilityTimeout": "30", "SqsManagedSseEnabled": "true"}):
        assert sqs.create_queue(QueueName=name, Attributes=asked)["QueueUrl"] == url
    assert told(lambda: sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "4"})) == (
        "QueueAlreadyExists", "A queue already exists with the same name and a different value for attribute DelaySeconds")


def test_a_fresh_queue_has_these_attributes(sqs, make):
    """Recorded of AWS."""
    common = {
        "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesDelayed": "0", "ApproximateNumberOfMessagesNotVisible": "0",
        "DelaySeconds": "0", "MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600", "ReceiveMessageWaitTimeSeconds": "0",
        "SqsManagedSseEnabled": "true", "VisibilityTimeout": "30"}
    fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "false", "DeduplicationScope": "queue", "FifoThroughputLimit": "perQueue"}
    for url, more in ((make(), {}), (make(".fifo"), fifo)):
        found = attributes(sqs, url)
        assert abs(int(found.pop("CreatedTimestamp")) - time.time()) < 60 and abs(int(found.pop("LastModifiedTimestamp")) - time.time()) < 60
        assert found.pop("QueueArn").startswith("arn:aws:sqs:")
        assert found == {**common, **more}
    # None asked for, or none of them set: no member at all.
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=url)
    assert attributes(sqs, url, "Policy") is None
    assert told(lambda: attributes(sqs, url, "Nothing")) == ("InvalidAttributeName", "Unknown Attribute Nothing.")


def test_attributes_are_set(sqs, make):
    url = make()
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "7", "MaximumMessageSize": "1024"})
    assert attributes(sqs, url, "VisibilityTimeout", "MaximumMessageSize") == {"VisibilityTimeout": "7", "MaximumMessageSize": "1024"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn(sqs, url)}]}, indent=1)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    assert attributes(sqs, url, "Policy") == {"Policy": policy}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": "", "RedrivePolicy": ""})
    assert attributes(sqs, url, "Policy") is None
    for changes, code in (
            ({"VisibilityTimeout": "43201"}, "InvalidAttributeValue"), ({"Nothing": "1"}, "InvalidAttributeName"),
            ({"FifoQueue": "false"}, "InvalidAttributeName"), ({"ContentBasedDeduplication": "true"}, "InvalidAttributeName"),
            ({"DeduplicationScope": "queue"}, "InvalidAttributeName"), ({"Policy": "{}"}, "InvalidAttributeValue"),
            ({"KmsMasterKeyId": "alias/aws/sqs"}, "NotImplemented"),
            ({"KmsMasterKeyId": "alias/aws/sqs", "SqsManagedSseEnabled": "true"}, "InvalidAttributeName")):
        assert told(lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes=changes))[0] == code, changes


def test_tags_come_and_go(sqs):
    url = sqs.create_queue(QueueName="tags" + uuid.uuid4().hex, tags={"a": "1", "A": ""})["QueueUrl"]
    sqs.tag_queue(QueueUrl=url, Tags={"b": "2", "a": "3"})
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"a": "3", "A": "", "b": "2"}
    sqs.untag_queue(QueueUrl=url, TagKeys=["a", "A", "b", "never"])
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=url)
    assert told(lambda: sqs.tag_queue(QueueUrl=url, Tags={str(number): "" for number in range(51)}))[0] == "InvalidParameterValue"


# Messages


def digest(values):
    """SQS Developer Guide, "Calculating the MD5 message digest for message attributes", by itself."""
    out = b""
    for name in sorted(values):
        kind, value = values[name]["DataType"], values[name].get("StringValue", values[name].get("BinaryValue"))
        value = value.encode() if isinstance(value, str) else value
        parts = [name.encode(), kind.encode(), value]
        out += b"".join(struct.pack(">I", len(part)) + part for part in parts[:2])
        out += (b"\2" if kind.startswith("Binary") else b"\1") + struct.pack(">I", len(value)) + value
    return hashlib.md5(out).hexdigest()


def test_a_message_is_received_as_it_was_sent(sqs, make):
    url = make()
    values = {
        "text": {"DataType": "String", "StringValue": "x"}, "number": {"DataType": "Number.int", "StringValue": "1"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\0\xff"}}
    body = "line\r\nläng\t\U0001f600"
    sent = sqs.send_message(
        QueueUrl=url, MessageBody=body, MessageAttributes=values,
        MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}})
    assert sent["MD5OfMessageBody"] == hashlib.md5(body.encode()).hexdigest()
    assert sent["MD5OfMessageAttributes"] == digest(values) and "SequenceNumber" not in sent
    assert sent["MD5OfMessageSystemAttributes"] == digest(
        {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}})
    (got,) = receive(sqs, url, VisibilityTimeout=0)
    assert set(got) == {"MessageId", "ReceiptHandle", "Body", "MD5OfBody"}
    assert (got["MessageId"], got["Body"], got["MD5OfBody"]) == (sent["MessageId"], body, sent["MD5OfMessageBody"])
    (got,) = receive(sqs, url, VisibilityTimeout=0, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"])
    assert got["MessageAttributes"] == values and got["MD5OfMessageAttributes"] == digest(values)
    system = got["Attributes"]
    assert system["ApproximateReceiveCount"] == "2" and system["SenderId"] == ACCOUNT and system["AWSTraceHeader"].startswith("Root=1")
    assert abs(int(system["SentTimestamp"]) / 1000 - time.time()) < 60
    (got,) = receive(sqs, url, MessageAttributeNames=["te.*", "none"], AttributeNames=["SenderId"])
    assert set(got["MessageAttributes"]) == {"text"} and set(got["Attributes"]) == {"SenderId"}
    assert got["MD5OfMessageAttributes"] == digest({"text": values["text"]})


@pytest.mark.parametrize(("members", "code", "message"), [
    ({"MessageBody": ""}, "MissingParameter", "The request must contain the parameter MessageBody."),
    ({"MessageBody": "a\1"}, "InvalidMessageContents", None), ({"MessageBody": "￿"}, "InvalidMessageContents", None),
    ({"DelaySeconds": 901}, "InvalidParameterValue", "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."),
    ({"MessageGroupId": "a b"}, "InvalidParameterValue",
     "Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length."),
    ({"MessageDeduplicationId": "x"}, "InvalidParameterValue", None),
    ({"MessageAttributes": {"a": {"DataType": "String", "StringValue": ""}}}, "InvalidParameterValue",
     "Message (user) attribute 'a' must contain a non-empty value of type 'String'."),
    ({"MessageAttributes": {"a": {"DataType": "Text", "StringValue": "x"}}}, "InvalidParameterValue", None),
    ({"MessageAttributes": {"a": {"DataType": "Number", "StringValue": "x"}}}, "InvalidParameterValue", None),
    ({"MessageAttributes": {"AWS.a": {"DataType": "String", "StringValue": "x"}}}, "InvalidParameterValue", None),
    ({"MessageAttributes": {".a": {"DataType": "String", "StringValue": "x"}}}, "InvalidParameterValue", None),
    ({"MessageAttributes": {"a b": {"DataType": "String", "StringValue": "x"}}}, "InvalidParameterValue", None),
    ({"MessageAttributes": {str(number): {"DataType": "String", "StringValue": "x"} for number in range(11)}}, "InvalidParameterValue", None),
])
def test_messages_that_are_refused(sqs, make, members, code, message):
    url = make()
    found = told(lambda: sqs.send_message(**{"QueueUrl": url, "MessageBody": "x", **members}))
    assert found == (code, message or found[1])
    assert receive(sqs, url) == []


def test_a_message_may_be_as_long_as_the_queue_says(sqs, make):
    url = make(MaximumMessageSize="1024")
    send(sqs, url, "x" * 1024)
    assert told(lambda: send(sqs, url, "x" * 1025)) == (
        "InvalidParameterValue", "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.")
    large = make()
    send(sqs, large, "ü" * 524_288)
    assert bodies(sqs, large) == ["ü" * 524_288]


def test_a_batch_tells_of_each_entry(sqs, make):
    url = make(MaximumMessageSize="1024")
    found = sqs.send_message_batch(QueueUrl=url, Entries=[
        {"Id": "a", "MessageBody": "1"}, {"Id": "b", "MessageBody": "x" * 1025}, {"Id": "c", "MessageBody": "\1"}, {"Id": "d", "MessageBody": "4"}])
    assert [entry["Id"] for entry in found["Successful"]] == ["a", "d"]
    assert [(entry["Id"], entry["Code"], entry["SenderFault"]) for entry in found["Failed"]] == [
        ("b", "InvalidParameterValue", True), ("c", "InvalidMessageContents", True)]
    assert found["Failed"][0]["Message"] == "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."
    got = receive(sqs, url)
    assert [message["Body"] for message in got] == ["1", "4"]
    entries = [{"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]} for number, message in enumerate(got)]
    changed = sqs.change_message_visibility_batch(QueueUrl=url, Entries=[
        {**entries[0], "VisibilityTimeout": 0}, {"Id": "x", "ReceiptHandle": "garbage", "VisibilityTimeout": 0}])
    assert [entry["Id"] for entry in changed["Successful"]] == ["0"]
    assert [(entry["Id"], entry["Code"]) for entry in changed["Failed"]] == [("x", "ReceiptHandleIsInvalid")]
    deleted = sqs.delete_message_batch(QueueUrl=url, Entries=[*entries, {"Id": "x", "ReceiptHandle": "garbage"}])
    assert [entry["Id"] for entry in deleted["Successful"]] == ["0", "1"] and [entry["Id"] for entry in deleted["Failed"]] == ["x"]
    assert receive(sqs, url) == []


@pytest.mark.parametrize(("ids", "code", "message"), [
    ([], "EmptyBatchRequest", None),
    ([str(number) for number in range(20)], "TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10. You have sent 20."),
    (["a", "a"], "BatchEntryIdsNotDistinct", None), (["a b"], "InvalidBatchEntryId", None), (["a" * 81], "InvalidBatchEntryId", None), ([""], "InvalidBatchEntryId", None)])
def test_batches_that_are_refused(sqs, make, ids, code, message):
    url = make()
    found = told(lambda: sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": name, "MessageBody": "x"} for name in ids]))
    assert found == (PREFIX + code, message or found[1])
    for call in (sqs.delete_message_batch, sqs.change_message_visibility_batch):
        assert told(lambda: call(QueueUrl=url, Entries=[{"Id": name, "ReceiptHandle": "x"} for name in ids]))[0] == PREFIX + code


def test_a_batch_has_a_mebibyte(sqs, make):
    url = make()
    entries = [{"Id": str(number), "MessageBody": "x" * 200_000} for number in range(6)]
    assert told(lambda: sqs.send_message_batch(QueueUrl=url, Entries=entries)) == (
        PREFIX + "BatchRequestTooLong", "Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.")


# Visibility


def test_a_message_in_flight_is_not_seen_until_its_time_is_over(sqs, make):
    url = make(VisibilityTimeout="1")
    send(sqs, url, "a")
    (first,) = receive(sqs, url)
    assert receive(sqs, url) == []
    assert attributes(sqs, url, "ApproximateNumberOfMessagesNotVisible") == {"ApproximateNumberOfMessagesNotVisible": "1"}
    begun = time.monotonic()
    (second,) = receive(sqs, url, WaitTimeSeconds=10)
    assert 0.3 < time.monotonic() - begun < 5 and second["MessageId"] == first["MessageId"]
    assert second["ReceiptHandle"] != first["ReceiptHandle"]
    # Any handle that it ever had deletes it, and twice is as good as once.
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
    assert receive(sqs, url, WaitTimeSeconds=2) == []


def test_visibility_is_changed(sqs, make):
    url = make(VisibilityTimeout="600")
    send(sqs, url, "a")
    (first,) = receive(sqs, url)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    (second,) = receive(sqs, url)
    # An older handle of a standard queue does it too: recorded of AWS.
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    (third,) = receive(sqs, url)
    handle = third["ReceiptHandle"]
    change = lambda handle, seconds: told(lambda: sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=seconds))
    assert change(handle, 43_201)[0] == "InvalidParameterValue"
    assert change("garbage", 1) == ("ReceiptHandleIsInvalid", 'The input receipt handle "garbage" is not a valid receipt handle.')
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    code, message = change(handle, 1)
    assert code == "InvalidParameterValue" and message.endswith(
        "for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.")


def test_a_handle_of_another_queue_or_a_forged_one_is_refused(sqs, make):
    mine, other = make(), make()
    send(sqs, mine, "a")
    (got,) = receive(sqs, mine)
    handle = got["ReceiptHandle"]
    forged = ("A" if handle[20] != "A" else "B").join((handle[:20], handle[21:]))
    for url, wrong in ((other, handle), (mine, forged), (mine, handle[:-4]), (mine, "x"), (mine, "é"), (mine, "A" * 5000)):
        assert told(lambda: sqs.delete_message(QueueUrl=url, ReceiptHandle=wrong))[0] == "ReceiptHandleIsInvalid"
    sqs.delete_message(QueueUrl=mine, ReceiptHandle=handle)


def test_a_delayed_message_comes_when_it_is_due(sqs, make):
    url = make(DelaySeconds="1")
    send(sqs, url, "slow")
    send(sqs, url, "quick", DelaySeconds=0)
    assert attributes(sqs, url, "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessages") == {
        "ApproximateNumberOfMessagesDelayed": "1", "ApproximateNumberOfMessages": "1"}
    assert bodies(sqs, url) == ["quick"]
    assert bodies(sqs, url, WaitTimeSeconds=10) == ["slow"]


@pytest.mark.parametrize("members", [
    {"MaxNumberOfMessages": 0}, {"MaxNumberOfMessages": 11}, {"WaitTimeSeconds": 21}, {"WaitTimeSeconds": -1}, {"VisibilityTimeout": 43_201}])
def test_receives_that_are_refused(sqs, make, members):
    code, message = told(lambda: sqs.receive_message(QueueUrl=make(), **members))
    ((name, value),) = members.items()
    assert code == "InvalidParameterValue" and message.startswith(f"Value {value} for parameter {name} is invalid. Reason: ")


# Long polls


def test_a_long_poll_ends_with_one_message(sqs, make):
    url = make()
    threading.Timer(1, lambda: send(sqs, url, "late")).start()
    begun = time.monotonic()
    assert bodies(sqs, url, WaitTimeSeconds=20) == ["late"]
    assert time.monotonic() - begun < 10


def test_many_wait_and_each_message_goes_to_one(server, make):
    url = make()
    clients = [server.client("sqs", max_pool_connections=50) for _ in range(30)]
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        waiting = [pool.submit(bodies, client, url, 1, WaitTimeSeconds=8) for client in clients]
        time.sleep(1)
        sender = server.client("sqs")
        for number in range(3):
            sender.send_message_batch(QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": f"{number}.{n}"} for n in range(10)])
        found = [text for answer in waiting for text in answer.result()]
    assert sorted(found) == sorted(f"{a}.{b}" for a in range(3) for b in range(10))


def test_a_server_that_stops_waits_for_no_long_poll(fresh_server):
    client = fresh_server.client("sqs")
    url = client.create_queue(QueueName="stopped")["QueueUrl"]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(bodies, client, url, WaitTimeSeconds=20)
        time.sleep(1)
        begun = time.monotonic()
        assert fresh_server.stop() == 0
        assert time.monotonic() - begun < 5
        assert waiting.result() == []


# FIFO


def test_groups_are_in_order_and_one_holds_up_no_other(sqs, make):
    """Recorded of AWS: with g1 g2 g1 g1 sent, ten asked for are g1 g1 g1 g2."""
    url = make(".fifo")
    sent = [put(sqs, url, text, group) for text, group in (("a1", "g1"), ("b1", "g2"), ("a2", "g1"), ("a3", "g1"))]
    numbers = [answer["SequenceNumber"] for answer in sent]
    assert numbers == sorted(numbers) and len(set(numbers)) == 4 and all(len(number) == 20 for number in numbers)
    got = receive(sqs, url, 10, MessageSystemAttributeNames=["All"])
    assert [message["Body"] for message in got] == ["a1", "a2", "a3", "b1"]
    assert got[0]["Attributes"]["MessageGroupId"] == "g1" and got[0]["Attributes"]["SequenceNumber"] == numbers[0]
    put(sqs, url, "a4", "g1")
    assert receive(sqs, url) == []
    for message in got[:3]:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert bodies(sqs, url) == ["a4"]


def test_a_freed_group_wakes_who_waits(sqs, make):
    url = make(".fifo")
    put(sqs, url, "1", "g")
    put(sqs, url, "2", "g")
    (first,) = receive(sqs, url, 1)
    threading.Timer(1, lambda: sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])).start()
    begun = time.monotonic()
    assert bodies(sqs, url, WaitTimeSeconds=15) == ["2"]
    assert time.monotonic() - begun < 10


def test_later_ones_wait_behind_one_whose_time_is_extended(sqs, make):
    """Recorded of AWS: earlier ones come again when their time ends, later ones stay."""
    url = make(".fifo", VisibilityTimeout="1")
    for text in "123":
        put(sqs, url, text, "g")
    got = receive(sqs, url)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=got[1]["ReceiptHandle"], VisibilityTimeout=60)
    assert bodies(sqs, url, WaitTimeSeconds=10) == ["1"]


def test_groups_have_turns(sqs, make):
    """Recorded of AWS: after g1 g1 g2 of a receive without a time the next one begins with g3."""
    url = make(".fifo")
    for text in ("a1", "a2", "b1", "b2", "c1"):
        put(sqs, url, text, text[0])
    assert bodies(sqs, url, 3, VisibilityTimeout=0) == ["a1", "a2", "b1"]
    assert bodies(sqs, url, 10) == ["c1", "a1", "a2", "b1", "b2"]


def test_duplicates_are_dropped(sqs, make):
    url = make(".fifo")
    first = put(sqs, url, "1", "g", MessageDeduplicationId="same")
    again = put(sqs, url, "2", "h", MessageDeduplicationId="same")
    assert (again["MessageId"], again["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    (got,) = receive(sqs, url)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])
    put(sqs, url, "3", "g", MessageDeduplicationId="same")
    assert receive(sqs, url) == []
    by_group = make(".fifo", DeduplicationScope="messageGroup")
    for group in "gh":
        put(sqs, by_group, group, group, MessageDeduplicationId="same")
    assert bodies(sqs, by_group) == ["g", "h"]
    by_content = make(".fifo", ContentBasedDeduplication="true")
    for _ in range(2):
        sqs.send_message(QueueUrl=by_content, MessageBody="x", MessageGroupId="g")
    (got,) = receive(sqs, by_content, MessageSystemAttributeNames=["MessageDeduplicationId"])
    assert got["Attributes"] == {"MessageDeduplicationId": hashlib.sha256(b"x").hexdigest()}


def test_what_a_fifo_message_must_have(sqs, make):
    url = make(".fifo")
    assert told(lambda: send(sqs, url, "x")) == (
        "InvalidParameterValue", "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
    assert told(lambda: send(sqs, url, "x", MessageDeduplicationId="d")) == (
        "MissingParameter", "The request must contain the parameter MessageGroupId.")
    assert told(lambda: put(sqs, url, "x", "g", DelaySeconds=2)) == (
        "InvalidParameterValue",
        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.")
    entries = [{"Id": "a", "MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "d"}, {"Id": "b", "MessageBody": "x"}]
    assert told(lambda: sqs.send_message_batch(QueueUrl=url, Entries=entries))[0] == "InvalidParameterValue"
    assert receive(sqs, url) == []


def test_a_fifo_handle_ends_with_its_time(sqs, make):
    url = make(".fifo", VisibilityTimeout="1")
    put(sqs, url, "x", "g")
    (first,) = receive(sqs, url)
    time.sleep(1.3)
    code, message = told(lambda: sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"]))
    assert code == "InvalidParameterValue" and message.endswith("for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.")
    assert bodies(sqs, url) == ["x"]


# Dead letters


def redrive(target, count=1):
    return json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": count})


def test_what_is_received_too_often_goes_to_the_dead_letters(sqs, make):
    """Recorded of AWS: the id, the body and the count are kept, and the source is told."""
    for suffix in ("", ".fifo"):
        dead = make(suffix)
        url = make(suffix, RedrivePolicy=redrive(arn(sqs, dead)))
        sent = put(sqs, url, "x", "g") if suffix else send(sqs, url, "x")[0]
        assert len(receive(sqs, url, VisibilityTimeout=0)) == 1
        assert receive(sqs, url) == []
        (got,) = receive(sqs, dead, MessageSystemAttributeNames=["All"], WaitTimeSeconds=5)
        assert (got["MessageId"], got["Body"]) == (sent["MessageId"], "x")
        assert got["Attributes"]["ApproximateReceiveCount"] == "2"
        assert got["Attributes"]["DeadLetterQueueSourceArn"] == arn(sqs, url)
        assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [url]
        assert attributes(sqs, url, "ApproximateNumberOfMessages") == {"ApproximateNumberOfMessages": "0"}


def test_redrive_policies_that_are_refused(sqs, make):
    url, fifo, closed = make(), make(".fifo"), make(RedriveAllowPolicy=json.dumps({"redrivePermission": "denyAll"}))
    for policy in (
            redrive(arn(sqs, url) + "x"), redrive(arn(sqs, fifo)), redrive(arn(sqs, closed)), redrive(arn(sqs, url), 0),
            redrive(arn(sqs, url), 1001), "{}", "x", redrive("x")):
        assert told(lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy}))[0] == "InvalidParameterValue"
    some = make(RedriveAllowPolicy=json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [arn(sqs, url)]}))
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": redrive(arn(sqs, some))})


# What goes with a queue


def test_purging_leaves_nothing(sqs, make):
    url = make()
    send(sqs, url, "a", "b")
    send(sqs, url, "c", DelaySeconds=900)
    (held,) = receive(sqs, url, 1)
    sqs.purge_queue(QueueUrl=url)
    counted = attributes(
        sqs, url, "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible")
    assert set(counted.values()) == {"0"} and receive(sqs, url) == []
    sqs.delete_message(QueueUrl=url, ReceiptHandle=held["ReceiptHandle"])
    name = url.rsplit("/", 1)[1]
    assert told(lambda: sqs.purge_queue(QueueUrl=url)) == (
        PREFIX + "PurgeQueueInProgress", f"Only one PurgeQueue operation on {name} is allowed every 60 seconds.")
    send(sqs, url, "new")
    assert bodies(sqs, url) == ["new"]


def test_what_was_answered_is_there_after_a_kill(fresh_server):
    client = fresh_server.client("sqs")
    url = client.create_queue(QueueName="kept", Attributes={"VisibilityTimeout": "600"})["QueueUrl"]
    send(client, url, "a", "b")
    (held,) = receive(client, url, 1)
    fresh_server.process.kill()
    fresh_server.process.wait()
    fresh_server.start()
    client = fresh_server.client("sqs")
    assert bodies(client, "kept") == ["b"]
    client.delete_message(QueueUrl="kept", ReceiptHandle=held["ReceiptHandle"])


# Permissions


def test_policies_of_queues_let_other_accounts(server, sqs, make):
    url = make()
    other = server.client("sqs", *OTHER_KEY)
    assert told(lambda: send(other, url, "x"))[0] == "AccessDenied"
    sqs.add_permission(QueueUrl=url, Label="let", AWSAccountIds=[OTHER], Actions=["SendMessage"])
    # The other account's root needs nothing of its own.
    send(other, url, "theirs")
    assert told(lambda: receive(other, url))[0] == "AccessDenied"
    policy = json.loads(attributes(sqs, url, "Policy")["Policy"])
    assert policy == {"Version": "2008-10-17", "Id": arn(sqs, url) + "/SQSDefaultPolicy", "Statement": [{
        "Sid": "let", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}, "Action": "SQS:SendMessage",
        "Resource": arn(sqs, url)}]}
    assert told(lambda: sqs.add_permission(QueueUrl=url, Label="let", AWSAccountIds=[OTHER], Actions=["SendMessage"])) == (
        "InvalidParameterValue", "Value let for parameter Label is invalid. Reason: Already exists.")
    # Source: SQS Developer Guide, "Amazon SQS API permissions": not for other accounts, whatever the policy says.
    open_to_all = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn(sqs, url)}]})
    sqs.remove_permission(QueueUrl=url, Label="let")
    assert attributes(sqs, url, "Policy") is None
    assert told(lambda: sqs.remove_permission(QueueUrl=url, Label="let"))[1].endswith("Reason: can't find label.")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": open_to_all})
    assert bodies(other, url) == ["theirs"]
    for call in (lambda: other.delete_queue(QueueUrl=url), lambda: other.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})):
        assert told(call)[0] == "AccessDenied"


def test_other_accounts_and_regions_have_queues_of_their_own(server, sqs, make):
    url = make()
    name = url.rsplit("/", 1)[1]
    for client in (server.client("sqs", *OTHER_KEY), server.client("sqs", region="eu-west-1")):
        assert told(lambda: client.get_queue_url(QueueName=name))[0] == PREFIX + "NonExistentQueue"


def test_a_role_may_what_its_policies_say(server, sqs, make):
    url, user = make(), "sqs" + uuid.uuid4().hex[:8]
    iam = server.client("iam")
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    mine = server.client("sqs", key["AccessKeyId"], key["SecretAccessKey"])
    assert told(lambda: send(mine, url, "x"))[0] == "AccessDenied"
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn(sqs, url)}]}))
    send(mine, url, "x")
    mine.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "y"}])
    for call in (lambda: receive(mine, url), lambda: attributes(mine, url), lambda: mine.get_queue_url(QueueName="never")):
        assert told(call)[0] == "AccessDenied"
    got = receive(sqs, url, MessageSystemAttributeNames=["SenderId"])
    assert {message["Attributes"]["SenderId"][:4] for message in got} == {"AIDA"}


# Protocols


def form(server, target, **members):
    body = urllib.parse.urlencode({"Version": "2012-11-05", **members}).encode()
    return signed(server, "POST", target, body, {"Content-Type": "application/x-www-form-urlencoded"})


def signed(server, method, target, body=b"", headers=None):
    import http.client

    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    request = AWSRequest(method=method, url=server.url + target, data=body, headers=headers or {})
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "sqs", REGION).add_auth(request)
    host = urllib.parse.urlsplit(server.url).netloc
    connection = http.client.HTTPConnection(host)
    connection.request(method, target, body=body, headers=dict(request.headers))
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), answer.headers


def test_the_query_protocol_is_spoken_too(server, sqs, make):
    url = make()
    path = urllib.parse.urlsplit(url).path
    status, body, headers = form(
        server, path, **{
            "Action": "SendMessage", "MessageBody": "a&b", "MessageAttribute.1.Name": "n", "MessageAttribute.1.Value.DataType": "String",
            "MessageAttribute.1.Value.StringValue": "v"})
    assert status == 200 and headers["Content-Type"] == "text/xml"
    assert body.startswith('<SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><SendMessageResult>')
    assert f"<MD5OfMessageBody>{hashlib.md5(b'a&b').hexdigest()}</MD5OfMessageBody>" in body and "<ResponseMetadata><RequestId>" in body
    status, body, _ = form(server, "/", **{
        "Action": "SendMessageBatch", "QueueUrl": url, "SendMessageBatchRequestEntry.1.Id": "x", "SendMessageBatchRequestEntry.1.MessageBody": "2",
        "SendMessageBatchRequestEntry.2.Id": "y", "SendMessageBatchRequestEntry.2.MessageBody": "\1"})
    assert "<SendMessageBatchResultEntry><Id>x</Id>" in body and "<BatchResultErrorEntry><Id>y</Id><SenderFault>true</SenderFault>" in body
    status, body, _ = form(server, path, **{
        "Action": "ReceiveMessage", "MaxNumberOfMessages": "10", "MessageAttributeName.1": "All", "AttributeName.1": "SenderId"})
    assert body.count("<Message>") == 2 and "<Body>a&amp;b</Body>" in body
    assert f"<Attribute><Name>SenderId</Name><Value>{ACCOUNT}</Value></Attribute>" in body
    assert "<MessageAttribute><Name>n</Name><Value><StringValue>v</StringValue><DataType>String</DataType></Value></MessageAttribute>" in body
    status, body, _ = form(server, path, Action="ReceiveMessage")
    assert "<ReceiveMessageResult/>" in body or "<ReceiveMessageResult></ReceiveMessageResult>" in body


def test_queues_are_made_and_read_by_query(server, sqs):
    name = "query" + uuid.uuid4().hex
    status, body, _ = form(server, "/", **{
        "Action": "CreateQueue", "QueueName": name, "Attribute.1.Name": "DelaySeconds", "Attribute.1.Value": "5", "Tag.1.Key": "k", "Tag.1.Value": "v"})
    url = f"{server.url}/{ACCOUNT}/{name}"
    assert status == 200 and f"<QueueUrl>{url}</QueueUrl>" in body
    assert attributes(sqs, url, "DelaySeconds") == {"DelaySeconds": "5"} and sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"k": "v"}
    _, body, _ = form(server, "/", Action="ListQueues", QueueNamePrefix=name)
    assert f"<ListQueuesResult><QueueUrl>{url}</QueueUrl></ListQueuesResult>" in body


def test_errors_of_the_query_protocol(server, make):
    path = urllib.parse.urlsplit(make()).path
    status, body, _ = form(server, "/", Action="GetQueueUrl", QueueName="never")
    assert status == 400 and (
        "<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"
        "<Message>The specified queue does not exist for this wsdl version.</Message><Detail") in body
    status, body, _ = form(server, "/", Action="Nothing")
    assert status == 400 and "<Code>InvalidAction</Code><Message>The action Nothing is not valid for this endpoint.</Message>" in body
    status, body, _ = form(server, path, Action="ListQueues")
    assert status == 400 and "<Code>InvalidAction</Code>" in body
    status, body, _ = signed(server, "GET", path)
    assert status == 404 and "<UnknownOperationException/>" in body
    status, body, _ = form(server, "/", Action="CreateQueue")
    assert status == 400 and "<Code>MissingParameter</Code><Message>The request must contain the parameter QueueName.</Message>" in body


def test_errors_in_json_tell_what_the_query_protocol_calls_them(server):
    headers = {"X-Amz-Target": "AmazonSQS.GetQueueUrl", "Content-Type": "application/x-amz-json-1.0"}
    status, body, answered = signed(server, "POST", "/", b'{"QueueName":"never"}', headers)
    assert status == 400 and answered["x-amzn-query-error"] == "AWS.SimpleQueueService.NonExistentQueue;Sender"
    assert json.loads(body) == {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "The specified queue does not exist."}


def test_json_may_be_sent_to_the_queues_own_url(server, make):
    url = make()
    headers = {"X-Amz-Target": "AmazonSQS.SendMessage", "Content-Type": "application/x-amz-json-1.0"}
    status, body, _ = signed(
        server, "POST", urllib.parse.urlsplit(url).path, json.dumps({"QueueUrl": url, "MessageBody": "x"}).encode(), headers)
    assert status == 200 and "MessageId" in json.loads(body)


def test_move_tasks_are_not_built(sqs, make):
    assert told(lambda: sqs.start_message_move_task(SourceArn=arn(sqs, make())))[0] == "NotImplemented"


def test_the_example_of_the_page_works_as_typed(server, tmp_path):
    """docs/queues.md, with the AWS CLI."""
    page = (Path(__file__).parents[2] / "docs/queues.md").read_text()
    script = "set -e\n" + "\n".join(re.findall(r"```sh\n(.*?)```", page, re.S)) + '\nsqs list-dead-letter-source-queues --queue-url "$dead"\n'
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": REGION, "AWS_ENDPOINT_URL": server.url, "AWS_MAX_ATTEMPTS": "1", "HOME": str(tmp_path)}
    done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert '"Body": "resize photos/1.jpg"' in done.stdout and f"{server.url}/{ACCOUNT}/jobs" in done.stdout
