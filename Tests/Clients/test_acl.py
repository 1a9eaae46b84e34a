"""Access control lists and who owns objects. Sources: S3 User Guide, "Access control list (ACL) overview", "Controlling ownership of
objects and disabling ACLs for your bucket"; API_PutObjectAcl, API_PutBucketAcl, API_PutBucketOwnershipControls."""

import uuid

import pytest
import requests

from access import (
    ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY, THIRD_ID, canonical_id, clients, open_up, outcome, policy, statement)
from helpers import error_of, signed_form

@pytest.fixture(scope="module")
def who(server):
    return clients(server)


@pytest.fixture(scope="module")
def ids(who):
    return {name: canonical_id(who[name]) for name in ("owner", "other", "third")}


@pytest.fixture
def listed(s3, bucket):
    """A bucket whose objects have lists of their own."""
    open_up(s3, bucket, "ObjectWriter")
    s3.put_object(Bucket=bucket, Key="k", Body=b"body")
    return bucket


def grants(answer):
    return {(grant["Grantee"].get("ID") or grant["Grantee"]["URI"], grant["Permission"]) for grant in answer["Grants"]}


# What lists say.

CANNED = [
    ("private", set()),
    ("public-read", {(ALL_USERS, "READ")}),
    ("public-read-write", {(ALL_USERS, "READ"), (ALL_USERS, "WRITE")}),
    ("authenticated-read", {(AUTHENTICATED_USERS, "READ")}),
]


@pytest.mark.parametrize(
    ("acl", "expected"),
    [*CANNED, ("aws-exec-read", {("6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c", "READ")}),
     ("bucket-owner-read", set()), ("bucket-owner-full-control", set())])
def test_canned_lists_of_objects(s3, ids, listed, acl, expected):
    expected = expected | {(ids["owner"], "FULL_CONTROL")}
    s3.put_object_acl(Bucket=listed, Key="k", ACL=acl)
    assert grants(s3.get_object_acl(Bucket=listed, Key="k")) == expected
    s3.put_object(Bucket=listed, Key="put", Body=b"", ACL=acl)
    s3.copy_object(Bucket=listed, Key="copy", CopySource=f"{listed}/k", ACL=acl)
    upload = s3.create_multipart_upload(Bucket=listed, Key="parts", ACL=acl)["UploadId"]
    about = {"Bucket": listed, "Key": "parts", "UploadId": upload}
    part = {"PartNumber": 1, "ETag": s3.upload_part(**about, PartNumber=1, Body=b"x")["ETag"]}
    s3.complete_multipart_upload(**about, MultipartUpload={"Parts": [part]})
    for key in ("put", "copy", "parts"):
        assert grants(s3.get_object_acl(Bucket=listed, Key=key)) == expected, key


@pytest.mark.parametrize(("acl", "expected"), [*CANNED, ("log-delivery-write", {(LOG_DELIVERY, "WRITE"), (LOG_DELIVERY, "READ_ACP")})])
def test_canned_lists_of_buckets(s3, ids, listed, acl, expected):
    s3.put_bucket_acl(Bucket=listed, ACL=acl)
    assert grants(s3.get_bucket_acl(Bucket=listed)) == expected | {(ids["owner"], "FULL_CONTROL")}


def test_grants_in_headers(s3, ids, listed):
    s3.put_object_acl(
        Bucket=listed, Key="k", GrantFullControl=f'id="{ids["owner"]}"', GrantRead=f'uri="{ALL_USERS}", emailAddress="other@example.com"',
        GrantWriteACP=f"id={THIRD_ID}")
    answer = s3.get_object_acl(Bucket=listed, Key="k")
    assert grants(answer) == {
        (ids["owner"], "FULL_CONTROL"), (ALL_USERS, "READ"), (ids["other"], "READ"), (THIRD_ID, "WRITE_ACP")}
    # Since November 2025 nobody's name is shown.
    assert not any("DisplayName" in grant["Grantee"] for grant in answer["Grants"])
    assert answer["Owner"] == {"ID": ids["owner"]}


def acl_document(owner, *given):
    return {"Owner": {"ID": owner}, "Grants": [{"Grantee": grantee, "Permission": permission} for grantee, permission in given]}


def test_grants_in_a_document(s3, ids, listed):
    given = [
        ({"Type": "CanonicalUser", "ID": THIRD_ID}, "READ"), ({"Type": "Group", "URI": AUTHENTICATED_USERS}, "READ_ACP"),
        ({"Type": "AmazonCustomerByEmail", "EmailAddress": "other@example.com"}, "WRITE")]
    s3.put_bucket_acl(Bucket=listed, AccessControlPolicy=acl_document(ids["owner"], *given))
    assert grants(s3.get_bucket_acl(Bucket=listed)) == {
        (THIRD_ID, "READ"), (AUTHENTICATED_USERS, "READ_ACP"), (ids["other"], "WRITE")}
    # The owner's account keeps what its own policies give it.
    assert outcome(lambda: s3.put_object(Bucket=listed, Key="k2", Body=b"")) == "ok"
    s3.put_bucket_acl(Bucket=listed, AccessControlPolicy=acl_document(ids["owner"]))
    assert grants(s3.get_bucket_acl(Bucket=listed)) == set()


USER = {"Type": "CanonicalUser", "ID": THIRD_ID}
WRONG = [
    (dict(ACL="everybody"), (400, "InvalidArgument")),
    (dict(ACL="private", GrantRead=f"id={THIRD_ID}"), (400, "InvalidRequest")),
    (dict(GrantRead="id"), (400, "InvalidArgument")),
    (dict(GrantRead="id="), (400, "InvalidArgument")),
    (dict(GrantRead="name=x"), (400, "InvalidArgument")),
    (dict(GrantRead="id=" + "00" * 32), (400, "InvalidArgument")),
    (dict(GrantRead='uri="http://example.com/everybody"'), (400, "InvalidArgument")),
    (dict(GrantRead="emailAddress=nobody@example.com"), (400, "UnresolvableGrantByEmailAddress")),
    (dict(GrantRead='emailAddress=""'), (400, "InvalidArgument")),
    (dict(GrantRead=",".join([f"id={THIRD_ID}"] * 101)), (400, "MalformedACLError")),
    ({}, (400, "MissingSecurityHeader")),
    (lambda owner: acl_document(THIRD_ID, (USER, "READ")), (403, "AccessDenied")),
    (lambda owner: acl_document(owner, (USER, "READING")), (400, "MalformedACLError")),
    (lambda owner: acl_document(owner, ({"Type": "Somebody", "ID": THIRD_ID}, "READ")), (400, "MalformedACLError")),
    (lambda owner: acl_document(owner, ({"Type": "CanonicalUser", "ID": "00" * 32}, "READ")), (400, "InvalidArgument")),
    (lambda owner: acl_document(owner, ({"Type": "CanonicalUser"}, "READ")), (400, "MalformedACLError")),
    (lambda owner: acl_document(owner, *[(USER, "READ")] * 101), (400, "MalformedACLError")),
    (lambda owner: {"Grants": []}, (400, "MalformedACLError")),
    (lambda owner: {"Owner": {"ID": owner}}, (400, "MalformedACLError")),
]


@pytest.mark.parametrize(("asked", "expected"), WRONG)
def test_what_is_no_list(server, ids, listed, asked, expected):
    s3 = server.client("s3", parameter_validation=False)
    arguments = {"AccessControlPolicy": asked(ids["owner"])} if callable(asked) else asked
    s3.put_object_acl(Bucket=listed, Key="k", ACL="public-read")
    assert error_of(lambda: s3.put_bucket_acl(Bucket=listed, **arguments)) == expected
    assert error_of(lambda: s3.put_object_acl(Bucket=listed, Key="k", **arguments)) == expected
    assert grants(s3.get_bucket_acl(Bucket=listed)) == {(ids["owner"], "FULL_CONTROL")}
    assert grants(s3.get_object_acl(Bucket=listed, Key="k")) == {(ids["owner"], "FULL_CONTROL"), (ALL_USERS, "READ")}


@pytest.mark.parametrize(
    "body", [b"<", b"<Other/>", b"<AccessControlPolicy/>", b'<!DOCTYPE a [<!ENTITY b "c">]><AccessControlPolicy/>',
             b"<AccessControlPolicy><Owner><ID>x</ID></Owner><AccessControlList><Other/></AccessControlList></AccessControlPolicy>"])
def test_documents_that_cannot_be_read(server, listed, body):
    for target in (f"/{listed}?acl", f"/{listed}/k?acl"):
        answer = server.send("PUT", target, body)
        assert (answer.status, answer.code) == (400, "MalformedACLError")
    both = server.send("PUT", f"/{listed}?acl", b"<AccessControlPolicy/>", {"x-amz-acl": "private"})
    assert (both.status, both.code) == (400, "UnexpectedContent")


# What lists give.

CALLS = {
    "list": lambda s3, bucket: s3.list_objects_v2(Bucket=bucket),
    "put": lambda s3, bucket: s3.put_object(Bucket=bucket, Key="new-" + uuid.uuid4().hex, Body=b"x"),
    "get_bucket_acl": lambda s3, bucket: s3.get_bucket_acl(Bucket=bucket),
    "put_bucket_acl": lambda s3, bucket: s3.put_bucket_acl(Bucket=bucket, ACL="private"),
    "get": lambda s3, bucket: s3.get_object(Bucket=bucket, Key="k"),
    "get_acl": lambda s3, bucket: s3.get_object_acl(Bucket=bucket, Key="k"),
    "put_acl": lambda s3, bucket: s3.put_object_acl(Bucket=bucket, Key="k", ACL="private"),
    "tags": lambda s3, bucket: s3.get_object_tagging(Bucket=bucket, Key="k"),
    "delete": lambda s3, bucket: s3.delete_object(Bucket=bucket, Key="k"),
    "delete_bucket": lambda s3, bucket: s3.delete_bucket(Bucket=bucket),
    "policy": lambda s3, bucket: s3.get_bucket_policy(Bucket=bucket),
}


@pytest.mark.parametrize(
    ("of_bucket", "of_object", "name", "allowed"),
    [
        ({}, {}, "other", set()),
        ({}, {}, "anonymous", set()),
        ({"ACL": "public-read"}, {}, "anonymous", {"list"}),
        ({"ACL": "public-read-write"}, {}, "anonymous", {"list", "put"}),
        ({"ACL": "authenticated-read"}, {}, "anonymous", set()),
        ({"ACL": "authenticated-read"}, {}, "other", {"list"}),
        ({}, {"ACL": "public-read"}, "anonymous", {"get"}),
        ({}, {"ACL": "authenticated-read"}, "anonymous", set()),
        ({}, {"ACL": "authenticated-read"}, "third", {"get"}),
        ({}, {"GrantReadACP": f"id={THIRD_ID}"}, "third", {"get_acl"}),
        ({}, {"GrantWriteACP": f"id={THIRD_ID}"}, "third", {"put_acl"}),
        ({}, {"GrantFullControl": f"id={THIRD_ID}"}, "third", {"get", "get_acl", "put_acl"}),
        ({}, {"GrantFullControl": f"id={THIRD_ID}"}, "other", set()),
        ({"GrantRead": f"id={THIRD_ID}"}, {}, "third", {"list"}),
        ({"GrantWrite": f"id={THIRD_ID}"}, {}, "third", {"put"}),
        ({"GrantReadACP": f"id={THIRD_ID}"}, {}, "third", {"get_bucket_acl"}),
        ({"GrantWriteACP": f"id={THIRD_ID}"}, {}, "third", {"put_bucket_acl"}),
        ({"GrantFullControl": f"id={THIRD_ID}"}, {}, "third", {"list", "put", "get_bucket_acl", "put_bucket_acl"}),
        ({"GrantFullControl": f"id={THIRD_ID}"}, {}, "anonymous", set()),
    ])
def test_a_list_gives_what_it_says_and_nothing_else(s3, who, listed, of_bucket, of_object, name, allowed):
    for call, perform in CALLS.items():
        # Each call anew: some take away what others need.
        s3.put_bucket_acl(Bucket=listed, **(of_bucket or {"ACL": "private"}))
        s3.put_object_acl(Bucket=listed, Key="k", **(of_object or {"ACL": "private"}))
        assert outcome(lambda: perform(who[name], listed)) == ("ok" if call in allowed else "AccessDenied"), call


def test_a_missing_key_is_told_to_who_may_list(s3, who, listed):
    missing = lambda: who["anonymous"].get_object(Bucket=listed, Key="missing")  # noqa: E731
    assert error_of(missing) == (403, "AccessDenied")
    s3.put_bucket_acl(Bucket=listed, ACL="public-read")
    assert error_of(missing) == (404, "NoSuchKey")


def test_a_policy_s_deny_takes_away_what_a_list_gives(s3, who, listed):
    s3.put_object_acl(Bucket=listed, Key="k", ACL="public-read")
    s3.put_bucket_policy(Bucket=listed, Policy=policy(statement(listed, effect="Deny")))
    assert outcome(lambda: who["anonymous"].get_object(Bucket=listed, Key="k")) == "AccessDenied"


def test_each_version_has_its_own_list(s3, who, listed):
    s3.put_bucket_versioning(Bucket=listed, VersioningConfiguration={"Status": "Enabled"})
    shut = s3.put_object(Bucket=listed, Key="v", Body=b"1")["VersionId"]
    shown = s3.put_object(Bucket=listed, Key="v", Body=b"2", ACL="public-read")["VersionId"]
    read = lambda version: who["anonymous"].get_object(Bucket=listed, Key="v", VersionId=version)  # noqa: E731
    assert (outcome(lambda: read(shown)), outcome(lambda: read(shut))) == ("ok", "AccessDenied")
    assert s3.put_object_acl(Bucket=listed, Key="v", VersionId=shut, ACL="public-read")["ResponseMetadata"]["HTTPHeaders"][
        "x-amz-version-id"] == shut
    assert outcome(lambda: read(shut)) == "ok"


def test_an_overwritten_object_loses_its_list(s3, who, listed):
    s3.put_object_acl(Bucket=listed, Key="k", ACL="public-read")
    s3.put_object(Bucket=listed, Key="k", Body=b"new")
    assert outcome(lambda: who["anonymous"].get_object(Bucket=listed, Key="k")) == "AccessDenied"


def test_a_change_of_a_list_is_an_event(server, s3, listed):
    s3.put_object_acl(Bucket=listed, Key="k", ACL="public-read")
    s3.put_object_acl(Bucket=listed, Key="k", ACL="public-read")
    s3.put_object_acl(Bucket=listed, Key="k", ACL="private")
    names = [event["eventName"] for event in server.events("--bucket", listed, "--all")]
    # Source: S3 User Guide, "Supported event types": none for a request that changes nothing.
    assert names.count("ObjectAcl:Put") == 2


def test_a_form_gives_its_object_a_list(server, who, listed):
    fields = signed_form(
        [{"bucket": listed}, {"key": "form"}, {"acl": "public-read"}], {"key": "form", "acl": "public-read"})
    assert requests.post(f"{server.url}/{listed}", data=fields, files={"file": ("f", b"x")}).status_code == 204
    assert outcome(lambda: who["anonymous"].get_object(Bucket=listed, Key="form")) == "ok"


# Who owns what is written.

@pytest.fixture
def written(s3, listed):
    """A bucket to which others may write."""
    s3.put_bucket_policy(Bucket=listed, Policy=policy(statement(listed, ["s3:PutObject", "s3:PutObjectAcl"], {"AWS": "*"})))
    return listed


# Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs": s3:PutObject is enough for it.
@pytest.mark.parametrize(
    ("given", "needs_more"),
    [({"ACL": "bucket-owner-full-control"}, False), ({"GrantFullControl": "id={owner}"}, False), ({"ACL": "public-read"}, True),
     ({"ACL": "private"}, True), ({"GrantRead": "id={owner}"}, True), ({"GrantFullControl": "id={owner}, id={other}"}, True),
     ({"GrantFullControl": "id={owner}", "GrantRead": "id={other}"}, True), ({"GrantFullControl": "id={other}"}, True)])
def test_who_gives_a_bucket_s_owner_what_is_his_needs_no_other_permission(s3, who, ids, listed, given, needs_more):
    s3.put_bucket_policy(Bucket=listed, Policy=policy(statement(listed, ["s3:PutObject"], {"AWS": "*"})))
    given = {name: value.format(**ids) for name, value in given.items()}
    expected = "AccessDenied" if needs_more else "ok"
    assert outcome(lambda: who["other"].put_object(Bucket=listed, Key="theirs", Body=b"x", **given)) == expected
    assert outcome(lambda: who["other"].create_multipart_upload(Bucket=listed, Key="theirs", **given)) == expected


@pytest.mark.parametrize(
    ("ownership", "acl", "owner"),
    [("ObjectWriter", None, "other"), ("ObjectWriter", "bucket-owner-full-control", "other"), ("BucketOwnerPreferred", None, "other"),
     ("BucketOwnerPreferred", "bucket-owner-full-control", "owner"), ("BucketOwnerEnforced", None, "owner"),
     ("BucketOwnerEnforced", "bucket-owner-full-control", "owner")])
def test_who_owns_an_object(s3, who, ids, written, ownership, acl, owner):
    s3.put_bucket_ownership_controls(Bucket=written, OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]})
    more = {"ACL": acl} if acl else {}
    who["other"].put_object(Bucket=written, Key="theirs", Body=b"x", **more)
    upload = who["other"].create_multipart_upload(Bucket=written, Key="parts", **more)["UploadId"]
    about = {"Bucket": written, "Key": "parts", "UploadId": upload}
    part = {"PartNumber": 1, "ETag": who["other"].upload_part(**about, PartNumber=1, Body=b"x")["ETag"]}
    who["other"].complete_multipart_upload(**about, MultipartUpload={"Parts": [part]})
    entries = {entry["Key"]: entry["Owner"] for entry in s3.list_objects_v2(Bucket=written, FetchOwner=True)["Contents"]}
    assert {entries[key]["ID"] for key in ("theirs", "parts")} == {ids[owner]}
    assert entries["k"]["ID"] == ids["owner"]
    assert set(entries["theirs"]) == {"ID"}
    versions = {entry["Key"]: entry["Owner"]["ID"] for entry in s3.list_object_versions(Bucket=written)["Versions"]}
    assert versions["theirs"] == ids[owner]
    # Only a list gives the bucket's owner what is another's; to remove it needs none.
    may_read = owner == "owner" or acl is not None
    for key in ("theirs", "parts"):
        assert outcome(lambda: s3.get_object(Bucket=written, Key=key)) == ("ok" if may_read else "AccessDenied")
    assert outcome(lambda: who["other"].get_object(Bucket=written, Key="theirs")) == ("ok" if owner == "other" else "AccessDenied")
    assert outcome(lambda: s3.delete_object(Bucket=written, Key="theirs")) == "ok"


def test_a_writer_rules_over_what_he_wrote(s3, who, written):
    other = who["other"]
    other.put_object(Bucket=written, Key="theirs", Body=b"x")
    other.put_object_acl(Bucket=written, Key="theirs", ACL="public-read")
    assert outcome(lambda: who["anonymous"].get_object(Bucket=written, Key="theirs")) == "ok"
    # The bucket's policy does not give away what is another's, but can keep it shut.
    s3.put_bucket_policy(Bucket=written, Policy=policy(statement(written, "s3:*", {"AWS": "444455556666"})))
    other.put_object_acl(Bucket=written, Key="theirs", ACL="private")
    assert outcome(lambda: who["third"].get_object(Bucket=written, Key="theirs")) == "AccessDenied"
    assert outcome(lambda: who["third"].get_object(Bucket=written, Key="k")) == "ok"
    assert outcome(lambda: s3.put_object_acl(Bucket=written, Key="theirs", ACL="public-read")) == "AccessDenied"
    assert outcome(lambda: other.delete_object(Bucket=written, Key="k")) == "AccessDenied"
    assert outcome(lambda: other.delete_object(Bucket=written, Key="theirs")) == "ok"


def test_enforced_ownership_takes_lists_and_owners_for_nothing(s3, who, ids, written):
    who["other"].put_object(Bucket=written, Key="theirs", Body=b"x", ACL="public-read")
    s3.put_bucket_ownership_controls(Bucket=written, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    assert outcome(lambda: who["anonymous"].get_object(Bucket=written, Key="theirs")) == "AccessDenied"
    assert outcome(lambda: who["other"].get_object(Bucket=written, Key="theirs")) == "AccessDenied"
    assert outcome(lambda: s3.get_object(Bucket=written, Key="theirs")) == "ok"
    answer = s3.get_object_acl(Bucket=written, Key="theirs")
    assert (answer["Owner"]["ID"], grants(answer)) == (ids["owner"], {(ids["owner"], "FULL_CONTROL")})


def test_who_may_not_set_lists_may_not_set_them_with_an_object(s3, who, listed):
    s3.put_bucket_policy(Bucket=listed, Policy=policy(statement(listed, "s3:PutObject", {"AWS": "111122223333"})))
    write = lambda **more: who["other"].put_object(Bucket=listed, Key="x", Body=b"", **more)  # noqa: E731
    assert outcome(write) == "ok"
    assert outcome(lambda: write(ACL="public-read")) == "AccessDenied"
    assert outcome(lambda: write(GrantRead=f"id={THIRD_ID}")) == "AccessDenied"


# Ownership controls. Sources: API_PutBucketOwnershipControls; "Troubleshooting" of object ownership.

def test_lists_are_off_in_a_new_bucket(s3, ids, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    refused = (400, "AccessControlListNotSupported")
    for acl in ("public-read", "authenticated-read", "bucket-owner-read", "aws-exec-read"):
        assert error_of(lambda: s3.put_object(Bucket=bucket, Key="n", Body=b"", ACL=acl)) == refused
    for acl in ("private", "public-read"):
        assert error_of(lambda: s3.put_bucket_acl(Bucket=bucket, ACL=acl)) == refused
        assert error_of(lambda: s3.put_object_acl(Bucket=bucket, Key="k", ACL=acl)) == refused
    assert error_of(lambda: s3.put_object(Bucket=bucket, Key="n", Body=b"", GrantRead=f"id={THIRD_ID}")) == refused
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="n")) == (404, "404")
    full = {"GrantFullControl": f"id={ids['owner']}"}
    s3.put_object(Bucket=bucket, Key="n", Body=b"", ACL="bucket-owner-full-control")
    s3.put_object(Bucket=bucket, Key="n", Body=b"", ACL="private")
    s3.put_object(Bucket=bucket, Key="n", Body=b"", **full)
    s3.put_object_acl(Bucket=bucket, Key="n", ACL="bucket-owner-full-control")
    s3.put_bucket_acl(Bucket=bucket, **full)
    assert grants(s3.get_object_acl(Bucket=bucket, Key="n")) == {(ids["owner"], "FULL_CONTROL")}


def test_ownership_controls(s3, bucket):
    rules = lambda: s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]  # noqa: E731
    assert rules() == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    for ownership in ("ObjectWriter", "BucketOwnerPreferred", "BucketOwnerEnforced"):
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]})
        assert rules() == [{"ObjectOwnership": ownership}]
    assert s3.delete_bucket_ownership_controls(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert error_of(rules) == (404, "OwnershipControlsNotFoundError")


@pytest.mark.parametrize(
    "body", [b"", b"<", b"<Other/>", b"<OwnershipControls/>", b"<OwnershipControls><Rule/></OwnershipControls>",
             b"<OwnershipControls><Rule><ObjectOwnership>Nobody</ObjectOwnership></Rule></OwnershipControls>",
             b"<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership><More/></Rule></OwnershipControls>",
             b"<OwnershipControls>" + b"<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>" * 2 + b"</OwnershipControls>"])
def test_what_are_no_ownership_controls(server, s3, bucket, body):
    answer = server.send("PUT", f"/{bucket}?ownershipControls", body)
    assert (answer.status, answer.code) == (400, "MalformedXML")
    assert s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_a_bucket_s_list_keeps_enforced_ownership_away(s3, listed):
    enforce = lambda: s3.put_bucket_ownership_controls(  # noqa: E731
        Bucket=listed, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    s3.put_bucket_acl(Bucket=listed, ACL="public-read")
    assert error_of(enforce) == (400, "InvalidBucketAclWithObjectOwnership")
    s3.put_bucket_acl(Bucket=listed, ACL="private")
    enforce()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [({}, "BucketOwnerEnforced"), ({"ObjectOwnership": "ObjectWriter"}, "ObjectWriter"), ({"ACL": "private"}, "BucketOwnerEnforced"),
     ({"ObjectOwnership": "BucketOwnerPreferred", "GrantRead": f"id={THIRD_ID}"}, "BucketOwnerPreferred"),
     ({"ACL": "public-read"}, (400, "InvalidBucketAclWithObjectOwnership")),
     ({"GrantRead": f"id={THIRD_ID}"}, (400, "InvalidBucketAclWithObjectOwnership")),
     ({"ObjectOwnership": "BucketOwnerEnforced", "ACL": "authenticated-read"}, (400, "InvalidBucketAclWithObjectOwnership")),
     ({"ObjectOwnership": "ObjectWriter", "ACL": "public-read"}, (400, "InvalidBucketAclWithBlockPublicAccessError")),
     ({"ObjectOwnership": "Nobody"}, (400, "InvalidArgument")), ({"ACL": "nothing"}, (400, "InvalidArgument"))])
def test_a_new_bucket_s_access(server, asked, expected):
    s3 = server.client("s3", parameter_validation=False)
    name = "new-" + uuid.uuid4().hex[:20]
    make = lambda: s3.create_bucket(Bucket=name, **asked)  # noqa: E731
    if isinstance(expected, tuple):
        assert error_of(make) == expected
        assert error_of(lambda: s3.head_bucket(Bucket=name)) == (404, "404")
        return
    make()
    assert s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"] == [{"ObjectOwnership": expected}]
    readers = {grantee for grantee, permission in grants(s3.get_bucket_acl(Bucket=name)) if permission == "READ"}
    assert readers == ({THIRD_ID} if "GrantRead" in asked else set())
