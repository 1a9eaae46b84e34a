"""What errors say besides their code: tools show it, and SDKs read some of it."""

import datetime

import pytest
from botocore.exceptions import ClientError

YEARS_AHEAD = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=900)
NOT_ALLOWED = "The specified method is not allowed against this resource."
PART_MISSING = (
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not "
    "match the part's entity tag.")
BYPASS = "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets."
TAG_HEADER = (
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.")
A_TAG = {"TagSet": [{"Key": "a", "Value": "b"}]}


def refusal(call):
    """The status and the error's elements, whatever they are."""
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"], caught.value.response["Error"]


def assert_refused(call, status, code, message, **fields):
    found, error = refusal(call)
    assert (found, error["Code"], error["Message"]) == (status, code, message)
    assert {name: error.get(name) for name in fields} == fields


@pytest.fixture
def marked(s3, bucket):
    """A bucket with versions where a marker lies on `k`; the marker's id."""
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    return bucket, s3.delete_object(Bucket=bucket, Key="k")["VersionId"]


# S3 User Guide, "Working with delete markers"; API_PutObjectTagging, API_GetObjectTagging, API_DeleteObjectTagging.
@pytest.mark.parametrize(
    ("operation", "more", "method"),
    [
        ("get_object_tagging", {}, "GET"),
        ("put_object_tagging", {"Tagging": A_TAG}, "PUT"),
        ("delete_object_tagging", {}, "DELETE"),
        ("put_object_acl", {"ACL": "private"}, "PUT"),
    ])
@pytest.mark.parametrize("named", [False, True])
def test_what_lies_beside_a_marker_is_refused_by_its_id_and_without(s3, marked, operation, more, method, named):
    bucket, marker = marked
    version = {"VersionId": marker} if named else {}
    assert_refused(
        lambda: getattr(s3, operation)(Bucket=bucket, Key="k", **more, **version), 405, "MethodNotAllowed", NOT_ALLOWED, Method=method,
        ResourceType="DeleteMarker")


def test_a_marker_that_is_read_by_its_id_names_the_method(s3, marked):
    """API_GetObject."""
    bucket, marker = marked
    assert_refused(
        lambda: s3.get_object(Bucket=bucket, Key="k", VersionId=marker), 405, "MethodNotAllowed", NOT_ALLOWED, Method="GET",
        ResourceType="DeleteMarker")


def test_a_bucket_that_keeps_versions_says_what_is_still_in_it(s3, marked):
    """API_DeleteBucket."""
    assert_refused(
        lambda: s3.delete_bucket(Bucket=marked[0]), 409, "BucketNotEmpty",
        "The bucket you tried to delete is not empty. You must delete all versions in the bucket.", BucketName=marked[0])


# API_DeleteObject, API_DeleteObjects.
@pytest.mark.parametrize("bypass", [True, False])
def test_there_is_nothing_to_bypass_where_nothing_is_locked(s3, bucket, bypass):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    for call in (lambda: s3.delete_object(Bucket=bucket, Key="k", BypassGovernanceRetention=bypass),
                 lambda: s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k"}]}, BypassGovernanceRetention=bypass)):
        assert_refused(call, 400, "InvalidArgument", BYPASS, ArgumentName="x-amz-bypass-governance-retention")
    assert s3.head_object(Bucket=bucket, Key="k")["ContentLength"] == 1


def test_a_write_cannot_lock_where_nothing_is_locked(s3, bucket):
    """API_PutObject."""
    assert_refused(
        lambda: s3.put_object(
            Bucket=bucket, Key="k", Body=b"x", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=YEARS_AHEAD), 400, "InvalidRequest",
        "Bucket is missing ObjectLockConfiguration")


# S3 User Guide, "Categorizing your objects using tags".
@pytest.mark.parametrize(
    ("tags", "message", "fields"),
    [
        ([("a,b", "1")], "The TagKey you have provided is invalid", {"TagKey": "a,b"}),
        ([("a", "1,2")], "The TagValue you have provided is invalid", {"TagKey": "a", "TagValue": "1,2"}),
        ([("aws:a", "1")], "Your TagKey cannot be prefixed with aws:", {"TagKey": "aws:a"}),
        ([("a", "1"), ("a", "2")], "Cannot provide multiple Tags with the same key", {"TagKey": "a"}),
    ])
def test_tags_that_an_object_cannot_have(s3, bucket, tags, message, fields):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    tagging = {"TagSet": [{"Key": key, "Value": value} for key, value in tags]}
    assert_refused(lambda: s3.put_object_tagging(Bucket=bucket, Key="k", Tagging=tagging), 400, "InvalidTag", message, **fields)


# API_PutObject, `x-amz-tagging`.
@pytest.mark.parametrize("tags", ["a=1&a=2", "a=1,b=2", "a%2Cb=1"])
def test_tags_that_a_header_cannot_carry(s3, bucket, tags):
    assert_refused(
        lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging=tags), 400, "InvalidArgument", TAG_HEADER,
        ArgumentName="x-amz-tagging", ArgumentValue=tags)


# S3 User Guide, "How to prevent object overwrites with conditional writes".
@pytest.mark.parametrize(
    ("conditions", "header", "reason"),
    [
        ({"IfMatch": "*"}, "If-Match", "We don't accept the provided value of If-Match header for this API"),
        ({"IfNoneMatch": "abc"}, "If-None-Match", "We don't accept the provided value of If-None-Match header for this API"),
        ({"IfMatch": "abc", "IfNoneMatch": "*"}, "If-Match,If-None-Match", "Multiple conditional request headers present in the request"),
    ])
def test_conditions_that_s3_does_not_know(s3, bucket, conditions, header, reason):
    assert_refused(
        lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"x", **conditions), 501, "NotImplemented",
        "A header you provided implies functionality that is not implemented", Header=header, additionalMessage=reason)


def test_completions_say_which_upload_and_which_part(s3, bucket):
    """API_CompleteMultipartUpload."""
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    etags = [s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=number, Body=b"x")["ETag"] for number in (1, 2)]

    def complete(*numbers, etag=etags[0]):
        parts = [{"PartNumber": number, "ETag": etag} for number in numbers]
        return lambda: s3.complete_multipart_upload(Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": parts})

    plain = etags[0].strip('"')
    assert_refused(complete(5), 400, "InvalidPart", PART_MISSING, PartNumber="5", ETag=plain, UploadId=upload)
    assert_refused(complete(1, etag="0" * 32), 400, "InvalidPart", PART_MISSING, PartNumber="1", ETag="0" * 32, UploadId=upload)
    assert_refused(
        complete(2, 1), 400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.",
        UploadId=upload)
    assert_refused(
        lambda: s3.complete_multipart_upload(Bucket=bucket, Key="k", UploadId=upload), 400, "InvalidRequest",
        "You must specify at least one part")


def test_ranges_of_a_part_copy_behind_the_source_s_end(s3, bucket):
    """API_UploadPartCopy, `x-amz-copy-source-range`."""
    s3.put_object(Bucket=bucket, Key="source", Body=b"0123456789")
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    copy = lambda range: lambda: s3.upload_part_copy(  # noqa: E731
        Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, CopySource=f"{bucket}/source", CopySourceRange=range)
    assert_refused(copy("bytes=10-20"), 400, "InvalidRequest", "The specified copy range is invalid for the source object size")
    assert_refused(
        copy("bytes=9-10"), 400, "InvalidArgument", "Range specified is not valid for source object of size: 10",
        ArgumentName="x-amz-copy-source-range", ArgumentValue="bytes=9-10")


# API_ListObjectVersions.
@pytest.mark.parametrize(
    ("markers", "message"),
    [
        ({"KeyMarker": "k", "VersionIdMarker": ""}, "A version-id marker cannot be empty."),
        ({"KeyMarker": "k", "VersionIdMarker": "no"}, "Invalid version id specified"),
        ({"VersionIdMarker": "null"}, "A version-id marker cannot be specified without a key marker."),
    ])
def test_version_markers_that_cannot_be(s3, bucket, markers, message):
    assert_refused(
        lambda: s3.list_object_versions(Bucket=bucket, **markers), 400, "InvalidArgument", message, ArgumentName="version-id-marker")


# API_PutBucketAcl: a list in headers and one in the body name their arguments differently.
@pytest.mark.parametrize(
    ("form", "kind", "argument", "value", "message"),
    [
        ("header", "uri", "uri", "http://acs.amazonaws.com/groups/s3/Nobody", "Invalid group uri"),
        ("body", "uri", "Group/URI", "http://acs.amazonaws.com/groups/s3/Nobody", "Invalid group uri"),
        ("header", "id", "id", "nobody", "Invalid id"),
        ("body", "id", "CanonicalUser/ID", "nobody", "Invalid id"),
    ])
def test_grantees_that_nobody_knows(s3, bucket, form, kind, argument, value, message):
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
    grantee = {"Type": "Group", "URI": value} if kind == "uri" else {"Type": "CanonicalUser", "ID": value}
    grants = [{"Grantee": grantee, "Permission": "READ"}]
    policy = {"Owner": {"ID": s3.get_bucket_acl(Bucket=bucket)["Owner"]["ID"]}, "Grants": grants}
    asked = {"GrantRead": f'{kind}="{value}"'} if form == "header" else {"AccessControlPolicy": policy}
    assert_refused(
        lambda: s3.put_bucket_acl(Bucket=bucket, **asked), 400, "InvalidArgument", message, ArgumentName=argument, ArgumentValue=value)


def test_a_range_that_is_all_of_an_object_comes_with_its_checksum(s3, bucket):
    """API_GetObject, `x-amz-checksum-mode`."""
    checksum = s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789", ChecksumAlgorithm="CRC32")["ChecksumCRC32"]
    read = lambda range: s3.get_object(Bucket=bucket, Key="k", Range=range, ChecksumMode="ENABLED")  # noqa: E731
    for range in ("bytes=0-", "bytes=0-100", "bytes=-15"):
        answer = read(range)
        assert (answer["ContentRange"], answer["ChecksumCRC32"], answer["Body"].read()) == ("bytes 0-9/10", checksum, b"0123456789")
    assert "ChecksumCRC32" not in read("bytes=0-8")


def test_a_copy_onto_itself_changes_its_class_only_if_one_is_named(s3, bucket):
    """API_CopyObject, `x-amz-storage-class`."""
    s3.put_object(Bucket=bucket, Key="k", Body=b"x", StorageClass="STANDARD_IA")
    copy = lambda **more: s3.copy_object(Bucket=bucket, Key="k", CopySource=f"{bucket}/k", **more)  # noqa: E731
    assert refusal(copy)[1]["Code"] == "InvalidRequest"
    copy(StorageClass="STANDARD_IA")
    assert s3.head_object(Bucket=bucket, Key="k")["StorageClass"] == "STANDARD_IA"
    copy(StorageClass="STANDARD")
    assert "StorageClass" not in s3.head_object(Bucket=bucket, Key="k")


# API_PutBucketMetricsConfiguration and its like: nothing is answered but that it is done.
def test_numbered_configurations_are_put_without_content(s3, bucket):
    answer = s3.put_bucket_metrics_configuration(Bucket=bucket, Id="a", MetricsConfiguration={"Id": "a"})
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204


def test_heads_of_buckets_say_what_their_body_would_be(s3, bucket):
    """API_HeadBucket."""
    assert s3.head_bucket(Bucket=bucket)["ResponseMetadata"]["HTTPHeaders"]["content-type"] == "application/xml"
