"""What `pelton events` shows and redrives, and for whom."""

import os
import subprocess

import pytest

from helpers import make_function
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
    assert server.events("--bucket", bucket, "--state", "dead") == [dead]


def test_all_that_is_dead_is_redriven_at_once(server, bucket, dead):
    assert int(server.run("events", "redrive").split()[0]) >= 1
    wait_until(lambda: server.events("--bucket", bucket, "--state", "dead"))
