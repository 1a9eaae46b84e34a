"""IAM: when an access key was last used. Answers as LocalStack recorded them of AWS, test_access_key_last_used."""

import datetime

import pytest

from helpers import allow, error_of, message_of
from pelton import ACCESS_KEY, ACCOUNT

NEVER = {"ServiceName": "N/A", "Region": "N/A"}


@pytest.fixture(scope="module")
def iam(server):
    return server.client("iam")


@pytest.fixture
def key(iam, request):
    name = "used-" + str(abs(hash(request.node.nodeid)))
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    yield key
    for left in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=left["AccessKeyId"])
    for policy in iam.list_user_policies(UserName=name)["PolicyNames"]:
        iam.delete_user_policy(UserName=name, PolicyName=policy)
    iam.delete_user(UserName=name)


def last_use(iam, key):
    found = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert found["UserName"] == key["UserName"]
    return found["AccessKeyLastUsed"]


def test_a_key_that_was_never_used(iam, key):
    assert last_use(iam, key) == NEVER


def test_a_use_has_its_time_service_and_region(server, iam, key):
    pair = (key["AccessKeyId"], key["SecretAccessKey"])
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    server.client("sts", *pair).get_caller_identity()
    found = last_use(iam, key)
    assert (found["ServiceName"], found["Region"]) == ("sts", "us-east-1")
    assert before <= found["LastUsedDate"] <= datetime.datetime.now(datetime.timezone.utc)
    # Whether it was permitted or not.
    assert error_of(server.client("kms", *pair, region="eu-west-1").list_keys)[0] == 400
    found = last_use(iam, key)
    assert (found["ServiceName"], found["Region"]) == ("kms", "eu-west-1")


def test_who_does_not_prove_to_have_a_key_does_not_use_it(server, iam, key):
    assert error_of(server.client("sts", key["AccessKeyId"], "wrong").get_caller_identity)[0] == 403
    assert last_use(iam, key) == NEVER


def test_a_session_is_no_use_of_a_key(server, iam, key):
    pair = (key["AccessKeyId"], key["SecretAccessKey"])
    session = server.client("sts", *pair).get_session_token()["Credentials"]
    server.client("kms", session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    server.client("sts", session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"], region="eu-west-1").get_caller_identity()
    assert last_use(iam, key)["Region"] == "us-east-1"


def test_a_key_of_the_root(iam):
    found = iam.get_access_key_last_used(AccessKeyId=ACCESS_KEY)
    assert found["AccessKeyLastUsed"]["ServiceName"] == "iam"


@pytest.mark.parametrize("id", ["AKIAIOSFODNN7EXAMPLE", "AKIAPELTONTESTOTHER0"])
def test_a_key_that_is_nobodys_here(iam, id):
    """Another account's is told from none by nothing."""
    ask = lambda: iam.get_access_key_last_used(AccessKeyId=id)  # noqa: E731
    assert error_of(ask) == (403, "AccessDenied")
    assert message_of(ask) == (
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key {id}")


def test_policies_are_asked_about_its_user(server, iam, key):
    client = server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    ask = lambda: client.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])  # noqa: E731
    assert error_of(ask) == (403, "AccessDenied")
    arn = f"arn:aws:iam::{ACCOUNT}:user/{key['UserName']}"
    iam.put_user_policy(UserName=key["UserName"], PolicyName="own", PolicyDocument=allow("iam:GetAccessKeyLastUsed", resource=arn))
    assert ask()["AccessKeyLastUsed"]["ServiceName"] == "iam"


def test_uses_are_written_down_when_the_server_stops(fresh_server):
    iam = fresh_server.client("iam")
    iam.create_user(UserName="kept")
    key = iam.create_access_key(UserName="kept")["AccessKey"]
    fresh_server.client("sts", key["AccessKeyId"], key["SecretAccessKey"], region="eu-west-1").get_caller_identity()
    before = last_use(iam, key)
    fresh_server.stop()
    fresh_server.start()
    assert last_use(fresh_server.client("iam"), key) == before
    assert before["Region"] == "eu-west-1"
