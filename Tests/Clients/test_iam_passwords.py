"""IAM: users' passwords, and what their account asks of them."""

import json
import concurrent.futures

import pytest
from botocore.exceptions import ClientError

from helpers import allow, error_of, message_of
from pelton import ACCOUNT

GOOD = "Correct-Horse-1"
DEFAULTS = {
    "MinimumPasswordLength": 6, "RequireSymbols": False, "RequireNumbers": False, "RequireUppercaseCharacters": False,
    "RequireLowercaseCharacters": False, "AllowUsersToChangePassword": False, "ExpirePasswords": False}


@pytest.fixture(scope="module")
def iam(server):
    return server.client("iam")


@pytest.fixture(autouse=True)
def no_policy_is_left(iam):
    yield
    try:
        iam.delete_account_password_policy()
    except iam.exceptions.NoSuchEntityException:
        pass


@pytest.fixture
def user(iam, request):
    """A user of a test, and nothing left of it afterwards."""
    name = "password-" + str(abs(hash(request.node.nodeid)))
    iam.create_user(UserName=name)
    yield name
    for policy in iam.list_user_policies(UserName=name)["PolicyNames"]:
        iam.delete_user_policy(UserName=name, PolicyName=policy)
    iam.delete_user_permissions_boundary(UserName=name) if "PermissionsBoundary" in iam.get_user(UserName=name)["User"] else None
    for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    try:
        iam.delete_login_profile(UserName=name)
    except iam.exceptions.NoSuchEntityException:
        pass
    iam.delete_user(UserName=name)


def as_user(server, iam, name):
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])


# Login profiles

def test_a_login_profile(iam, user):
    made = iam.create_login_profile(UserName=user, Password=GOOD)["LoginProfile"]
    assert (made["UserName"], made["PasswordResetRequired"]) == (user, False)
    assert iam.get_login_profile(UserName=user)["LoginProfile"] == made
    iam.update_login_profile(UserName=user, PasswordResetRequired=True)
    assert iam.get_login_profile(UserName=user)["LoginProfile"] == {**made, "PasswordResetRequired": True}
    iam.update_login_profile(UserName=user, Password=GOOD + "2")
    assert iam.get_login_profile(UserName=user)["LoginProfile"] == {**made, "PasswordResetRequired": True}
    iam.delete_login_profile(UserName=user)
    get = lambda: iam.get_login_profile(UserName=user)  # noqa: E731
    assert error_of(get) == (404, "NoSuchEntity")
    assert message_of(get) == f"Login Profile for User {user} cannot be found."


def test_a_login_profile_that_is_there_already(iam, user):
    """Texts as LocalStack recorded them of AWS, test_login_profile_errors."""
    iam.create_login_profile(UserName=user, Password=GOOD)
    again = lambda: iam.create_login_profile(UserName=user, Password=GOOD)  # noqa: E731
    assert error_of(again) == (409, "EntityAlreadyExists")
    assert message_of(again) == f"Login Profile for user {user} already exists."


@pytest.mark.parametrize("call", ["update_login_profile", "delete_login_profile", "get_login_profile"])
def test_who_has_no_password(iam, user, call):
    ask = lambda name: getattr(iam, call)(UserName=name)  # noqa: E731
    assert error_of(lambda: ask(user)) == (404, "NoSuchEntity")
    assert message_of(lambda: ask(user)) == f"Login Profile for User {user} cannot be found."
    assert message_of(lambda: ask("nobody")) == "The user with name nobody cannot be found."


def test_a_user_with_a_password_stays(iam, user):
    iam.create_login_profile(UserName=user, Password=GOOD)
    delete = lambda: iam.delete_user(UserName=user)  # noqa: E731
    assert error_of(delete) == (409, "DeleteConflict")
    assert message_of(delete) == "Cannot delete entity, must delete login profile first."


def test_a_password_belongs_to_a_user_whatever_its_name(iam, user):
    iam.create_login_profile(UserName=user, Password=GOOD)
    iam.update_user(UserName=user, NewUserName=user + "-2")
    assert iam.get_login_profile(UserName=user + "-2")["LoginProfile"]["UserName"] == user + "-2"
    iam.update_user(UserName=user + "-2", NewUserName=user)


def test_a_root_has_no_login_profile_here(iam):
    for call in (iam.create_login_profile, iam.get_login_profile, iam.delete_login_profile):
        assert message_of(lambda: call()) == "Must specify userName when calling with non-User credentials"


def test_a_password_is_needed(iam, user):
    assert error_of(lambda: iam.create_login_profile(UserName=user)) == (400, "ValidationError")


def test_a_session_that_ends_early_is_not_promised(iam, user):
    make = lambda: iam.create_login_profile(UserName=user, Password=GOOD, MaxSigninSessionDuration=3600)  # noqa: E731
    assert error_of(make) == (501, "NotImplemented")
    assert error_of(lambda: iam.get_login_profile(UserName=user)) == (404, "NoSuchEntity")


def test_of_two_that_make_a_password_one_does(iam, user):
    def make(n):
        try:
            iam.create_login_profile(UserName=user, Password=f"{GOOD}{n}")
            return "made"
        except ClientError as error:
            return error.response["Error"]["Code"]

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, range(4))) == ["EntityAlreadyExists"] * 3 + ["made"]


def test_policies_are_asked_about_the_user(server, iam, user):
    client = as_user(server, iam, user)
    arn = f"arn:aws:iam::{ACCOUNT}:user/{user}"
    for call in (lambda: client.create_login_profile(Password=GOOD), lambda: client.get_login_profile(), lambda: client.delete_login_profile(),
                 lambda: client.update_login_profile(UserName=user, Password=GOOD)):
        assert error_of(call) == (403, "AccessDenied")
        assert arn in message_of(call)
    iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=allow("iam:*LoginProfile", resource=arn))
    assert client.create_login_profile(Password=GOOD)["LoginProfile"]["UserName"] == user
    assert client.get_login_profile()["LoginProfile"]["UserName"] == user
    client.delete_login_profile()


# What is asked of passwords

def make(iam, user, password):
    return lambda: iam.create_login_profile(UserName=user, Password=password)


@pytest.mark.parametrize(("password", "lacks"), [
    ("Aa1!", "Password should have a minimum length of 8"),
    ("abcde123", "Password should meet 1 more of the following requirements: Password should have at least one uppercase letter,"
                 " Password should have at least one symbol"),
    ("aaaaaaaa", "Password should meet 2 more of the following requirements: Password should have at least one uppercase letter,"
                 " Password should have at least one number, Password should have at least one symbol"),
])
def test_without_a_policy_passwords_have_eight_characters_of_three_kinds(iam, user, password, lacks):
    """IAM User Guide, "Default password policy"."""
    assert error_of(make(iam, user, password)) == (400, "PasswordPolicyViolation")
    assert message_of(make(iam, user, password)) == lacks
    assert error_of(lambda: iam.get_login_profile(UserName=user)) == (404, "NoSuchEntity")
    make(iam, user, "Abcde-gh")()


@pytest.mark.parametrize(("policy", "bad", "lacks", "good"), [
    ({"MinimumPasswordLength": 14}, "x" * 13, "Password should have a minimum length of 14", "x" * 14),
    ({"RequireUppercaseCharacters": True}, "lower-1", "Password should have at least one uppercase letter", "Upper-1"),
    ({"RequireLowercaseCharacters": True}, "UPPER-1", "Password should have at least one lowercase letter", "LOWEr-1"),
    ({"RequireNumbers": True}, "no-number", "Password should have at least one number", "1-number"),
    ({"RequireSymbols": True}, "nosymbol~", "Password should have at least one symbol", "a-symbol"),
    ({}, "five5", "Password should have a minimum length of 6", "sixsix"),
])
def test_a_policy_is_kept_to(iam, user, policy, bad, lacks, good):
    iam.update_account_password_policy(**policy)
    assert error_of(make(iam, user, bad)) == (400, "PasswordPolicyViolation")
    assert message_of(make(iam, user, bad)) == lacks
    make(iam, user, good)()
    update = lambda: iam.update_login_profile(UserName=user, Password=bad)  # noqa: E731
    assert (error_of(update), message_of(update)) == ((400, "PasswordPolicyViolation"), lacks)


def test_the_last_passwords_are_not_taken_again(server, iam, user):
    iam.create_login_profile(UserName=user, Password=GOOD + "0")
    iam.update_account_password_policy(PasswordReusePrevention=3)
    change = lambda n: lambda: iam.update_login_profile(UserName=user, Password=f"{GOOD}{n}")  # noqa: E731
    assert error_of(change(0)) == (400, "PasswordPolicyViolation")
    change(1)()
    change(2)()
    for n in range(3):
        assert error_of(change(n)) == (400, "PasswordPolicyViolation"), n
        assert message_of(change(n)) == "Password does not conform to the account password policy."
    change(3)()
    change(0)()
    iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=allow("iam:ChangePassword"))
    own = lambda: as_user(server, iam, user).change_password(OldPassword=GOOD + "0", NewPassword=GOOD + "3")  # noqa: E731
    assert error_of(own) == (400, "PasswordPolicyViolation")
    iam.delete_account_password_policy()
    change(3)()


# Changing one's own

def test_a_user_changes_its_password(server, iam, user):
    client = as_user(server, iam, user)
    change = lambda old, new: lambda: client.change_password(OldPassword=old, NewPassword=new)  # noqa: E731
    assert error_of(change(GOOD, GOOD + "2")) == (403, "AccessDenied")
    iam.put_user_policy(
        UserName=user, PolicyName="own", PolicyDocument=allow("iam:ChangePassword", resource=f"arn:aws:iam::{ACCOUNT}:user/{user}"))
    assert message_of(change(GOOD, GOOD + "2")) == f"Login Profile for User {user} cannot be found."
    iam.create_login_profile(UserName=user, Password=GOOD, PasswordResetRequired=True)
    assert error_of(change("wrong", GOOD + "2")) == (403, "AccessDenied")
    assert message_of(change("wrong", GOOD + "2")) == "The old password was incorrect."
    assert error_of(change(GOOD, "short")) == (400, "PasswordPolicyViolation")
    change(GOOD, GOOD + "2")()
    assert not iam.get_login_profile(UserName=user)["LoginProfile"]["PasswordResetRequired"]
    assert error_of(change(GOOD, GOOD + "3")) == (403, "AccessDenied")
    change(GOOD + "2", GOOD + "3")()


def test_only_users_change_their_password(iam):
    change = lambda: iam.change_password(OldPassword=GOOD, NewPassword=GOOD + "2")  # noqa: E731
    assert error_of(change) == (400, "InvalidUserType")
    assert message_of(change) == "Only IAM Users can change their own password"


def test_an_account_lets_its_users_change_their_passwords(server, iam, user):
    """API_PasswordPolicy, "AllowUsersToChangePassword": permission for both, and for nothing else; a Deny and a boundary take it away."""
    client = as_user(server, iam, user)
    iam.create_login_profile(UserName=user, Password=GOOD)
    change = lambda: client.change_password(OldPassword=GOOD, NewPassword=GOOD)  # noqa: E731
    iam.update_account_password_policy()
    assert error_of(change) == (403, "AccessDenied")
    assert error_of(client.get_account_password_policy) == (403, "AccessDenied")
    iam.update_account_password_policy(AllowUsersToChangePassword=True)
    change()
    assert client.get_account_password_policy()["PasswordPolicy"]["AllowUsersToChangePassword"]
    assert error_of(client.delete_account_password_policy) == (403, "AccessDenied")
    assert error_of(client.get_login_profile) == (403, "AccessDenied")
    deny = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:ChangePassword", "Resource": "*"}]}
    iam.put_user_policy(UserName=user, PolicyName="deny", PolicyDocument=json.dumps(deny))
    assert error_of(change) == (403, "AccessDenied")
    iam.delete_user_policy(UserName=user, PolicyName="deny")
    iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    assert error_of(change) == (403, "AccessDenied")


def test_another_account_has_a_policy_of_its_own(server, iam):
    other = server.client("iam", "AKIAPELTONTESTOTHER0", "secret/of+the/other/account/in/tests0000")
    iam.update_account_password_policy(MinimumPasswordLength=20)
    assert error_of(other.get_account_password_policy) == (404, "NoSuchEntity")


# The policy itself. Texts and defaults as LocalStack recorded them of AWS, test_iam_account_password_policy.

def test_a_policy_has_defaults(iam):
    iam.update_account_password_policy()
    assert iam.get_account_password_policy()["PasswordPolicy"] == DEFAULTS


def test_a_policy_is_replaced_whole(iam):
    all_of_it = {
        "MinimumPasswordLength": 10, "RequireSymbols": True, "RequireNumbers": True, "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True, "AllowUsersToChangePassword": True, "MaxPasswordAge": 60, "PasswordReusePrevention": 3,
        "HardExpiry": True}
    iam.update_account_password_policy(**all_of_it)
    assert iam.get_account_password_policy()["PasswordPolicy"] == {**all_of_it, "ExpirePasswords": True}
    iam.update_account_password_policy(RequireSymbols=True)
    assert iam.get_account_password_policy()["PasswordPolicy"] == {**DEFAULTS, "RequireSymbols": True}


def test_there_is_no_policy_at_first(iam):
    assert error_of(iam.get_account_password_policy) == (404, "NoSuchEntity")
    assert message_of(iam.get_account_password_policy) == f"The Password Policy with domain name {ACCOUNT} cannot be found."
    assert error_of(iam.delete_account_password_policy) == (404, "NoSuchEntity")
    assert message_of(iam.delete_account_password_policy) == "The account policy with name PasswordPolicy cannot be found."


def test_limits_of_a_policy(iam):
    update = lambda: iam.update_account_password_policy(  # noqa: E731
        MinimumPasswordLength=129, PasswordReusePrevention=25, MaxPasswordAge=1096)
    assert error_of(update) == (400, "ValidationError")
    assert message_of(update).startswith("3 validation errors detected: ")


# After a restart

def test_passwords_and_policies_survive(fresh_server):
    iam = fresh_server.client("iam")
    iam.create_user(UserName="kept")
    iam.put_user_policy(UserName="kept", PolicyName="own", PolicyDocument=allow("iam:ChangePassword"))
    key = iam.create_access_key(UserName="kept")["AccessKey"]
    iam.create_login_profile(UserName="kept", Password=GOOD)
    iam.update_account_password_policy(PasswordReusePrevention=2)
    fresh_server.kill()
    fresh_server.start()
    own = fresh_server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    assert error_of(lambda: own.change_password(OldPassword=GOOD, NewPassword=GOOD)) == (400, "PasswordPolicyViolation")
    own.change_password(OldPassword=GOOD, NewPassword=GOOD + "2")


def test_no_password_is_kept_as_it_was_sent(fresh_server):
    iam = fresh_server.client("iam")
    iam.create_user(UserName="secret")
    iam.create_login_profile(UserName="secret", Password="Plain-Text-42")
    iam.update_login_profile(UserName="secret", Password="Other-Text-42")
    fresh_server.stop()
    for file in fresh_server.data.rglob("*"):
        if file.is_file():
            found = file.read_bytes()
            assert b"Plain-Text-42" not in found and b"Other-Text-42" not in found, file
    fresh_server.start()
