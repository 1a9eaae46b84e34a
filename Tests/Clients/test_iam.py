"""IAM: users, groups, roles, managed policies, and what they may do with what they have."""

import json

import pytest

from helpers import TRUSTS_LAMBDA, allow, error_of, message_of
from pelton import ACCOUNT

BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


def own(name, path="/"):
    return f"arn:aws:iam::{ACCOUNT}:policy{path}{name}"


@pytest.fixture(scope="module")
def iam(server):
    return server.client("iam")


@pytest.fixture(scope="module")
def bucket(server):
    server.client("s3").create_bucket(Bucket="of-root")
    server.client("s3").put_object(Bucket="of-root", Key="k", Body=b"v")
    return "of-root"


@pytest.fixture
def user(iam, request):
    """A user of a test, with a key, and nothing left of it afterwards."""
    name = "user-" + str(abs(hash(request.node.nodeid)))
    iam.create_user(UserName=name)
    yield name
    remove_user(iam, name)


def remove_user(iam, name):
    for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    for policy in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]:
        iam.detach_user_policy(UserName=name, PolicyArn=policy["PolicyArn"])
    for policy in iam.list_user_policies(UserName=name)["PolicyNames"]:
        iam.delete_user_policy(UserName=name, PolicyName=policy)
    for group in iam.list_groups_for_user(UserName=name)["Groups"]:
        iam.remove_user_from_group(UserName=name, GroupName=group["GroupName"])
    iam.delete_user(UserName=name)


def as_user(server, iam, name, service="s3"):
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return server.client(service, key["AccessKeyId"], key["SecretAccessKey"])


# Users

def test_a_user(iam):
    made = iam.create_user(UserName="alice", Path="/staff/", Tags=[{"Key": "team", "Value": "blue"}])["User"]
    assert (made["Arn"], made["UserId"][:4], len(made["UserId"])) == (f"arn:aws:iam::{ACCOUNT}:user/staff/alice", "AIDA", 21)
    assert iam.get_user(UserName="alice")["User"]["Tags"] == [{"Key": "team", "Value": "blue"}]
    again = lambda: iam.create_user(UserName="ALICE")  # noqa: E731
    assert error_of(again) == (409, "EntityAlreadyExists")
    assert message_of(again) == "User with name ALICE already exists."
    assert [u["UserName"] for u in iam.list_users(PathPrefix="/staff/")["Users"]] == ["alice"]
    assert "Tags" not in iam.list_users(PathPrefix="/staff/")["Users"][0]
    iam.update_user(UserName="alice", NewUserName="alice2", NewPath="/gone/")
    found = iam.get_user(UserName="alice2")["User"]
    assert (found["Arn"], found["UserId"]) == (f"arn:aws:iam::{ACCOUNT}:user/gone/alice2", made["UserId"])
    assert message_of(lambda: iam.get_user(UserName="alice")) == "The user with name alice cannot be found."
    iam.delete_user(UserName="alice2")
    assert error_of(lambda: iam.delete_user(UserName="alice2")) == (404, "NoSuchEntity")


def test_a_user_takes_no_name_that_is_taken(iam):
    iam.create_user(UserName="first")
    iam.create_user(UserName="second")
    assert error_of(lambda: iam.update_user(UserName="second", NewUserName="First")) == (409, "EntityAlreadyExists")
    iam.update_user(UserName="second", NewUserName="SECOND")
    assert iam.get_user(UserName="second")["User"]["UserName"] == "SECOND"
    iam.delete_user(UserName="first")
    iam.delete_user(UserName="SECOND")


def test_pages_of_users(iam):
    names = [f"paged-{i}" for i in range(5)]
    for name in names:
        iam.create_user(UserName=name, Path="/paged/")
    pages = list(iam.get_paginator("list_users").paginate(PathPrefix="/paged/", PaginationConfig={"PageSize": 2}))
    assert [[u["UserName"] for u in page["Users"]] for page in pages] == [names[:2], names[2:4], names[4:]]
    for name in names:
        iam.delete_user(UserName=name)


# Access keys

def test_a_user_has_two_keys(iam, user):
    keys = [iam.create_access_key(UserName=user)["AccessKey"] for _ in range(2)]
    assert {key["AccessKeyId"][:4] for key in keys} == {"AKIA"} and {len(key["SecretAccessKey"]) for key in keys} == {40}
    third = lambda: iam.create_access_key(UserName=user)  # noqa: E731
    assert error_of(third) == (409, "LimitExceeded")
    assert message_of(third) == "Cannot exceed quota for AccessKeysPerUser: 2"
    assert message_of(lambda: iam.delete_user(UserName=user)) == "Cannot delete entity, must delete access keys first."
    listed = iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
    assert sorted(k["AccessKeyId"] for k in listed) == sorted(k["AccessKeyId"] for k in keys)
    assert "SecretAccessKey" not in listed[0]
    gone = lambda: iam.delete_access_key(UserName=user, AccessKeyId="AKIA" + "A" * 16)  # noqa: E731
    assert error_of(gone) == (404, "NoSuchEntity")
    assert message_of(gone) == f"The Access Key with id AKIA{'A' * 16} cannot be found."


def test_a_key_that_is_taken_back_proves_nothing_at_once(server, iam, user):
    key = iam.create_access_key(UserName=user)["AccessKey"]
    sts = server.client("sts", key["AccessKeyId"], key["SecretAccessKey"])
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/{user}"
    iam.update_access_key(UserName=user, AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert error_of(sts.get_caller_identity) == (403, "InvalidClientTokenId")
    iam.update_access_key(UserName=user, AccessKeyId=key["AccessKeyId"], Status="Active")
    assert sts.get_caller_identity()["UserId"].startswith("AIDA")
    iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
    assert error_of(sts.get_caller_identity) == (403, "InvalidClientTokenId")


def test_a_user_may_do_nothing_at_first(server, iam, user, bucket):
    s3 = as_user(server, iam, user)
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="k")) == (403, "AccessDenied")
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=allow("s3:GetObject", resource=f"arn:aws:s3:::{bucket}/*"))
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"w")) == (403, "AccessDenied")
    iam.delete_user_policy(UserName=user, PolicyName="p")
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="k")) == (403, "AccessDenied")


def test_a_user_asks_about_itself(server, iam, user):
    own_iam = as_user(server, iam, user, "iam")
    assert error_of(own_iam.get_user) == (403, "AccessDenied")
    iam.put_user_policy(UserName=user, PolicyName="self", PolicyDocument=allow(
        "iam:GetUser", "iam:ListAccessKeys", resource=f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"))
    assert own_iam.get_user()["User"]["UserName"] == user
    assert len(own_iam.list_access_keys()["AccessKeyMetadata"]) == 1
    assert error_of(lambda: own_iam.get_user(UserName="somebody-else")) == (403, "AccessDenied")


# Groups

def test_a_group_gives_its_policies_to_its_users(server, iam, user, bucket):
    iam.create_group(GroupName="readers", Path="/g/")
    s3 = as_user(server, iam, user)
    iam.attach_group_policy(GroupName="readers", PolicyArn=READ_ONLY)
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="k")) == (403, "AccessDenied")
    iam.add_user_to_group(GroupName="readers", UserName=user)
    iam.add_user_to_group(GroupName="readers", UserName=user)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    found = iam.get_group(GroupName="readers")
    assert (found["Group"]["Arn"], [u["UserName"] for u in found["Users"]]) == (f"arn:aws:iam::{ACCOUNT}:group/g/readers", [user])
    assert [g["GroupName"] for g in iam.list_groups_for_user(UserName=user)["Groups"]] == ["readers"]
    assert message_of(lambda: iam.delete_user(UserName=user)).startswith("Cannot delete entity, must ")
    iam.put_group_policy(GroupName="readers", PolicyName="deny", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}]}))
    refused = lambda: s3.get_object(Bucket=bucket, Key="k")  # noqa: E731
    assert error_of(refused) == (403, "AccessDenied")
    assert "with an explicit deny in an identity-based policy" in message_of(refused)
    assert message_of(lambda: iam.delete_group(GroupName="readers")) == "Cannot delete entity, must detach all policies first."
    iam.detach_group_policy(GroupName="readers", PolicyArn=READ_ONLY)
    assert message_of(lambda: iam.delete_group(GroupName="readers")) == "Cannot delete entity, must delete policies first."
    iam.delete_group_policy(GroupName="readers", PolicyName="deny")
    assert message_of(lambda: iam.delete_group(GroupName="readers")) == "Cannot delete entity, must remove users from group first."
    iam.remove_user_from_group(GroupName="readers", UserName=user)
    iam.remove_user_from_group(GroupName="readers", UserName=user)
    iam.delete_group(GroupName="readers")
    assert message_of(lambda: iam.get_group(GroupName="readers")) == "The group with name readers cannot be found."


def test_a_renamed_user_and_group_keep_what_they_have(server, iam, user, bucket):
    iam.create_group(GroupName="old-name")
    iam.put_group_policy(GroupName="old-name", PolicyName="p", PolicyDocument=allow("s3:*"))
    iam.add_user_to_group(GroupName="old-name", UserName=user)
    s3 = as_user(server, iam, user)
    s3.get_object(Bucket=bucket, Key="k")
    iam.update_group(GroupName="old-name", NewGroupName="new-name")
    iam.update_user(UserName=user, NewUserName=user + "-renamed")
    s3.get_object(Bucket=bucket, Key="k")
    iam.update_user(UserName=user + "-renamed", NewUserName=user)
    iam.remove_user_from_group(GroupName="new-name", UserName=user)
    iam.delete_group_policy(GroupName="new-name", PolicyName="p")
    iam.delete_group(GroupName="new-name")


def test_a_user_is_in_ten_groups(iam, user):
    for i in range(11):
        iam.create_group(GroupName=f"of-eleven-{i}")
    for i in range(10):
        iam.add_user_to_group(GroupName=f"of-eleven-{i}", UserName=user)
    more = lambda: iam.add_user_to_group(GroupName="of-eleven-10", UserName=user)  # noqa: E731
    assert (error_of(more), message_of(more)) == ((409, "LimitExceeded"), "Cannot exceed quota for GroupsPerUser: 10")
    for i in range(11):
        iam.remove_user_from_group(GroupName=f"of-eleven-{i}", UserName=user)
        iam.delete_group(GroupName=f"of-eleven-{i}")


# Managed policies

def test_a_managed_policy_and_its_versions(server, iam, user, bucket):
    arn = iam.create_policy(PolicyName="mine", Path="/p/", Description="d", PolicyDocument=allow("s3:ListBucket"))["Policy"]["Arn"]
    assert arn == own("mine", "/p/")
    again = lambda: iam.create_policy(PolicyName="mine", PolicyDocument=allow("s3:*"))  # noqa: E731
    assert (error_of(again), message_of(again)) == (
        (409, "EntityAlreadyExists"), "A policy called mine already exists. Duplicate names are not allowed.")
    iam.attach_user_policy(UserName=user, PolicyArn=arn)
    iam.attach_user_policy(UserName=user, PolicyArn=arn)
    s3 = as_user(server, iam, user)
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="k")) == (403, "AccessDenied")
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=allow("s3:GetObject"))["PolicyVersion"]
    assert (made["VersionId"], made["IsDefaultVersion"]) == ("v2", False)
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="k")) == (403, "AccessDenied")
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v2")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    assert error_of(lambda: s3.list_objects_v2(Bucket=bucket)) == (403, "AccessDenied")
    found = iam.get_policy(PolicyArn=arn)["Policy"]
    assert (found["DefaultVersionId"], found["AttachmentCount"], found["Description"]) == ("v2", 1, "d")
    for number in (3, 4, 5):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=allow("s3:*"), SetAsDefault=number == 5)
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1
    sixth = lambda: iam.create_policy_version(PolicyArn=arn, PolicyDocument=allow("s3:*"))  # noqa: E731
    assert error_of(sixth) == (409, "LimitExceeded")
    assert [v["VersionId"] for v in iam.list_policy_versions(PolicyArn=arn)["Versions"]] == ["v5", "v4", "v3", "v2", "v1"]
    default = lambda: iam.delete_policy_version(PolicyArn=arn, VersionId="v5")  # noqa: E731
    assert (error_of(default), message_of(default)) == ((409, "DeleteConflict"), "Cannot delete the default version of a policy.")
    missing = lambda: iam.get_policy_version(PolicyArn=arn, VersionId="v9")  # noqa: E731
    assert message_of(missing) == "Policy ARN version v9 does not exist or is not attachable."
    assert message_of(lambda: iam.delete_policy(PolicyArn=arn)) == "Cannot delete a policy attached to entities."
    assert iam.list_entities_for_policy(PolicyArn=arn)["PolicyUsers"][0]["UserName"] == user
    iam.detach_user_policy(UserName=user, PolicyArn=arn)
    assert error_of(lambda: s3.list_objects_v2(Bucket=bucket)) == (403, "AccessDenied")
    assert message_of(lambda: iam.detach_user_policy(UserName=user, PolicyArn=arn)) == "Policy ARN was not found."
    assert message_of(lambda: iam.delete_policy(PolicyArn=arn)).startswith("This policy has more than one version.")
    for number in (1, 2, 3, 4):
        iam.delete_policy_version(PolicyArn=arn, VersionId=f"v{number}")
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=allow("s3:*"))["PolicyVersion"]
    assert made["VersionId"] == "v6"
    iam.delete_policy_version(PolicyArn=arn, VersionId="v6")
    iam.delete_policy(PolicyArn=arn)
    assert message_of(lambda: iam.get_policy(PolicyArn=arn)) == "Policy ARN was not found."


def test_policies_of_aws(server, iam, user, bucket):
    found = iam.get_policy(PolicyArn=BASIC)["Policy"]
    assert (found["PolicyName"], found["Path"], found["DefaultVersionId"]) == ("AWSLambdaBasicExecutionRole", "/service-role/", "v1")
    document = iam.get_policy_version(PolicyArn=BASIC, VersionId="v1")["PolicyVersion"]["Document"]
    assert document["Statement"][0]["Action"] == ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    listed = [p["PolicyName"] for page in iam.get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 7})
              for p in page["Policies"]]
    assert len(listed) == len(set(listed)) and {"AdministratorAccess", "PowerUserAccess", "AmazonSQSFullAccess"} <= set(listed)
    assert error_of(lambda: iam.delete_policy(PolicyArn=FULL)) == (403, "AccessDenied")
    assert message_of(lambda: iam.attach_user_policy(UserName=user, PolicyArn="arn:aws:iam::aws:policy/NoneSuch")) == (
        "Policy ARN does not exist or is not attachable.")
    iam.attach_user_policy(UserName=user, PolicyArn=FULL)
    as_user(server, iam, user).put_object(Bucket=bucket, Key="written", Body=b"x")
    attached = iam.list_attached_user_policies(UserName=user)["AttachedPolicies"]
    assert attached == [{"PolicyName": "AmazonS3FullAccess", "PolicyArn": FULL}]
    assert [p["PolicyName"] for p in iam.list_policies(OnlyAttached=True, Scope="AWS")["Policies"]] == ["AmazonS3FullAccess"]


def test_a_user_has_ten_managed_policies(iam, user):
    arns = [iam.create_policy(PolicyName=f"many-{i}", PolicyDocument=allow("s3:*"))["Policy"]["Arn"] for i in range(11)]
    for arn in arns[:10]:
        iam.attach_user_policy(UserName=user, PolicyArn=arn)
    more = lambda: iam.attach_user_policy(UserName=user, PolicyArn=arns[10])  # noqa: E731
    assert (error_of(more), message_of(more)) == ((409, "LimitExceeded"), "Cannot exceed quota for PoliciesPerUser: 10")
    for arn in arns[:10]:
        iam.detach_user_policy(UserName=user, PolicyArn=arn)
    for arn in arns:
        iam.delete_policy(PolicyArn=arn)


@pytest.mark.parametrize("kind,limit", [("user", 2048), ("group", 5120), ("role", 10240)])
def test_inline_policies_are_bounded_together(iam, kind, limit):
    name = f"bounded-{kind}"
    maker = {"user": {"UserName": name}, "group": {"GroupName": name}, "role": {"RoleName": name}}[kind]
    more = {"AssumeRolePolicyDocument": TRUSTS_LAMBDA} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**maker, **more)
    put = getattr(iam, f"put_{kind}_policy")
    put(**maker, PolicyName="half", PolicyDocument=allow("s3:" + "a" * (limit // 2), resource="*"))
    over = lambda: put(**maker, PolicyName="other", PolicyDocument=allow("s3:" + "b" * (limit // 2), resource="*"))  # noqa: E731
    assert (error_of(over), message_of(over)) == (
        (409, "LimitExceeded"), f"Maximum policy size of {limit} bytes exceeded for {kind} {name}")
    getattr(iam, f"delete_{kind}_policy")(**maker, PolicyName="half")
    missing = lambda: getattr(iam, f"get_{kind}_policy")(**maker, PolicyName="half")  # noqa: E731
    assert message_of(missing) == f"The {kind} policy with name half cannot be found."
    getattr(iam, f"delete_{kind}")(**maker)


def test_a_managed_policy_is_bounded(iam):
    over = lambda: iam.create_policy(PolicyName="large", PolicyDocument=allow("s3:" + "a" * 6144))  # noqa: E731
    assert (error_of(over), message_of(over)) == ((409, "LimitExceeded"), "Cannot exceed quota for PolicySize: 6144")


# Boundaries

def test_a_boundary_limits_a_user(server, iam, user, bucket):
    iam.put_user_policy(UserName=user, PolicyName="all", PolicyDocument=allow("s3:*"))
    s3 = as_user(server, iam, user)
    s3.put_object(Bucket=bucket, Key="b", Body=b"1")
    iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=READ_ONLY)
    assert iam.get_user(UserName=user)["User"]["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ_ONLY}
    refused = lambda: s3.put_object(Bucket=bucket, Key="b", Body=b"2")  # noqa: E731
    assert error_of(refused) == (403, "AccessDenied")
    assert "because no permissions boundary allows the s3:PutObject action" in message_of(refused)
    assert s3.get_object(Bucket=bucket, Key="b")["Body"].read() == b"1"
    iam.delete_user_permissions_boundary(UserName=user)
    s3.put_object(Bucket=bucket, Key="b", Body=b"3")
    assert error_of(lambda: iam.delete_user_permissions_boundary(UserName=user)) == (404, "NoSuchEntity")
    missing = lambda: iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=own("none-such"))  # noqa: E731
    assert error_of(missing) == (404, "NoSuchEntity")


def test_a_policy_that_is_a_boundary_stays(iam, user):
    arn = iam.create_policy(PolicyName="limit", PolicyDocument=allow("s3:*"))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=arn)
    assert iam.get_policy(PolicyArn=arn)["Policy"]["PermissionsBoundaryUsageCount"] == 1
    assert error_of(lambda: iam.delete_policy(PolicyArn=arn)) == (409, "DeleteConflict")
    iam.delete_user_permissions_boundary(UserName=user)
    iam.delete_policy(PolicyArn=arn)


# Roles

def test_a_role_changes(iam):
    iam.create_role(RoleName="changing", AssumeRolePolicyDocument=TRUSTS_LAMBDA, MaxSessionDuration=7200)
    iam.update_role(RoleName="changing", Description="new", MaxSessionDuration=3600)
    iam.update_assume_role_policy(RoleName="changing", PolicyDocument=TRUSTS_LAMBDA.replace("lambda", "s3"))
    iam.put_role_permissions_boundary(RoleName="changing", PermissionsBoundary=FULL)
    found = iam.get_role(RoleName="changing")["Role"]
    assert (found["Description"], found["MaxSessionDuration"]) == ("new", 3600)
    assert found["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "s3.amazonaws.com"}
    assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == FULL
    assert iam.update_role_description(RoleName="changing", Description="newer")["Role"]["Description"] == "newer"
    iam.attach_role_policy(RoleName="changing", PolicyArn=BASIC)
    assert message_of(lambda: iam.delete_role(RoleName="changing")) == "Cannot delete entity, must detach all policies first."
    iam.detach_role_policy(RoleName="changing", PolicyArn=BASIC)
    iam.delete_role(RoleName="changing")


def test_instance_profiles(iam):
    iam.create_role(RoleName="of-profile", AssumeRolePolicyDocument=TRUSTS_LAMBDA)
    made = iam.create_instance_profile(InstanceProfileName="profile", Path="/i/")["InstanceProfile"]
    assert (made["Arn"], made["Roles"]) == (f"arn:aws:iam::{ACCOUNT}:instance-profile/i/profile", [])
    iam.add_role_to_instance_profile(InstanceProfileName="profile", RoleName="of-profile")
    second = lambda: iam.add_role_to_instance_profile(InstanceProfileName="profile", RoleName="of-profile")  # noqa: E731
    assert message_of(second) == "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
    assert iam.get_instance_profile(InstanceProfileName="profile")["InstanceProfile"]["Roles"][0]["RoleName"] == "of-profile"
    assert iam.list_instance_profiles_for_role(RoleName="of-profile")["InstanceProfiles"][0]["InstanceProfileName"] == "profile"
    conflict = "Cannot delete entity, must remove roles from instance profile first."
    assert message_of(lambda: iam.delete_role(RoleName="of-profile")) == conflict
    assert message_of(lambda: iam.delete_instance_profile(InstanceProfileName="profile")) == conflict
    iam.remove_role_from_instance_profile(InstanceProfileName="profile", RoleName="of-profile")
    iam.delete_instance_profile(InstanceProfileName="profile")
    assert message_of(lambda: iam.get_instance_profile(InstanceProfileName="profile")) == "Instance Profile profile cannot be found."
    iam.delete_role(RoleName="of-profile")


# Tags

def test_tags(iam, user):
    iam.tag_user(UserName=user, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    iam.tag_user(UserName=user, Tags=[{"Key": "A", "Value": "3"}])
    assert iam.list_user_tags(UserName=user)["Tags"] == [{"Key": "A", "Value": "3"}, {"Key": "b", "Value": "2"}]
    iam.untag_user(UserName=user, TagKeys=["a"])
    assert iam.list_user_tags(UserName=user)["Tags"] == [{"Key": "b", "Value": "2"}]
    iam.tag_user(UserName=user, Tags=[{"Key": f"k{i}", "Value": ""} for i in range(49)])
    assert error_of(lambda: iam.tag_user(UserName=user, Tags=[{"Key": "more", "Value": ""}])) == (409, "LimitExceeded")


def test_a_policy_reads_the_tags_of_the_caller(server, iam, user, bucket):
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*",
            "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}]}))
    s3 = as_user(server, iam, user)
    assert error_of(lambda: s3.get_object(Bucket=bucket, Key="k")) == (403, "AccessDenied")
    iam.tag_user(UserName=user, Tags=[{"Key": "team", "Value": "blue"}])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"


# Others

def test_an_account_alias(iam):
    iam.create_account_alias(AccountAlias="first-alias")
    iam.create_account_alias(AccountAlias="second-alias")
    assert iam.list_account_aliases()["AccountAliases"] == ["second-alias"]
    assert error_of(lambda: iam.delete_account_alias(AccountAlias="first-alias")) == (404, "NoSuchEntity")
    iam.delete_account_alias(AccountAlias="second-alias")
    assert iam.list_account_aliases()["AccountAliases"] == []


def test_a_bucket_policy_means_the_user_and_no_later_one(server, iam, bucket):
    s3 = server.client("s3")
    iam.create_user(UserName="named")
    s3.create_bucket(Bucket="for-named")
    s3.put_bucket_policy(Bucket="for-named", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/named"}, "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::for-named/*"}]}))
    as_user(server, iam, "named").put_object(Bucket="for-named", Key="k", Body=b"")
    remove_user(iam, "named")
    iam.create_user(UserName="named")
    assert error_of(lambda: as_user(server, iam, "named").put_object(Bucket="for-named", Key="k", Body=b"")) == (403, "AccessDenied")
    remove_user(iam, "named")
    nobody = lambda: s3.put_bucket_policy(Bucket="for-named", Policy=json.dumps({"Version": "2012-10-17", "Statement": [{  # noqa: E731
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody"}, "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::for-named/*"}]}))
    assert error_of(nobody) == (400, "MalformedPolicy")


def test_users_and_keys_outlive_the_server(fresh_server):
    server = fresh_server
    iam = server.client("iam")
    iam.create_user(UserName="kept")
    iam.attach_user_policy(UserName="kept", PolicyArn=FULL)
    key = iam.create_access_key(UserName="kept")["AccessKey"]
    server.kill()
    server.start()
    server.client("s3", key["AccessKeyId"], key["SecretAccessKey"]).create_bucket(Bucket="by-kept")


def test_who_renames_is_asked_about_the_new_name_too(server, iam, user):
    mine = as_user(server, iam, user, "iam")
    own_arn = f"arn:aws:iam::{ACCOUNT}:user/{user}"
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=allow("iam:UpdateUser", resource=own_arn))
    assert error_of(lambda: mine.update_user(UserName=user, NewUserName="somebody-else")) == (403, "AccessDenied")
    assert error_of(lambda: mine.update_user(UserName=user, NewPath="/admins/")) == (403, "AccessDenied")
    mine.update_user(UserName=user)
