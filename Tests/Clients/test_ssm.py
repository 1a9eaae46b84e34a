"""Parameter Store. Source: Systems Manager API Reference, the page of each operation; what AWS answers in detail as recorded by LocalStack
(tests/aws/services/ssm/test_ssm.py, marked as validated against AWS) and moto (tests/test_ssm/test_ssm_boto3.py)."""

import base64
import concurrent.futures
import datetime
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from access import OTHER, OTHER_KEY
from helpers import error_of, make_function, make_role
from pelton import ACCESS_KEY, ACCOUNT, REGION, SECRET_KEY

ARN = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter"
FORM = (
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; '
    "each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_")


@pytest.fixture(scope="module")
def ssm(server):
    return server.client("ssm")


@pytest.fixture
def root():
    """A level of the hierarchy that no other test has."""
    return "/test-" + uuid.uuid4().hex


def put(ssm, name, value="v", **more):
    return ssm.put_parameter(**{"Name": name, "Value": value, "Type": "String", **more})


def get(ssm, name, **more):
    return ssm.get_parameter(Name=name, **more)["Parameter"]


def told(call):
    """The code and the message of the error that `call` ends with."""
    try:
        raise AssertionError(f"no error but {call()}")
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]


# Putting and getting


def test_a_parameter_is_got_as_it_was_put(ssm, root):
    """API_PutParameter, API_GetParameter."""
    made = put(ssm, root + "/a", "value", Description="what it is")
    assert (made["Version"], made["Tier"]) == (1, "Standard")
    found = get(ssm, root + "/a")
    assert {name: found[name] for name in ("Name", "Type", "Value", "Version", "ARN", "DataType")} == {
        "Name": root + "/a", "Type": "String", "Value": "value", "Version": 1, "ARN": f"{ARN}{root}/a", "DataType": "text"}
    assert abs(found["LastModifiedDate"] - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(minutes=1)
    assert "Selector" not in found


@pytest.mark.parametrize("value", ["x", "ü\u0301\U0001f600", " a\tb\nc ", "a,b,,c", "{\"a\": 1}", "ü" * 4096])
def test_values_are_kept_as_they_are(ssm, root, value):
    put(ssm, root + "/a", value, Type="StringList" if "," in value else "String")
    assert get(ssm, root + "/a")["Value"] == value


def test_each_put_makes_a_version(ssm, root):
    """Systems Manager User Guide, "Working with parameter versions"."""
    name = root + "/a"
    put(ssm, name, "1")
    assert told(lambda: put(ssm, name, "2")) == (
        "ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")
    for number in (2, 3):
        assert put(ssm, name, str(number), Overwrite=True)["Version"] == number
    assert (get(ssm, name)["Value"], get(ssm, name)["Version"]) == ("3", 3)
    old = get(ssm, name + ":2")
    assert (old["Name"], old["Value"], old["Version"], old["Selector"]) == (name, "2", 2, ":2")
    assert told(lambda: get(ssm, name + ":4")) == (
        "ParameterVersionNotFound", f"Systems Manager could not find version 4 of {name}. Verify the version and try again.")
    assert told(lambda: get(ssm, name + ":2:3")) == ("ParameterNotFound", f"Parameter {name}:2:3 not found.")
    assert told(lambda: get(ssm, name + "-none:2")) == ("ParameterNotFound", f"Parameter {name}-none:2 not found.")
    ssm.delete_parameter(Name=name)
    assert told(lambda: get(ssm, name)) == ("ParameterNotFound", f"Parameter {name} not found.")
    assert put(ssm, name)["Version"] == 1


def test_a_hundred_versions_are_kept(ssm, root):
    """Systems Manager User Guide, "Working with parameter versions": the oldest goes when there are more."""
    name = root + "/a"
    put(ssm, name, "1")
    for number in range(2, 103):
        put(ssm, name, str(number), Overwrite=True)
    history = [v for page in ssm.get_paginator("get_parameter_history").paginate(Name=name, PaginationConfig={"PageSize": 30}) for v in page["Parameters"]]
    assert [(v["Version"], v["Value"]) for v in history] == [(n, str(n)) for n in range(3, 103)]
    assert error_of(lambda: get(ssm, name + ":2")) == (400, "ParameterVersionNotFound")


def test_what_an_overwrite_does_not_say_stays(ssm, root):
    """Recorded by moto: test_put_parameter_overwrite_preserves_metadata, test_update_parameter."""
    name = root + "/a"
    put(ssm, name, "value", Description="d", AllowedPattern=".*", Tags=[{"Key": "k", "Value": "v"}])
    assert ssm.put_parameter(Name=name, Value="other", Overwrite=True)["Version"] == 2
    found = describe(ssm, name)
    assert (found["Type"], found["Description"], found["AllowedPattern"], found["Tier"], found["Version"]) == ("String", "d", ".*", "Standard", 2)
    assert found["LastModifiedUser"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert tags_of(ssm, name) == {"k": "v"}
    # The provider of Terraform changes a type in place: its test TestAccSSMParameter_updateType.
    assert put(ssm, name, "a,b", Type="StringList", Overwrite=True)["Version"] == 3
    assert get(ssm, name)["Type"] == "StringList"


def test_what_a_put_lacks_or_has_too_much_is_told(ssm, root):
    """moto: test_put_parameter_no_type, test_put_parameter_empty_string_value, test_put_parameter_invalid_data_type."""
    name = root + "/a"
    wrong = [
        ({"Type": None}, "A parameter type is required when you create a parameter."),
        ({"KeyId": "alias/aws/ssm"}, "KeyId is required for SecureString type parameter only."),
        ({"DataType": "Text"}, "The following data type is not supported: Text (Data type names are all lowercase.)"),
        ({"Value": ""}, "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1"),
        ({"Overwrite": True, "Tags": [{"Key": "k", "Value": "v"}]},
         "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for "
         "an existing parameter, please use AddTagsToResource or RemoveTagsFromResource."),
        ({"Type": "str"}, "1 validation error detected: Value 'str' at 'type' failed to satisfy constraint: Member must satisfy enum value set: "
                          "[String, StringList, SecureString]"),
    ]
    for more, message in wrong:
        given = {key: value for key, value in {"Name": name, "Value": "v", "Type": "String", **more}.items() if value is not None}
        assert told(lambda: ssm.put_parameter(**given)) == ("ValidationException", message)  # noqa: B023
    for more in ({"DataType": "aws:ec2:image"}, {"DataType": "aws:ssm:integration", "Type": "SecureString"}, {"Policies": "[{}]"}):
        assert error_of(lambda: put(ssm, name, **more)) == (501, "NotImplemented")  # noqa: B023
    assert error_of(lambda: get(ssm, name)) == (400, "ParameterNotFound")


def test_tiers(ssm, root):
    """Systems Manager User Guide, "Managing parameter tiers"; texts as clients quote them."""
    name = root + "/a"
    code, message = told(lambda: put(ssm, name, "x" * 4097))
    assert (code, message.split(".")[0]) == ("ValidationException", "Standard tier parameters support a maximum parameter value of 4096 characters")
    assert put(ssm, name, "x" * 4097, Tier="Intelligent-Tiering")["Tier"] == "Advanced"
    assert put(ssm, name, "x" * 8192, Overwrite=True)["Tier"] == "Advanced"
    assert told(lambda: put(ssm, name, "x" * 8193, Overwrite=True)) == (
        "ValidationException", "Advanced tier parameters support a maximum parameter value of 8192 characters.")
    code, message = told(lambda: put(ssm, name, "x", Tier="Standard", Overwrite=True))
    assert code == "ValidationException"
    assert message.startswith(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.")
    assert describe(ssm, name)["Tier"] == "Advanced"
    assert put(ssm, name + "2", Tier="Intelligent-Tiering")["Tier"] == "Standard"


def test_a_pattern_is_held_against_the_value(ssm, root):
    r"""Systems Manager User Guide, "Create a parameter using the AWS CLI": \d{1,4} allows four digits and no more."""
    name = root + "/a"
    put(ssm, name, "1234", AllowedPattern=r"\d{1,4}")
    assert told(lambda: put(ssm, name, "12345", Overwrite=True)) == (
        "ParameterPatternMismatchException", r"Parameter value, cannot be validated against allowedPattern: \d{1,4}")
    assert ssm.put_parameter(Name=name, Value="12345", AllowedPattern="", Overwrite=True)["Version"] == 2
    assert "AllowedPattern" not in describe(ssm, name)


@pytest.mark.parametrize("pattern", ["(", "(?=a)a", r"(a)\1", "((((){4096}){4096}){4096}){4096}", "[a-z]{4000}{0,1}", "(.{0,60}){0,60}x"])
def test_a_pattern_that_takes_no_linear_time_is_refused(ssm, root, pattern):
    assert error_of(lambda: put(ssm, root + "/a", "a" * 4096, AllowedPattern=pattern)) == (400, "InvalidAllowedPatternException")


def test_a_pattern_that_hangs_others_does_not(ssm, root):
    """Some seconds for each character more in an engine that goes back; Java's, which AWS has, among them."""
    assert error_of(lambda: put(ssm, root + "/a", "a" * 4096, AllowedPattern="(a*)*b")) == (400, "ParameterPatternMismatchException")


def test_versions_that_are_made_at_once_all_count(ssm, root):
    put(ssm, root + "/a", "0")
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda n: put(ssm, root + "/a", str(n), Overwrite=True)["Version"], range(32)))
    assert sorted(made) == list(range(2, 34))


# Names


@pytest.mark.parametrize(("name", "code", "message"), [
    ("a b", "ValidationException", FORM), ("/a//b", "ValidationException", FORM), ("ü", "ValidationException", FORM), ("/SSM/x", "ValidationException", FORM),
    ("a/b", "ValidationException", "Parameter name must be a fully qualified name."),
    ("/a/b/", "ValidationException", "Parameter name must not end with slash."),
    ("aws_x", "ValidationException", 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'),
    ("/SsmX", "ValidationException", 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'),
    ("/aws/x", "AccessDeniedException", "No access to reserved parameter name: /aws/x."),
    ("/l" * 16, "HierarchyLevelLimitExceededException",
     "A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for parameter names in the AWS Systems Manager "
     "User Guide."),
])
def test_names_that_no_parameter_has(ssm, name, code, message):
    """Systems Manager User Guide, "Requirements and constraints for parameter names"; moto: test_put_parameter_invalid_names."""
    assert told(lambda: put(ssm, name)) == (code, message)


def test_the_length_of_a_name_is_that_of_its_arn(ssm):
    most = 1011 - len(ARN) - 1
    name = uuid.uuid4().hex.ljust(most, "x")
    assert put(ssm, name)["Version"] == 1
    assert len(get(ssm, name)["ARN"]) == 1011
    assert error_of(lambda: put(ssm, name + "x")) == (400, "ValidationException")
    ssm.delete_parameter(Name=name)


def test_a_name_without_a_level_has_two_spellings(ssm, root):
    """LocalStack, validated against AWS: test_put_parameters."""
    name = root[1:]
    put(ssm, f" {name} ")
    for spelling in (name, root):
        assert get(ssm, spelling)["Name"] == spelling
        assert ssm.get_parameters(Names=[spelling])["Parameters"][0]["Name"] == spelling
        assert error_of(lambda: put(ssm, spelling)) == (400, "ParameterAlreadyExists")  # noqa: B023
    assert describe(ssm, root)["Name"] == name


@pytest.mark.parametrize("form", ["{0}//b//c", "{1}/b/c", "/a b"])
def test_names_that_can_be_none_are_refused(ssm, root, form):
    """LocalStack, validated against AWS: test_hierarchical_parameter."""
    assert told(lambda: get(ssm, form.format(root, root[1:]))) == ("ValidationException", FORM)


def test_an_arn_is_a_name(ssm, root):
    """LocalStack, recorded from AWS: test_get_parameter_by_arn, test_put_and_get_via_arn."""
    put(ssm, root[1:], "1")
    put(ssm, root + "/a", "2")
    assert {name: get(ssm, ARN + root)[name] for name in ("Name", "ARN", "Value")} == {"Name": root[1:], "ARN": ARN + root, "Value": "1"}
    assert get(ssm, f"{ARN}{root}/a:1")["Name"] == root + "/a"
    assert error_of(lambda: get(ssm, ARN.replace(ACCOUNT, OTHER) + root)) == (400, "AccessDeniedException")
    assert error_of(lambda: get(ssm, ARN.replace(REGION, "eu-north-1") + root)) == (400, "ParameterNotFound")


def test_accounts_and_regions_have_parameters_of_their_own(server, ssm, root):
    put(ssm, root)
    for other in (server.client("ssm", *OTHER_KEY), server.client("ssm", region="eu-west-1")):
        assert error_of(lambda: get(other, root)) == (400, "ParameterNotFound")  # noqa: B023
        assert put(other, root)["Version"] == 1


# Several


def test_several_are_got_and_deleted(ssm, root):
    """API_GetParameters, API_DeleteParameters."""
    for name in "ab":
        put(ssm, f"{root}/{name}", name)
    put(ssm, root + "/a", "a2", Overwrite=True)
    names = [f"{root}/{name}" for name in ("b", "none", "a", "a:1", "a:7", "a")]
    found = ssm.get_parameters(Names=names)
    assert [(p["Name"].rsplit("/", 1)[1], p["Value"], p.get("Selector")) for p in found["Parameters"]] == [
        ("b", "b", None), ("a", "a2", None), ("a", "a", ":1")]
    assert found["InvalidParameters"] == [root + "/none", root + "/a:7"]
    assert error_of(lambda: ssm.get_parameters(Names=[f"{root}/{n}" for n in range(11)])) == (400, "ValidationException")
    gone = ssm.delete_parameters(Names=[root + "/a", root + "/none", root + "/b"])
    assert (gone["DeletedParameters"], gone["InvalidParameters"]) == ([root + "/a", root + "/b"], [root + "/none"])
    assert ssm.get_parameters(Names=[root + "/a", root + "/b"])["Parameters"] == []
    assert told(lambda: ssm.delete_parameter(Name=root + "/a")) == ("ParameterNotFound", f"Parameter {root}/a not found.")


def by_path(ssm, path, size=10, **more):
    pages = list(ssm.get_paginator("get_parameters_by_path").paginate(Path=path, PaginationConfig={"PageSize": size}, **more))
    assert all(len(page["Parameters"]) <= size for page in pages)
    return [parameter["Name"].removeprefix(path) for page in pages for parameter in page["Parameters"]]


def test_a_path_is_read_level_by_level_or_as_a_whole(ssm, root):
    """API_GetParametersByPath; moto: test_get_parameters_by_path."""
    for name in ("/a", "/b", "/b/c", "/b/c/d", "-other"):
        put(ssm, root + name)
    for size in (1, 2, 10):
        assert by_path(ssm, root, size) == ["/a", "/b"]
        assert by_path(ssm, root, size, Recursive=True) == ["/a", "/b", "/b/c", "/b/c/d"]
    assert by_path(ssm, root + "/", Recursive=True) == ["a", "b", "b/c", "b/c/d"]
    assert by_path(ssm, root + "/a", Recursive=True) == by_path(ssm, root + "/none") == []
    assert root + "-other" in ["/" + name for name in by_path(ssm, "/", 10)]
    assert error_of(lambda: ssm.get_parameters_by_path(Path=root, MaxResults=11)) == (400, "ValidationException")
    for path in ("a", "//", "/###"):
        assert error_of(lambda: ssm.get_parameters_by_path(Path=path)) == (400, "ValidationException")  # noqa: B023
    assert error_of(lambda: ssm.get_parameters_by_path(Path=root, NextToken="none")) == (400, "InvalidNextToken")



def test_a_path_is_filtered(ssm, root):
    """moto: test_get_parameters_by_path."""
    put(ssm, root + "/a", "a,b", Type="StringList")
    put(ssm, root + "/b")
    put(ssm, root + "/c", Type="SecureString")

    def names(**filter):
        return by_path(ssm, root, ParameterFilters=[filter])

    assert names(Key="Type", Values=["StringList"]) == ["/a"]
    assert names(Key="Type", Option="Equals", Values=["String", "SecureString"]) == ["/b", "/c"]
    assert names(Key="Type", Option="BeginsWith", Values=["String"]) == ["/a", "/b"]
    assert names(Key="KeyId", Values=["alias/aws/ssm"]) == ["/c"]
    assert names(Key="Label", Values=["none"]) == []
    for key in ("Name", "Path", "Tier"):
        assert told(lambda: names(Key=key, Values=["/x"])) == (  # noqa: B023
            "InvalidFilterKey", f"The following filter key is not valid: {key}. Valid filter keys include: [Type, KeyId].")


# Describing


def describe(ssm, name):
    found = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])
    assert "NextToken" not in found
    return found["Parameters"][0]


def test_parameters_are_described_in_pages_of_what_filters_let_through(ssm, root):
    """API_DescribeParameters, API_ParameterStringFilter; moto: test_describe_parameters_with_parameter_filters_*."""
    for number in range(7):
        put(ssm, f"{root}/{number}", Tags=[{"Key": "k", "Value": f"v{number}"}] if number % 2 else [])
    put(ssm, root + "/x/y", Type="SecureString")

    def names(*filters, size=50):
        pages = ssm.get_paginator("describe_parameters").paginate(ParameterFilters=list(filters), PaginationConfig={"PageSize": size})
        return [p["Name"].removeprefix(root + "/") for page in pages for p in page["Parameters"]]

    under = {"Key": "Path", "Option": "Recursive", "Values": [root]}
    for size in (1, 3, 50):
        assert names(under, size=size) == [*"0123456", "x/y"]
        assert names({"Key": "Path", "Values": [root]}, size=size) == [*"0123456"]
        assert names({"Key": "Name", "Values": [f"{root}/{n}" for n in (5, 1, 9)]}, size=size) == ["1", "5"]
        assert names({"Key": "Name", "Option": "BeginsWith", "Values": [root[1:] + "/x"]}, size=size) == ["x/y"]
        assert names(under, {"Key": "tag:k", "Values": ["v1", "v3"]}, size=size) == ["1", "3"]
    assert names(under, {"Key": "tag:k"}) == names(under, {"Key": "tag:k", "Option": "BeginsWith", "Values": ["v"]}) == ["1", "3", "5"]
    assert names(under, {"Key": "Type", "Values": ["SecureString"]}) == names(under, {"Key": "KeyId", "Option": "BeginsWith", "Values": ["alias"]}) == ["x/y"]
    assert names({"Key": "Name", "Option": "Contains", "Values": [root[3:] + "/x"]}) == ["x/y"]
    assert names(under, {"Key": "DataType", "Values": ["text"]}, {"Key": "Tier", "Values": ["Advanced"]}) == []
    old = ssm.describe_parameters(Filters=[{"Key": "Name", "Values": [root + "/3"]}])["Parameters"]
    assert [p["Name"] for p in old] == [root + "/3"]
    assert set(old[0]) == {"Name", "ARN", "Type", "LastModifiedDate", "LastModifiedUser", "Version", "Tier", "Policies", "DataType"}


@pytest.mark.parametrize(("filters", "code", "message"), [
    ([{"Key": "key"}], "ValidationException", "Member must satisfy regular expression pattern: ^(tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$"),
    ([{"Key": "tag:" + "t" * 129}], "ValidationException", "Member must have length less than or equal to 132"),
    ([{"Key": "Name", "Option": "over 10 chars"}], "ValidationException", "Member must have length less than or equal to 10"),
    ([{"Key": "Name", "Values": ["test"] * 51}], "ValidationException", "Member must have length less than or equal to 50"),
    ([{"Key": "Label"}], "InvalidFilterKey", "The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier]"),
    ([{"Key": "Name"}], "InvalidFilterValue", "The following filter values are missing : null for filter key Name"),
    ([{"Key": "Name", "Values": ["a"]}, {"Key": "Name", "Values": ["b"]}], "InvalidFilterKey",
     "The following filter is duplicated in the request: Name. A request can contain only one occurrence of a specific filter."),
    ([{"Key": "Path", "Values": ["/aws", "/ssm"]}], "ValidationException",
     'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive).'),
    ([{"Key": "Path", "Option": "Equals", "Values": ["test"]}], "InvalidFilterOption",
     "The following filter option is not valid: Equals. Valid options include: [Recursive, OneLevel]"),
    ([{"Key": "Tier", "Values": ["test"]}], "InvalidFilterValue",
     "The following filter value is not valid: test. Valid values include: [Standard, Advanced, Intelligent-Tiering]"),
    ([{"Key": "Type", "Values": ["test"]}], "InvalidFilterValue",
     "The following filter value is not valid: test. Valid values include: [String, StringList, SecureString]"),
    ([{"Key": "Name", "Option": "option", "Values": ["test"]}], "InvalidFilterOption", "The following filter option is not valid: option. Valid options"),
    ([{"Key": "Path", "Values": ["/###"]}], "ValidationException", "The parameter doesn't meet the parameter name requirements. The parameter name must"),
])
def test_filters_that_say_nothing(ssm, filters, code, message):
    """moto: test_describe_parameters_invalid_parameter_filters, test_describe_parameters_invalid_path."""
    found = told(lambda: ssm.describe_parameters(ParameterFilters=filters))
    assert found[0] == code
    assert message in found[1]


def test_only_one_kind_of_filters_is_taken(ssm):
    """moto: test_describe_parameters_needs_param."""
    assert told(lambda: ssm.describe_parameters(
        Filters=[{"Key": "Name", "Values": ["a"]}], ParameterFilters=[{"Key": "Name", "Values": ["a"]}])) == (
        "ValidationException", "You can use either Filters or ParameterFilters in a single request.")


def test_a_filter_that_lets_nothing_through_is_answered_in_short_pages(ssm, root):
    """API_DescribeParameters: a page may be empty and be followed by others. A page looks at so many rows and no more."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: put(ssm, f"{root}/{n:04}"), range(1100)))
    filters = [{"Key": "Path", "Option": "Recursive", "Values": [root]}, {"Key": "tag:none"}]
    first = ssm.describe_parameters(ParameterFilters=filters)
    assert first["Parameters"] == [] and first["NextToken"]
    assert "NextToken" not in ssm.describe_parameters(ParameterFilters=filters, NextToken=first["NextToken"])


# Tags


def tags_of(ssm, name):
    return {tag["Key"]: tag["Value"] for tag in ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]}


def test_tags(ssm, root):
    """API_AddTagsToResource, API_RemoveTagsFromResource, API_ListTagsForResource."""
    put(ssm, root, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    resource = {"ResourceType": "Parameter", "ResourceId": root}
    ssm.add_tags_to_resource(**resource, Tags=[{"Key": "b", "Value": "3"}, {"Key": "c", "Value": ""}])
    ssm.remove_tags_from_resource(**resource, TagKeys=["a", "none"])
    assert tags_of(ssm, root) == tags_of(ssm, root[1:]) == tags_of(ssm, ARN + root) == {"b": "3", "c": ""}
    many = [{"Key": f"k{n}", "Value": "v"} for n in range(49)]
    assert error_of(lambda: ssm.add_tags_to_resource(**resource, Tags=many)) == (400, "TooManyTagsError")
    assert error_of(lambda: put(ssm, root + "/x", Tags=[*many, {"Key": "x", "Value": ""}, {"Key": "y", "Value": ""}])) == (400, "TooManyTagsError")
    assert error_of(lambda: ssm.add_tags_to_resource(**resource, Tags=[{"Key": "aws:x", "Value": ""}])) == (400, "ValidationException")
    assert error_of(lambda: ssm.list_tags_for_resource(ResourceType="Document", ResourceId="d")) == (501, "NotImplemented")
    ssm.delete_parameter(Name=root)
    assert error_of(lambda: tags_of(ssm, root)) == (400, "InvalidResourceId")
    put(ssm, root)
    assert tags_of(ssm, root) == {}


# Secure strings


def test_a_secure_string_is_opened_when_it_is_asked_for(ssm, root):
    """API_GetParameter, "WithDecryption"."""
    put(ssm, root + "/s", "the secret", Type="SecureString")
    put(ssm, root + "/p", "plain")
    assert describe(ssm, root + "/s")["KeyId"] == "alias/aws/ssm"
    sealed = get(ssm, root + "/s")["Value"]
    assert sealed != "the secret" and b"the secret" not in base64.b64decode(sealed)
    assert get(ssm, root + "/s", WithDecryption=True)["Value"] == "the secret"
    assert get(ssm, root + "/p", WithDecryption=True)["Value"] == "plain"
    for decrypts, value in ((False, sealed), (True, "the secret")):
        found = ssm.get_parameters(Names=[root + "/s"], WithDecryption=decrypts)["Parameters"]
        found += ssm.get_parameters_by_path(Path=root, WithDecryption=decrypts)["Parameters"]
        found += ssm.get_parameter_history(Name=root + "/s", WithDecryption=decrypts)["Parameters"]
        assert [p["Value"] for p in found if p["Name"] == root + "/s"] == [value] * 3


def test_nothing_of_a_secret_is_on_disk(server, ssm, root):
    """Systems Manager User Guide, "AWS Systems Manager Parameter Store": encrypted at rest."""
    secret = "secret-" + uuid.uuid4().hex
    for n in range(3):
        put(ssm, root, secret, Type="SecureString", Overwrite=n > 0)
    files = [path for path in server.data.rglob("*") if path.is_file()]
    assert any(root[1:].encode() in path.read_bytes() for path in files)
    assert not any(secret.encode() in path.read_bytes() for path in [*files, server.log_path])


def test_a_key_of_ones_own(server, ssm, root):
    """KMS Developer Guide, "How Parameter Store uses AWS KMS": a standard value is what Encrypt gives, for the parameter's ARN."""
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    put(ssm, root, "secret", Type="SecureString", KeyId=key)
    sealed = base64.b64decode(get(ssm, root)["Value"])
    context = {"PARAMETER_ARN": ARN + root}
    assert kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context)["Plaintext"] == b"secret"
    assert error_of(lambda: kms.decrypt(CiphertextBlob=sealed)) == (400, "InvalidCiphertextException")
    assert describe(ssm, root)["KeyId"] == key
    # Another value keeps its key, another type has none.
    put(ssm, root, "secret2", Type="SecureString", Overwrite=True)
    assert describe(ssm, root)["KeyId"] == key
    kms.disable_key(KeyId=key)
    for call in (lambda: get(ssm, root, WithDecryption=True), lambda: put(ssm, root, Type="SecureString", Overwrite=True)):
        code, message = told(call)
        assert code == "InvalidKeyId" and "is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException" in message
    put(ssm, root, "open", Overwrite=True)
    assert "KeyId" not in describe(ssm, root)
    assert get(ssm, root, WithDecryption=True)["Value"] == "open"
    code, message = told(lambda: put(ssm, root, Type="SecureString", KeyId="alias/none", Overwrite=True))
    assert code == "InvalidKeyId"
    assert message.startswith(f"Alias arn:aws:kms:{REGION}:{ACCOUNT}:alias/none is not found. (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException")


def test_the_managed_key_of_another_service_seals_nothing(server, ssm, root):
    s3 = server.client("s3")
    s3.create_bucket(Bucket="ssm-managed-keys")
    key = s3.put_object(Bucket="ssm-managed-keys", Key="k", Body=b"x", ServerSideEncryption="aws:kms")["SSEKMSKeyId"]
    assert error_of(lambda: put(ssm, root, Type="SecureString", KeyId=key)) == (400, "InvalidKeyId")
    put(ssm, root, Type="SecureString")
    own = server.client("kms").describe_key(KeyId="alias/aws/ssm")["KeyMetadata"]["Arn"]
    assert put(ssm, root, Type="SecureString", KeyId=own, Overwrite=True)["Version"] == 2
    # Nor does Parameter Store's anything of S3's.
    for key in ("alias/aws/ssm", own):
        assert error_of(lambda: s3.put_object(  # noqa: B023
            Bucket="ssm-managed-keys", Key="k2", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)) == (403, "AccessDenied")  # noqa: B023


def test_no_account_gets_a_key_by_being_named(server, ssm, root):
    """The managed key of another account is not made, and nothing is told of its keys."""
    other = server.client("kms", *OTHER_KEY, region="ap-south-1")
    mine = server.client("ssm", region="ap-south-1")
    named = f"arn:aws:kms:ap-south-1:{OTHER}:"
    for key in ("alias/aws/ssm", "alias/none", "key/" + str(uuid.uuid4())):
        assert error_of(lambda: put(mine, root, Type="SecureString", KeyId=named + key)) == (400, "AccessDeniedException")  # noqa: B023
    assert other.list_keys()["Keys"] == []
    assert error_of(lambda: put(ssm, root, Type="SecureString", KeyId=named.replace(OTHER, ACCOUNT) + "alias/aws/ssm")) == (400, "InvalidKeyId")


# Who may

SHOW = """
import os
def handler(event, context):
    return [os.environ["AWS_" + name] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
"""


@pytest.fixture(scope="module")
def asker(server):
    """Parameter Store as a role whose one policy `may` gives."""
    make_role(server, "ssm-asker", logs="")
    make_function(server, "ssm-shower", SHOW, f"arn:aws:iam::{ACCOUNT}:role/ssm-asker")
    keys = json.loads(server.client("lambda").invoke(FunctionName="ssm-shower")["Payload"].read())

    def may(*statements):
        server.client("iam").put_role_policy(
            RoleName="ssm-asker", PolicyName="may", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
        return server.client("ssm", *keys)

    return may


def allow(*actions, resource="*", effect="Allow", **more):
    return {"Effect": effect, "Action": list(actions), "Resource": resource, **more}


def test_actions_are_about_the_parameters_arn(ssm, asker, root):
    """Service Authorization Reference, "AWS Systems Manager"; User Guide, "How Parameter Store authorizes parameter retrieval"."""
    for name in ("/a", "/b"):
        put(ssm, root + name)
    mine = asker(allow("ssm:*", resource=f"{ARN}{root}/a"))
    denied = (400, "AccessDeniedException")
    assert get(mine, root + "/a")["Value"] == "v"
    assert put(mine, root + "/a", Overwrite=True)["Version"] == 2
    code, message = told(lambda: get(mine, root + "/b"))
    assert (code, message) == ("AccessDeniedException", message)
    assert f"is not authorized to perform: ssm:GetParameter on resource: {ARN}{root}/b because no identity-based policy allows" in message
    # Who may not ask is not told whether there is one.
    assert error_of(lambda: get(mine, root + "/none")) == denied
    assert error_of(lambda: mine.get_parameters(Names=[root + "/a", root + "/b"])) == denied
    assert error_of(lambda: mine.delete_parameters(Names=[root + "/a", root + "/none"])) == denied
    assert error_of(lambda: mine.get_parameters_by_path(Path=root)) == denied
    assert error_of(lambda: mine.describe_parameters()) == denied
    assert error_of(lambda: tags_of(mine, root + "/b")) == denied
    assert error_of(lambda: put(mine, root + "/b", Overwrite=True)) == denied
    assert ssm.get_parameters(Names=[root + "/a", root + "/b"])["InvalidParameters"] == []
    # A path is asked about as it is named, and gives all that is under it.
    mine = asker(allow("ssm:GetParametersByPath", resource=ARN + root), allow("ssm:*", resource=ARN + root + "/b", effect="Deny"))
    assert by_path(mine, root) == ["/a", "/b"]
    assert error_of(lambda: mine.get_parameters_by_path(Path=root + "/")) == denied
    mine = asker(allow("ssm:DescribeParameters", resource=f"arn:aws:ssm:{REGION}:{ACCOUNT}:*"))
    assert mine.describe_parameters(MaxResults=1)["Parameters"]


def test_a_parameters_tags_decide(ssm, asker, root):
    """IAM User Guide, "Controlling access to AWS resources using tags"."""
    put(ssm, root + "/a", Tags=[{"Key": "team", "Value": "photos"}])
    put(ssm, root + "/b", Tags=[{"Key": "team", "Value": "video"}])
    for key in ("aws:ResourceTag/team", "ssm:resourceTag/team"):
        mine = asker(allow("ssm:*", Condition={"StringEquals": {key: "photos"}}))
        assert get(mine, root + "/a")["Value"] == "v"
        assert error_of(lambda: get(mine, root + "/b")) == (400, "AccessDeniedException")  # noqa: B023
        assert error_of(lambda: mine.get_parameters(Names=[root + "/a", root + "/b"])) == (400, "AccessDeniedException")  # noqa: B023


def test_a_secret_takes_a_right_to_its_key(server, ssm, asker, root):
    """Systems Manager User Guide, "Restricting decryption of SecureString parameter values": the AWS managed key is for all of the account."""
    key = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    put(ssm, root + "/own", "own secret", Type="SecureString", KeyId=key)
    put(ssm, root + "/managed", "managed secret", Type="SecureString")
    put(ssm, root + "/plain", "plain")

    def opened(mine, name):
        try:
            return get(mine, f"{root}/{name}", WithDecryption=True)["Value"]
        except ClientError as error:
            return error.response["Error"]["Code"]

    def all_of(mine):
        return [opened(mine, name) for name in ("own", "managed", "plain")]

    mine = asker(allow("ssm:*"))
    assert all_of(mine) == ["AccessDeniedException", "managed secret", "plain"]
    assert get(mine, root + "/own")["Value"]
    code, message = told(lambda: get(mine, root + "/own", WithDecryption=True))
    assert f"is not authorized to perform: kms:Decrypt on resource: {key} because no identity-based policy allows" in message
    assert "(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: " in message
    for call in (lambda: mine.get_parameters(Names=[root + "/own"], WithDecryption=True), lambda: put(mine, root + "/own", Type="SecureString", Overwrite=True),
                 lambda: mine.get_parameters_by_path(Path=root, WithDecryption=True),
                 lambda: mine.get_parameter_history(Name=root + "/own", WithDecryption=True)):
        assert error_of(call) == (400, "AccessDeniedException")
    assert all_of(asker(allow("ssm:*"), allow("kms:Decrypt", resource=key))) == ["own secret", "managed secret", "plain"]
    through = {"kms:ViaService": f"ssm.{REGION}.amazonaws.com", "kms:EncryptionContext:PARAMETER_ARN": f"{ARN}{root}/own"}
    assert all_of(asker(allow("ssm:*"), allow("kms:Decrypt", Condition={"StringEquals": through})))[0] == "own secret"
    assert all_of(asker(allow("ssm:*"), allow("kms:Decrypt", effect="Deny"))) == ["AccessDeniedException", "AccessDeniedException", "plain"]
    mine = asker(allow("ssm:*"), allow("kms:Encrypt", resource=key))
    assert put(mine, root + "/own", "new", Type="SecureString", Overwrite=True)["Version"] == 2
    assert error_of(lambda: put(mine, root + "/own", Type="SecureString", Tier="Advanced", Overwrite=True)) == (400, "AccessDeniedException")


def test_a_function_reads_its_settings(server, ssm, root):
    """Lambda Developer Guide, "Use Parameter Store": with boto3, as people write it."""
    put(ssm, root + "/url", "https://example.com")
    put(ssm, root + "/password", "from the store", Type="SecureString")
    role = make_role(server, "ssm-reader", "ssm:GetParametersByPath", resource=ARN + root)
    make_function(server, "ssm-reader", f"""
import boto3
def handler(event, context):
    found = boto3.client("ssm").get_parameters_by_path(Path="{root}", WithDecryption=True)
    return {{parameter["Name"]: parameter["Value"] for parameter in found["Parameters"]}}
""", role)
    answer = json.loads(server.client("lambda").invoke(FunctionName="ssm-reader")["Payload"].read())
    if "errorType" in answer and "boto3" in answer.get("errorMessage", ""):
        pytest.skip("functions have no boto3 on this machine")
    assert answer == {root + "/password": "from the store", root + "/url": "https://example.com"}


# The AWS CLI


def test_the_aws_cli(server, root, tmp_path):
    """AWS CLI Command Reference, ssm."""
    program = Path(sys.executable).with_name("aws")
    if not program.exists():
        pytest.skip("the AWS CLI is not in the Python environment of these tests")
    environment = {
        **os.environ, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": server.url, "AWS_MAX_ATTEMPTS": "1", "HOME": str(tmp_path)}

    def aws(*words):
        done = subprocess.run([str(program), "ssm", *words], env=environment, capture_output=True, text=True)
        return json.loads(done.stdout) if done.returncode == 0 and done.stdout else (done.returncode, done.stderr.strip())

    assert aws("put-parameter", "--name", root + "/s", "--value", "secret", "--type", "SecureString", "--tags", "Key=a,Value=b") == {
        "Version": 1, "Tier": "Standard"}
    assert aws("get-parameter", "--name", root + "/s", "--with-decryption")["Parameter"]["Value"] == "secret"
    assert aws("get-parameters-by-path", "--path", root, "--query", "Parameters[].Name") == [root + "/s"]
    assert aws("describe-parameters", "--parameter-filters", "Key=tag:a,Values=b", f"Key=Path,Values={root}", "--query", "Parameters[].KeyId") == [
        "alias/aws/ssm"]
    assert aws("list-tags-for-resource", "--resource-type", "Parameter", "--resource-id", root + "/s") == {"TagList": [{"Key": "a", "Value": "b"}]}
    code, said = aws("put-parameter", "--name", root + "/s", "--value", "x")
    assert code in (254, 255) and "(ParameterAlreadyExists) when calling the PutParameter operation: The parameter already exists." in said
    assert aws("delete-parameters", "--names", root + "/s", root + "/t") == {"DeletedParameters": [root + "/s"], "InvalidParameters": [root + "/t"]}
