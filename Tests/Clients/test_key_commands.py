"""`pelton user` and `pelton keys`: how an operator lets somebody in, and takes it back."""

import json
import os
import subprocess
import uuid

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pelton import ACCESS_KEY, BUILD, REGION, SECRET_KEY


def client(server, service, key, token=None):
    return boto3.client(
        service, endpoint_url=server.url, region_name=REGION, aws_access_key_id=key["accessKeyId"],
        aws_secret_access_key=key["secretAccessKey"], aws_session_token=token, config=Config(retries={"max_attempts": 1}))


def refused(server, *arguments):
    """Runs a command that must fail, and says how it does."""
    command = [str(BUILD / "pelton"), *arguments, "--endpoint", server.url]
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode != 0, done.stdout
    return done.stderr


@pytest.fixture
def name():
    return f"user-{uuid.uuid4()}"


@pytest.fixture
def user(server, name):
    return json.loads(server.run("user", "add", name, "--policy", "AmazonS3FullAccess", "--json"))


def test_a_user_that_is_added_may_do_at_once_what_its_policies_say(server, s3, bucket, tmp_path, name):
    document = tmp_path / "readers.json"
    document.write_text(json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}]}))
    server.client("iam").create_group(GroupName=name)
    output = server.run("user", "add", name, "--policy", str(document), "--policy", "AWSLambdaBasicExecutionRole", "--group", name)
    key = dict(line.split("=", 1) for line in output.splitlines())
    own = client(server, "s3", {"accessKeyId": key["AWS_ACCESS_KEY_ID"], "secretAccessKey": key["AWS_SECRET_ACCESS_KEY"]})
    s3.put_object(Bucket=bucket, Key="k", Body=b"v")
    assert own.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    with pytest.raises(ClientError, match="AccessDenied"):
        own.put_object(Bucket=bucket, Key="k", Body=b"w")
    iam = server.client("iam")
    assert iam.list_user_policies(UserName=name)["PolicyNames"] == ["readers"]
    assert [policy["PolicyArn"] for policy in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]] == [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
    assert [group["GroupName"] for group in iam.list_groups_for_user(UserName=name)["Groups"]] == [name]
    assert f"user/{name}  " in server.run("user", "list")


def test_a_user_without_a_key_and_with_a_path(server, name):
    assert server.run("user", "add", name, "--path", "/teams/", "--no-key") == ""
    user = server.client("iam").get_user(UserName=name)["User"]
    assert user["Path"] == "/teams/"
    assert server.client("iam").list_access_keys(UserName=name)["AccessKeyMetadata"] == []


@pytest.mark.parametrize("policy, message", [
    ("NoSuchPolicy", "There is no policy NoSuchPolicy"),
    ("arn:aws:iam::aws:policy/NoSuchPolicy", "does not exist or is not attachable"),
    ("./no-such-file", "cannot be read"),
])
def test_what_cannot_be_given_leaves_no_user_behind(server, policy, message, name):
    assert message in refused(server, "user", "add", name, "--policy", "AmazonS3FullAccess", "--policy", policy)
    with pytest.raises(server.client("iam").exceptions.NoSuchEntityException):
        server.client("iam").get_user(UserName=name)


def test_a_document_that_is_no_policy_leaves_no_user_behind(server, tmp_path, name):
    document = tmp_path / "broken.json"
    document.write_text("{}")
    refused(server, "user", "add", name, "--policy", str(document))
    with pytest.raises(server.client("iam").exceptions.NoSuchEntityException):
        server.client("iam").get_user(UserName=name)


def test_a_user_that_is_there_is_left_as_it_is(server, user, name):
    assert f"User with name {name} already exists." in refused(server, "user", "add", name, "--policy", "AmazonS3ReadOnlyAccess")
    assert len(server.client("iam").list_attached_user_policies(UserName=name)["AttachedPolicies"]) == 1


def test_a_name_that_two_policies_have_must_be_an_arn(server, name):
    iam = server.client("iam")
    own = iam.create_policy(PolicyName="AmazonSQSFullAccess", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}))["Policy"]["Arn"]
    try:
        assert "give the ARN" in refused(server, "user", "add", name, "--policy", "AmazonSQSFullAccess")
        server.run("user", "add", name, "--policy", own, "--no-key")
        assert iam.list_attached_user_policies(UserName=name)["AttachedPolicies"][0]["PolicyArn"] == own
    finally:
        iam.detach_user_policy(UserName=name, PolicyArn=own)
        iam.delete_policy(PolicyArn=own)


def test_a_disabled_key_ends_its_sessions_at_once(server, user):
    session = client(server, "sts", user).get_session_token()["Credentials"]
    temporary = {"accessKeyId": session["AccessKeyId"], "secretAccessKey": session["SecretAccessKey"]}
    client(server, "s3", temporary, session["SessionToken"]).list_buckets()
    assert server.run("keys", "disable", user["accessKeyId"]).startswith(user["accessKeyId"] + " of user ")
    for key, token in [(user, None), (temporary, session["SessionToken"])]:
        with pytest.raises(ClientError, match="InvalidAccessKeyId"):
            client(server, "s3", key, token).list_buckets()
    server.run("keys", "enable", user["accessKeyId"])
    client(server, "s3", user).list_buckets()


def test_a_key_is_rotated(server, user, name):
    new = json.loads(server.run("keys", "rotate", user["accessKeyId"], "--json"))
    assert new["userName"] == name
    client(server, "s3", new).list_buckets()
    with pytest.raises(ClientError, match="InvalidAccessKeyId"):
        client(server, "s3", user).list_buckets()
    assert "AccessKeysPerUser" in refused(server, "keys", "rotate", new["accessKeyId"])
    server.run("keys", "delete", user["accessKeyId"])
    third = json.loads(server.run("keys", "rotate", new["accessKeyId"], "--keep", "--json"))
    for key in (new, third):
        client(server, "s3", key).list_buckets()


def test_keys_are_listed_with_their_last_use(server, user, name):
    client(server, "s3", user).list_buckets()
    second = json.loads(server.run("keys", "create", name, "--json"))
    server.run("keys", "disable", second["accessKeyId"])
    lines = {line.split()[0]: line for line in server.run("keys", "list", name).splitlines()}
    assert "  Active  " in lines[user["accessKeyId"]] and lines[user["accessKeyId"]].endswith("for s3")
    assert "  Inactive  " in lines[second["accessKeyId"]] and lines[second["accessKeyId"]].endswith("never used")
    assert user["accessKeyId"] in server.run("keys", "list")


@pytest.mark.parametrize("command", ["disable", "enable", "delete", "rotate"])
def test_a_key_that_is_nobodys_is_refused(server, command):
    refused(server, "keys", command, "AKIANOSUCHKEY0000000")


def test_the_key_of_the_root_is_the_servers(server):
    assert "the server is started with" in refused(server, "keys", "disable", ACCESS_KEY)
