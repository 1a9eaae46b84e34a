"""URLs that are signed for somebody else to use. Source: S3 API Reference, "Authenticating Requests: Using Query Parameters"."""

import base64
import hashlib
import json
import re

import pytest
import requests
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from helpers import error_of, make_function, make_role
from pelton import ACCESS_KEY, REGION, SECRET_KEY


def code(response):
    found = re.search("<Code>(.*?)</Code>", response.text)
    return response.status_code, found.group(1) if found else ""


@pytest.fixture
def presigner(server):
    return server.client("s3", signature_version="s3v4")


def sign(server, method, path, headers=None, expires=60, credentials=None):
    """A URL with a signature of any method, query and headers."""
    request = AWSRequest(method, server.url + path, headers=headers or {})
    S3SigV4QueryAuth(credentials or Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION, expires).add_auth(request)
    return request.url


def test_an_object_s_whole_life_by_url(presigner, server, bucket):
    """Every method that objects and buckets have."""
    def url(operation, **parameters):
        return presigner.generate_presigned_url(operation, Params={"Bucket": bucket, **parameters})

    assert requests.put(url("put_object", Key="k"), data=b"hello").status_code == 200
    head = requests.head(url("head_object", Key="k"))
    assert (head.status_code, head.headers["Content-Length"]) == (200, "5")
    assert requests.get(url("get_object", Key="k"), headers={"Range": "bytes=1-2"}).content == b"el"
    created = requests.post(url("create_multipart_upload", Key="parts"))
    upload = re.search("<UploadId>(.*)</UploadId>", created.text).group(1)
    etag = requests.put(url("upload_part", Key="parts", UploadId=upload, PartNumber=1), data=b"part").headers["ETag"]
    assert "<PartNumber>1</PartNumber>" in requests.get(url("list_parts", Key="parts", UploadId=upload)).text
    document = f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>"
    done = requests.post(url("complete_multipart_upload", Key="parts", UploadId=upload), data=document)
    assert (done.status_code, "<CompleteMultipartUploadResult" in done.text) == (200, True)
    assert "<Key>parts</Key>" in requests.get(url("list_objects_v2", Prefix="p")).text
    gone = re.search("<UploadId>(.*)</UploadId>", requests.post(url("create_multipart_upload", Key="gone")).text).group(1)
    assert requests.delete(url("abort_multipart_upload", Key="gone", UploadId=gone)).status_code == 204
    tags = "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>"
    digest = {"Content-MD5": base64.b64encode(hashlib.md5(tags.encode()).digest()).decode()}
    assert requests.put(sign(server, "PUT", f"/{bucket}?tagging"), data=tags, headers=digest).status_code == 204
    delete = "<Delete><Object><Key>parts</Key></Object></Delete>"
    digest = {"Content-MD5": base64.b64encode(hashlib.md5(delete.encode()).digest()).decode()}
    assert "<Deleted><Key>parts</Key>" in requests.post(sign(server, "POST", f"/{bucket}?delete"), data=delete, headers=digest).text
    assert requests.delete(url("delete_object", Key="k")).status_code == 204
    assert requests.head(url("head_bucket")).status_code == 200
    assert requests.delete(url("delete_bucket")).status_code == 204


def test_a_url_is_for_one_method(server, bucket):
    for signed in ("GET", "HEAD", "PUT", "DELETE"):
        for sent in ("GET", "PUT", "DELETE", "POST"):
            if sent != signed:
                assert requests.request(sent, sign(server, signed, f"/{bucket}/k")).status_code == 403


# Source: API_GetObject, "Overriding response header values through the request".
@pytest.mark.parametrize(
    ("parameter", "header", "value"),
    [("response-content-type", "Content-Type", "text/x-one"), ("response-content-language", "Content-Language", "de"),
     ("response-expires", "Expires", "Thu, 01 Dec 2033 16:00:00 GMT"), ("response-cache-control", "Cache-Control", "no-store"),
     ("response-content-disposition", "Content-Disposition", 'attachment; filename="a b.txt"'),
     ("response-content-encoding", "Content-Encoding", "x-own")])
def test_the_answer_s_headers_as_the_signer_wants_them(presigner, server, bucket, parameter, header, value):
    presigner.put_object(Bucket=bucket, Key="k", Body=b"x", ContentType="text/plain")
    name = "Response" + "".join(word.capitalize() for word in parameter.split("-")[1:])
    url = presigner.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k", name: value})
    assert requests.get(url, stream=True).headers[header] == value
    assert code(requests.get(f"{url}&{parameter}=other")) == (403, "SignatureDoesNotMatch")
    assert requests.get(f"{server.url}/{bucket}/k?{parameter}=x").status_code in (400, 403)


# MARK: Headers


@pytest.mark.parametrize(
    "header", ["x-amz-acl", "x-amz-meta-a", "x-amz-tagging", "x-amz-storage-class", "x-amz-website-redirect-location", "X-Amz-Copy-Source",
               "x-amz-expected-bucket-owner", "x-amz-object-lock-mode"])
def test_a_header_that_was_not_signed(server, s3, bucket, header):
    response = requests.put(sign(server, "PUT", f"/{bucket}/k"), data=b"x", headers={header: "private"})
    assert code(response) == (403, "AccessDenied")
    assert "<Message>There were headers present in the request which were not signed</Message>" in response.text
    assert f"<HeadersNotSigned>{header.lower()}</HeadersNotSigned>" in response.text
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_ordinary_headers_need_not_be_signed(server, s3, bucket):
    headers = {"Content-Type": "text/x-one", "Cache-Control": "no-store", "Content-Language": "de", "If-None-Match": "*"}
    url = sign(server, "PUT", f"/{bucket}/k")
    assert requests.put(url, data=b"x", headers=headers).status_code == 200
    assert code(requests.put(url, data=b"x", headers=headers)) == (412, "PreconditionFailed")
    found = s3.head_object(Bucket=bucket, Key="k")
    assert (found["ContentType"], found["CacheControl"], found["ContentLanguage"]) == ("text/x-one", "no-store", "de")


def test_a_header_that_was_signed_must_be_sent_as_it_was(server, s3, bucket):
    headers = {"x-amz-meta-a": "1", "content-type": "text/x-one"}
    url = sign(server, "PUT", f"/{bucket}/k", dict(headers))
    assert code(requests.put(url, data=b"x")) == (403, "SignatureDoesNotMatch")
    assert code(requests.put(url, data=b"x", headers={**headers, "x-amz-meta-a": "2"})) == (403, "SignatureDoesNotMatch")
    assert code(requests.put(url, data=b"x", headers={**headers, "content-type": "text/html"})) == (403, "SignatureDoesNotMatch")
    assert requests.put(url, data=b"x", headers=headers).status_code == 200
    assert s3.head_object(Bucket=bucket, Key="k")["Metadata"] == {"a": "1"}


def test_headers_that_the_signer_moved_into_the_query(server, s3, bucket):
    """As the SDKs for JavaScript and Go do."""
    query = "x-amz-meta-a=one+two&X-Amz-Storage-Class=STANDARD_IA&x-amz-tagging=t%3D1&x-amz-website-redirect-location=%2Felsewhere"
    url = sign(server, "PUT", f"/{bucket}/k?{query}&x-id=PutObject")
    assert requests.put(url, data=b"x").status_code == 200
    found = s3.head_object(Bucket=bucket, Key="k")
    assert (found["Metadata"], found["StorageClass"], found["WebsiteRedirectLocation"]) == ({"a": "one two"}, "STANDARD_IA", "/elsewhere")
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == [{"Key": "t", "Value": "1"}]
    assert code(requests.put(url.replace("one%20two", "other").replace("one+two", "other"), data=b"x")) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize(
    ("query", "expected"),
    [("x-amz-storage-class=NONE", (400, "InvalidStorageClass")), ("x-amz-expected-bucket-owner=999999999999", (403, "AccessDenied")),
     ("x-amz-meta-a=one%0Atwo", (400, "InvalidArgument")), ("x-amz-tagging=a%3D1%26a%3D2", (400, "InvalidArgument")), ("x-amz-copy-source=no-such-bucket-here%2Fk", (400, "InvalidRequest"))])
def test_what_they_say_holds(server, s3, bucket, query, expected):
    assert code(requests.put(sign(server, "PUT", f"/{bucket}/k?{query}"), data=b"x")) == expected
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_a_checksum_in_the_query_is_not_looked_at(server, s3, bucket):
    """AWS's SDK for JavaScript writes that of no bytes into each URL for a PutObject; S3 takes any body."""
    url = sign(server, "PUT", f"/{bucket}/k?x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32&x-id=PutObject")
    assert requests.put(url, data=b"hello").status_code == 200
    found = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert (found["Body"].read(), "ChecksumCRC64NVME" in found, "ChecksumCRC32" in found) == (b"hello", True, False)
    url = sign(server, "GET", f"/{bucket}/k?x-amz-checksum-mode=ENABLED")
    assert "x-amz-checksum-crc64nvme" in requests.get(url).headers


@pytest.mark.parametrize("names", [("If-None-Match", "If-Match"), ("if-none-match", "if-match")])
def test_conditions_in_the_query(server, s3, bucket, names):
    none_match, match = names
    url = sign(server, "PUT", f"/{bucket}/k?{none_match}=%2A")
    assert [requests.put(url, data=body).status_code for body in (b"first", b"second")] == [200, 412]
    etag = s3.head_object(Bucket=bucket, Key="k")["ETag"]
    other = requests.utils.quote('"' + "0" * 32 + '"', "")
    assert code(requests.put(sign(server, "PUT", f"/{bucket}/k?{match}={other}"), data=b"x")) == (412, "PreconditionFailed")
    assert requests.get(sign(server, "GET", f"/{bucket}/k?{none_match}={requests.utils.quote(etag, '')}")).status_code == 304
    assert requests.get(sign(server, "GET", f"/{bucket}/k?{match}={other}")).status_code == 412
    assert code(requests.delete(sign(server, "DELETE", f"/{bucket}/k?{match}={other}"))) == (412, "PreconditionFailed")
    assert requests.get(sign(server, "GET", f"/{bucket}/k?{match}={requests.utils.quote(etag, '')}")).content == b"first"


def test_times_in_the_query(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    late, early = "Thu%2C%2001%20Dec%202033%2016%3A00%3A00%20GMT", "Thu%2C%2001%20Dec%202005%2016%3A00%3A00%20GMT"
    for name, value, expected in (("If-Unmodified-Since", early, 412), ("If-Unmodified-Since", late, 200), ("If-Modified-Since", early, 200)):
        assert requests.get(sign(server, "GET", f"/{bucket}/k?{name}={value}")).status_code == expected
    # A header that nobody signed does not stand instead.
    url = sign(server, "GET", f"/{bucket}/k?If-Unmodified-Since={early}")
    assert requests.get(url, headers={"If-Unmodified-Since": requests.utils.unquote(late)}).status_code == 412


def test_a_condition_that_was_signed_is_not_taken_away_by_another(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"first")
    etag = s3.head_object(Bucket=bucket, Key="k")["ETag"]
    other = requests.utils.quote('"' + "0" * 32 + '"', "")
    for query, headers in ((f"if-match={other}", {"If-Match": etag}), ("if-none-match=%2A", {"If-None-Match": ""}),
                           ("if-none-match=%2A", {"if-none-match": '"other"'})):
        assert code(requests.put(sign(server, "PUT", f"/{bucket}/k?{query}"), data=b"x", headers=headers)) == (412, "PreconditionFailed")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"first"


@pytest.mark.parametrize("value", ["UNSIGNED-PAYLOAD", hashlib.sha256(b"other").hexdigest(), "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "nonsense"])
def test_a_payload_hash_that_was_not_signed_is_not_looked_at(server, s3, bucket, value):
    assert requests.put(sign(server, "PUT", f"/{bucket}/k"), data=b"x", headers={"x-amz-content-sha256": value}).status_code == 200
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"


def test_without_a_signature_in_the_query_they_mean_nothing(server, s3, bucket):
    """A header-signed request's query has no headers in it."""
    from test_signatures import send

    assert send(server, "PUT", f"/{bucket}/k?x-amz-meta-a=1", b"x").status_code == 200
    assert s3.head_object(Bucket=bucket, Key="k")["Metadata"] == {}


# MARK: What the body is signed with


def test_a_body_that_was_signed(server, s3, bucket):
    digest = hashlib.sha256(b"hello").hexdigest()
    request = AWSRequest("PUT", f"{server.url}/{bucket}/k?X-Amz-Content-Sha256={digest}")
    auth = S3SigV4QueryAuth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION, 60)
    auth.payload = lambda _: digest
    auth.add_auth(request)
    assert code(requests.put(request.url, data=b"other")) == (400, "XAmzContentSHA256Mismatch")
    assert requests.put(request.url, data=b"hello").status_code == 200


@pytest.mark.parametrize("missing", ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"])
def test_a_url_without_a_part_of_its_signature(server, bucket, missing):
    url = re.sub(f"[?&]{missing}=[^&]*", "", sign(server, "GET", f"/{bucket}/k"))
    url = url if "?" in url else url.replace("&", "?", 1)
    assert code(requests.get(url)) == (400, "AuthorizationQueryParametersError")


# MARK: Sessions

SIGNS = """
import boto3, os
from botocore.config import Config

def handler(event, context):
    s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    return {name: s3.generate_presigned_url(name, Params={"Bucket": event["bucket"], "Key": event["key"]})
            for name in ("get_object", "put_object")}
"""


# Source: S3 User Guide, "Download and upload objects with presigned URLs": a URL can do what its signer may.
def test_a_url_that_a_session_signed(server, s3, bucket):
    role = make_role(server, "signs-urls", "s3:GetObject", resource=f"arn:aws:s3:::{bucket}/*")
    make_function(server, "signs-urls", SIGNS, role=role)
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello")
    answer = server.client("lambda").invoke(FunctionName="signs-urls", Payload=json.dumps({"bucket": bucket, "key": "k"}))
    urls = json.loads(answer["Payload"].read())
    assert "X-Amz-Security-Token=" in urls["get_object"]
    assert requests.get(urls["get_object"]).content == b"hello"
    assert code(requests.put(urls["put_object"], data=b"x")) == (403, "AccessDenied")
    without = re.sub("&X-Amz-Security-Token=[^&]*", "", urls["get_object"])
    assert code(requests.get(without))[1] in ("InvalidToken", "InvalidAccessKeyId")
    other = re.sub("(X-Amz-Security-Token=)[^&]*", r"\1other", urls["get_object"])
    assert code(requests.get(other))[1] == "InvalidToken"
