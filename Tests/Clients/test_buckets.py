"""Buckets: names, owners, and what one answers of which nothing was ever set."""

import pytest
from botocore.exceptions import ClientError

from access import open_up
from helpers import error_of
from pelton import Server


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


def test_a_second_time_with_tags_is_a_conflict(s3, bucket):
    again = lambda: s3.create_bucket(  # noqa: E731
        Bucket=bucket, CreateBucketConfiguration={"Tags": [{"Key": "a", "Value": "b"}]})
    assert error_of(again) == (409, "BucketAlreadyOwnedByYou")
    assert error_of(lambda: s3.get_bucket_tagging(Bucket=bucket)) == (404, "NoSuchTagSet")


def test_tags_of_a_new_bucket_are_not_of_the_system(s3):
    with pytest.raises(ClientError) as caught:
        s3.create_bucket(Bucket="tagged-by-aws", CreateBucketConfiguration={"Tags": [{"Key": "aws:a", "Value": "b"}]})
    error = caught.value.response["Error"]
    assert error == {"Code": "InvalidTag", "Message": (
        'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try '
        "again.")}


# Recorded of AWS, February 2026: one of its other regions makes buckets of its own alone.
@pytest.mark.parametrize(
    ("region", "place", "words"),
    [("us-east-2", None, "unspecified"), ("us-east-2", "us-west-1", "us-west-1"), ("us-east-2", "EU", "EU"),
     ("us-west-1", "us-east-1", "us-east-1"), ("eu-west-1", "bar", "bar"), ("us-east-2", "us-east-2", None), ("eu-west-1", "EU", None),
     ("home", None, None), ("home", "eu-west-1", None), ("home", "home", None), ("auto", None, None), ("us-east-1", "auto", None),
     ("auto", "auto", None)])
def test_a_place_against_the_region_that_signs(server, region, place, words):
    s3 = server.client("s3", region=region, parameter_validation=False)
    name = f"signed-in-{region}-{place}".lower()
    make = lambda: s3.create_bucket(  # noqa: E731
        Bucket=name, **{"CreateBucketConfiguration": {"LocationConstraint": place}} if place else {})
    if words is None:
        make()
        # What says `auto` says nothing.
        assert s3.get_bucket_location(Bucket=name).get("LocationConstraint") == (None if place == "auto" else place)
        return
    with pytest.raises(ClientError) as caught:
        make()
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "IllegalLocationConstraintException",
        f"The {words} location constraint is incompatible for the region specific endpoint this request was sent to.")


def test_what_the_operator_said_of_his_region_holds(tmp_path):
    server = Server(tmp_path / "data", "--region", "eu-central-1").start()
    try:
        s3 = server.client("s3", region="eu-central-1")
        s3.create_bucket(Bucket="here")
        assert s3.get_bucket_location(Bucket="here")["LocationConstraint"] == "eu-central-1"
        assert s3.head_bucket(Bucket="here")["BucketRegion"] == "eu-central-1"
    finally:
        server.stop()


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


@pytest.mark.parametrize("place", ["", "us-east-1", "mars-1", "eu-east-1", "mars", "Eu-central-1", "eu--1", "eu-central-", "eu-central-100", "eu_central_1"])
def test_what_is_no_location_constraint(server, place):
    make = lambda: server.client("s3", parameter_validation=False).create_bucket(  # noqa: E731
        Bucket="wrong-place", CreateBucketConfiguration={"LocationConstraint": place})
    with pytest.raises(ClientError) as caught:
        make()
    error = caught.value.response["Error"]
    assert (error["Code"], error["LocationConstraint"] or "") == ("InvalidLocationConstraint", place)


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


NAME = "mine-{}-{}-an"
MINE, THEIRS = "000000000000", "111122223333"


# Source: S3 User Guide, "Namespaces for general purpose buckets"; the errors as users have reported them.
@pytest.mark.parametrize(
    ("name", "namespace", "expected"),
    [(NAME.format(MINE, "us-east-1"), "account-regional", None),
     ("of-a-namespace", "global", None),
     ("of-a-namespace", "mine", (400, "InvalidArgument")),
     ("of-a-namespace", "account-regional", (400, "InvalidNamespaceHeader")),
     (NAME.format(MINE, "us-east-1"), None, (400, "MissingNamespaceHeader")),
     (NAME.format(MINE, "us-east-1"), "global", (400, "InvalidNamespaceHeader")),
     (NAME.format(THEIRS, "us-east-1"), "account-regional", (400, "InvalidBucketNamespace")),
     (NAME.format(MINE, "eu-west-1"), "account-regional", (400, "InvalidBucketNamespace")),
     (NAME.format("1", "us-east-1"), None, (400, "InvalidBucketName")), ("mine-an", None, (400, "InvalidBucketName")),
     (f"{MINE}-us-east-1-an", None, (400, "InvalidBucketName"))])
def test_names_of_one_account_in_one_region(s3, name, namespace, expected):
    make = lambda: s3.create_bucket(Bucket=name, **{"BucketNamespace": namespace} if namespace else {})  # noqa: E731
    if expected:
        assert error_of(make) == expected
        assert error_of(lambda: s3.head_bucket(Bucket=name)) == (404, "404")
    else:
        assert make()["Location"] == "/" + name
        s3.put_object(Bucket=name, Key="k", Body=b"x")
        s3.delete_object(Bucket=name, Key="k")
        s3.delete_bucket(Bucket=name)


def test_a_name_of_an_account_elsewhere_has_no_url_of_its_own(s3):
    name = NAME.format(MINE, "eu-west-1")
    made = s3.create_bucket(
        Bucket=name, BucketNamespace="account-regional", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert made["Location"] == "/" + name


def test_where_a_bucket_elsewhere_is_found(server, s3):
    made = s3.create_bucket(Bucket="made-elsewhere", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert made["Location"] == server.url.replace("://", "://made-elsewhere.") + "/"


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
    assert error_of(lambda: s3.list_buckets(BucketRegion="eu-east-1")) == (400, "InvalidArgument")
    assert len(s3.list_buckets(ContinuationToken="", MaxBuckets=1)["Buckets"]) == 1


# Where Pelton can be told to be as other stores, or as S3 was.

def test_new_buckets_of_a_server_that_opens_them(tmp_path):
    server = Server(tmp_path / "data", "--bucket-defaults", "open", "--owner-names", "show").start()
    try:
        s3 = server.client("s3")
        s3.create_bucket(Bucket="open", ACL="public-read")
        assert s3.get_bucket_ownership_controls(Bucket="open")["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "ObjectWriter"}]
        assert error_of(lambda: s3.get_public_access_block(Bucket="open")) == (404, "NoSuchPublicAccessBlockConfiguration")
        s3.put_object(Bucket="open", Key="k", Body=b"x", ACL="public-read")
        assert server.send("GET", "/open/k", signs=False).body == b"x"
        assert s3.list_buckets()["Owner"]["DisplayName"] == "pelton"
        assert s3.list_objects(Bucket="open")["Contents"][0]["Owner"]["DisplayName"] == "pelton"
        assert "new buckets are OPEN" in server.log_path.read_text()
    finally:
        server.stop()
    # Each bucket keeps what it was made with.
    server = Server(tmp_path / "data").start()
    try:
        s3 = server.client("s3")
        s3.create_bucket(Bucket="closed")
        assert s3.get_bucket_ownership_controls(Bucket="open")["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "ObjectWriter"}]
        assert s3.get_bucket_ownership_controls(Bucket="closed")["OwnershipControls"]["Rules"] == [
            {"ObjectOwnership": "BucketOwnerEnforced"}]
        assert s3.get_public_access_block(Bucket="closed")["PublicAccessBlockConfiguration"]["BlockPublicAcls"]
    finally:
        server.stop()


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
