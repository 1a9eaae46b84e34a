"""IAM: what an account has in all, and all of it at once."""

import json

import pytest

from helpers import TRUSTS_LAMBDA, allow, error_of
from pelton import ACCOUNT

FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
QUOTAS = {
    "AccessKeysPerUserQuota": 2, "AssumeRolePolicySizeQuota": 2048, "AttachedPoliciesPerGroupQuota": 10, "AttachedPoliciesPerRoleQuota": 10,
    "AttachedPoliciesPerUserQuota": 10, "GlobalEndpointTokenVersion": 1, "GroupPolicySizeQuota": 5120, "GroupsPerUserQuota": 10,
    "GroupsQuota": 300, "InstanceProfilesQuota": 1000, "PoliciesQuota": 1500, "PolicySizeQuota": 6144, "PolicyVersionsInUseQuota": 10000,
    "RolePolicySizeQuota": 10240, "RolesQuota": 1000, "ServerCertificatesQuota": 20, "SigningCertificatesPerUserQuota": 2,
    "UserPolicySizeQuota": 2048, "UsersQuota": 5000, "VersionsPerPolicyQuota": 5}


@pytest.fixture
def iam(fresh_server):
    """Of a server where nobody else makes anything."""
    return fresh_server.client("iam")


def own(name):
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}"


def summary(iam):
    return iam.get_account_summary()["SummaryMap"]


# The summary. Keys and quotas as LocalStack recorded them of AWS, test_iam_account_summary.

def test_all_keys_and_quotas(iam):
    found = summary(iam)
    assert QUOTAS.items() <= found.items()
    assert set(found) == QUOTAS.keys() | {
        "AccountAccessKeysPresent", "AccountMFAEnabled", "AccountPasswordPresent", "AccountSigningCertificatesPresent", "Groups",
        "InstanceProfiles", "MFADevices", "MFADevicesInUse", "Policies", "PolicyVersionsInUse", "Providers", "Roles", "ServerCertificates",
        "Users"}
    # The root's key is what a server is started with.
    assert found["AccountAccessKeysPresent"] == 1


def test_what_comes_and_goes_is_counted(iam, fresh_server):
    names = ["Users", "Groups", "Roles", "Policies", "InstanceProfiles", "PolicyVersionsInUse"]
    counts = lambda: [summary(iam)[name] for name in names]  # noqa: E731
    assert counts() == [0] * 6
    assert summary(iam)["Providers"] == 0
    iam.create_open_id_connect_provider(Url="https://counted.example.com", ClientIDList=["app"])
    assert summary(iam)["Providers"] == 1
    iam.create_user(UserName="a")
    iam.create_user(UserName="b")
    iam.create_group(GroupName="g")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUSTS_LAMBDA)
    iam.create_policy(PolicyName="p", PolicyDocument=allow("s3:ListBucket"))
    iam.create_policy_version(PolicyArn=own("p"), PolicyDocument=allow("s3:GetObject"))
    iam.create_instance_profile(InstanceProfileName="i")
    assert counts() == [2, 1, 1, 1, 1, 0]
    assert error_of(lambda: iam.create_user(UserName="A")) == (409, "EntityAlreadyExists")
    iam.attach_role_policy(RoleName="r", PolicyArn=own("p"))
    iam.attach_user_policy(UserName="a", PolicyArn=own("p"))
    iam.attach_user_policy(UserName="a", PolicyArn=own("p"))
    iam.attach_user_policy(UserName="a", PolicyArn=FULL)
    assert counts() == [2, 1, 1, 1, 1, 2]
    iam.detach_role_policy(RoleName="r", PolicyArn=own("p"))
    assert error_of(lambda: iam.detach_role_policy(RoleName="r", PolicyArn=own("p"))) == (404, "NoSuchEntity")
    assert error_of(lambda: iam.delete_user(UserName="a")) == (409, "DeleteConflict")
    assert counts() == [2, 1, 1, 1, 1, 2]
    iam.detach_user_policy(UserName="a", PolicyArn=own("p"))
    iam.delete_user(UserName="b")
    iam.delete_policy_version(PolicyArn=own("p"), VersionId="v2")
    iam.delete_policy(PolicyArn=own("p"))
    assert counts() == [1, 1, 1, 0, 1, 1]


def test_accounts_are_counted_apart(server):
    other = server.client("iam", "AKIAPELTONTESTOTHER0", "secret/of+the/other/account/in/tests0000")
    before, here = summary(other)["Groups"], summary(server.client("iam"))["Groups"]
    other.create_group(GroupName="theirs")
    assert (summary(other)["Groups"], summary(server.client("iam"))["Groups"]) == (before + 1, here)


def test_policies_are_asked_about_reports(iam, fresh_server):
    iam.create_user(UserName="asker")
    key = iam.create_access_key(UserName="asker")["AccessKey"]
    asker = fresh_server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    for name in ("get_account_summary", "get_account_authorization_details"):
        assert error_of(getattr(asker, name)) == (403, "AccessDenied")
    iam.put_user_policy(UserName="asker", PolicyName="own", PolicyDocument=allow("iam:GetAccount*"))
    for name in ("get_account_summary", "get_account_authorization_details"):
        getattr(asker, name)()


# All of it. Members as LocalStack recorded them of AWS, test_iam_account_authorization_details.

@pytest.fixture
def filled(iam):
    iam.create_policy(PolicyName="p", PolicyDocument=allow("s3:ListBucket"), Path="/", Description="told")
    iam.create_policy_version(PolicyArn=own("p"), PolicyDocument=allow("s3:GetObject"), SetAsDefault=True)
    iam.create_user(UserName="u", Path="/staff/", Tags=[{"Key": "a", "Value": "b"}], PermissionsBoundary=own("p"))
    iam.put_user_policy(UserName="u", PolicyName="inline", PolicyDocument=allow("s3:ListBucket"))
    iam.attach_user_policy(UserName="u", PolicyArn=own("p"))
    iam.create_group(GroupName="g")
    iam.put_group_policy(GroupName="g", PolicyName="inline", PolicyDocument=allow("s3:ListBucket"))
    iam.attach_group_policy(GroupName="g", PolicyArn=FULL)
    iam.add_user_to_group(GroupName="g", UserName="u")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUSTS_LAMBDA, Tags=[{"Key": "c", "Value": "d"}], Description="not told")
    iam.put_role_policy(RoleName="r", PolicyName="inline", PolicyDocument=allow("s3:ListBucket"))
    iam.attach_role_policy(RoleName="r", PolicyArn=own("p"))
    iam.create_instance_profile(InstanceProfileName="i")
    iam.add_role_to_instance_profile(InstanceProfileName="i", RoleName="r")
    return iam


INLINE = [{"PolicyName": "inline", "PolicyDocument": json.loads(allow("s3:ListBucket"))}]


def test_all_that_belongs_to_each(filled):
    found = filled.get_account_authorization_details()
    assert not found["IsTruncated"]
    user, = found["UserDetailList"]
    assert (user["UserName"], user["Path"], user["Arn"]) == ("u", "/staff/", f"arn:aws:iam::{ACCOUNT}:user/staff/u")
    assert user["UserPolicyList"] == INLINE and user["GroupList"] == ["g"] and user["Tags"] == [{"Key": "a", "Value": "b"}]
    assert user["AttachedManagedPolicies"] == [{"PolicyName": "p", "PolicyArn": own("p")}]
    assert user["PermissionsBoundary"]["PermissionsBoundaryArn"] == own("p")
    group, = found["GroupDetailList"]
    assert (group["GroupName"], group["GroupPolicyList"]) == ("g", INLINE)
    assert group["AttachedManagedPolicies"] == [{"PolicyName": "AmazonS3FullAccess", "PolicyArn": FULL}]
    role, = found["RoleDetailList"]
    assert role["AssumeRolePolicyDocument"] == json.loads(TRUSTS_LAMBDA) and role["RolePolicyList"] == INLINE
    assert role["Tags"] == [{"Key": "c", "Value": "d"}] and role["RoleLastUsed"] == {}
    profile, = role["InstanceProfileList"]
    assert profile["InstanceProfileName"] == "i" and [found["RoleName"] for found in profile["Roles"]] == ["r"]
    policies = {policy["Arn"]: policy for policy in found["Policies"]}
    # Of AWS's own, those that somebody has.
    assert policies.keys() == {own("p"), FULL}
    mine = policies[own("p")]
    assert (mine["DefaultVersionId"], mine["AttachmentCount"], mine["PermissionsBoundaryUsageCount"]) == ("v2", 2, 1)
    assert [(version["VersionId"], version["IsDefaultVersion"]) for version in mine["PolicyVersionList"]] == [("v2", True), ("v1", False)]
    assert mine["PolicyVersionList"][1]["Document"] == json.loads(allow("s3:ListBucket"))
    assert policies[FULL]["AttachmentCount"] == 1 and policies[FULL]["PolicyVersionList"][0]["IsDefaultVersion"]


LISTS = {
    "User": "UserDetailList", "Group": "GroupDetailList", "Role": "RoleDetailList", "LocalManagedPolicy": "Policies",
    "AWSManagedPolicy": "Policies"}


@pytest.mark.parametrize("kind", LISTS)
def test_one_kind(filled, kind):
    found = filled.get_account_authorization_details(Filter=[kind])
    assert {name: len(found[name]) for name in set(LISTS.values())} == {name: int(name == LISTS[kind]) for name in set(LISTS.values())}
    if LISTS[kind] == "Policies":
        assert found["Policies"][0]["Arn"] == (FULL if kind == "AWSManagedPolicy" else own("p"))


def test_pages_go_through_all_kinds(filled):
    for n in range(4):
        filled.create_user(UserName=f"more-{n}")
        filled.create_role(RoleName=f"more-{n}", AssumeRolePolicyDocument=TRUSTS_LAMBDA)
    filled.attach_user_policy(UserName="more-0", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    whole = filled.get_account_authorization_details()
    everything = {name: [json.dumps(one, default=str) for one in whole[name]] for name in set(LISTS.values())}
    for size in (1, 2, 3, 5, 1000):
        pages, marker = [], {}
        while True:
            page = filled.get_account_authorization_details(MaxItems=size, **marker)
            pages.append(page)
            assert sum(len(page[name]) for name in everything) <= size
            if not page["IsTruncated"]:
                break
            marker = {"Marker": page["Marker"]}
        got = {name: [json.dumps(one, default=str) for page in pages for one in page[name]] for name in everything}
        assert got == everything, size


def test_a_page_ends_behind_much(iam):
    """As AWS may: "IAM might return fewer results, even when there are more results available"."""
    document = json.dumps({**json.loads(allow("s3:GetObject")), "Id": "x" * 9000})
    for n in range(130):
        iam.create_role(RoleName=f"large-{n:03}", AssumeRolePolicyDocument=TRUSTS_LAMBDA)
        iam.put_role_policy(RoleName=f"large-{n:03}", PolicyName="p", PolicyDocument=document)
    first = iam.get_account_authorization_details(MaxItems=1000)
    assert first["IsTruncated"] and 100 < len(first["RoleDetailList"]) < 130
    second = iam.get_account_authorization_details(MaxItems=1000, Marker=first["Marker"])
    assert not second["IsTruncated"]
    names = [role["RoleName"] for role in first["RoleDetailList"] + second["RoleDetailList"]]
    assert names == [f"large-{n:03}" for n in range(130)]


def test_a_marker_that_is_none_begins_anew(filled):
    assert len(filled.get_account_authorization_details(Marker="nothing")["UserDetailList"]) == 1
    assert error_of(lambda: filled.get_account_authorization_details(Filter=["Nobody"])) == (400, "ValidationError")
