"""OpenID Connect providers of an account. Source: IAM API Reference; texts as others quote them of AWS."""

import json
import time
import uuid

import pytest

from helpers import allow, error_of, message_of
from pelton import ACCOUNT

THUMB = "6938fd4d98bab03faadb97b34396831e3780aea1"


@pytest.fixture(scope="module")
def iam(server):
    return server.client("iam")


@pytest.fixture
def url():
    return f"https://{uuid.uuid4().hex[:12]}.example.com/realm"


def arn_of(url, account=ACCOUNT):
    return f"arn:aws:iam::{account}:oidc-provider/{url.removeprefix('https://')}"


@pytest.fixture
def arn(iam, url):
    return iam.create_open_id_connect_provider(Url=url, ClientIDList=["app"], ThumbprintList=[THUMB])["OpenIDConnectProviderArn"]


def get(iam, arn):
    return iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)


def refused(call):
    return error_of(call), message_of(call)


def test_a_provider_is_made_and_shown(iam, url):
    tags = [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"}]
    made = iam.create_open_id_connect_provider(Url=url, ClientIDList=["one", "two", "one"], ThumbprintList=[THUMB.upper()], Tags=tags)
    arn = made["OpenIDConnectProviderArn"]
    assert arn == arn_of(url)
    assert sorted(tag["Key"] for tag in made["Tags"]) == ["a", "b"]
    shown = get(iam, arn)
    assert shown["Url"] == url.removeprefix("https://")
    assert shown["ClientIDList"] == ["one", "two"]
    assert shown["ThumbprintList"] == [THUMB]
    assert {tag["Key"]: tag["Value"] for tag in shown["Tags"]} == {"a": "1", "b": "2"}
    assert abs(shown["CreateDate"].timestamp() - time.time()) < 60
    assert {"Arn": arn} in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    again = lambda: iam.create_open_id_connect_provider(Url=url)  # noqa: E731
    assert refused(again) == ((409, "EntityAlreadyExists"), f"Provider with url {url} already exists.")


def test_a_provider_without_client_ids_and_thumbprints(iam, url):
    arn = iam.create_open_id_connect_provider(Url=url)["OpenIDConnectProviderArn"]
    shown = get(iam, arn)
    assert (shown["ClientIDList"], shown["ThumbprintList"]) == ([], [])


@pytest.mark.parametrize("url, code, text", [
    ("example.com", "ValidationError", "Invalid Open ID Connect Provider URL"),
    ("http://example.com", "InvalidInput", "Invalid Open ID Connect Provider URL. The URL must begin with https://."),
    ("https://example.com?foo=1", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://example.com/#a", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://example.com:8443", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://user@example.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https:///path", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://ex ample.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://exämple.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://example.com/ä", "InvalidInput", "Invalid Open ID Connect Provider URL."),
    ("https://-a.example.com", "InvalidInput", "Invalid Open ID Connect Provider URL."),
])
def test_a_url_that_is_none(iam, url, code, text):
    assert refused(lambda: iam.create_open_id_connect_provider(Url=url)) == ((400, code), text)


def test_an_issuer_may_end_with_a_slash(iam):
    url = f"https://{uuid.uuid4().hex[:12]}.example.com/"
    arn = iam.create_open_id_connect_provider(Url=url)["OpenIDConnectProviderArn"]
    assert arn == arn_of(url)
    assert get(iam, arn)["Url"] == url.removeprefix("https://")


def test_client_ids_come_and_go(iam, arn):
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="second")
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="second")
    assert get(iam, arn)["ClientIDList"] == ["app", "second"]
    for _ in range(2):
        iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="app")
    assert get(iam, arn)["ClientIDList"] == ["second"]


def test_thumbprints_take_the_place_of_others(server, iam, arn):
    prints = ["A" * 40, "b" * 40]
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=prints)
    assert get(iam, arn)["ThumbprintList"] == ["a" * 40, "b" * 40]
    six = [str(i) * 40 for i in range(6)]
    many = lambda: iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=six)  # noqa: E731
    assert refused(many) == ((400, "InvalidInput"), "Thumbprint list must contain fewer than 5 entries.")
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=six[:5])
    lax = server.client("iam", parameter_validation=False)
    for wrong, code in (("a" * 39, "ValidationError"), ("a" * 41, "ValidationError"), ("g" * 40, "InvalidInput")):
        assert error_of(lambda: lax.update_open_id_connect_provider_thumbprint(
            OpenIDConnectProviderArn=arn, ThumbprintList=[wrong])) == (400, code)
    assert get(iam, arn)["ThumbprintList"] == six[:5]


def test_tags(iam, arn):
    iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=[{"Key": f"k{i:02}", "Value": "v"} for i in range(50)])
    page = iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn, MaxItems=30)
    assert (len(page["Tags"]), page["IsTruncated"]) == (30, True)
    rest = iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn, Marker=page["Marker"])
    assert [tag["Key"] for tag in page["Tags"] + rest["Tags"]] == [f"k{i:02}" for i in range(50)]
    # Keys are the same whatever their case.
    iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=[{"Key": "K00", "Value": "w"}])
    many = lambda: iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=[{"Key": "more", "Value": ""}])  # noqa: E731
    assert refused(many) == ((409, "LimitExceeded"), "The number of tags has reached the maximum limit.")
    iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=[f"k{i:02}" for i in range(1, 50)])
    assert iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn)["Tags"] == [{"Key": "K00", "Value": "w"}]
    twice = lambda: iam.tag_open_id_connect_provider(  # noqa: E731
        OpenIDConnectProviderArn=arn, Tags=[{"Key": "a", "Value": ""}, {"Key": "A", "Value": ""}])
    assert refused(twice) == ((400, "InvalidInput"), "Duplicate tag keys found. Please note that Tag keys are case insensitive.")


def test_a_provider_that_is_not_there(iam, url, arn):
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    missing = ((404, "NoSuchEntity"), f"OpenIDConnect Provider not found for arn {arn}")
    assert refused(lambda: get(iam, arn)) == missing
    on = {"OpenIDConnectProviderArn": arn}
    assert refused(lambda: iam.add_client_id_to_open_id_connect_provider(**on, ClientID="a")) == missing
    assert refused(lambda: iam.remove_client_id_from_open_id_connect_provider(**on, ClientID="a")) == missing
    assert refused(lambda: iam.update_open_id_connect_provider_thumbprint(**on, ThumbprintList=[THUMB])) == missing
    assert refused(lambda: iam.tag_open_id_connect_provider(**on, Tags=[])) == missing
    assert refused(lambda: iam.untag_open_id_connect_provider(**on, TagKeys=["a"])) == missing
    assert refused(lambda: iam.list_open_id_connect_provider_tags(**on)) == missing
    assert refused(lambda: iam.delete_open_id_connect_provider(**on)) == (
        (404, "NoSuchEntity"), f"OpenId connect Provider {arn} cannot be found.")
    for wrong in ("not an ARN of anything", f"arn:aws:iam::{ACCOUNT}:role/not-a-provider", f"arn:aws:iam::{ACCOUNT}:oidc-provider/"):
        assert error_of(lambda: get(iam, wrong)) == (400, "ValidationError")
    iam.create_open_id_connect_provider(Url=url)


def test_quotas(server):
    """A hundred providers of an account, and a hundred client ids of each."""
    other = server.client("iam", access_key="AKIAPELTONTESTTHIRD0", secret_key="secret/of+the/third/account/in/tests0000")
    ids = [f"id{i}" for i in range(101)]
    many = lambda: other.create_open_id_connect_provider(Url="https://first.example.com", ClientIDList=ids)  # noqa: E731
    text = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"
    assert refused(many) == ((409, "LimitExceeded"), text)
    arn = other.create_open_id_connect_provider(Url="https://first.example.com", ClientIDList=ids[:100])["OpenIDConnectProviderArn"]
    assert refused(lambda: other.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="more")) == (
        (409, "LimitExceeded"), text)
    other.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="id7")
    for i in range(99):
        other.create_open_id_connect_provider(Url=f"https://idp{i}.example.com")
    assert refused(lambda: other.create_open_id_connect_provider(Url="https://more.example.com")) == (
        (409, "LimitExceeded"), "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100")
    assert len(other.list_open_id_connect_providers()["OpenIDConnectProviderList"]) == 100


def test_another_account_s_providers_are_its_own(server, iam, arn):
    other = server.client("iam", access_key="AKIAPELTONTESTOTHER0", secret_key="secret/of+the/other/account/in/tests0000")
    assert error_of(lambda: get(other, arn)) == (403, "AccessDenied")
    assert error_of(lambda: other.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)) == (403, "AccessDenied")
    assert {"Arn": arn} not in other.list_open_id_connect_providers()["OpenIDConnectProviderList"]


def test_who_may(server, iam, arn, url):
    """Service Authorization Reference, "Actions defined by AWS IAM": by ARN, and by tags."""
    name = "keeper-" + uuid.uuid4().hex[:8]
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    keeper = server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    assert error_of(lambda: get(keeper, arn)) == (403, "AccessDenied")
    assert error_of(lambda: get(keeper, arn + "-none")) == (403, "AccessDenied")
    assert error_of(keeper.list_open_id_connect_providers) == (403, "AccessDenied")
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=allow("iam:*OpenIDConnectProvider*", resource=arn))
    get(keeper, arn)
    assert error_of(lambda: keeper.create_open_id_connect_provider(Url=url + "2")) == (403, "AccessDenied")
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:GetOpenIDConnectProvider", "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}},
        {"Effect": "Allow", "Action": "iam:CreateOpenIDConnectProvider", "Resource": "*",
         "Condition": {"StringEquals": {"aws:RequestTag/team": "a"}}}]}))
    assert error_of(lambda: get(keeper, arn)) == (403, "AccessDenied")
    iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=[{"Key": "team", "Value": "a"}])
    get(keeper, arn)
    assert error_of(lambda: keeper.create_open_id_connect_provider(Url=url + "2")) == (403, "AccessDenied")
    keeper.create_open_id_connect_provider(Url=url + "2", Tags=[{"Key": "team", "Value": "a"}])


def test_what_is_answered_is_there_after_a_restart(fresh_server):
    iam = fresh_server.client("iam")
    arn = iam.create_open_id_connect_provider(Url="https://idp.example.com", ClientIDList=["app"], ThumbprintList=[THUMB])[
        "OpenIDConnectProviderArn"]
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="second")
    fresh_server.stop()
    fresh_server.start()
    shown = get(fresh_server.client("iam"), arn)
    assert (shown["ClientIDList"], shown["ThumbprintList"]) == (["app", "second"], [THUMB])


def test_what_is_not_built_is_refused(iam, url):
    more = {"IdentityCenterInstanceArn": "arn:aws:sso:::instance/ssoins-1234567890abcdef"}
    assert error_of(lambda: iam.create_open_id_connect_provider(Url=url, **more)) == (501, "NotImplemented")
