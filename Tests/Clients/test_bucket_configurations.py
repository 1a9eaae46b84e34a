"""Settings of buckets that are data here, and buckets' tags: what is put is read back, and what cannot be is refused."""

import re

import boto3
import pytest
import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from helpers import error_of, message_of
from pelton import ACCESS_KEY, ACCOUNT, REGION, SECRET_KEY

NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


def send(server, method, path, body="", headers=None):
    headers = {**md5(body), **(headers or {})} if body else headers or {}
    request = AWSRequest(method, server.url + path, data=body.encode(), headers=headers)
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    return requests.request(method, request.url, data=body.encode(), headers=dict(request.headers))


def md5(body):
    import base64
    import hashlib

    return {"Content-MD5": base64.b64encode(hashlib.md5(body.encode()).digest()).decode()}


def code(response):
    found = re.search("<Code>(.*?)</Code>", response.text)
    return response.status_code, found.group(1) if found else ""


# MARK: One of a kind


@pytest.fixture
def target(s3, bucket):
    s3.create_bucket(Bucket=bucket + "-logs")
    return bucket + "-logs"


# Source: API_PutBucketLogging.
@pytest.mark.parametrize(
    "more",
    [{}, {"TargetObjectKeyFormat": {"SimplePrefix": {}}},
     {"TargetObjectKeyFormat": {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}},
     {"TargetGrants": [{"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": "READ"}]}])
def test_logging(s3, bucket, target, more):
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=bucket)
    enabled = {"TargetBucket": target, "TargetPrefix": "logs of/", **more}
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": enabled})
    assert s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"] == enabled
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=bucket)


def test_a_target_for_logs_that_cannot_be(s3, other, bucket, target):
    def put(name, **more):
        s3.put_bucket_logging(
            Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": name, "TargetPrefix": "", **more}})

    other.create_bucket(Bucket=bucket + "-other")
    s3.create_bucket(Bucket=bucket + "-far", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for name, expected in (("no-such-bucket-here", 400), ("Bad_Name", 400), (bucket + "-other", 400), (bucket + "-far", 403)):
        codes = {400: "InvalidTargetBucketForLogging", 403: "CrossLocationLoggingProhibitted"}
        assert error_of(lambda: put(name)) == (expected, codes[expected])
    assert message_of(lambda: put("no-such-bucket-here")) == "The target bucket for logging does not exist"
    both = {"SimplePrefix": {}, "PartitionedPrefix": {}}
    assert error_of(lambda: put(target, TargetObjectKeyFormat=both)) == (400, "MalformedXML")
    grant = {"Grantee": {"Type": "Group", "ID": "x"}, "Permission": "READ"}
    assert error_of(lambda: put(target, TargetGrants=[grant])) == (400, "MalformedXML")
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=bucket)


# Source: API_PutBucketAccelerateConfiguration.
def test_acceleration(s3, bucket):
    assert "Status" not in s3.get_bucket_accelerate_configuration(Bucket=bucket)
    for status in ("Enabled", "Suspended"):
        s3.put_bucket_accelerate_configuration(Bucket=bucket, AccelerateConfiguration={"Status": status})
        assert s3.get_bucket_accelerate_configuration(Bucket=bucket)["Status"] == status
    s3.create_bucket(Bucket="dots.in." + bucket)
    put = lambda: s3.put_bucket_accelerate_configuration(  # noqa: E731
        Bucket="dots.in." + bucket, AccelerateConfiguration={"Status": "Enabled"})
    assert error_of(put) == (400, "InvalidRequest")
    assert message_of(put) == "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names"


# Source: API_PutBucketRequestPayment.
def test_request_payment(s3, bucket):
    assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == "BucketOwner"
    for payer in ("Requester", "BucketOwner"):
        s3.put_bucket_request_payment(Bucket=bucket, RequestPaymentConfiguration={"Payer": payer})
        assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == payer


@pytest.mark.parametrize(
    ("selector", "body"),
    [
        ("logging", ""), ("logging", "<BucketLoggingStatus>"), ("logging", "<Logging/>"),
        ("logging", "<BucketLoggingStatus><Unknown/></BucketLoggingStatus>"),
        ("logging", "<BucketLoggingStatus><LoggingEnabled/></BucketLoggingStatus>"),
        ("logging", "<BucketLoggingStatus><LoggingEnabled><TargetBucket>a</TargetBucket></LoggingEnabled></BucketLoggingStatus>"),
        ("accelerate", "<AccelerateConfiguration/>"), ("accelerate", "<AccelerateConfiguration><Status>On</Status></AccelerateConfiguration>"),
        ("requestPayment", "<RequestPaymentConfiguration/>"),
        ("requestPayment", "<RequestPaymentConfiguration><Payer>Nobody</Payer></RequestPaymentConfiguration>"),
        ("requestPayment", "<RequestPaymentConfiguration><Payer>Requester</Payer><Payer>Requester</Payer></RequestPaymentConfiguration>"),
        ("tagging", "<Tagging/>"), ("tagging", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>"),
        ("tagging", "<Tagging><TagSet><Tag><Value>a</Value></Tag></TagSet></Tagging>"),
        ("tagging", "<Tagging><TagSet><Label/></TagSet></Tagging>"), ("website", "<WebsiteConfiguration><Index/></WebsiteConfiguration>"),
    ])
def test_a_document_of_another_shape(server, bucket, selector, body):
    before = send(server, "GET", f"/{bucket}?{selector}").text
    assert code(send(server, "PUT", f"/{bucket}?{selector}", body, md5(body))) == (400, "MalformedXML")
    after = send(server, "GET", f"/{bucket}?{selector}").text
    strip = lambda text: re.sub("<(RequestId|HostId)>.*?</", "", text)  # noqa: E731
    assert strip(before) == strip(after)


# Tools that S3 takes send none: s3cmd 2.3.0.
@pytest.mark.parametrize(
    ("selector", "body"),
    [("website", "<WebsiteConfiguration><IndexDocument><Suffix>i.html</Suffix></IndexDocument></WebsiteConfiguration>"),
     ("requestPayment", "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>"),
     ("logging", "<BucketLoggingStatus/>"), ("accelerate", "<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>")])
def test_a_document_that_needs_no_digest(server, bucket, selector, body):
    assert send(server, "PUT", f"/{bucket}?{selector}", body).status_code == 200


# MARK: Many of a kind, by id

ANALYTICS = {"StorageClassAnalysis": {"DataExport": {"OutputSchemaVersion": "V_1", "Destination": {"S3BucketDestination": {
    "Format": "CSV", "Bucket": "arn:aws:s3:::somewhere", "BucketAccountId": ACCOUNT, "Prefix": "p"}}}}}
INVENTORY = {
    "Destination": {"S3BucketDestination": {
        "Bucket": "arn:aws:s3:::somewhere", "Format": "Parquet", "AccountId": ACCOUNT, "Prefix": "p", "Encryption": {"SSES3": {}}}},
    "IsEnabled": True, "Filter": {"Prefix": "a/"}, "IncludedObjectVersions": "All", "OptionalFields": ["Size", "ETag"],
    "Schedule": {"Frequency": "Daily"}}
TIERING = {"Status": "Enabled", "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}, {"Days": 180, "AccessTier": "DEEP_ARCHIVE_ACCESS"}]}
TAG = {"Key": "k", "Value": "v"}
BOTH = {"And": {"Prefix": "a/", "Tags": [TAG, {"Key": "l", "Value": ""}]}}

KINDS = {
    "analytics": ("Analytics", [ANALYTICS, {"StorageClassAnalysis": {}}, {**ANALYTICS, "Filter": {"Prefix": "a/"}},
                                {**ANALYTICS, "Filter": {"Tag": TAG}}, {**ANALYTICS, "Filter": BOTH}]),
    "inventory": ("Inventory", [INVENTORY, {**INVENTORY, "Schedule": {"Frequency": "Weekly"}, "IsEnabled": False}]),
    "metrics": ("Metrics", [{}, {"Filter": {"Prefix": "a/"}}, {"Filter": {"Tag": TAG}}, {"Filter": BOTH}]),
    "intelligent-tiering": ("IntelligentTiering", [TIERING, {**TIERING, "Filter": {"Tag": TAG}}, {**TIERING, "Status": "Disabled"}]),
}


class Kind:
    """One of the four kinds as boto3 names it."""

    def __init__(self, s3, selector):
        self.s3 = s3
        self.name, self.examples = KINDS[selector]
        self.member = f"{self.name}Configuration"
        self.method = {"IntelligentTiering": "intelligent_tiering"}.get(self.name, self.name.lower())

    def call(self, verb, bucket, **parameters):
        plural = "s" if verb == "list" else ""
        return getattr(self.s3, f"{verb}_bucket_{self.method}_configuration{plural}")(Bucket=bucket, **parameters)

    def put(self, bucket, name, example):
        return self.call("put", bucket, Id=name, **{self.member: {"Id": name, **example}})

    def get(self, bucket, name):
        return self.call("get", bucket, Id=name)[self.member]

    def list(self, bucket, **parameters):
        page = self.call("list", bucket, **parameters)
        return page.get(f"{self.member}List", []), page


@pytest.fixture(params=KINDS)
def kind(server, request):
    return Kind(server.client("s3", parameter_validation=False), request.param)


# Source: API_PutBucketAnalyticsConfiguration and its like.
def test_configurations_by_id(kind, bucket):
    for number, example in enumerate(kind.examples):
        kind.put(bucket, f"id-{number}", example)
        assert kind.get(bucket, f"id-{number}") == {"Id": f"id-{number}", **example}
    found, page = kind.list(bucket)
    assert [item["Id"] for item in found] == [f"id-{number}" for number in range(len(kind.examples))]
    assert page["IsTruncated"] is False and "NextContinuationToken" not in page
    kind.put(bucket, "id-0", kind.examples[1])
    assert kind.get(bucket, "id-0") == {"Id": "id-0", **kind.examples[1]}
    assert kind.call("delete", bucket, Id="id-0")["ResponseMetadata"]["HTTPStatusCode"] == 204
    for verb in ("get", "delete"):
        assert error_of(lambda: kind.call(verb, bucket, Id="id-0")) == (404, "NoSuchConfiguration")
    assert message_of(lambda: kind.get(bucket, "id-0")) == "The specified configuration does not exist."
    assert "id-0" not in [item["Id"] for item in kind.list(bucket)[0]]


def test_they_are_paged(kind, bucket):
    for number in range(101):
        kind.put(bucket, f"n{number:03}", kind.examples[0])
    first, page = kind.list(bucket)
    assert (len(first), page["IsTruncated"]) == (100, True)
    second, last = kind.list(bucket, ContinuationToken=page["NextContinuationToken"])
    assert [item["Id"] for item in first + second] == [f"n{number:03}" for number in range(101)]
    assert (last["IsTruncated"], last["ContinuationToken"]) == (False, page["NextContinuationToken"])


def test_a_thousand_is_the_limit(server, s3, bucket):
    kind = Kind(s3, "metrics")
    for number in range(1000):
        kind.put(bucket, f"n{number}", {})
    assert error_of(lambda: kind.put(bucket, "one-more", {})) == (400, "TooManyConfigurations")
    kind.put(bucket, "n7", {"Filter": {"Prefix": "changed"}})
    kind.call("delete", bucket, Id="n8")
    kind.put(bucket, "one-more", {})
    s3.delete_bucket(Bucket=bucket)
    s3.create_bucket(Bucket=bucket)
    assert kind.list(bucket)[0] == []


# Source: API_ListBucketAnalyticsConfigurations and its like; an empty id is none.
@pytest.mark.parametrize(
    ("selector", "root"),
    [("analytics", "ListBucketAnalyticsConfigurationsResult"), ("inventory", "ListInventoryConfigurationsResult"),
     ("metrics", "ListMetricsConfigurationsResult"), ("intelligent-tiering", "ListIntelligentTieringConfigurationsResult")])
def test_how_a_listing_is_asked_for(server, bucket, selector, root):
    for query, body in (("", ""), ("&id=", ""), ("&continuation-token=", "<ContinuationToken></ContinuationToken>")):
        answer = send(server, "GET", f"/{bucket}?{selector}{query}")
        assert answer.text.split("?>\n")[-1] == f"<{root} {NAMESPACE}><IsTruncated>false</IsTruncated>{body}</{root}>"
    assert code(send(server, "GET", f"/{bucket}?{selector}&continuation-token=garbage")) == (400, "MalformedContinuationToken")
    assert code(send(server, "GET", f"/{bucket}?{selector}&id=x&continuation-token=garbage")) == (404, "NoSuchConfiguration")
    assert code(send(server, "GET", f"/{bucket}?id=x&{selector}")) == (404, "NoSuchConfiguration")


def changed(example, **change):
    return {**example, **change}


DESTINATION = INVENTORY["Destination"]["S3BucketDestination"]


@pytest.mark.parametrize(
    ("selector", "name", "document", "expected"),
    [
        ("analytics", "other", changed(ANALYTICS), "IdMismatch"), ("inventory", "other", changed(INVENTORY), "IdMismatch"),
        ("metrics", "other", {}, "IdMismatch"), ("intelligent-tiering", "other", changed(TIERING), "IdMismatch"),
        ("metrics", "bad id", {"Id": "bad id"}, "InvalidConfigurationId"), ("metrics", "i" * 65, {"Id": "i" * 65}, "InvalidConfigurationId"),
        ("metrics", "ü", {"Id": "ü"}, "InvalidConfigurationId"), ("metrics", "a/b", {"Id": "a/b"}, "InvalidConfigurationId"),
        ("metrics", "id", {"Filter": {"Prefix": "a", "Tag": TAG}}, "MalformedXML"), ("metrics", "id", {"Filter": {}}, "MalformedXML"),
        ("metrics", "id", {"Filter": {"And": {"Prefix": "a"}}}, "MalformedXML"),
        ("metrics", "id", {"Filter": {"And": {"Tags": [TAG, TAG]}}}, "InvalidRequest"),
        ("metrics", "id", {"Filter": {"Tag": {"Key": "k"}}}, "MalformedXML"),
        ("analytics", "id", {}, "MalformedXML"),
        ("analytics", "id", {"StorageClassAnalysis": {"DataExport": {"OutputSchemaVersion": "V_2"}}}, "MalformedXML"),
        ("inventory", "id", changed(INVENTORY, Schedule={"Frequency": "Hourly"}), "MalformedXML"),
        ("inventory", "id", changed(INVENTORY, OptionalFields=["Colour"]), "MalformedXML"),
        ("inventory", "id", changed(INVENTORY, OptionalFields=["Size", "Size"]), "MalformedXML"),
        ("inventory", "id", changed(INVENTORY, IncludedObjectVersions="Some"), "MalformedXML"),
        ("inventory", "id", {key: value for key, value in INVENTORY.items() if key != "Schedule"}, "MalformedXML"),
        ("inventory", "id", changed(INVENTORY, Destination={"S3BucketDestination": {**DESTINATION, "Bucket": "somewhere"}}),
         "InvalidS3DestinationBucket"),
        ("inventory", "id", changed(INVENTORY, Destination={"S3BucketDestination": {**DESTINATION, "Format": "JSON"}}), "MalformedXML"),
        ("intelligent-tiering", "id", changed(TIERING, Tierings=[{"Days": 89, "AccessTier": "ARCHIVE_ACCESS"}]), "InvalidArgument"),
        ("intelligent-tiering", "id", changed(TIERING, Tierings=[{"Days": 179, "AccessTier": "DEEP_ARCHIVE_ACCESS"}]), "InvalidArgument"),
        ("intelligent-tiering", "id", changed(TIERING, Tierings=[{"Days": 731, "AccessTier": "ARCHIVE_ACCESS"}]), "InvalidArgument"),
        ("intelligent-tiering", "id", changed(TIERING, Tierings=[{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}] * 2), "MalformedXML"),
        ("intelligent-tiering", "id", changed(TIERING, Tierings=[]), "MalformedXML"),
        ("intelligent-tiering", "id", changed(TIERING, Status="On"), "MalformedXML"),
    ])
def test_a_configuration_that_cannot_be(server, bucket, selector, name, document, expected):
    kind = Kind(server.client("s3", parameter_validation=False), selector)
    put = lambda: kind.call("put", bucket, Id=name, **{kind.member: {"Id": "id", **document}})  # noqa: E731
    assert error_of(put) == (400, expected)
    assert kind.list(bucket)[0] == []


@pytest.mark.parametrize("body", ["", "<AnalyticsConfiguration>", "<MetricsConfiguration><Id>x</Id></MetricsConfiguration>",
                                  "<AnalyticsConfiguration><Id>x</Id><Colour/></AnalyticsConfiguration>"])
def test_a_numbered_document_of_another_shape(server, bucket, body):
    assert code(send(server, "PUT", f"/{bucket}?analytics&id=x", body)) == (400, "MalformedXML")
    assert code(send(server, "PUT", f"/{bucket}?analytics", body)) == (400, "InvalidConfigurationId")
    assert code(send(server, "GET", f"/{bucket}?analytics&id=x")) == (404, "NoSuchConfiguration")


def test_another_account_may_not(other, bucket):
    for call in (
            lambda: other.get_bucket_logging(Bucket=bucket), lambda: other.get_bucket_tagging(Bucket=bucket),
            lambda: other.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": []}),
            lambda: other.put_bucket_accelerate_configuration(Bucket=bucket, AccelerateConfiguration={"Status": "Enabled"}),
            lambda: other.list_bucket_metrics_configurations(Bucket=bucket),
            lambda: other.get_bucket_metrics_configuration(Bucket=bucket, Id="x"),
            lambda: other.put_bucket_metrics_configuration(Bucket=bucket, Id="x", MetricsConfiguration={"Id": "x"})):
        assert error_of(call) == (403, "AccessDenied")


# MARK: What is not built


def test_replication_is_refused(s3, bucket):
    rule = {"Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::somewhere"}}
    put = lambda: s3.put_bucket_replication(  # noqa: E731
        Bucket=bucket, ReplicationConfiguration={"Role": "arn:aws:iam::000000000000:role/r", "Rules": [rule]})
    assert error_of(put) == (501, "NotImplemented")
    assert error_of(lambda: s3.get_bucket_replication(Bucket=bucket)) == (404, "ReplicationConfigurationNotFoundError")
    s3.delete_bucket_replication(Bucket=bucket)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "?abac"), ("PUT", "?abac"), ("POST", "?metadataConfiguration"), ("GET", "?metadataTable"), ("PUT", "?metadataInventoryTable"),
     ("PUT", "?metadataAnnotationTable"), ("PUT", "?metadataJournalTable"), ("GET", "?session"), ("GET", "/k?torrent"),
     ("POST", "/k?select&select-type=2"), ("GET", "/k?annotation"), ("GET", "/k?annotation&annotationName=a"),
     ("PUT", "/k?annotation&annotationName=a"), ("DELETE", "/k?annotation&annotationName=a"), ("PUT", "?replication")])
def test_what_is_not_built_says_so(server, bucket, method, path):
    assert code(send(server, method, f"/{bucket}{path}")) == (501, "NotImplemented")


# MARK: Tags of buckets


def tags(count, start=0):
    return [{"Key": f"k{number}", "Value": f"v{number}"} for number in range(start, start + count)]


# Source: API_PutBucketTagging.
def test_tags_are_read_back(s3, bucket):
    assert error_of(lambda: s3.get_bucket_tagging(Bucket=bucket)) == (404, "NoSuchTagSet")
    for given in (tags(1), tags(50), [{"Key": "Project ü+-=._:/@1", "Value": ""}], [{"Key": "k" * 128, "Value": "v" * 256}]):
        assert s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": given})["ResponseMetadata"]["HTTPStatusCode"] == 204
        assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == given
    for _ in range(2):
        assert s3.delete_bucket_tagging(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert error_of(lambda: s3.get_bucket_tagging(Bucket=bucket)) == (404, "NoSuchTagSet")
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags(1)})
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": []})
    assert error_of(lambda: s3.get_bucket_tagging(Bucket=bucket)) == (404, "NoSuchTagSet")


BAD_TAGS = [
    (tags(51), "BadRequest", "Bucket tag count cannot be greater than 50"),
    (tags(1) * 2, "InvalidTag", "Cannot provide multiple Tags with the same key"),
    ([{"Key": "aws:x", "Value": "v"}], "InvalidTag", "System tags cannot be added/updated by requester"),
    ([{"Key": "", "Value": "v"}], "InvalidTag", "The TagKey you have provided is invalid"),
    ([{"Key": "k" * 129, "Value": "v"}], "InvalidTag", "The TagKey you have provided is invalid"),
    ([{"Key": "a?b", "Value": "v"}], "InvalidTag", "The TagKey you have provided is invalid"),
    ([{"Key": "k", "Value": "v" * 257}], "InvalidTag", "The TagValue you have provided is invalid"),
    ([{"Key": "k", "Value": "a<b"}], "InvalidTag", "The TagValue you have provided is invalid"),
]


# Source: S3 User Guide, "Using cost allocation S3 bucket tags".
@pytest.mark.parametrize(("given", "expected", "message"), BAD_TAGS)
def test_tags_that_cannot_be(server, bucket, given, expected, message):
    s3 = server.client("s3", parameter_validation=False)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags(2)})
    put = lambda: s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": given})  # noqa: E731
    assert (error_of(put), message_of(put)) == ((400, expected), message)
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == tags(2)


# Source: API_CreateBucket.
def test_a_bucket_is_made_with_its_tags(server, s3, bucket):
    s3.create_bucket(Bucket=bucket + "-tagged", CreateBucketConfiguration={"Tags": tags(3), "LocationConstraint": "eu-central-1"})
    assert s3.get_bucket_tagging(Bucket=bucket + "-tagged")["TagSet"] == tags(3)
    for number, (given, expected, _) in enumerate(BAD_TAGS):
        loose = server.client("s3", parameter_validation=False)
        make = lambda: loose.create_bucket(Bucket=f"{bucket}-{number}", CreateBucketConfiguration={"Tags": given})  # noqa: E731
        assert error_of(make) == (400, expected)
        assert error_of(lambda: s3.head_bucket(Bucket=f"{bucket}-{number}")) == (404, "404")


@pytest.fixture
def control(server, local_names):
    """S3 Control: its clients put the account in front of the host."""
    return boto3.client(
        "s3control", endpoint_url=server.url.replace("127.0.0.1", "localhost"), region_name=REGION, aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY, config=Config(retries={"max_attempts": 0}))


# Source: API_control_TagResource, API_control_UntagResource, API_control_ListTagsForResource.
def test_tags_by_arn(s3, control, bucket):
    arn = {"AccountId": ACCOUNT, "ResourceArn": f"arn:aws:s3:::{bucket}"}
    assert control.list_tags_for_resource(**arn)["Tags"] == []
    control.tag_resource(**arn, Tags=tags(2))
    control.tag_resource(**arn, Tags=[{"Key": "k1", "Value": "new"}, {"Key": "more", "Value": ""}])
    expected = [{"Key": "k0", "Value": "v0"}, {"Key": "k1", "Value": "new"}, {"Key": "more", "Value": ""}]
    assert control.list_tags_for_resource(**arn)["Tags"] == expected == s3.get_bucket_tagging(Bucket=bucket)["TagSet"]
    control.untag_resource(**arn, TagKeys=["k1", "not-there"])
    assert control.list_tags_for_resource(**arn)["Tags"] == [expected[0], expected[2]]
    assert error_of(lambda: control.tag_resource(**arn, Tags=tags(50))) == (400, "BadRequest")
    control.untag_resource(**arn, TagKeys=["k0", "more"])
    assert error_of(lambda: s3.get_bucket_tagging(Bucket=bucket)) == (404, "NoSuchTagSet")


def test_the_account_is_the_bucket_s_owner(s3, control, bucket):
    arn = {"AccountId": "111122223333", "ResourceArn": f"arn:aws:s3:::{bucket}"}
    assert error_of(lambda: control.list_tags_for_resource(**arn)) == (403, "AccessDenied")
    assert error_of(lambda: control.tag_resource(**arn, Tags=tags(1))) == (403, "AccessDenied")
    assert error_of(lambda: s3.get_bucket_tagging(Bucket=bucket)) == (404, "NoSuchTagSet")


def test_an_arn_that_is_no_bucket_s(control, bucket):
    list_tags = lambda arn: control.list_tags_for_resource(AccountId=ACCOUNT, ResourceArn=arn)  # noqa: E731
    assert error_of(lambda: list_tags("arn:aws:s3:::no-such-bucket-here")) == (404, "NoSuchBucket")
    assert error_of(lambda: list_tags(f"arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/a")) == (400, "InvalidRequest")
    assert error_of(lambda: control.list_access_points(AccountId=ACCOUNT)) == (501, "NotImplemented")


def test_a_page_of_large_configurations_is_bounded_in_bytes(s3, bucket):
    """API_ListBucketAnalyticsConfigurations: at most 100 a page; the token leads on."""
    for i in range(24):
        s3.put_bucket_analytics_configuration(
            Bucket=bucket, Id=f"a{i:02}", AnalyticsConfiguration={
                "Id": f"a{i:02}", "Filter": {"Prefix": "p" * 60_000}, "StorageClassAnalysis": {}})
    found, pages, more = [], 0, {}
    while True:
        page = s3.list_bucket_analytics_configurations(Bucket=bucket, **more)
        found += [one["Id"] for one in page["AnalyticsConfigurationList"]]
        pages += 1
        if not page["IsTruncated"]:
            break
        more = {"ContinuationToken": page["NextContinuationToken"]}
    assert found == [f"a{i:02}" for i in range(24)]
    assert pages > 1
    large = {"Id": "large", "Filter": {"Prefix": "p" * 200_000}, "StorageClassAnalysis": {}}
    assert error_of(lambda: s3.put_bucket_analytics_configuration(
        Bucket=bucket, Id="large", AnalyticsConfiguration=large)) == (400, "MalformedXML")
