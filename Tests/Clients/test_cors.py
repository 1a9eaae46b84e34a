"""What pages of other origins may read. Source: S3 User Guide, "Using cross-origin resource sharing (CORS)"."""

import hashlib
import base64
import re

import pytest
import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from helpers import error_of, message_of
from pelton import ACCESS_KEY, REGION, SECRET_KEY

VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"
RULES = [
    {"ID": "uploads", "AllowedOrigins": ["https://app.example", "https://*.staging.example"], "AllowedMethods": ["PUT", "GET"],
     "AllowedHeaders": ["content-type", "x-amz-*"], "ExposeHeaders": ["ETag", "x-amz-request-id"], "MaxAgeSeconds": 3000},
    {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]},
]


def refused(response):
    found = {name: value for name, value in re.findall("<(Code|Message|Method|ResourceType)>([^<]*)<", response.text)}
    return response.status_code, found.get("Code"), found.get("Message"), found.get("Method"), found.get("ResourceType")


def cors_headers(response):
    return {name.lower(): value for name, value in response.headers.items()
            if name.lower().startswith("access-control-") or name.lower() == "vary"}


@pytest.fixture
def shared(s3, bucket):
    """A bucket with rules."""
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": RULES})
    return bucket


def preflight(server, path, origin=None, method=None, headers=None):
    fields = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return requests.options(server.url + path, headers={name: value for name, value in fields.items() if value is not None})


# MARK: The configuration


def test_rules_are_read_back(s3, shared):
    assert s3.get_bucket_cors(Bucket=shared)["CORSRules"] == RULES
    s3.put_bucket_cors(Bucket=shared, CORSConfiguration={"CORSRules": RULES[1:]})
    assert s3.get_bucket_cors(Bucket=shared)["CORSRules"] == RULES[1:]
    for _ in range(2):
        assert s3.delete_bucket_cors(Bucket=shared)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert error_of(lambda: s3.get_bucket_cors(Bucket=shared)) == (404, "NoSuchCORSConfiguration")
    assert message_of(lambda: s3.get_bucket_cors(Bucket=shared)) == "The CORS configuration does not exist"


def rule(**change):
    return {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], **change}


# Source: API_PutBucketCors, API_CORSRule.
@pytest.mark.parametrize(
    ("rules", "code", "message"),
    [
        ([rule(AllowedMethods=["MYMETHOD"])], "InvalidRequest",
         "Found unsupported HTTP method in CORS config. Unsupported method is MYMETHOD"),
        ([rule(AllowedMethods=["get"])], "InvalidRequest", "Found unsupported HTTP method in CORS config. Unsupported method is get"),
        ([rule(AllowedOrigins=["*example*.com"])], "InvalidRequest",
         'AllowedOrigin "*example*.com" can not have more than one wildcard.'),
        ([rule(AllowedHeaders=["x-*-*"])], "InvalidRequest", 'AllowedHeader "x-*-*" can not have more than one wildcard.'),
        ([rule(ExposeHeaders=["x-*"])], "InvalidRequest",
         'ExposeHeader "x-*" contains wildcard. We currently do not support wildcard for ExposeHeader.'),
        ([rule(ExposeHeaders=["a\nb"])], "InvalidRequest", None),
        ([rule(ID="a"), rule(ID="a")], "InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule"),
        ([rule(ID="i" * 256)], "InvalidArgument", "ID length should not exceed allowed limit of 255"),
        ([rule(MaxAgeSeconds=-1)], "MalformedXML", None), ([], "MalformedXML", None), ([rule()] * 101, "MalformedXML", None),
        ([rule(AllowedMethods=[])], "MalformedXML", None), ([rule(AllowedOrigins=[])], "MalformedXML", None),
    ])
def test_rules_that_cannot_be(s3, shared, rules, code, message):
    put = lambda: s3.put_bucket_cors(Bucket=shared, CORSConfiguration={"CORSRules": rules})  # noqa: E731
    assert error_of(put) == (400, code)
    if message:
        assert message_of(put) == message
    assert s3.get_bucket_cors(Bucket=shared)["CORSRules"] == RULES


RULE = "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>%s</CORSRule>"


def put_document(server, path, body, digest=True):
    headers = {"Content-MD5": base64.b64encode(hashlib.md5(body.encode()).digest()).decode()} if digest else {}
    request = AWSRequest("PUT", server.url + path, data=body.encode(), headers=headers)
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    return requests.put(request.url, data=body.encode(), headers=dict(request.headers))


@pytest.mark.parametrize(
    "body",
    ["", "<CORSConfiguration>", "<Wrong>" + RULE % "" + "</Wrong>", f"<CORSConfiguration>{RULE % '<Unknown/>'}</CORSConfiguration>",
     f"<CORSConfiguration>{RULE % ''}<Unknown/></CORSConfiguration>", f"<CORSConfiguration>text{RULE % ''}</CORSConfiguration>",
     f"<CORSConfiguration>{RULE % '<ID>a</ID><ID>b</ID>'}</CORSConfiguration>",
     f"<CORSConfiguration>{RULE % '<MaxAgeSeconds>soon</MaxAgeSeconds>'}</CORSConfiguration>",
     f"<!DOCTYPE a [<!ENTITY b 'c'>]><CORSConfiguration>{RULE % ''}</CORSConfiguration>"])
def test_a_document_of_another_shape(server, s3, shared, body):
    response = put_document(server, f"/{shared}?cors", body)
    assert refused(response)[:2] == (400, "MalformedXML")
    assert s3.get_bucket_cors(Bucket=shared)["CORSRules"] == RULES


def test_the_bytes_of_a_document_must_be_checked(server, shared):
    document = f"<CORSConfiguration>{RULE % ''}</CORSConfiguration>"
    assert refused(put_document(server, f"/{shared}?cors", document, digest=False))[:2] == (400, "InvalidRequest")
    assert put_document(server, f"/{shared}?cors", document).status_code == 200


def test_another_account_may_not(other, shared):
    assert error_of(lambda: other.get_bucket_cors(Bucket=shared)) == (403, "AccessDenied")
    put = lambda: other.put_bucket_cors(Bucket=shared, CORSConfiguration={"CORSRules": RULES})  # noqa: E731
    assert error_of(put) == (403, "AccessDenied")
    assert error_of(lambda: other.delete_bucket_cors(Bucket=shared)) == (403, "AccessDenied")


# MARK: Preflight

FORBIDDEN = ("CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
             "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.")


# Source: S3 User Guide, "How does Amazon S3 evaluate the CORS configuration on a bucket?".
@pytest.mark.parametrize(
    ("origin", "method", "headers", "expected"),
    [
        ("https://app.example", "PUT", None, {
            "access-control-allow-origin": "https://app.example", "access-control-allow-methods": "PUT, GET",
            "access-control-expose-headers": "ETag, x-amz-request-id", "access-control-max-age": "3000",
            "access-control-allow-credentials": "true", "vary": VARY}),
        ("https://x.staging.example", "PUT", "Content-Type, X-Amz-Date", {
            "access-control-allow-origin": "https://x.staging.example", "access-control-allow-methods": "PUT, GET",
            "access-control-allow-headers": "content-type, x-amz-date", "access-control-expose-headers": "ETag, x-amz-request-id",
            "access-control-max-age": "3000", "access-control-allow-credentials": "true", "vary": VARY}),
        ("https://elsewhere.example", "GET", None, {
            "access-control-allow-origin": "*", "access-control-allow-methods": "GET", "vary": VARY}),
    ])
@pytest.mark.parametrize("key", ["", "/k", "/k?X-Amz-Signature=old&X-Amz-Algorithm=AWS4-HMAC-SHA256"])
def test_a_preflight_that_is_answered(server, shared, key, origin, method, headers, expected):
    response = preflight(server, f"/{shared}{key}", origin, method, headers)
    assert (response.status_code, response.content, cors_headers(response)) == (200, b"", expected)
    assert response.headers["x-amz-request-id"]


@pytest.mark.parametrize(
    ("path", "origin", "method", "headers", "expected"),
    [
        ("/{shared}/k", None, "PUT", None, (400, "BadRequest", "Insufficient information. Origin request header needed.", None, None)),
        ("/", None, None, None, (400, "BadRequest", "Insufficient information. Origin request header needed.", None, None)),
        ("/{shared}/k", "https://elsewhere.example", "PUT", None, (403, "AccessForbidden", FORBIDDEN, "PUT", "OBJECT")),
        ("/{shared}", "https://app.example", "DELETE", None, (403, "AccessForbidden", FORBIDDEN, "DELETE", "BUCKET")),
        ("/{shared}/k", "https://app.example", "PUT", "x-other", (403, "AccessForbidden", FORBIDDEN, "PUT", "OBJECT")),
        ("/{shared}/k", "https://elsewhere.example", "GET", "x-other", (403, "AccessForbidden", FORBIDDEN, "GET", "OBJECT")),
        ("/{shared}/k", "https://app.example", None, None, (400, "BadRequest", "Invalid Access-Control-Request-Method: null", None, None)),
        ("/{shared}/k", "https://app.example", "PATCH", None,
         (400, "BadRequest", "Invalid Access-Control-Request-Method: PATCH", None, None)),
        ("/{bare}/k", "https://app.example", "PUT", None,
         (403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.", "PUT", "BUCKET")),
        ("/no-such-bucket-anywhere/k", "https://app.example", "PUT", None,
         (403, "AccessForbidden", "CORSResponse: Bucket not found", "PUT", "BUCKET")),
        ("/{bare}", "https://app.example", None, None,
         (403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.", "OPTIONS", "BUCKET")),
        ("/no-such-bucket-anywhere", "https://app.example", None, None,
         (403, "AccessForbidden", "CORSResponse: Bucket not found", "OPTIONS", "BUCKET")),
    ])
def test_a_preflight_that_is_refused(server, s3, shared, path, origin, method, headers, expected):
    s3.create_bucket(Bucket=shared + "-bare")
    response = preflight(server, path.format(shared=shared, bare=shared + "-bare"), origin, method, headers)
    assert refused(response) == expected
    assert cors_headers(response) == {}


# MARK: Real answers


def presigned(server, operation, bucket, **parameters):
    return server.client("s3", signature_version="s3v4").generate_presigned_url(operation, Params={"Bucket": bucket, **parameters})


@pytest.mark.parametrize(
    ("status", "method", "url", "headers", "origin"),
    [
        (200, "GET", ("get_object", "k"), {}, "https://app.example"), (200, "HEAD", ("head_object", "k"), {}, None),
        (206, "GET", ("get_object", "k"), {"Range": "bytes=0-1"}, "https://app.example"),
        (200, "GET", ("get_object", "large"), {}, "https://app.example"),
        (200, "PUT", ("put_object", "new"), {}, "https://app.example"),
        (404, "GET", ("get_object", "missing"), {}, "https://app.example"),
        (304, "GET", ("get_object", "k"), {"If-None-Match": "*"}, "https://app.example"),
        (412, "GET", ("get_object", "k"), {"If-Match": "other"}, "https://app.example"),
        (204, "DELETE", ("delete_object", "k"), {}, None),
        (403, "PUT", ("get_object", "k"), {}, "https://app.example"),
    ],
    ids=["get", "head", "range", "large", "put", "missing", "not modified", "precondition", "delete", "bad signature"])
def test_an_answer_tells_whose_pages_may_read_it(server, s3, shared, status, method, url, headers, origin):
    s3.put_object(Bucket=shared, Key="k", Body=b"hello")
    s3.put_object(Bucket=shared, Key="large", Body=b"l" * 300_000)
    response = requests.request(
        method, presigned(server, url[0], shared, Key=url[1]), headers={"Origin": "https://app.example", **headers})
    assert response.status_code == status
    assert response.headers.get("Access-Control-Allow-Origin") == origin
    assert response.headers.get("Vary") == (VARY if origin else None)
    assert response.headers.get("Access-Control-Expose-Headers") == ("ETag, x-amz-request-id" if origin else None)


def test_no_origin_no_headers(server, s3, shared):
    s3.put_object(Bucket=shared, Key="k", Body=b"hello")
    url = presigned(server, "get_object", shared, Key="k")
    assert cors_headers(requests.get(url)) == {}
    assert cors_headers(requests.get(url, headers={"Referer": "https://app.example/"})) == {}
    wrong = {"Origin": "https://app.example", "Access-Control-Request-Headers": "x-other"}
    assert requests.get(url, headers=wrong).status_code == 200 and cors_headers(requests.get(url, headers=wrong)) == {}


@pytest.mark.parametrize(("method", "asked", "origin"), [("PUT", "GET", "*"), ("GET", "DELETE", None), ("GET", "GET", "*")])
def test_a_preflight_s_headers_count_in_other_requests(server, s3, bucket, method, asked, origin):
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": RULES[1:]})
    url = presigned(server, method.lower() + "_object", bucket, Key="k")
    headers = {"Origin": "https://anybody.example", "Access-Control-Request-Method": asked}
    assert requests.request(method, url, headers=headers).headers.get("Access-Control-Allow-Origin") == origin


def test_a_listing_and_an_unsigned_refusal(server, shared):
    response = requests.get(presigned(server, "list_objects_v2", shared), headers={"Origin": "https://anybody.example"})
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "Access-Control-Allow-Credentials" not in response.headers
    response = requests.get(f"{server.url}/{shared}/k", headers={"Origin": "https://app.example"})
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (403, "https://app.example")


def test_what_changes_is_seen_at_once(server, s3, shared):
    assert preflight(server, f"/{shared}/k", "https://elsewhere.example", "DELETE").status_code == 403
    s3.put_bucket_cors(Bucket=shared, CORSConfiguration={"CORSRules": [rule(AllowedMethods=["DELETE"])]})
    assert preflight(server, f"/{shared}/k", "https://elsewhere.example", "DELETE").status_code == 200
    s3.delete_bucket_cors(Bucket=shared)
    assert preflight(server, f"/{shared}/k", "https://elsewhere.example", "DELETE").status_code == 403


def test_rules_are_64_kilobytes_at_most(s3, bucket):
    """S3 User Guide, "Elements of a CORS configuration": a document of up to 64 KB."""
    rules = [{"AllowedMethods": ["GET"], "AllowedOrigins": [f"http://{'x' * 900}{i}" for i in range(80)]}]
    assert error_of(lambda: s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})) == (400, "MalformedXML")
    rules[0]["AllowedOrigins"] = rules[0]["AllowedOrigins"][:60]
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})
