"""Buckets: names, owners, and what one answers of which nothing was ever set."""

import pytest
from botocore.exceptions import ClientError

from access import open_up
from helpers import error_of


def test_a_bucket_is_made_found_listed_and_deleted(s3, server):
    arn = "arn:aws:s3:::first-bucket"
    made = s3.create_bucket(Bucket="first-bucket")
    assert (made["Location"], made["BucketArn"]) == ("/first-bucket", arn)
    head = s3.head_bucket(Bucket="first-bucket")
    assert (head["BucketRegion"], head["BucketArn"]) == ("us-east-1", arn)
    listed = s3.list_buckets()
    assert [bucket["BucketArn"] for bucket in listed["Buckets"] if bucket["Name"] == "first-bucket"] == [arn]
    assert listed["Owner"]["ID"]
    s3.delete_bucket(Bucket="first-bucket")
    assert error_of(lambda: s3.head_bucket(Bucket="first-bucket")) == (404, "404")


@pytest.mark.parametrize(
    "name", ["ab", "a" * 64, "Upper", "under_score", "-start", "end-", "a..b", "192.168.1.1", "xn--a", "sthree-a", "a-s3alias", "a--ol-s3"])
def test_a_bad_name_is_refused(server, name):
    s3 = server.client("s3", parameter_validation=False)
    # boto3 checks names itself; the server must too.
    s3.meta.events.unregister("before-parameter-build.s3", __import__("botocore.handlers", fromlist=["x"]).validate_bucket_name)
    assert error_of(lambda: s3.create_bucket(Bucket=name)) == (400, "InvalidBucketName")


def test_pages_of_buckets(s3):
    names = [f"page-of-buckets-{i}" for i in range(5)]
    for name in names:
        s3.create_bucket(Bucket=name)
    found, token = [], {}
    while True:
        page = s3.list_buckets(Prefix="page-of-buckets-", MaxBuckets=2, **token)
        assert len(page["Buckets"]) <= 2
        found += [bucket["Name"] for bucket in page["Buckets"]]
        if "ContinuationToken" not in page:
            break
        token = {"ContinuationToken": page["ContinuationToken"]}
    assert found == names


def test_an_owner_may_make_a_bucket_twice_in_us_east_1(s3, bucket):
    assert s3.create_bucket(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"] == 200


# Source: API_CreateBucket, BucketAlreadyOwnedByYou: the access control list is set anew, and nothing else.
@pytest.mark.parametrize(
    ("again", "expected"),
    [({}, set()), ({"ACL": "private"}, set()), ({"ACL": "authenticated-read"}, {"READ"}),
     ({"ACL": "log-delivery-write"}, {"WRITE", "READ_ACP"})])
def test_a_bucket_made_twice_has_the_list_of_the_second_time(s3, bucket, again, expected):
    open_up(s3, bucket, "ObjectWriter")
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    s3.create_bucket(Bucket=bucket, **again)
    given = s3.get_bucket_acl(Bucket=bucket)["Grants"]
    assert {grant["Permission"] for grant in given if grant["Grantee"]["Type"] == "Group"} == expected
    assert s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "ObjectWriter"}]
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert s3.head_object(Bucket=bucket, Key="k")["ContentLength"] == 0


def test_a_second_time_asks_for_no_list_that_could_not_be_set(s3, bucket):
    again = lambda: s3.create_bucket(Bucket=bucket, ACL="public-read")  # noqa: E731
    assert error_of(again) == (400, "InvalidBucketAclWithObjectOwnership")
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
    assert error_of(again) == (400, "InvalidBucketAclWithBlockPublicAccessError")
    s3.delete_public_access_block(Bucket=bucket)
    assert again()["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_elsewhere_a_second_time_is_a_conflict(s3):
    place = {"LocationConstraint": "eu-central-1"}
    s3.create_bucket(Bucket="twice-elsewhere", CreateBucketConfiguration=place)
    again = lambda: s3.create_bucket(Bucket="twice-elsewhere", CreateBucketConfiguration=place)  # noqa: E731
    assert error_of(again) == (409, "BucketAlreadyOwnedByYou")
    assert s3.get_bucket_location(Bucket="twice-elsewhere")["LocationConstraint"] == "eu-central-1"


def test_a_name_that_another_account_has_is_taken(other, bucket):
    assert error_of(lambda: other.create_bucket(Bucket=bucket)) == (409, "BucketAlreadyExists")
    assert error_of(lambda: other.list_objects_v2(Bucket=bucket)) == (403, "AccessDenied")
    assert bucket not in [found["Name"] for found in other.list_buckets()["Buckets"]]


@pytest.mark.parametrize("place", ["us-east-1", "mars-1", "mars", "Eu-central-1", "eu--1", "eu-central-", "eu-central-100", "eu_central_1"])
def test_what_is_no_location_constraint(server, place):
    make = lambda: server.client("s3", parameter_validation=False).create_bucket(  # noqa: E731
        Bucket="wrong-place", CreateBucketConfiguration={"LocationConstraint": place})
    assert error_of(make) == (400, "InvalidLocationConstraint")


@pytest.mark.parametrize("place", ["ap-southeast-4", "us-gov-west-1"])
def test_any_region_of_aws_s_shape_is_a_location_constraint(s3, place):
    s3.create_bucket(Bucket="in-" + place, CreateBucketConfiguration={"LocationConstraint": place})
    assert s3.get_bucket_location(Bucket="in-" + place)["LocationConstraint"] == place


def test_eu_is_an_old_name_of_eu_west_1(s3):
    s3.create_bucket(Bucket="in-the-eu", CreateBucketConfiguration={"LocationConstraint": "EU"})
    assert s3.get_bucket_location(Bucket="in-the-eu")["LocationConstraint"] == "EU"
    assert s3.head_bucket(Bucket="in-the-eu")["BucketRegion"] == "eu-west-1"


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [({"Location": {"Type": "AvailabilityZone", "Name": "use1-az1"}}, (501, "NotImplemented")),
     ({"Bucket": {"Type": "Directory", "DataRedundancy": "SingleAvailabilityZone"}}, (501, "NotImplemented"))])
def test_what_a_new_bucket_is_told_and_does_not_keep_is_refused(s3, configuration, expected):
    make = lambda: s3.create_bucket(Bucket="with-more", CreateBucketConfiguration=configuration)  # noqa: E731
    assert error_of(make) == expected
    assert error_of(lambda: s3.head_bucket(Bucket="with-more")) == (404, "404")


@pytest.mark.parametrize(
    ("namespace", "expected"), [("account-regional", (501, "NotImplemented")), ("mine", (400, "InvalidArgument")), ("global", None)])
def test_names_are_everybody_s(s3, namespace, expected):
    """Source: S3 User Guide, "Namespaces for general purpose buckets"."""
    make = lambda: s3.create_bucket(Bucket="of-a-namespace", BucketNamespace=namespace)  # noqa: E731
    if expected:
        assert error_of(make) == expected
        assert error_of(lambda: s3.head_bucket(Bucket="of-a-namespace")) == (404, "404")
    else:
        make()


def test_a_new_bucket_s_document_with_an_unknown_element_is_malformed(server):
    from test_signatures import code, send

    body = b"<CreateBucketConfiguration><Colour>red</Colour></CreateBucketConfiguration>"
    assert code(send(server, "PUT", "/with-more", body)) == (400, "MalformedXML")


def test_buckets_of_one_region(s3):
    s3.create_bucket(Bucket="listed-here-1", CreateBucketConfiguration={"LocationConstraint": "ca-west-1"})
    s3.create_bucket(Bucket="listed-here-2")
    for region, names in (("ca-west-1", ["listed-here-1"]), ("us-east-1", ["listed-here-2"]), ("sa-east-1", [])):
        assert [bucket["Name"] for bucket in s3.list_buckets(Prefix="listed-here", BucketRegion=region)["Buckets"]] == names
    assert error_of(lambda: s3.list_buckets(BucketRegion="No Region")) == (400, "InvalidArgument")


def test_a_bucket_with_objects_stays(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    assert error_of(lambda: s3.delete_bucket(Bucket=bucket)) == (409, "BucketNotEmpty")
    s3.delete_object(Bucket=bucket, Key="k")
    s3.create_multipart_upload(Bucket=bucket, Key="open")
    s3.delete_bucket(Bucket=bucket)


def test_a_missing_bucket_is_named(s3):
    with pytest.raises(ClientError) as raised:
        s3.list_objects_v2(Bucket="no-such-bucket-here")
    assert raised.value.response["Error"]["BucketName"] == "no-such-bucket-here"
    assert raised.value.response["Error"]["Code"] == "NoSuchBucket"


def test_what_nobody_has_set(s3, bucket):
    assert s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] is None
    grants = s3.get_bucket_acl(Bucket=bucket)["Grants"]
    assert [(grant["Grantee"]["Type"], grant["Permission"]) for grant in grants] == [("CanonicalUser", "FULL_CONTROL")]
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    ownership = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    assert ownership == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == "BucketOwner"
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=bucket)
    assert "Status" not in s3.get_bucket_accelerate_configuration(Bucket=bucket)
    configuration = s3.get_bucket_notification_configuration(Bucket=bucket)
    assert set(configuration) == {"ResponseMetadata"}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("get_bucket_policy", "NoSuchBucketPolicy"),
        ("get_bucket_policy_status", "NoSuchBucketPolicy"),
        ("get_bucket_tagging", "NoSuchTagSet"),
        ("get_bucket_cors", "NoSuchCORSConfiguration"),
        ("get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration"),
        ("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError"),
        ("get_bucket_website", "NoSuchWebsiteConfiguration"),
        ("get_bucket_replication", "ReplicationConfigurationNotFoundError"),
    ])
def test_what_is_not_there_is_said_to_be_missing(s3, bucket, call, code):
    assert error_of(lambda: getattr(s3, call)(Bucket=bucket)) == (404, code)


def test_what_is_not_built_says_so(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    assert error_of(lambda: s3.get_object_torrent(Bucket=bucket, Key="k")) == (501, "NotImplemented")
    assert error_of(lambda: s3.restore_object(Bucket=bucket, Key="k", RestoreRequest={"Days": 1})) == (501, "NotImplemented")
