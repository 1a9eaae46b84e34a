"""For which function Lambda assumes a role, the role's trust policy can say."""

import json

import pytest

from helpers import error_of, make_function, message_of
from pelton import ACCOUNT

HERE = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:"


def role(server, name, **condition):
    trust = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole", "Condition": condition}]}
    return server.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


@pytest.mark.parametrize(("number", "condition"), enumerate([
    {"StringEquals": {"aws:SourceAccount": ACCOUNT}}, {"ArnLike": {"aws:SourceArn": HERE + "mine-*"}},
    {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnEquals": {"aws:SourceArn": [HERE + "mine-2", HERE + "another"]}}]))
def test_a_role_for_one_function(server, number, condition):
    """Source: IAM User Guide, "The confused deputy problem"."""
    arn = role(server, f"for-mine-{number}", **condition)
    make_function(server, f"mine-{number}", "def handler(event, context): return 1", arn)
    assert json.loads(server.client("lambda").invoke(FunctionName=f"mine-{number}")["Payload"].read()) == 1


@pytest.mark.parametrize(("number", "condition"), enumerate([
    {"StringEquals": {"aws:SourceAccount": "111122223333"}}, {"ArnLike": {"aws:SourceArn": HERE + "mine-*"}},
    {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}]))
def test_a_role_that_is_not_for_it(server, number, condition):
    arn = role(server, f"not-for-it-{number}", **condition)
    make = lambda: make_function(server, f"other-{number}", "", arn)  # noqa: E731
    assert error_of(make) == (400, "InvalidParameterValueException")
    assert message_of(make) == "The role defined for the function cannot be assumed by Lambda."


def test_a_function_whose_role_is_for_another_one_by_now(server):
    arn = role(server, "turned", ArnEquals={"aws:SourceArn": HERE + "turned"})
    make_function(server, "turned", "def handler(event, context): return 1", arn)
    other = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole",
        "Condition": {"ArnEquals": {"aws:SourceArn": HERE + "another"}}}]}
    server.client("iam").update_assume_role_policy(RoleName="turned", PolicyDocument=json.dumps(other))
    assert error_of(lambda: server.client("lambda").update_function_configuration(FunctionName="turned", Role=arn))[1] == (
        "InvalidParameterValueException")
