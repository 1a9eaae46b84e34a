"""Who sends a request: signatures in headers and URLs, and what is said when one is wrong."""

import datetime
import hashlib
import json
import urllib.parse
import uuid

import pytest
import requests
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from helpers import error_of, message_of
from pelton import ACCESS_KEY, REGION, SECRET_KEY


def send(server, method, path, body=b"", headers=None, secret=SECRET_KEY, access_key=ACCESS_KEY, region=REGION, change=None, service="s3"):
    request = AWSRequest(method, server.url + path, data=body, headers=headers or {})
    S3SigV4Auth(Credentials(access_key, secret), service, region).add_auth(request)
    signed = dict(request.headers)
    if change:
        change(signed)
    return requests.request(method, server.url + path, data=body, headers=signed)


def code(response):
    return response.status_code, response.text.split("<Code>")[-1].split("</Code>")[0]


def message(response):
    return response.text.split("<Message>")[-1].split("</Message>")[0].replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")


def test_a_right_signature(server, bucket):
    assert send(server, "PUT", f"/{bucket}/k", b"x").status_code == 200


def test_a_wrong_secret(server, bucket):
    response = send(server, "GET", f"/{bucket}", secret="wrong" * 8)
    assert code(response) == (403, "SignatureDoesNotMatch")
    assert message(response) == (
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
    assert "<StringToSign>AWS4-HMAC-SHA256" in response.text and "<CanonicalRequest>GET" in response.text
    text = response.text.split("<CanonicalRequest>")[1].split("</CanonicalRequest>")[0]
    spaced = " ".join(f"{byte:02x}" for byte in text.encode())
    assert f"<CanonicalRequestBytes>{spaced}</CanonicalRequestBytes>" in response.text
    assert text.splitlines()[1] == f"/{bucket}" and text.splitlines()[-1] == hashlib.sha256(b"").hexdigest()


def test_an_unknown_key(server, bucket):
    response = send(server, "GET", f"/{bucket}", access_key="AKIANOBODYKNOWSTHIS0")
    assert code(response) == (403, "InvalidAccessKeyId")
    assert message(response) == "The AWS Access Key Id you provided does not exist in our records."
    assert "<AWSAccessKeyId>AKIANOBODYKNOWSTHIS0</AWSAccessKeyId>" in response.text


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_clock_that_is_wrong(server, bucket, minutes, monkeypatch):
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: now.replace(tzinfo=None))
    response = send(server, "GET", f"/{bucket}")
    assert code(response) == (403, "RequestTimeTooSkewed")
    assert message(response) == "The difference between the request time and the current time is too large."
    assert f"<RequestTime>{now.strftime('%Y%m%dT%H%M%SZ')}</RequestTime><ServerTime>2" in response.text
    assert "<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>" in response.text


def test_a_changed_body(server, s3, bucket):
    def change(headers):
        headers["X-Amz-Content-SHA256"] = "0" * 64

    assert code(send(server, "PUT", f"/{bucket}/k", b"x", change=change))[0] == 403
    request = AWSRequest("PUT", f"{server.url}/{bucket}/k", data=b"signed")
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    response = requests.put(request.url, data=b"forged", headers=dict(request.headers))
    assert code(response) == (400, "XAmzContentSHA256Mismatch")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_a_header_that_was_not_signed(server, bucket):
    def change(headers):
        headers["x-amz-meta-late"] = "added"

    response = send(server, "PUT", f"/{bucket}/k", b"x", change=change)
    assert code(response) == (403, "AccessDenied")
    assert "headers present in the request which were not signed" in response.text


@pytest.mark.parametrize("operation", ["DescribeKey", "ScheduleKeyDeletion"])
def test_an_operation_s_name_that_was_not_signed(server, operation):
    """IAM User Guide, "Create a signed API request": every x-amz- header is signed. Here one names what is to be done."""
    kms = server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    body = json.dumps({"KeyId": key}).encode()
    request = AWSRequest(method="POST", url=server.url + "/", data=body, headers={"Content-Type": "application/x-amz-json-1.1"})
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "kms", REGION).add_auth(request)
    headers = {**request.prepare().headers, "X-Amz-Target": "TrentService." + operation}
    response = requests.post(server.url + "/", data=body, headers=headers)
    assert (response.status_code, response.json()["__type"]) == (400, "InvalidSignatureException")
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("PUT", "/"), ("DELETE", "/"), ("POST", "/keys"), ("HEAD", "/")])
def test_an_operation_of_json_is_posted_to_the_root(server, method, path):
    request = AWSRequest(method=method, url=server.url + path, data=b"{}", headers={
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.ListKeys"})
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "kms", REGION).add_auth(request)
    response = requests.request(method, server.url + path, data=b"{}", headers=dict(request.prepare().headers))
    assert response.status_code == 404
    assert method == "HEAD" or response.text == "<UnknownOperationException/>\n"


def test_what_nobody_signed_still_says_what_its_body_is(server, s3, bucket):
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": f"arn:aws:s3:::{bucket}/*"}]}))

    def put(value, body=b"x", method="PUT", path="k", **more):
        return requests.request(method, f"{server.url}/{bucket}/{path}", data=body, headers={"x-amz-content-sha256": value, **more})

    assert code(put(hashlib.sha256(b"y").hexdigest())) == (400, "XAmzContentSHA256Mismatch")
    for mode in ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"):
        response = put(mode)
        assert code(response) == (400, "InvalidRequest")
        assert message(response) == (
            "Anonymous requests don't support this x-amz-content-sha256 value. Please use UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER.")
    assert code(put("nonsense")) == (400, "InvalidArgument")
    assert code(put("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")) == (501, "NotImplemented")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")
    chunks = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:%s\r\n\r\n"
    head = {"x-amz-decoded-content-length": "5", "x-amz-trailer": "x-amz-checksum-crc32"}
    assert code(put("STREAMING-UNSIGNED-PAYLOAD-TRAILER", chunks % b"AAAAAA==", **head)) == (400, "BadDigest")
    assert put("STREAMING-UNSIGNED-PAYLOAD-TRAILER", chunks % b"NhCmhg==", **head).status_code == 200
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"hello"
    assert put("UNSIGNED-PAYLOAD").status_code == put(hashlib.sha256(b"x").hexdigest()).status_code == 200
    assert put(hashlib.sha256(b"").hexdigest(), None, "GET").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "?list-type=2"), ("GET", "/k"), ("HEAD", "/k"), ("DELETE", "/k"), ("POST", "/k?uploads"), ("PUT", "?tagging"),
     ("POST", "?delete"), ("PUT", "/k?tagging"), ("PUT", "?policy")])
@pytest.mark.parametrize("mode", ["STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"])
def test_where_nothing_streams(server, s3, bucket, method, path, mode):
    """Chunks are for the bodies of objects and parts."""
    s3.put_object(Bucket=bucket, Key="k", Body=b"kept")
    request = AWSRequest(method, f"{server.url}/{bucket}{path}", headers={"X-Amz-Content-SHA256": mode, "x-amz-decoded-content-length": "0"})
    auth = S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION)
    auth.payload = lambda _: mode
    auth.add_auth(request)
    response = requests.request(method, request.url, data=b"0\r\n\r\n" if method in ("PUT", "POST") else None, headers=dict(request.headers))
    assert response.status_code == 400
    if method != "HEAD":
        assert (code(response)[1], message(response)) == ("InvalidRequest", "The value of x-amz-content-sha256 header is invalid.")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"kept"


def test_no_signature_at_all(server, bucket):
    assert code(requests.get(f"{server.url}/{bucket}")) == (403, "AccessDenied")
    assert code(requests.put(f"{server.url}/{bucket}/k", data=b"x")) == (403, "AccessDenied")


def test_another_service_s_signature(server, bucket):
    response = send(server, "GET", f"/{bucket}", service="nothing")
    assert code(response) == (400, "AuthorizationHeaderMalformed")
    assert message(response) == 'The authorization header is malformed; incorrect service "nothing". This endpoint belongs to "s3".'


@pytest.mark.parametrize("region", ["eu-central-1", "auto", "127.0.0.1", "rgw.example.com", "No_Region", ""])
def test_any_region_may_sign(server, bucket, region):
    """Clients that must be told some are told anything, or take a part of the host for one."""
    assert send(server, "GET", f"/{bucket}", region=region).status_code == 200
    presigned = AWSRequest("GET", f"{server.url}/{bucket}")
    S3SigV4QueryAuth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", region, 60).add_auth(presigned)
    assert requests.get(presigned.url).status_code == 200


@pytest.mark.parametrize("region", ["auto", "127.0.0.1", "rgw.example.com"])
def test_what_is_made_by_a_region_that_is_none_is_in_the_server_s_own(server, s3, region):
    name = "region-" + uuid.uuid4().hex[:12]
    response = send(server, "PUT", f"/{name}", region=region)
    assert response.status_code == 200, response.text
    assert s3.head_bucket(Bucket=name)["BucketRegion"] == REGION


@pytest.mark.parametrize(
    ("authorization", "expected", "text"),
    [("AWS4-HMAC-SHA256 nonsense", "AuthorizationHeaderMalformed",
      'The authorization header is malformed; the authorization component "nonsense" is malformed.'),
     ("AWS4-HMAC-SHA256 Credential=a/b", "AuthorizationHeaderMalformed",
      "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature."),
     ("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0", "AuthorizationHeaderMalformed",
      'The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'),
     ("AWS key:signature", "InvalidRequest",
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."),
     ("Basic dXNlcjpwYXNz", "InvalidArgument", "Unsupported Authorization Type")])
def test_an_authorization_that_cannot_be_read(server, bucket, authorization, expected, text):
    response = requests.get(f"{server.url}/{bucket}", headers={"Authorization": authorization})
    assert (code(response), message(response)) == ((400, expected), text)


def test_a_header_and_a_url_that_both_sign(server, presigner, bucket):
    url = presigner.generate_presigned_url("list_objects_v2", Params={"Bucket": bucket})
    response = requests.get(url, headers={"Authorization": "AWS4-HMAC-SHA256 Credential=a"})
    assert code(response) == (400, "InvalidArgument")
    assert message(response).startswith("Only one auth mechanism allowed;")


# Source: S3 API Reference, "Authenticating Requests (AWS Signature Version 4)": x-amz-date may be left out where Date is there. botocore
# writes such a date as RFC 2822 does.
@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_in_the_ordinary_header(server, bucket, zone):
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S ") + zone

    class Dated(S3SigV4Auth):
        def _set_necessary_date_headers(self, request):
            super()._set_necessary_date_headers(request)
            request.headers.replace_header("Date", date)

    request = AWSRequest("PUT", f"{server.url}/{bucket}/k", data=b"x", headers={"Date": date})
    Dated(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    assert "X-Amz-Date" not in request.headers
    assert requests.put(request.url, data=b"x", headers=dict(request.headers)).status_code == 200


def test_unsigned_payload(server, bucket):
    request = AWSRequest("PUT", f"{server.url}/{bucket}/k", data=b"x", headers={"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"})
    auth = S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION)
    auth.payload = lambda _: "UNSIGNED-PAYLOAD"
    auth.add_auth(request)
    assert requests.put(request.url, data=b"x", headers=dict(request.headers)).status_code == 200


def test_a_trailer_that_is_not_signed(server, s3, bucket):
    """What boto3 sends for a stream over HTTPS, here over HTTP."""
    body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:%s\r\n\r\n"
    headers = {
        "X-Amz-Content-SHA256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "Content-Encoding": "aws-chunked", "X-Amz-Trailer": "x-amz-checksum-crc32",
        "X-Amz-Decoded-Content-Length": "5"}

    def put(checksum):
        request = AWSRequest("PUT", f"{server.url}/{bucket}/k", data=body % checksum, headers=dict(headers))
        auth = S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION)
        auth.payload = lambda _: headers["X-Amz-Content-SHA256"]
        auth.add_auth(request)
        return requests.put(request.url, data=body % checksum, headers=dict(request.headers))

    assert code(put(b"AAAAAA==")) == (400, "BadDigest")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")
    assert put(b"NhCmhg==").status_code == 200
    got = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert (got["Body"].read(), got["ChecksumCRC32"], got.get("ContentEncoding")) == (b"hello", "NhCmhg==", None)


@pytest.fixture
def presigner(server):
    return server.client("s3", signature_version="s3v4")


def test_presigned_urls(presigner, server, bucket):
    parameters = {"Bucket": bucket, "Key": "a b/ü+c"}
    put = requests.put(presigner.generate_presigned_url("put_object", Params=parameters), data=b"hello")
    assert put.status_code == 200
    got = requests.get(presigner.generate_presigned_url("get_object", Params=parameters))
    assert (got.status_code, got.content) == (200, b"hello")
    wrong_method = requests.delete(presigner.generate_presigned_url("get_object", Params=parameters))
    assert code(wrong_method) == (403, "SignatureDoesNotMatch")


def test_a_presigned_url_ends(presigner, bucket, monkeypatch):
    past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=10)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: past.replace(tzinfo=None))
    url = presigner.generate_presigned_url("list_objects_v2", Params={"Bucket": bucket}, ExpiresIn=60)
    response = requests.get(url)
    assert code(response) == (403, "AccessDenied")
    assert message(response) == "Request has expired"
    assert "<X-Amz-Expires>60</X-Amz-Expires><Expires>2" in response.text and "<ServerTime>2" in response.text


def test_a_presigned_url_for_too_long(presigner, bucket):
    url = presigner.generate_presigned_url("list_objects_v2", Params={"Bucket": bucket}, ExpiresIn=604_801)
    response = requests.get(url)
    assert code(response) == (400, "AuthorizationQueryParametersError")
    assert message(response).startswith("X-Amz-Expires must be less than a week (in seconds);")


@pytest.mark.parametrize("expires", ["+60", "-1", "0", "soon", "9223372036854775808"])
def test_a_presigned_url_s_life_that_is_no_number_of_seconds(presigner, bucket, expires):
    url = presigner.generate_presigned_url("list_objects_v2", Params={"Bucket": bucket}, ExpiresIn=60)
    changed = url.replace("X-Amz-Expires=60", "X-Amz-Expires=" + urllib.parse.quote(expires))
    assert code(requests.get(changed)) == (400, "AuthorizationQueryParametersError")


def test_a_presigned_url_that_was_changed(presigner, bucket):
    url = presigner.generate_presigned_url("list_objects_v2", Params={"Bucket": bucket, "Prefix": "a"})
    assert code(requests.get(url.replace("prefix=a", "prefix=b"))) == (403, "SignatureDoesNotMatch")


def test_who_am_i(server):
    identity = server.client("sts").get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::000000000000:root"
    wrong = server.client("sts", secret_key="wrong" * 8)
    assert error_of(wrong.get_caller_identity) == (403, "SignatureDoesNotMatch")
    unknown = server.client("sts", access_key="AKIANOBODYKNOWSTHIS0")
    assert error_of(unknown.get_caller_identity) == (403, "InvalidClientTokenId")


def test_the_other_services_refuse_in_their_own_way(server):
    unknown = {"access_key": "AKIANOBODYKNOWSTHIS0"}
    assert error_of(server.client("lambda", **unknown).list_functions) == (403, "UnrecognizedClientException")
    assert error_of(server.client("logs", **unknown).describe_log_groups) == (400, "UnrecognizedClientException")
    wrong = {"secret_key": "wrong" * 8}
    assert error_of(server.client("lambda", **wrong).list_functions) == (403, "InvalidSignatureException")
    assert "does not match" in message_of(server.client("iam", **wrong).list_roles)


def test_a_path_is_signed_as_it_is_sent(server, bucket):
    for key in ("a//b", "%41", "a%2Fb", "a b+c~d"):
        assert send(server, "PUT", f"/{bucket}/{urllib.parse.quote(key)}", b"x").status_code == 200
