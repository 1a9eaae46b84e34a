"""`aws s3api`, operation by operation: what it prints is what the S3 API Reference says the operation answers."""

import json
import shlex

import jmespath
import pytest

from tools import Tool, as_root, of_the_venv


@pytest.fixture(scope="module")
def aws(server, home):
    return Tool(of_the_venv("aws"), home, **as_root(server))


@pytest.fixture(scope="module")
def names(s3, tmp_path_factory):
    """What the rows' commands name: a bucket with three objects and an unfinished upload, and files."""
    folder = tmp_path_factory.mktemp("calls")
    bucket = "tools-calls-with-the-cli"
    s3.create_bucket(Bucket=bucket)
    for key in ("a/1", "a/2", "b"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"0123456789", ContentType="text/x-test", Metadata={"camera": "box"})
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts")["UploadId"]
    (folder / "body").write_bytes(b"0123456789")
    return {"bucket": bucket, "upload": upload, "body": folder / "body", "out": folder / "out", "etag": "781e5e245d69b566979b86e28d23f2c7"}


# Each row: the command, a JMESPath expression over what it prints, and what that finds. A row without one prints nothing.
CALLS = [
    ("create-bucket --bucket {bucket}-2", "Location", "/{bucket}-2"),
    ("head-bucket --bucket {bucket}", "BucketRegion", "us-east-1"),
    ("get-bucket-location --bucket {bucket}", "LocationConstraint", None),
    ("list-buckets --prefix {bucket}", "Buckets[].Name", ["{bucket}", "{bucket}-2"]),
    ("delete-bucket --bucket {bucket}-2", None, None),
    ("put-object --bucket {bucket} --key new --body {body}", "ETag", '"{etag}"'),
    ("get-object --bucket {bucket} --key b --range bytes=2-5 {out}", "[ContentRange, ContentLength, ContentType, Metadata.camera]",
        ["bytes 2-5/10", 4, "text/x-test", "box"]),
    ("head-object --bucket {bucket} --key b", "[ContentLength, AcceptRanges, ETag]", [10, "bytes", '"{etag}"']),
    ("get-object-attributes --bucket {bucket} --key b --object-attributes ETag ObjectSize", "[ETag, ObjectSize]", ["{etag}", 10]),
    ("copy-object --bucket {bucket} --key copy --copy-source {bucket}/a/1", "CopyObjectResult.ETag", '"{etag}"'),
    ("list-objects --bucket {bucket} --delimiter /", "CommonPrefixes[].Prefix", ["a/"]),
    ("list-objects-v2 --bucket {bucket} --prefix a/ --page-size 1", "Contents[].Key", ["a/1", "a/2"]),
    ("list-objects-v2 --bucket {bucket} --prefix a/ --max-items 1", "[length(Contents), type(NextToken)]", [1, "string"]),
    ("list-objects-v2 --bucket {bucket} --start-after a/2 --fetch-owner", "Contents[0].[Key, keys(Owner)]", ["b", ["ID"]]),
    ("delete-object --bucket {bucket} --key copy", None, None),
    ("delete-objects --bucket {bucket} --delete 'Objects=[{{Key=new}},{{Key=never-there}}]'", "Deleted[].Key", ["new", "never-there"]),
    ("list-multipart-uploads --bucket {bucket}", "Uploads[].[Key, UploadId, StorageClass]", [["parts", "{upload}", "STANDARD"]]),
    ("upload-part --bucket {bucket} --key parts --upload-id {upload} --part-number 1 --body {body}", "ETag", '"{etag}"'),
    ("upload-part-copy --bucket {bucket} --key parts --upload-id {upload} --part-number 2 --copy-source {bucket}/b", "CopyPartResult.ETag",
        '"{etag}"'),
    ("list-parts --bucket {bucket} --key parts --upload-id {upload}", "Parts[].[PartNumber, Size]", [[1, 10], [2, 10]]),
    ("complete-multipart-upload --bucket {bucket} --key parts --upload-id {upload} --multipart-upload"
        " 'Parts=[{{ETag={etag},PartNumber=1}}]'", "[Key, Location]", ["parts", "{url}/{bucket}/parts"]),
    ("get-object-tagging --bucket {bucket} --key b", "TagSet", []),
    ("get-bucket-acl --bucket {bucket}", "Grants[].Permission", ["FULL_CONTROL"]),
    ("get-public-access-block --bucket {bucket}", "PublicAccessBlockConfiguration.BlockPublicPolicy", True),
    ("get-bucket-ownership-controls --bucket {bucket}", "OwnershipControls.Rules[].ObjectOwnership", ["BucketOwnerEnforced"]),
    ("get-bucket-request-payment --bucket {bucket}", "Payer", "BucketOwner"),
    ("get-bucket-versioning --bucket {bucket}", None, None),
    ("get-bucket-logging --bucket {bucket}", None, None),
    ("list-object-versions --bucket {bucket} --prefix b", "Versions[].[Key, VersionId, IsLatest]", [["b", "null", True]]),
    ("wait object-exists --bucket {bucket} --key b", None, None),
    ("wait bucket-not-exists --bucket {bucket}-never", None, None),
]


@pytest.mark.parametrize("command, query, expected", CALLS)
def test_an_operation_answers_as_s3_does(aws, server, names, command, query, expected):
    names = {**names, "url": server.url}
    printed = aws("s3api", *shlex.split(command.format(**names)))
    if query is None:
        assert printed == ""
    else:
        assert jmespath.search(query, json.loads(printed)) == filled(expected, names)


def filled(expected, names):
    if isinstance(expected, list):
        return [filled(part, names) for part in expected]
    return expected.format(**names) if isinstance(expected, str) else expected


ERRORS = [
    ("get-object --bucket {bucket} --key never {out}", "NoSuchKey"),
    ("get-object --bucket {bucket} --key b --range bytes=10- {out}", "InvalidRange"),
    ("get-object --bucket {bucket} --key b --if-match 0 {out}", "PreconditionFailed"),
    ("head-object --bucket {bucket} --key never", "404"),
    ("list-objects-v2 --bucket {bucket}-never", "NoSuchBucket"),
    ("delete-bucket --bucket {bucket}", "BucketNotEmpty"),
    ("create-bucket --bucket UPPER", "InvalidBucketName"),
    ("abort-multipart-upload --bucket {bucket} --key parts --upload-id never", "NoSuchUpload"),
    ("put-object --bucket {bucket} --key b --body {body} --if-none-match *", "PreconditionFailed"),
]


@pytest.mark.parametrize("command, code", ERRORS)
def test_an_error_has_the_code_that_s3_gives_it(aws, names, command, code):
    assert f"({code})" in aws.refused("s3api", *shlex.split(command.format(**names)))
