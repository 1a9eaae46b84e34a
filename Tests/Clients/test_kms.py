"""The small KMS face. Source: KMS API Reference, the page of each operation."""

import datetime
import json
import uuid

import pytest
from helpers import error_of, message_of
from pelton import ACCOUNT, REGION, Server


@pytest.fixture(scope="module")
def kms(server):
    return server.client("kms")


@pytest.fixture(scope="module")
def other_kms(server):
    return server.client("kms", access_key="AKIAPELTONTESTOTHER0", secret_key="secret/of+the/other/account/in/tests0000")


@pytest.fixture
def key(kms):
    return kms.create_key(Description="of a test")["KeyMetadata"]


@pytest.fixture
def alias():
    return "alias/test-" + uuid.uuid4().hex


def test_a_key_is_described_as_it_was_made(kms, key):
    """API_CreateKey, API_DescribeKey, API_KeyMetadata."""
    assert uuid.UUID(key["KeyId"])
    assert key["Arn"] == f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key['KeyId']}"
    for name in [key["KeyId"], key["Arn"]]:
        found = kms.describe_key(KeyId=name)["KeyMetadata"]
        assert found == key
    assert (key["AWSAccountId"], key["Enabled"], key["KeyState"], key["Description"]) == (ACCOUNT, True, "Enabled", "of a test")
    assert (key["KeyManager"], key["Origin"], key["KeyUsage"], key["KeySpec"]) == (
        "CUSTOMER", "AWS_KMS", "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT")
    # 64 hexadecimal digits, of the material and not of the key.
    assert bytes.fromhex(key["CurrentKeyMaterialId"]).hex() == key["CurrentKeyMaterialId"] and len(key["CurrentKeyMaterialId"]) == 64
    assert key["CurrentKeyMaterialId"] != kms.create_key()["KeyMetadata"]["CurrentKeyMaterialId"]


def test_keys_are_listed_in_pages(kms):
    """API_ListKeys."""
    made = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(3)}
    found = [item for page in kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 1}) for item in page["Keys"]]
    assert made <= {item["KeyId"] for item in found}
    assert len({item["KeyId"] for item in found}) == len(found)
    assert all(item["KeyArn"].endswith(item["KeyId"]) for item in found)


def test_a_key_goes_through_its_states(kms, key):
    """KMS Developer Guide, "Key states of AWS KMS keys"."""
    def state():
        found = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
        return found["KeyState"], found["Enabled"]
    kms.disable_key(KeyId=key["KeyId"])
    assert state() == ("Disabled", False)
    assert error_of(lambda: kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")) == (400, "DisabledException")
    kms.enable_key(KeyId=key["KeyId"])
    assert state() == ("Enabled", True)
    planned = kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    assert (planned["KeyId"], planned["KeyState"], planned["PendingWindowInDays"]) == (key["Arn"], "PendingDeletion", 7)
    wait = planned["DeletionDate"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(days=6, hours=23) < wait < datetime.timedelta(days=7, minutes=1)
    assert state() == ("PendingDeletion", False)
    for call in [kms.enable_key, kms.disable_key, kms.schedule_key_deletion]:
        assert error_of(lambda: call(KeyId=key["KeyId"])) == (400, "KMSInvalidStateException")
    assert kms.cancel_key_deletion(KeyId=key["KeyId"])["KeyId"] == key["Arn"]
    assert state() == ("Disabled", False)
    assert error_of(lambda: kms.cancel_key_deletion(KeyId=key["KeyId"])) == (400, "KMSInvalidStateException")


def test_aliases_point_to_keys(kms, key, alias):
    """API_CreateAlias, API_UpdateAlias, API_ListAliases, API_DeleteAlias."""
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    assert kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"] == key["KeyId"]
    assert kms.describe_key(KeyId=f"arn:aws:kms:{REGION}:{ACCOUNT}:{alias}")["KeyMetadata"]["KeyId"] == key["KeyId"]
    [listed] = kms.list_aliases(KeyId=key["KeyId"])["Aliases"]
    assert (listed["AliasName"], listed["TargetKeyId"], listed["AliasArn"]) == (
        alias, key["KeyId"], f"arn:aws:kms:{REGION}:{ACCOUNT}:{alias}")
    assert error_of(lambda: kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])) == (400, "AlreadyExistsException")
    second = kms.create_key()["KeyMetadata"]
    kms.update_alias(AliasName=alias, TargetKeyId=second["Arn"])
    assert kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"] == second["KeyId"]
    found = [item["AliasName"] for page in kms.get_paginator("list_aliases").paginate(PaginationConfig={"PageSize": 1}) for item in page["Aliases"]]
    assert alias in found and found == sorted(found)
    kms.delete_alias(AliasName=alias)
    assert error_of(lambda: kms.describe_key(KeyId=alias)) == (400, "NotFoundException")
    assert error_of(lambda: kms.delete_alias(AliasName=alias)) == (400, "NotFoundException")


def test_a_text_is_encrypted_and_decrypted_with_its_context(kms, key):
    """API_Encrypt, API_Decrypt."""
    context = {"a": "1", "b": "2"}
    sealed = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"a text", EncryptionContext=context)
    assert (sealed["KeyId"], sealed["EncryptionAlgorithm"]) == (key["Arn"], "SYMMETRIC_DEFAULT")
    blob = sealed["CiphertextBlob"]
    opened = kms.decrypt(CiphertextBlob=blob, EncryptionContext=dict(reversed(context.items())))
    assert (opened["Plaintext"], opened["KeyId"]) == (b"a text", key["Arn"])
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=context, KeyId=key["KeyId"])["Plaintext"] == b"a text"
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    for change, code in [
        ({"EncryptionContext": {"a": "1"}}, "InvalidCiphertextException"), ({"EncryptionContext": {}}, "InvalidCiphertextException"),
        ({"CiphertextBlob": blob[:-1]}, "InvalidCiphertextException"), ({"CiphertextBlob": blob[:-1] + bytes([blob[-1] ^ 1])}, "InvalidCiphertextException"),
        ({"CiphertextBlob": b"x"}, "InvalidCiphertextException"), ({"KeyId": other}, "IncorrectKeyException"),
    ]:
        assert error_of(lambda: kms.decrypt(**{"CiphertextBlob": blob, "EncryptionContext": context, **change})) == (400, code)


@pytest.mark.parametrize("asks, count", [({"KeySpec": "AES_256"}, 32), ({"KeySpec": "AES_128"}, 16), ({"NumberOfBytes": 64}, 64)])
def test_a_data_key_comes_plain_and_sealed(kms, key, asks, count):
    """API_GenerateDataKey, API_GenerateDataKeyWithoutPlaintext."""
    made = kms.generate_data_key(KeyId=key["KeyId"], **asks)
    assert len(made["Plaintext"]) == count
    assert kms.decrypt(CiphertextBlob=made["CiphertextBlob"])["Plaintext"] == made["Plaintext"]
    sealed = kms.generate_data_key_without_plaintext(KeyId=key["KeyId"], **asks)
    assert "Plaintext" not in sealed
    assert len(kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"])["Plaintext"]) == count


def test_what_terraform_reads_is_there(kms, key):
    """API_GetKeyPolicy, API_GetKeyRotationStatus, API_ListResourceTags."""
    [statement] = json.loads(kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"])["Statement"]
    assert (statement["Principal"], statement["Action"]) == ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*")
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is False
    assert kms.list_resource_tags(KeyId=key["KeyId"])["Tags"] == []
    kms.update_key_description(KeyId=key["KeyId"], Description="another")
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["Description"] == "another"


NOBODY = str(uuid.UUID(int=7))
REFUSED = [
    (lambda kms, key: kms.describe_key(KeyId=NOBODY), "NotFoundException"),
    (lambda kms, key: kms.describe_key(KeyId="alias/nobody"), "NotFoundException"),
    (lambda kms, key: kms.describe_key(KeyId="what is this"), "NotFoundException"),
    (lambda kms, key: kms.describe_key(KeyId=f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{key}"), "NotFoundException"),
    (lambda kms, key: kms.create_alias(AliasName="no-prefix", TargetKeyId=key), "ValidationException"),
    (lambda kms, key: kms.create_alias(AliasName="alias/", TargetKeyId=key), "ValidationException"),
    (lambda kms, key: kms.create_alias(AliasName="alias/ä", TargetKeyId=key), "ValidationException"),
    (lambda kms, key: kms.create_alias(AliasName="alias/aws/mine", TargetKeyId=key), "NotAuthorizedException"),
    (lambda kms, key: kms.create_alias(AliasName="alias/x", TargetKeyId=NOBODY), "NotFoundException"),
    (lambda kms, key: kms.create_alias(AliasName="alias/x", TargetKeyId="alias/y"), "ValidationException"),
    (lambda kms, key: kms.update_alias(AliasName="alias/nobody", TargetKeyId=key), "NotFoundException"),
    (lambda kms, key: kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=6), "ValidationException"),
    (lambda kms, key: kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=31), "ValidationException"),
    (lambda kms, key: kms.encrypt(KeyId=key, Plaintext=b"x" * 4097), "ValidationException"),
    (lambda kms, key: kms.generate_data_key(KeyId=key), "ValidationException"),
    (lambda kms, key: kms.generate_data_key(KeyId=key, KeySpec="AES_256", NumberOfBytes=32), "ValidationException"),
    (lambda kms, key: kms.list_keys(Limit=1001), "ValidationException"),
]


@pytest.mark.parametrize("call, code", REFUSED, ids=range(len(REFUSED)))
def test_a_wrong_call_is_refused(server, key, call, code):
    """The "Errors" of each operation."""
    kms = server.client("kms", parameter_validation=False)
    assert error_of(lambda: call(kms, key["KeyId"])) == (400, code)


NOT_BUILT = [
    lambda kms, key: kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY"),
    lambda kms, key: kms.create_key(Policy="{}"),
    lambda kms, key: kms.create_key(Tags=[{"TagKey": "a", "TagValue": "b"}]),
    lambda kms, key: kms.create_key(MultiRegion=True),
    lambda kms, key: kms.create_grant(KeyId=key, GranteePrincipal="x", Operations=["Decrypt"]),
    lambda kms, key: kms.sign(KeyId=key, Message=b"x", SigningAlgorithm="ECDSA_SHA_256"),
    lambda kms, key: kms.enable_key_rotation(KeyId=key),
    lambda kms, key: kms.put_key_policy(KeyId=key, Policy="{}"),
]


@pytest.mark.parametrize("call", NOT_BUILT, ids=range(len(NOT_BUILT)))
def test_what_is_not_built_says_so(kms, key, call):
    """docs/decisions/0005: refuse rather than ignore."""
    assert error_of(lambda: call(kms, key["KeyId"])) == (501, "NotImplemented")


def test_keys_stay_in_their_account_and_region(server, kms, other_kms, key):
    """KMS Developer Guide, "Key identifiers"; the default key policy trusts the key's own account alone."""
    assert error_of(lambda: other_kms.describe_key(KeyId=key["KeyId"])) == (400, "NotFoundException")
    assert error_of(lambda: other_kms.describe_key(KeyId=key["Arn"])) == (400, "AccessDeniedException")
    assert error_of(lambda: other_kms.encrypt(KeyId=key["Arn"], Plaintext=b"x")) == (400, "AccessDeniedException")
    blob = kms.encrypt(KeyId=key["Arn"], Plaintext=b"x")["CiphertextBlob"]
    assert error_of(lambda: other_kms.decrypt(CiphertextBlob=blob)) == (400, "AccessDeniedException")
    abroad = server.client("kms", region="eu-west-1")
    assert error_of(lambda: abroad.describe_key(KeyId=key["KeyId"])) == (400, "NotFoundException")
    assert abroad.create_key()["KeyMetadata"]["Arn"].startswith(f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/")


def test_s3s_own_key_is_made_on_first_use_and_belongs_to_s3(tmp_path):
    """KMS Developer Guide, "AWS managed keys"."""
    server = Server(tmp_path / "data").start()
    (kms, s3) = (server.client("kms"), server.client("s3"))
    assert kms.list_aliases()["Aliases"] == []
    s3.create_bucket(Bucket="photos")
    arn = s3.put_object(Bucket="photos", Key="a", Body=b"x", ServerSideEncryption="aws:kms")["SSEKMSKeyId"]
    [alias] = kms.list_aliases()["Aliases"]
    assert (alias["AliasName"], arn.endswith(alias["TargetKeyId"])) == ("alias/aws/s3", True)
    for call in [
        lambda: kms.disable_key(KeyId=arn), lambda: kms.schedule_key_deletion(KeyId=arn),
        lambda: kms.encrypt(KeyId=arn, Plaintext=b"x"), lambda: kms.create_alias(AliasName="alias/mine", TargetKeyId=arn),
    ]:
        assert error_of(call) == (400, "AccessDeniedException")
    assert "cannot be changed" in message_of(lambda: kms.disable_key(KeyId=arn))
    assert server.stop() == 0
    server.start()
    assert server.client("kms").describe_key(KeyId="alias/aws/s3")["KeyMetadata"]["Arn"] == arn
    assert server.client("s3").get_object(Bucket="photos", Key="a")["Body"].read() == b"x"
    server.stop()


@pytest.mark.parametrize("name", ["alias/theirs", "alias/none", "key/11111111-2222-3333-4444-555555555555"])
def test_s3_does_not_tell_whether_another_account_has_a_key(server, kms, other, key, name):
    """KMS Developer Guide, "Allowing users in other accounts to use a KMS key": nobody is let to without the key's own policy."""
    if name == "alias/theirs":
        kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    bucket = "foreign-" + uuid.uuid4().hex[:12]
    other.create_bucket(Bucket=bucket)
    put = lambda: other.put_object(  # noqa: E731
        Bucket=bucket, Key="k", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=f"arn:aws:kms:us-east-1:{ACCOUNT}:{name}")
    assert error_of(put) == (403, "AccessDenied")


def test_nobody_is_told_what_there_is_in_another_account(kms, other_kms, key, alias):
    """API_ListAliases and API_Decrypt, "Cross-account use"; an alias's key is its own account's to know."""
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    foreign = f"arn:aws:kms:{REGION}:{ACCOUNT}:"
    there, nowhere = foreign + alias, foreign + "alias/none-of-that-name"
    for name in (there, nowhere, key["Arn"], foreign + f"key/{uuid.uuid4()}"):
        call = lambda: other_kms.list_aliases(KeyId=name)  # noqa: E731
        assert error_of(call) == (400, "NotFoundException")
        assert name in message_of(call)
    own = other_kms.create_key()["KeyMetadata"]
    blob = other_kms.encrypt(KeyId=own["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    for name in (there, nowhere):
        assert error_of(lambda: other_kms.decrypt(CiphertextBlob=blob, KeyId=name)) == (400, "IncorrectKeyException")
        call = lambda: other_kms.describe_key(KeyId=name)  # noqa: E731
        assert error_of(call) == (400, "AccessDeniedException")
        assert name in message_of(call) and key["KeyId"] not in message_of(call)


def test_a_forged_ciphertext_tells_nobody_which_keys_there_are(kms, other_kms, key):
    """Anybody can write a key's name into a ciphertext."""
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    missing = str(uuid.uuid4())
    forged = blob.replace(key["KeyId"].encode(), missing.encode())
    assert forged != blob
    told = [message_of(lambda: other_kms.decrypt(CiphertextBlob=each)).replace(name, "KEY")  # noqa: B023
            for each, name in ((blob, key["KeyId"]), (forged, missing))]
    assert told[0] == told[1] and error_of(lambda: other_kms.decrypt(CiphertextBlob=forged)) == (400, "AccessDeniedException")
    assert error_of(lambda: kms.decrypt(CiphertextBlob=forged)) == (400, "NotFoundException")


def test_a_context_and_tags_have_no_more_than_kms_takes(kms, key):
    """KMS Developer Guide, "Encryption context", "Resource quotas". Each pair becomes a condition key."""
    fits = {"a" * 10: "b" * 8182}
    assert kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext=fits)["CiphertextBlob"]
    for context in ({"a" * 10: "b" * 8183}, {f"{i:04}": "v" * 4 for i in range(1025)}):
        assert error_of(lambda: kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x", EncryptionContext=context)) == (400, "ValidationException")
    # None of a key's tags are built: that comes first.
    tags = [{"TagKey": f"k{i}", "TagValue": "v"} for i in range(51)]
    assert error_of(lambda: kms.create_key(Tags=tags)) == (501, "NotImplemented")
