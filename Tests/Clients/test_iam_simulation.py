"""IAM's simulator: what policies would decide, and why, without anything being done.

Source: API_SimulateCustomPolicy, API_SimulatePrincipalPolicy, API_EvaluationResult, API_GetContextKeysForCustomPolicy."""

import json

import pytest

from helpers import TRUSTS_LAMBDA, allow, error_of, message_of
from pelton import ACCOUNT

USER = f"arn:aws:iam::{ACCOUNT}:user/simulated"
BUCKET = "arn:aws:s3:::teambucket"
OTHER = "111122223333"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def deny(*actions, resource="*", **condition):
    return {"Effect": "Deny", "Action": list(actions), "Resource": resource, **({"Condition": condition} if condition else {})}


def gives(principal, *actions, resource=BUCKET + "/*"):
    return policy({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": list(actions), "Resource": resource})


@pytest.fixture(scope="module")
def iam(server):
    return server.client("iam")


@pytest.fixture(scope="module")
def user(iam):
    """A user with an inline policy, one of a group, a managed one of its own and one of AWS's."""
    iam.create_user(UserName="simulated")
    iam.put_user_policy(UserName="simulated", PolicyName="inline", PolicyDocument=allow("s3:GetObject"))
    iam.create_group(GroupName="simulators")
    iam.put_group_policy(GroupName="simulators", PolicyName="shared", PolicyDocument=allow("s3:PutObject"))
    iam.add_user_to_group(GroupName="simulators", UserName="simulated")
    own = iam.create_policy(PolicyName="simulated-own", PolicyDocument=policy(deny("s3:DeleteBucket")))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="simulated", PolicyArn=own)
    iam.attach_user_policy(UserName="simulated", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    return USER


def simulate(iam, policies, actions, resources=None, **more):
    if resources:
        more["ResourceArns"] = resources
    return iam.simulate_custom_policy(PolicyInputList=policies, ActionNames=actions, **more)["EvaluationResults"]


def as_user(server, iam, name, document):
    """IAM as a user who has this policy."""
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])


# Policies alone

def test_the_example_of_the_commands_documentation(iam):
    """AWS CLI Command Reference, simulate-custom-policy."""
    text = ('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*",'
            '"Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}')
    at = lambda time: [{"ContextKeyName": "aws:CurrentTime", "ContextKeyValues": [time], "ContextKeyType": "date"}]  # noqa: E731
    result, = simulate(iam, [text], ["dynamodb:CreateBackup"], ContextEntries=at("2019-04-25T11:00:00Z"))
    assert result == {
        "EvalActionName": "dynamodb:CreateBackup", "EvalResourceName": "*", "EvalDecision": "allowed", "MissingContextValues": [],
        "MatchedStatements": [{
            "SourcePolicyId": "PolicyInputList.1", "SourcePolicyType": "IAM Policy",
            "StartPosition": {"Line": 1, "Column": 38}, "EndPosition": {"Line": 1, "Column": 167}}]}
    result, = simulate(iam, [text], ["dynamodb:CreateBackup"], ContextEntries=at("2014-04-25T11:00:00Z"))
    assert (result["EvalDecision"], result["MatchedStatements"]) == ("implicitDeny", [])


def test_where_statements_stand(iam):
    """A statement of a list begins where what came before it ends, as AWS has it, and ends behind its brace."""
    text = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}, {"Effect": "Allow", "Action": "*", "Resource": "*"}]}, indent=2)
    result, = simulate(iam, [text], ["s3:GetObject"])
    assert text.splitlines()[2] == '  "Statement": [' and text.splitlines()[7] == "    },"
    places = [(s["StartPosition"], s["EndPosition"]) for s in result["MatchedStatements"]]
    assert places[0] == ({"Line": 3, "Column": 17}, {"Line": 8, "Column": 6})
    assert places[1][0] == {"Line": 8, "Column": 6}


def test_the_deny_alone_is_named(iam):
    result, = simulate(iam, [allow("s3:*"), policy(deny("s3:Delete*"))], ["s3:DeleteObject"])
    assert result["EvalDecision"] == "explicitDeny"
    assert [s["SourcePolicyId"] for s in result["MatchedStatements"]] == ["PolicyInputList.2"]


def test_one_result_an_action_with_each_resource_in_it(iam):
    good, bad = BUCKET + "/good", BUCKET + "/bad"
    document = policy(json.loads(allow("s3:GetObject"))["Statement"][0], deny("s3:GetObject", resource=bad))
    results = simulate(iam, [document], ["s3:GetObject", "s3:PutObject"], [good, bad])
    assert [(r["EvalActionName"], r["EvalDecision"]) for r in results] == [("s3:GetObject", "explicitDeny"), ("s3:PutObject", "implicitDeny")]
    assert results[0]["EvalResourceName"] == "arn:${Partition}:s3:::${BucketName}/${KeyName}"
    assert [(r["EvalResourceName"], r["EvalResourceDecision"]) for r in results[0]["ResourceSpecificResults"]] == [
        (good, "allowed"), (bad, "explicitDeny")]
    # The most restrictive decides, and what decided it alone is named above. Within one account the details are there and empty.
    assert len(results[0]["MatchedStatements"]) == 1 and results[0]["EvalDecisionDetails"] == {}


def test_what_the_policies_ask_for_and_nobody_said(iam):
    document = policy({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}/*", "Condition": {
        "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}})
    result, = simulate(iam, [document], ["s3:GetObject"])
    assert (result["EvalDecision"], result["MissingContextValues"]) == ("implicitDeny", ["aws:username", "aws:SourceIp"])
    entries = [{"ContextKeyName": "AWS:sourceip", "ContextKeyValues": ["192.0.2.7"], "ContextKeyType": "ip"}]
    result, = simulate(
        iam, [document], ["s3:GetObject"], ["arn:aws:s3:::b/simulated/k"], ContextEntries=entries, CallerArn=USER)
    assert (result["EvalDecision"], result["MissingContextValues"]) == ("allowed", [])
    # A Deny whose key is not there does not hold, and one to all but some does.
    result, = simulate(iam, [allow("s3:*"), policy(deny("s3:*", StringEquals={"aws:SourceVpc": "v"}))], ["s3:GetObject"])
    assert result["EvalDecision"] == "allowed"
    result, = simulate(iam, [allow("s3:*"), policy(deny("s3:*", StringNotEquals={"aws:SourceVpc": "v"}))], ["s3:GetObject"])
    assert result["EvalDecision"] == "explicitDeny"


@pytest.mark.parametrize(("type_", "values", "operator", "wanted"), [
    ("string", ["a"], "StringEquals", "a"), ("stringList", ["a", "b"], "ForAllValues:StringEquals", ["a", "b", "c"]),
    ("numeric", ["5"], "NumericLessThan", "7"), ("boolean", ["true"], "Bool", "true"), ("ip", ["10.0.0.1"], "IpAddress", "10.0.0.0/8"),
    ("date", ["2026-01-01T00:00:00Z"], "DateLessThan", "2027-01-01T00:00:00Z"), ("binary", ["eA=="], "BinaryEquals", "eA=="),
    ("numericList", ["1", "9"], "ForAnyValue:NumericEquals", "9"),
])
def test_types_of_context_values(iam, type_, values, operator, wanted):
    document = policy({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {"x:key": wanted}}})
    entry = {"ContextKeyName": "x:key", "ContextKeyValues": values, "ContextKeyType": type_}
    assert simulate(iam, [document], ["s3:GetObject"], ContextEntries=[entry])[0]["EvalDecision"] == "allowed"


def test_a_boundary(iam):
    within, = simulate(iam, [allow("s3:*")], ["s3:GetObject"], PermissionsBoundaryPolicyInputList=[allow("s3:Get*")])
    assert (within["EvalDecision"], within["PermissionsBoundaryDecisionDetail"]) == ("allowed", {"AllowedByPermissionsBoundary": True})
    beyond, = simulate(iam, [allow("s3:*")], ["s3:PutObject"], PermissionsBoundaryPolicyInputList=[allow("s3:Get*")])
    assert (beyond["EvalDecision"], beyond["PermissionsBoundaryDecisionDetail"]) == ("implicitDeny", {"AllowedByPermissionsBoundary": False})
    assert "PermissionsBoundaryDecisionDetail" not in simulate(iam, [allow("s3:*")], ["s3:PutObject"])[0]


def test_what_a_resource_gives_to_a_user_no_boundary_limits(iam):
    """API_SimulateCustomPolicy, "Same-Account Simulation"."""
    result, = simulate(
        iam, [allow("iam:*")], ["s3:PutObject"], [BUCKET + "/Test"], PermissionsBoundaryPolicyInputList=[allow("iam:*")], CallerArn=USER,
        ResourceOwner=f"arn:aws:iam::{ACCOUNT}:root", ResourcePolicy=gives(USER, "s3:List*", "s3:Put*"))
    assert (result["EvalDecision"], result["EvalDecisionDetails"]) == ("allowed", {})
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    matched, = result["MatchedStatements"]
    assert (matched["SourcePolicyId"], matched["SourcePolicyType"]) == ("ResourcePolicy", "Resource Policy")


def test_between_accounts_each_kind_of_policy_is_told(iam, user):
    """API_SimulatePrincipalPolicy, "Cross-Account Simulation"."""
    result, = iam.simulate_principal_policy(
        PolicySourceArn=user, ActionNames=["s3:AbortMultipartUpload"], ResourceArns=["arn:aws:s3:::mary/Test"],
        ResourceOwner=f"arn:aws:iam::{OTHER}:root", PermissionsBoundaryPolicyInputList=[allow("iam:*")],
        ResourcePolicy=gives(user, "s3:Abort*", resource="arn:aws:s3:::mary/*"))["EvaluationResults"]
    details = {"IAM Policy": "implicitDeny", "Resource Policy": "allowed", "Permissions Boundary Policy": "implicitDeny"}
    assert (result["EvalDecision"], result["EvalDecisionDetails"], result["MatchedStatements"]) == ("implicitDeny", details, [])
    one, = result["ResourceSpecificResults"]
    assert (one["EvalDecisionDetails"], [s["SourcePolicyId"] for s in one["MatchedStatements"]]) == (details, ["ResourcePolicy"])


def test_pages(iam):
    actions = [f"s3:Action{number}" for number in range(7)]
    pages = list(iam.get_paginator("simulate_custom_policy").paginate(
        PolicyInputList=[allow("s3:*")], ActionNames=actions, PaginationConfig={"PageSize": 3}))
    assert [[r["EvalActionName"] for r in page["EvaluationResults"]] for page in pages] == [actions[:3], actions[3:6], actions[6:]]
    bad = lambda: simulate(iam, [allow("s3:*")], actions, Marker="7")  # noqa: E731
    assert error_of(bad) == (400, "InvalidInput")


REFUSED = [
    ({"ResourceArns": ["teambucket"]}, "ResourceNames are not in a valid ARN format: teambucket."),
    ({"ResourceArns": ["*", BUCKET]}, "ResourceNames are not in a valid ARN format: *."),
    ({"ResourceOwner": OTHER}, f"'{OTHER}' is not a valid as a Resource Owner."),
    ({"CallerArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s"}, "Invalid caller - Caller must be an IAM user, role or group in this context."),
    ({"ResourcePolicy": gives(USER, "s3:*"), "ResourceArns": [BUCKET]}, "Invalid caller - Caller cannot be null or empty."),
    ({"ResourcePolicy": gives(USER, "s3:*"), "CallerArn": f"arn:aws:iam::{ACCOUNT}:role/r", "ResourceArns": [BUCKET]},
     "Invalid caller - Caller must be an IAM user in this context."),
    ({"ResourcePolicy": gives(USER, "s3:*"), "CallerArn": USER}, "Invalid Entity Arn: * does not clearly define entity type and name."),
    ({"ActionNames": ["GetObject"]}, None),
    ({"PolicyInputList": ["{}"]}, None),
    ({"PolicyInputList": [gives(USER, "s3:*")]}, None),
    ({"PermissionsBoundaryPolicyInputList": [allow("s3:*")] * 2}, None),
    ({"ContextEntries": [{"ContextKeyName": "x:key", "ContextKeyValues": ["five"], "ContextKeyType": "numeric"}]}, None),
    ({"ContextEntries": [{"ContextKeyName": "x:key", "ContextKeyValues": ["a", "b"], "ContextKeyType": "string"}]}, None),
]


@pytest.mark.parametrize(("more", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_simulated(iam, more, message):
    call = lambda: iam.simulate_custom_policy(**{"PolicyInputList": [allow("s3:*")], "ActionNames": ["s3:GetObject"]} | more)  # noqa: E731
    assert error_of(call) == (400, "InvalidInput")
    if message:
        assert message_of(call) == message


def test_too_much_at_once_is_refused_soon(iam):
    policies = [policy(*[{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}] * 200)] * 10
    resources = [f"arn:aws:s3:::b/{number}" for number in range(1000)]
    call = lambda: simulate(iam, policies, ["s3:GetObject"], resources)  # noqa: E731
    assert error_of(call) == (400, "InvalidInput")
    assert "name fewer resources or policies" in message_of(call)


def test_what_would_change_the_answer_and_is_not_built_is_refused(iam):
    call = lambda more: lambda: simulate(iam, [allow("s3:*")], ["ec2:RunInstances"], **more)  # noqa: E731
    assert error_of(call({"ResourceHandlingOption": "EC2-VPC-InstanceStore"})) == (501, "NotImplemented")
    levels = [{"ServiceControlPolicyInputList": [allow("s3:*")]}]
    assert error_of(call({"OrderedOrganizationPolicyInputList": levels})) == (501, "NotImplemented")


# Policies of a principal

def test_a_users_policies_and_those_of_its_groups(iam, user):
    answer = iam.simulate_principal_policy(PolicySourceArn=user, ActionNames=["s3:GetObject", "s3:PutObject", "s3:DeleteBucket", "s3:PutBucketAcl"])
    found = {r["EvalActionName"]: (r["EvalDecision"], [s["SourcePolicyId"] for s in r["MatchedStatements"]]) for r in answer["EvaluationResults"]}
    assert found == {
        "s3:GetObject": ("allowed", ["user_simulated_inline", "AmazonS3ReadOnlyAccess"]), "s3:PutObject": ("allowed", ["group_simulators_shared"]),
        "s3:DeleteBucket": ("explicitDeny", ["simulated-own"]), "s3:PutBucketAcl": ("implicitDeny", [])}
    assert answer["IsTruncated"] is False


def test_the_simulation_is_what_happens(server, iam, user, s3, bucket):
    key = iam.create_access_key(UserName="simulated")["AccessKey"]
    mine = server.client("s3", key["AccessKeyId"], key["SecretAccessKey"])
    mine.put_object(Bucket=bucket, Key="k", Body=b"x")
    assert error_of(lambda: mine.delete_object(Bucket=bucket, Key="k")) == (403, "AccessDenied")
    arn = f"arn:aws:s3:::{bucket}/k"
    results = iam.simulate_principal_policy(PolicySourceArn=user, ActionNames=["s3:PutObject", "s3:DeleteObject"], ResourceArns=[arn])
    assert [r["EvalDecision"] for r in results["EvaluationResults"]] == ["allowed", "implicitDeny"]


def test_policies_more_and_less(iam, user):
    decide = lambda action, **more: iam.simulate_principal_policy(  # noqa: E731
        PolicySourceArn=user, ActionNames=[action], **more)["EvaluationResults"][0]["EvalDecision"]
    assert decide("sqs:SendMessage", PolicyInputList=[allow("sqs:*")]) == "allowed"
    assert decide("s3:DeleteBucket", PolicyInputList=[allow("s3:*")]) == "explicitDeny"
    without = lambda *excluded: {"PolicyExclusionList": list(excluded)}  # noqa: E731
    own = {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/simulated-*"}
    assert decide("s3:DeleteBucket", PolicyInputList=[allow("s3:*")], **without(own)) == "allowed"
    inline = {"InlinePolicyIdentifier": {"PolicyName": "shared", "AttachmentType": "group", "AttachmentName": "simul?tors"}}
    assert decide("s3:PutObject", **without(inline)) == "implicitDeny"
    assert decide("s3:GetObject", **without({"PolicyType": "inline"})) == "allowed"
    assert decide("s3:GetObject", **without({"PolicyType": "inline"}, {"PolicyType": "aws-managed"})) == "implicitDeny"
    assert decide("s3:PutObject", **without({"PolicyArn": "arn:aws:iam::aws:policy/None"}, {"PolicyType": "scp"})) == "allowed"
    for wrong in ({"PolicyArn": "arn:aws:iam::*:policy/simulated-own"}, {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/*-*"}):
        assert error_of(lambda: decide("s3:PutObject", **without(wrong))) == (400, "InvalidInput")


def test_a_boundary_that_is_attached_and_another_in_its_place(iam):
    iam.create_user(UserName="simulated-bounded", PermissionsBoundary="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    iam.put_user_policy(UserName="simulated-bounded", PolicyName="all", PolicyDocument=allow("s3:*"))
    source = f"arn:aws:iam::{ACCOUNT}:user/simulated-bounded"
    decide = lambda **more: iam.simulate_principal_policy(  # noqa: E731
        PolicySourceArn=source, ActionNames=["s3:PutObject"], **more)["EvaluationResults"][0]
    assert (decide()["EvalDecision"], decide()["PermissionsBoundaryDecisionDetail"]) == ("implicitDeny", {"AllowedByPermissionsBoundary": False})
    assert decide(PermissionsBoundaryPolicyInputList=[allow("s3:Put*")])["EvalDecision"] == "allowed"
    assert decide(PolicyExclusionList=[{"PolicyType": "permission-boundary"}])["EvalDecision"] == "allowed"


def test_roles_and_groups(iam, user):
    role = iam.create_role(RoleName="simulated", AssumeRolePolicyDocument=TRUSTS_LAMBDA)["Role"]["Arn"]
    iam.put_role_policy(RoleName="simulated", PolicyName="inline", PolicyDocument=allow("s3:GetObject"))
    for source, name in ((role, "role_simulated_inline"), (f"arn:aws:iam::{ACCOUNT}:group/simulators", "group_simulators_shared")):
        action = "s3:GetObject" if source == role else "s3:PutObject"
        result, = iam.simulate_principal_policy(PolicySourceArn=source, ActionNames=[action])["EvaluationResults"]
        assert [s["SourcePolicyId"] for s in result["MatchedStatements"]] == [name]
    with_policy = lambda: iam.simulate_principal_policy(  # noqa: E731
        PolicySourceArn=role, ActionNames=["s3:GetObject"], ResourceArns=[BUCKET], ResourcePolicy=gives(role, "s3:*", resource=BUCKET))
    assert message_of(with_policy) == "Invalid caller - Caller must be an IAM user in this context."


def test_as_somebody_with_the_policies_of_another(iam, user):
    document = policy({"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": "Bob"}}})
    decide = lambda **more: iam.simulate_principal_policy(  # noqa: E731
        PolicySourceArn=user, ActionNames=["sqs:SendMessage"], PolicyInputList=[document], **more)["EvaluationResults"][0]["EvalDecision"]
    assert (decide(), decide(CallerArn=f"arn:aws:iam::{ACCOUNT}:user/Bob")) == ("implicitDeny", "allowed")


def test_who_is_not_there(iam):
    simulate_ = lambda arn: lambda: iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["s3:GetObject"])  # noqa: E731
    assert error_of(simulate_(f"arn:aws:iam::{ACCOUNT}:role/never")) == (404, "NoSuchEntity")
    assert message_of(simulate_(f"arn:aws:iam::{ACCOUNT}:role/never")) == "The role with name never cannot be found."
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/u-admin/session"
    assert error_of(simulate_(session)) == (400, "InvalidInput")
    assert message_of(simulate_(session)) == f"Invalid Entity Arn: {session} does not clearly define entity type and name."
    foreign = simulate_(f"arn:aws:iam::{OTHER}:role/theirs")
    assert error_of(foreign) == (400, "InvalidInput")
    assert message_of(foreign) == (
        f"Invalid Policy Source Arn: caller's account {ACCOUNT} does not have access to policies in account {OTHER}")


# Who may ask

def test_who_may_simulate(server, iam, user):
    nobody = as_user(server, iam, "simulates-nobody", allow("iam:SimulateCustomPolicy"))
    assert simulate(nobody, [allow("s3:*")], ["s3:GetObject"])[0]["EvalDecision"] == "allowed"
    refused = lambda: nobody.simulate_principal_policy(PolicySourceArn=user, ActionNames=["s3:GetObject"])  # noqa: E731
    assert error_of(refused) == (403, "AccessDenied")
    assert message_of(refused) == (
        f"User: arn:aws:iam::{ACCOUNT}:user/simulates-nobody is not authorized to perform: iam:SimulatePrincipalPolicy on resource: {user}"
        " because no identity-based policy allows the iam:SimulatePrincipalPolicy action")
    # Whether somebody is there is told only who may ask.
    assert error_of(lambda: nobody.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/never", ActionNames=["s3:GetObject"])) == (403, "AccessDenied")
    one = as_user(server, iam, "simulates-one", allow("iam:SimulatePrincipalPolicy", resource=user))
    assert one.simulate_principal_policy(PolicySourceArn=user, ActionNames=["s3:GetObject"])["EvaluationResults"]
    assert error_of(lambda: simulate(one, [allow("s3:*")], ["s3:GetObject"])) == (403, "AccessDenied")
    assert error_of(lambda: one.get_context_keys_for_principal_policy(PolicySourceArn=user)) == (403, "AccessDenied")
    assert error_of(lambda: one.get_context_keys_for_custom_policy(PolicyInputList=[allow("s3:*")])) == (403, "AccessDenied")


# Which keys policies ask for

def test_context_keys_of_policies(iam, user):
    """AWS CLI Command Reference, get-context-keys-for-custom-policy."""
    text = ('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:aws:dynamodb:us-west-2:123456789012:'
            'table/${aws:username}","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2015-08-16T12:00:00Z"}}}}')
    assert iam.get_context_keys_for_custom_policy(PolicyInputList=[text, text])["ContextKeyNames"] == ["aws:username", "aws:CurrentTime"]
    assert iam.get_context_keys_for_custom_policy(PolicyInputList=[allow("s3:*")])["ContextKeyNames"] == []
    assert error_of(lambda: iam.get_context_keys_for_custom_policy(PolicyInputList=["no policy"])) == (400, "InvalidInput")
    assert iam.get_context_keys_for_principal_policy(PolicySourceArn=user)["ContextKeyNames"] == []
    assert iam.get_context_keys_for_principal_policy(PolicySourceArn=user, PolicyInputList=[text])["ContextKeyNames"] == [
        "aws:username", "aws:CurrentTime"]
    gone = lambda: iam.get_context_keys_for_principal_policy(PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/never")  # noqa: E731
    assert error_of(gone) == (404, "NoSuchEntity")
