"""STS: temporary credentials of roles and users, and what ends them."""

import json
import time

import pytest

from helpers import TRUSTS_LAMBDA, allow, error_of, message_of
from pelton import ACCOUNT


def trusts(*principals, action="sts:AssumeRole", **condition):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": action, **({"Condition": condition} if condition else {})}]})


ROOT = f"arn:aws:iam::{ACCOUNT}:root"


@pytest.fixture(scope="module")
def iam(server):
    return server.client("iam")


@pytest.fixture(scope="module")
def user(server, iam):
    """A user who may assume any role, with its key."""
    iam.create_user(UserName="assumer")
    iam.put_user_policy(UserName="assumer", PolicyName="p", PolicyDocument=allow("sts:AssumeRole", "sts:TagSession"))
    return iam.create_access_key(UserName="assumer")["AccessKey"]


def sts_of(server, key):
    return server.client("sts", key["AccessKeyId"], key["SecretAccessKey"], key.get("SessionToken"))


def role(iam, name, trust, *actions, **more):
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **more)["Role"]["Arn"]
    if actions:
        iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=allow(*actions))
    return arn


def client_of(server, service, credentials):
    return server.client(service, credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])


def test_a_user_assumes_a_role(server, iam, user):
    arn = role(iam, "assumed", trusts(ROOT), "s3:*")
    answer = sts_of(server, user).assume_role(RoleArn=arn, RoleSessionName="me")
    credentials = answer["Credentials"]
    assert credentials["AccessKeyId"].startswith("ASIA")
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/assumed/me"
    assert answer["AssumedRoleUser"]["AssumedRoleId"] == iam.get_role(RoleName="assumed")["Role"]["RoleId"] + ":me"
    assert 3500 < credentials["Expiration"].timestamp() - time.time() < 3700
    assert sts_of(server, credentials).get_caller_identity()["Arn"] == answer["AssumedRoleUser"]["Arn"]
    client_of(server, "s3", credentials).create_bucket(Bucket="by-assumed")
    assert error_of(lambda: client_of(server, "iam", credentials).list_users()) == (403, "AccessDenied")


def test_who_may_not(server, iam, user):
    mine = sts_of(server, user)
    arn = role(iam, "for-lambda", TRUSTS_LAMBDA, "s3:*")
    refused = lambda: mine.assume_role(RoleArn=arn, RoleSessionName="me")  # noqa: E731
    assert error_of(refused) == (403, "AccessDenied")
    text = f"User: arn:aws:iam::{ACCOUNT}:user/assumer is not authorized to perform: sts:AssumeRole on resource: "
    assert message_of(refused) == text + arn
    none = f"arn:aws:iam::{ACCOUNT}:role/none-such"
    assert message_of(lambda: mine.assume_role(RoleArn=none, RoleSessionName="me")) == text + none
    root = lambda: server.client("sts").assume_role(RoleArn=arn, RoleSessionName="me")  # noqa: E731
    assert message_of(root) == "Roles may not be assumed by root accounts."
    assert message_of(lambda: mine.assume_role(RoleArn="nothing-valid-in-here", RoleSessionName="me")) == "nothing-valid-in-here is invalid"


def test_an_account_that_is_trusted_hands_on(server, iam):
    arn = role(iam, "handed-on", trusts(ROOT))
    iam.create_user(UserName="without-policies")
    key = iam.create_access_key(UserName="without-policies")["AccessKey"]
    assert error_of(lambda: sts_of(server, key).assume_role(RoleArn=arn, RoleSessionName="me")) == (403, "AccessDenied")
    named = role(iam, "for-one", trusts(f"arn:aws:iam::{ACCOUNT}:user/without-policies"))
    sts_of(server, key).assume_role(RoleArn=named, RoleSessionName="me")


def test_an_external_id(server, iam, user):
    arn = role(iam, "external", trusts(ROOT, StringEquals={"sts:ExternalId": "secret"}))
    mine = sts_of(server, user)
    assert error_of(lambda: mine.assume_role(RoleArn=arn, RoleSessionName="me")) == (403, "AccessDenied")
    assert error_of(lambda: mine.assume_role(RoleArn=arn, RoleSessionName="me", ExternalId="other")) == (403, "AccessDenied")
    mine.assume_role(RoleArn=arn, RoleSessionName="me", ExternalId="secret")


def test_a_session_policy_limits(server, iam, user):
    arn = role(iam, "limited", trusts(ROOT), "s3:*")
    made = sts_of(server, user).assume_role(RoleArn=arn, RoleSessionName="me", Policy=allow("s3:ListAllMyBuckets"))
    s3 = client_of(server, "s3", made["Credentials"])
    s3.list_buckets()
    refused = lambda: s3.create_bucket(Bucket="not-by-limited")  # noqa: E731
    assert error_of(refused) == (403, "AccessDenied")
    managed = sts_of(server, user).assume_role(
        RoleArn=arn, RoleSessionName="me", PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}])
    assert error_of(lambda: client_of(server, "s3", managed["Credentials"]).create_bucket(Bucket="not-by-limited")) == (403, "AccessDenied")
    client_of(server, "s3", managed["Credentials"]).list_buckets()
    bad = lambda: sts_of(server, user).assume_role(RoleArn=arn, RoleSessionName="me", Policy="{")  # noqa: E731
    assert error_of(bad) == (400, "MalformedPolicyDocument")


def test_how_long(server, iam, user):
    arn = role(iam, "long", trusts(ROOT), "sts:AssumeRole", MaxSessionDuration=7200)
    mine = sts_of(server, user)
    first = mine.assume_role(RoleArn=arn, RoleSessionName="me", DurationSeconds=7200)["Credentials"]
    over = lambda: mine.assume_role(RoleArn=arn, RoleSessionName="me", DurationSeconds=7201)  # noqa: E731
    assert message_of(over) == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    chained = sts_of(server, first)
    chained.assume_role(RoleArn=arn, RoleSessionName="again", DurationSeconds=3600)
    over = lambda: chained.assume_role(RoleArn=arn, RoleSessionName="again", DurationSeconds=3601)  # noqa: E731
    assert error_of(over) == (400, "ValidationError")
    assert message_of(over) == "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."


def test_tags_of_a_session(server, iam, user):
    arn = role(iam, "tagged-session", trusts(ROOT, action=["sts:AssumeRole", "sts:TagSession"]), Tags=[{"Key": "team", "Value": "role"}])
    iam.put_role_policy(RoleName="tagged-session", PolicyName="may", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
                                                "Condition": {"StringEquals": {"aws:PrincipalTag/team": "session"}}}]}))
    mine = sts_of(server, user)
    plain = mine.assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"]
    assert error_of(client_of(server, "s3", plain).list_buckets) == (403, "AccessDenied")
    tagged = mine.assume_role(RoleArn=arn, RoleSessionName="me", Tags=[{"Key": "team", "Value": "session"}])["Credentials"]
    client_of(server, "s3", tagged).list_buckets()
    double = lambda: mine.assume_role(  # noqa: E731
        RoleArn=arn, RoleSessionName="me", Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])
    assert (error_of(double), message_of(double)) == (
        (400, "InvalidParameterValue"), "Duplicate tag keys found. Please note that Tag keys are case insensitive.")


def test_what_is_taken_back_ends_sessions_at_once(server, iam):
    iam.create_user(UserName="revoked")
    iam.put_user_policy(UserName="revoked", PolicyName="p", PolicyDocument=allow("sts:AssumeRole", "s3:*"))
    key = iam.create_access_key(UserName="revoked")["AccessKey"]
    arn = role(iam, "of-revoked", trusts(ROOT), "s3:*", "sts:AssumeRole")
    session = sts_of(server, key).assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"]
    chained = sts_of(server, session).assume_role(RoleArn=arn, RoleSessionName="me2")["Credentials"]
    token = sts_of(server, key).get_session_token()["Credentials"]
    for credentials in (session, chained, token):
        client_of(server, "s3", credentials).list_buckets()
    iam.update_access_key(UserName="revoked", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    for credentials in (session, chained, token):
        assert error_of(client_of(server, "s3", credentials).list_buckets)[0] == 403
    iam.update_access_key(UserName="revoked", AccessKeyId=key["AccessKeyId"], Status="Active")
    client_of(server, "s3", chained).list_buckets()
    iam.delete_role_policy(RoleName="of-revoked", PolicyName="may")
    iam.delete_role(RoleName="of-revoked")
    role(iam, "of-revoked", trusts(ROOT), "s3:*", "sts:AssumeRole")
    assert error_of(client_of(server, "s3", session).list_buckets) == (403, "AccessDenied")


def test_session_tokens(server, iam, user):
    iam.create_user(UserName="tokens")
    iam.put_user_policy(UserName="tokens", PolicyName="p", PolicyDocument=allow("*"))
    key = iam.create_access_key(UserName="tokens")["AccessKey"]
    made = sts_of(server, key).get_session_token(DurationSeconds=900)["Credentials"]
    assert sts_of(server, made).get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/tokens"
    client_of(server, "s3", made).list_buckets()
    again = lambda: sts_of(server, made).get_session_token()  # noqa: E731
    assert error_of(again) == (403, "AccessDenied")
    assert error_of(client_of(server, "iam", made).list_users) == (403, "AccessDenied")
    root = server.client("sts").get_session_token()["Credentials"]
    assert sts_of(server, root).get_caller_identity()["Arn"] == ROOT
    client_of(server, "s3", root).list_buckets()


def test_a_token_that_is_not_the_keys(server, iam, user):
    arn = role(iam, "forged", trusts(ROOT), "s3:*")
    one, other = (sts_of(server, user).assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"] for _ in range(2))
    s3 = server.client("s3", one["AccessKeyId"], one["SecretAccessKey"], other["SessionToken"])
    assert error_of(s3.list_buckets) == (400, "InvalidToken")
    cut = server.client("s3", one["AccessKeyId"], one["SecretAccessKey"], one["SessionToken"][:-8])
    assert error_of(cut.list_buckets) == (400, "InvalidToken")
    without = server.client("s3", one["AccessKeyId"], one["SecretAccessKey"])
    assert error_of(without.list_buckets)[0] == 403
    client_of(server, "s3", one).list_buckets()


def test_a_session_outlives_the_server(fresh_server):
    server = fresh_server
    iam = server.client("iam")
    iam.create_user(UserName="u")
    iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=allow("sts:AssumeRole"))
    key = iam.create_access_key(UserName="u")["AccessKey"]
    arn = role(iam, "r", trusts(ROOT), "s3:*")
    credentials = sts_of(server, key).assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"]
    server.kill()
    server.start()
    client_of(server, "s3", credentials).create_bucket(Bucket="after-the-restart")


def test_whose_key(server, user):
    assert server.client("sts").get_access_key_info(AccessKeyId=user["AccessKeyId"])["Account"] == ACCOUNT


def test_a_trust_policy_means_a_user_and_no_later_one(server, iam):
    iam.create_user(UserName="trusted")
    named = trusts(f"arn:aws:iam::{ACCOUNT}:user/trusted")
    arn = role(iam, "trusts-one", named)
    key = iam.create_access_key(UserName="trusted")["AccessKey"]
    sts_of(server, key).assume_role(RoleArn=arn, RoleSessionName="me")
    iam.delete_access_key(UserName="trusted", AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName="trusted")
    nobody = lambda: iam.update_assume_role_policy(RoleName="trusts-one", PolicyDocument=named)  # noqa: E731
    assert (error_of(nobody), message_of(nobody)) == (
        (400, "MalformedPolicyDocument"), f'Invalid principal in policy: "AWS":"arn:aws:iam::{ACCOUNT}:user/trusted"')
    iam.create_user(UserName="trusted")
    later = iam.create_access_key(UserName="trusted")["AccessKey"]
    assert error_of(lambda: sts_of(server, later).assume_role(RoleArn=arn, RoleSessionName="me")) == (403, "AccessDenied")


def test_tags_are_the_same_whatever_their_case(server, iam, user):
    arn = role(iam, "cased", trusts(ROOT, action=["sts:AssumeRole", "sts:TagSession"]), Tags=[{"Key": "Team", "Value": "admin"}])
    iam.put_role_policy(RoleName="cased", PolicyName="may", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "admin"}}},
        {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "*"}]}))
    mine = sts_of(server, user)
    client_of(server, "s3", mine.assume_role(RoleArn=arn, RoleSessionName="me")["Credentials"]).list_buckets()
    lowly = mine.assume_role(
        RoleArn=arn, RoleSessionName="me", Tags=[{"Key": "team", "Value": "lowly"}], TransitiveTagKeys=["TEAM"])["Credentials"]
    assert error_of(client_of(server, "s3", lowly).list_buckets) == (403, "AccessDenied")
    again = lambda: sts_of(server, lowly).assume_role(RoleArn=arn, RoleSessionName="me2", Tags=[{"Key": "Team", "Value": "admin"}])  # noqa: E731
    assert error_of(again) == (400, "InvalidParameterValue")
    inherited = sts_of(server, lowly).assume_role(RoleArn=arn, RoleSessionName="me2")["Credentials"]
    assert error_of(client_of(server, "s3", inherited).list_buckets) == (403, "AccessDenied")


def test_a_session_whose_policy_is_deleted_may_do_nothing(server, iam, user):
    arn = role(iam, "of-deleted-policy", trusts(ROOT), "s3:*")
    policy = iam.create_policy(PolicyName="session-deny", PolicyDocument=allow("s3:*"))["Policy"]["Arn"]
    read = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    made = sts_of(server, user).assume_role(RoleArn=arn, RoleSessionName="me", PolicyArns=[{"arn": policy}, {"arn": read}])["Credentials"]
    client_of(server, "s3", made).list_buckets()
    iam.delete_policy(PolicyArn=policy)
    assert error_of(client_of(server, "s3", made).list_buckets) == (403, "AccessDenied")


def test_what_a_session_may_be_given(server, iam, user):
    arn = role(iam, "much", trusts(ROOT, action=["sts:AssumeRole", "sts:TagSession"]))
    mine = sts_of(server, user)
    eleven = lambda: mine.assume_role(RoleArn=arn, RoleSessionName="me", PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AmazonS3FullAccess"}] * 11)  # noqa: E731
    assert error_of(eleven) == (400, "ValidationError")
    foreign = lambda: mine.assume_role(RoleArn=arn, RoleSessionName="me", PolicyArns=[{"arn": "arn:aws:iam::111122223333:policy/p"}])  # noqa: E731
    assert error_of(foreign) == (400, "MalformedPolicyDocument")
    wide = lambda: mine.assume_role(  # noqa: E731
        RoleArn=arn, RoleSessionName="me", Tags=[{"Key": f"k{i}", "Value": "v" * 250} for i in range(50)])
    assert error_of(wide) == (400, "PackedPolicyTooLarge")
