"""What `pelton events` shows and redrives, and for whom."""

import json
import os
import subprocess

import pytest

from helpers import make_function, notify, permit_s3
from pelton import BUILD, wait_until


def as_another(server, *arguments):
    """Runs `pelton events` as another account's root."""
    environment = {
        **os.environ, "AWS_ACCESS_KEY_ID": "AKIAPELTONTESTOTHER0", "AWS_SECRET_ACCESS_KEY": "secret/of+the/other/account/in/tests0000"}
    command = [str(BUILD / "pelton"), "events", *arguments, "--endpoint", server.url]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def closed(server):
    """A function that does not let S3 in. One that is gone would be waited for."""
    return make_function(server, "closed", "def handler(event, context):\n    pass\n")


@pytest.fixture
def dead(server, s3, bucket, closed):
    """A delivery that no function took."""
    rule = {"LambdaFunctionArn": closed, "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}, SkipDestinationValidation=True)
    s3.put_object(Bucket=bucket, Key="a-secret-name", Body=b"")
    found, = wait_until(lambda: server.events("--bucket", bucket, "--state", "dead"))
    return found


def test_another_account_sees_none_of_the_events(server, s3, bucket, dead):
    s3.delete_object(Bucket=bucket, Key="a-secret-name")
    assert bucket in server.run("events", "list", "--all")
    assert as_another(server, "list", "--all", "--json") == ""
    assert as_another(server, "list", "--bucket", bucket) == ""


def test_another_account_redrives_none_of_the_deliveries(server, bucket, dead):
    assert as_another(server, "redrive").strip() == "0 redriven"
    assert as_another(server, "redrive", str(dead["id"])).strip() == "0 redriven"
    found, = server.events("--bucket", bucket, "--state", "dead")
    # Store time is shown by the clock that people have: to the millisecond or so.
    times = {name for name in dead if name.endswith("Ms")}
    assert {name: found[name] for name in found.keys() - times} == {name: dead[name] for name in dead.keys() - times}


def test_all_that_is_dead_is_redriven_at_once(server, bucket, dead):
    assert int(server.run("events", "redrive").split()[0]) >= 1
    wait_until(lambda: server.events("--bucket", bucket, "--state", "dead"))


def test_what_another_account_may_not_send_is_dead_at_once_and_holds_up_nobody(server, s3, other, bucket):
    arn = make_function(server, "crowded", "def handler(event, context):\n    pass\n")
    permit_s3(server, "crowded", bucket)
    notify(s3, bucket, arn)
    strange = bucket + "-strange"
    other.create_bucket(Bucket=strange)
    rule = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectRemoved:*"]}
    other.put_bucket_notification_configuration(
        Bucket=strange, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}, SkipDestinationValidation=True)
    other.delete_objects(Bucket=strange, Delete={"Objects": [{"Key": f"k{i}"} for i in range(500)], "Quiet": True})
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    done, = wait_until(lambda: server.events("--bucket", bucket, "--state", "done"))
    assert done["attempts"] == 1

    def theirs(state):
        return [json.loads(line) for line in as_another(server, "list", "--json", "--bucket", strange, "--state", state).splitlines()]

    dead = wait_until(lambda: (lambda found: found if len(found) == 500 else None)(theirs("dead")))
    assert {found["attempts"] for found in dead} == {0}
    assert {found["lastError"] for found in dead} == {f"Not authorized to invoke function [{arn}]"}
    assert server.events("--bucket", strange) == []
    # Its owner lets them in, and they are sent anew.
    server.client("lambda").add_permission(
        FunctionName="crowded", StatementId="strange", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{strange}")
    assert as_another(server, "redrive", *(str(found["id"]) for found in dead[:5])).strip() == "5 redriven"
    wait_until(lambda: len(theirs("done")) == 5)
