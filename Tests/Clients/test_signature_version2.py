"""What boto3 and the AWS CLI sign by default: URLs and forms of Signature Version 2. Source: S3 API Reference, "Signing and authenticating
REST requests (AWS signature version 2)"; what S3 answers is recorded."""

import base64
import datetime
import hashlib
import hmac
import http.client
import json
import re
import time
import urllib.parse
from email.header import decode_header, make_header

import pytest
import requests
from botocore.exceptions import ClientError

from helpers import error_of, make_function, make_role
from pelton import ACCESS_KEY, SECRET_KEY, Server


def code(response):
    found = re.search("<Code>(.*?)</Code>", response.text)
    return response.status_code, found.group(1) if found else ""


def members(response):
    """The names of an error's members, but for those that every error ends with."""
    names = re.findall(r"<(\w+)(?:/>|>)", response.text.split("<Error>")[-1])
    return [name for name in names if name not in ("Resource", "RequestId", "HostId")]


def member(response, name):
    found = re.search(f"<{name}>(.*?)</{name}>", response.text, re.S)
    return found and found.group(1)


def sign(text, secret=SECRET_KEY):
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()


@pytest.fixture
def url(server, bucket):
    """A URL as boto3 makes it with nothing but an endpoint."""
    def make(operation, expires=600, client=None, **parameters):
        made = (client or server.client("s3")).generate_presigned_url(
            operation, Params={"Bucket": bucket, **parameters}, ExpiresIn=expires)
        assert "AWSAccessKeyId=" in made and "X-Amz-" not in made
        return made

    return make


def test_an_object_s_whole_life_by_url(url, s3, bucket):
    key = "a/ü ~+%2F=&c"
    assert requests.put(url("put_object", Key=key), data=b"hello").status_code == 200
    assert requests.get(url("get_object", Key=key)).content == b"hello"
    assert requests.get(url("get_object", Key=key), headers={"Range": "bytes=1-2"}).content == b"el"
    assert requests.head(url("head_object", Key=key)).headers["Content-Length"] == "5"
    assert "<Contents>" in requests.get(url("list_objects_v2", Prefix="a/", Delimiter="/")).text + requests.get(url("list_objects")).text
    assert requests.head(url("head_bucket")).status_code == 200
    created = requests.post(url("create_multipart_upload", Key="parts"))
    upload = re.search("<UploadId>(.*)</UploadId>", created.text).group(1)
    etag = requests.put(url("upload_part", Key="parts", UploadId=upload, PartNumber=1), data=b"part").headers["ETag"]
    assert "<PartNumber>1</PartNumber>" in requests.get(url("list_parts", Key="parts", UploadId=upload)).text
    document = f"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>"
    done = requests.post(url("complete_multipart_upload", Key="parts", UploadId=upload), data=document)
    assert (done.status_code, "<CompleteMultipartUploadResult" in done.text) == (200, True)
    assert "<Owner>" in requests.get(url("get_object_acl", Key="parts")).text
    assert "<TagSet>" in requests.get(url("get_object_tagging", Key="parts")).text
    assert "<LocationConstraint" in requests.get(url("get_bucket_location")).text
    assert requests.delete(url("delete_object", Key="parts")).status_code == 204
    assert requests.delete(url("delete_object", Key=key)).status_code == 204
    assert requests.delete(url("delete_bucket")).status_code == 204


def test_the_answer_s_headers_and_the_version(url, s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"first")["VersionId"]
    s3.put_object(Bucket=bucket, Key="k", Body=b"second")
    made = url("get_object", Key="k", VersionId=first, ResponseContentType="text/x-own", ResponseContentDisposition='attachment; filename="a b"')
    answer = requests.get(made)
    assert (answer.content, answer.headers["Content-Type"]) == (b"first", "text/x-own")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a b"'
    assert code(requests.get(made.replace("text%2Fx-own", "text%2Fhtml"))) == (403, "SignatureDoesNotMatch")
    assert code(requests.get(re.sub("versionId=[^&]*&", "", made))) == (403, "SignatureDoesNotMatch")
    # A parameter of no meaning for the resource is not signed.
    assert requests.get(made + "&x-id=GetObject").status_code == 200


@pytest.mark.parametrize("operation", ["get_object", "list_objects_v2"])
def test_a_bucket_by_host_name(server, s3, bucket, operation):
    """boto signs the bucket before the path, whether the host names it or not."""
    s3.put_object(Bucket=bucket, Key="a/k", Body=b"hello")
    port = server.url.rsplit(":", 1)[1]
    client = server.client("s3", s3={"addressing_style": "virtual"})
    key = {"Key": "a/k"} if operation == "get_object" else {}
    made = client.generate_presigned_url(operation, Params={"Bucket": bucket, **key})
    parts = urllib.parse.urlsplit(made)
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=30)
    path = parts.path if parts.netloc.startswith(bucket) else parts.path.removeprefix("/" + bucket) or "/"
    connection.request("GET", f"{path}?{parts.query}", headers={"Host": f"{bucket}.localhost:{port}"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()


# MARK: Headers


def test_types_digests_and_metadata_are_signed(url, s3, bucket):
    made = url("put_object", Key="k", ContentType="text/x-own", Metadata={"a": "1"})
    own = {"Content-Type": "text/x-own", "x-amz-meta-a": "1"}
    for sent in ({}, own, {"Content-Type": "text/x-own"}, {**own, "Content-Encoding": "gzip", "Cache-Control": "no-store"}):
        assert requests.put(made, data=b"x", headers=sent).status_code == 200, sent
        found = s3.head_object(Bucket=bucket, Key="k")
        assert (found["ContentType"], found["Metadata"]) == ("text/x-own", {"a": "1"})
    assert found["CacheControl"] == "no-store"
    for sent in ({"Content-Type": "text/html"}, {"x-amz-meta-a": "2"}, {"x-amz-meta-b": "1"}, {"x-amz-acl": "private"},
                 {"Content-MD5": base64.b64encode(hashlib.md5(b"x").digest()).decode()}):
        answer = requests.put(made, data=b"x", headers=sent)
        assert code(answer) == (403, "SignatureDoesNotMatch"), sent
        assert "HeadersNotSigned" not in answer.text
    bare = url("put_object", Key="k")
    assert code(requests.put(bare, data=b"x", headers={"Content-Type": "text/x-own"})) == (403, "SignatureDoesNotMatch")


def test_metadata_in_the_query_may_be_any_text(server, s3, bucket):
    """More than boto lets through, but what it would have signed."""
    expires = int(time.time()) + 600
    signature = sign(f"PUT\n\n\n{expires}\nx-amz-meta-a:grün + 1\n/{bucket}/k")
    query = urllib.parse.urlencode(
        {"x-amz-meta-a": "grün + 1", "AWSAccessKeyId": ACCESS_KEY, "Expires": expires, "Signature": signature}, quote_via=urllib.parse.quote)
    assert "x-amz-meta-a=gr%C3%BCn%20%2B%201" in query
    assert requests.put(f"{server.url}/{bucket}/k?{query}", data=b"x").status_code == 200
    raw = s3.head_object(Bucket=bucket, Key="k")["Metadata"]["a"]
    text = str(make_header(decode_header(raw))) if raw.startswith("=?") else raw.encode("latin-1").decode()
    assert text == "grün + 1"


@pytest.mark.parametrize("name", ["content-type", "x-amz-meta-a"])
def test_a_value_that_no_header_can_carry(server, s3, bucket, name):
    expires = int(time.time()) + 600
    value = "text/html\nx-amz-acl:public-read"
    line = value if name == "content-type" else ""
    own = "" if line else f"{name}:{value}\n"
    signature = sign(f"PUT\n\n{line}\n{expires}\n{own}/{bucket}/k")
    query = urllib.parse.urlencode({name: value, "AWSAccessKeyId": ACCESS_KEY, "Expires": expires, "Signature": signature})
    assert code(requests.put(f"{server.url}/{bucket}/k?{query}", data=b"x")) == (400, "InvalidArgument")
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_a_declared_payload_is_looked_at(server, s3, bucket):
    """Version 2 covers no payload, but what is said of it must be so."""
    expires = int(time.time()) + 600

    def put(value, body, **more):
        text = "".join(f"{n}:{v}\n" for n, v in sorted({"x-amz-content-sha256": value, **more}.items()))
        query = urllib.parse.urlencode(
            {"AWSAccessKeyId": ACCESS_KEY, "Expires": expires, "Signature": sign(f"PUT\n\n\n{expires}\n{text}/{bucket}/k")})
        return code(requests.put(f"{server.url}/{bucket}/k?{query}", data=body, headers={"x-amz-content-sha256": value, **more}))

    assert put(hashlib.sha256(b"y").hexdigest(), b"x") == (400, "XAmzContentSHA256Mismatch")
    assert put("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", b"x") == (400, "InvalidRequest")
    assert put(hashlib.sha256(b"x").hexdigest(), b"x") == (200, "")
    chunks = b"5\r\nhello\r\n0\r\n\r\n"
    assert put("STREAMING-UNSIGNED-PAYLOAD-TRAILER", chunks, **{"x-amz-decoded-content-length": "5"}) == (200, "")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"hello"


# MARK: What is refused


def test_a_wrong_signature_says_what_was_signed(url, s3, bucket):
    made = url("get_object", Key="k")
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(made).query))
    wrong = base64.b64encode(bytes(20)).decode()
    answer = requests.get(made.replace(urllib.parse.quote(query["Signature"], ""), urllib.parse.quote(wrong, "")))
    assert code(answer) == (403, "SignatureDoesNotMatch")
    text = f"GET\n\n\n{query['Expires']}\n/{bucket}/k"
    assert members(answer) == ["Code", "Message", "AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes"]
    assert (member(answer, "AWSAccessKeyId"), member(answer, "StringToSign"), member(answer, "SignatureProvided")) == (ACCESS_KEY, text, wrong)
    assert member(answer, "StringToSignBytes") == " ".join(f"{byte:02x}" for byte in text.encode())
    for method in ("PUT", "DELETE", "HEAD"):
        assert requests.request(method, made).status_code == 403


@pytest.mark.parametrize("extra", ["acl", "tagging", "%61cl", "retention", "legal-hold", "versionId=null", "uploads", "response-expires=0"])
def test_a_url_does_what_it_was_made_for_and_nothing_else(url, s3, bucket, extra):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    for operation, method in (("get_object", "GET"), ("put_object", "PUT")):
        assert code(requests.request(method, f"{url(operation, Key='k')}&{extra}", data=b"<a/>")) == (403, "SignatureDoesNotMatch")
    assert code(requests.get(f"{url('list_objects')}&{extra}")) == (403, "SignatureDoesNotMatch")


def test_a_parameter_is_not_hidden_in_the_value_of_another(server, s3, bucket):
    """Values are signed decoded: two parameters and one whose value has the other in it read the same."""
    s3.put_object(Bucket=bucket, Key="k", Body=b"kept")
    def send(method, query, sent):
        expires = str(int(time.time()) + 600)
        signature = urllib.parse.quote(sign(f"{method}\n\n\n{expires}\n/{bucket}/k?{query}"), safe="")
        return requests.request(
            method, f"{server.url}/{bucket}/k?AWSAccessKeyId={ACCESS_KEY}&Expires={expires}&Signature={signature}&{sent}", data=b"")
    assert code(send("PUT", "partNumber=1&uploadId=abc", "partNumber=1&uploadId=abc")) == (404, "NoSuchUpload")
    for method, query, hidden in (("PUT", "partNumber=1&uploadId=abc", "partNumber=1%26uploadId%3Dabc"),
                                  ("GET", "response-content-type=a&versionId=null", "response-content-type=a%26versionId%3Dnull")):
        assert code(send(method, query, hidden)) == (400, "InvalidURI")
    # What hides none is a value like others.
    value = "response-content-disposition=a&b=c"
    assert send("GET", value, "response-content-disposition=a%26b%3Dc").headers["Content-Disposition"] == "a&b=c"
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"kept"


def test_a_session_s_token_in_any_letters(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    for name in ("x-amz-security-token", "X-Amz-Security-Token"):
        expires = str(int(time.time()) + 600)
        signature = urllib.parse.quote(sign(f"GET\n\n\n{expires}\nx-amz-security-token:nobody's\n/{bucket}/k"), safe="")
        answer = requests.get(
            f"{server.url}/{bucket}/k?AWSAccessKeyId={ACCESS_KEY}&Expires={expires}&Signature={signature}&{name}=nobody's")
        assert code(answer) == (400, "InvalidToken")


def test_a_url_ends(url, bucket):
    answer = requests.get(url("get_object", expires=-10, Key="k"))
    assert (code(answer), member(answer, "Message")) == ((403, "AccessDenied"), "Request has expired")
    assert members(answer) == ["Code", "Message", "Expires", "ServerTime"]
    assert member(answer, "Expires") < member(answer, "ServerTime")
    made = url("get_object", Key="k")
    later = re.sub(r"Expires=(\d+)", lambda found: f"Expires={int(found[1]) + 1}", made)
    assert code(requests.get(later)) == (403, "SignatureDoesNotMatch")
    never = requests.get(re.sub(r"Expires=\d+", "Expires=never", made))
    assert (code(never), member(never, "Message")) == ((403, "AccessDenied"), "Invalid date (should be seconds since epoch): never")
    without = requests.get(re.sub(r"&Expires=\d+", "", made))
    assert member(without, "Message") == "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"


def test_a_key_that_nobody_has(server, url, bucket):
    answer = requests.get(url("get_object", client=server.client("s3", access_key="AKIANOBODYKNOWSTHIS0"), Key="k"))
    assert code(answer) == (403, "InvalidAccessKeyId")
    assert members(answer) == ["Code", "Message", "AWSAccessKeyId"]


def test_two_signatures(url, bucket):
    answer = requests.get(url("get_object", Key="k") + "&X-Amz-Algorithm=AWS4-HMAC-SHA256")
    assert code(answer) == (400, "InvalidArgument")
    assert member(answer, "Message").startswith("Only one auth mechanism allowed;")


SIGNS = """
import boto3, os

def handler(event, context):
    s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    return {"get": s3.generate_presigned_url("get_object", Params=event), "put": s3.generate_presigned_url("put_object", Params=event),
            "form": s3.generate_presigned_post(**event)}
"""


def test_what_a_session_signed(server, s3, bucket):
    role = make_role(server, "signs-version2", "s3:GetObject", resource=f"arn:aws:s3:::{bucket}/*")
    make_function(server, "signs-version2", SIGNS, role=role)
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello")
    answer = server.client("lambda").invoke(FunctionName="signs-version2", Payload=json.dumps({"Bucket": bucket, "Key": "k"}))
    made = json.loads(answer["Payload"].read())
    assert "AWSAccessKeyId=" in made["get"] and "x-amz-security-token=" in made["get"]
    assert requests.get(made["get"]).content == b"hello"
    assert code(requests.put(made["put"], data=b"x")) == (403, "AccessDenied")
    assert code(requests.get(re.sub("&x-amz-security-token=[^&]*", "", made["get"])))[1] in ("InvalidToken", "InvalidAccessKeyId")
    assert code(requests.get(re.sub("(x-amz-security-token=)[^&]*", r"\1other", made["get"])))[1] == "InvalidToken"
    assert "x-amz-security-token" in made["form"]["fields"]
    assert code(requests.post(made["form"]["url"], data=made["form"]["fields"], files={"file": b"x"})) == (403, "AccessDenied")


# MARK: Clients


def test_the_aws_cli_s_own_presign(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b/ü", Body=b"hello")
    made = server.aws("s3", "presign", f"s3://{bucket}/a b/ü", check=True).stdout.strip()
    assert "AWSAccessKeyId=" in made
    assert requests.get(made).content == b"hello"


def header_client(server):
    return server.client("s3", signature_version="s3")


def test_in_headers_it_is_refused_unless_it_is_asked_for(server, bucket):
    with pytest.raises(ClientError) as refused:
        header_client(server).list_objects(Bucket=bucket)
    error = refused.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "InvalidRequest", "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")


def test_in_headers_where_it_is_asked_for(tmp_path):
    server = Server(tmp_path / "data", "--signature-v2", "all").start()
    try:
        two = header_client(server)
        two.create_bucket(Bucket="two")
        two.put_object(Bucket="two", Key="a b/ü+", Body=b"hello", Metadata={"a": "1"}, ContentType="text/x-own")
        found = two.get_object(Bucket="two", Key="a b/ü+", ResponseContentType="text/x-other")
        assert (found["Body"].read(), found["Metadata"], found["ContentType"]) == (b"hello", {"a": "1"}, "text/x-other")
        upload = two.create_multipart_upload(Bucket="two", Key="parts")["UploadId"]
        etag = two.upload_part(Bucket="two", Key="parts", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
        two.complete_multipart_upload(
            Bucket="two", Key="parts", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
        deleted = two.delete_objects(Bucket="two", Delete={"Objects": [{"Key": "parts"}]})
        assert [found["Key"] for found in deleted["Deleted"]] == ["parts"]
        wrong = server.client("s3", signature_version="s3", secret_key="wrong" * 8)
        assert error_of(lambda: wrong.list_buckets()) == (403, "SignatureDoesNotMatch")
        assert error_of(lambda: server.client("s3", "AKIANOBODYKNOWSTHIS0", signature_version="s3").list_buckets()) == (403, "InvalidAccessKeyId")
        # One of Version 4 is none the worse for it, and a host that names a bucket is signed before the path.
        assert server.client("s3").list_buckets()["Buckets"]
        date = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        host = f"two.localhost:{server.url.rsplit(':', 1)[1]}"
        headers = {"Host": host, "Date": date, "Authorization": f"AWS {ACCESS_KEY}:{sign(f'GET{chr(10) * 3}{date}{chr(10)}/two/?acl')}"}
        assert requests.get(f"{server.url}/?acl", headers=headers).status_code == 200
        late = {**headers, "Date": "Tue, 27 Mar 2007 19:36:42 +0000"}
        answer = requests.get(f"{server.url}/?acl", headers=late)
        assert (code(answer), member(answer, "RequestTime")) == ((403, "RequestTimeTooSkewed"), late["Date"])
        without = {"Host": host, "Authorization": headers["Authorization"]}
        assert member(requests.get(f"{server.url}/?acl", headers=without), "Message") == (
            "AWS authentication requires a valid Date or x-amz-date header")
    finally:
        server.stop()


def test_where_it_is_off_all_of_it_is_refused(tmp_path):
    server = Server(tmp_path / "data", environment={"PELTON_SIGNATURE_V2": "off"}).start()
    try:
        s3 = server.client("s3")
        s3.create_bucket(Bucket="four")
        refused = (400, "InvalidRequest")
        answer = requests.get(s3.generate_presigned_url("get_object", Params={"Bucket": "four", "Key": "k"}))
        assert code(answer) == refused and "Please use AWS4-HMAC-SHA256." in answer.text
        made = s3.generate_presigned_post("four", "k")
        answer = requests.post(made["url"], data=made["fields"], files={"file": b"x"})
        assert code(answer) == refused and "Please use AWS4-HMAC-SHA256." in answer.text
        assert error_of(lambda: header_client(server).list_buckets()) == refused
        four = server.client("s3", signature_version="s3v4")
        assert requests.put(four.generate_presigned_url("put_object", Params={"Bucket": "four", "Key": "k"}), data=b"x").status_code == 200
    finally:
        server.stop()


# MARK: Forms


def post(made, fields=None, body=b"picture"):
    return requests.post(made["url"], data=made["fields"] if fields is None else fields, files={"file": ("f.txt", body)}, allow_redirects=False)


def made_form(s3, bucket, key="up/${filename}", conditions=(), fields=None, expires=600):
    made = s3.generate_presigned_post(
        bucket, key, Fields=fields, Conditions=[["starts-with", "$key", "up/"], *conditions], ExpiresIn=expires)
    assert "signature" in made["fields"] and "AWSAccessKeyId" in made["fields"]
    return made


def test_a_form_of_boto3_s(s3, bucket):
    made = made_form(
        s3, bucket, conditions=[{"x-amz-meta-a": "1"}, ["content-length-range", 1, 100], {"x-amz-storage-class": "STANDARD_IA"}],
        fields={"x-amz-meta-a": "1", "x-amz-storage-class": "STANDARD_IA"})
    assert post(made).status_code == 204
    found = s3.get_object(Bucket=bucket, Key="up/f.txt")
    assert (found["Body"].read(), found["Metadata"], found["StorageClass"]) == (b"picture", {"a": "1"}, "STANDARD_IA")
    shouted = {name.upper() if name != "key" else name: value for name, value in made["fields"].items()}
    assert post(made, shouted).status_code == 204


def test_a_class_that_does_not_exist(s3, bucket):
    answer = post(made_form(s3, bucket, conditions=[["starts-with", "$x-amz-storage-class", ""]], fields={"x-amz-storage-class": "NONE"}))
    assert (code(answer), member(answer, "StorageClassRequested")) == ((400, "InvalidStorageClass"), "NONE")


def test_a_form_that_says_where_to_go(s3, bucket):
    for target, status in (("http://example.com/done", 303), ("done.html", 204), ("/done.html", 204)):
        answer = post(made_form(
            s3, bucket, conditions=[{"success_action_redirect": target}], fields={"success_action_redirect": target}))
        assert (answer.status_code, answer.content) == (status, b"")
    secure = made_form(
        s3, bucket, conditions=[{"success_action_redirect": "https://example.com/"}], fields={"success_action_redirect": "http://example.com/"})
    assert code(post(secure)) == (403, "AccessDenied")


def test_a_form_that_was_changed(s3, bucket):
    made = made_form(s3, bucket)
    other = base64.b64encode(base64.b64decode(made["fields"]["policy"]).replace(b"up/", b"no/")).decode()
    for change in ({"policy": other}, {"signature": base64.b64encode(bytes(20)).decode()}):
        fields = {**made["fields"], **change}
        answer = post(made, fields)
        assert code(answer) == (403, "SignatureDoesNotMatch")
        assert members(answer) == ["Code", "Message", "AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes"]
        assert (member(answer, "StringToSign"), member(answer, "SignatureProvided")) == (fields["policy"], fields["signature"])
    assert code(post(made, {**made["fields"], "AWSAccessKeyId": "AKIANOBODYKNOWSTHIS0"})) == (403, "InvalidAccessKeyId")
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_a_form_that_is_too_late(s3, bucket):
    answer = post(made_form(s3, bucket, expires=-10))
    assert (code(answer), member(answer, "Message")) == ((403, "AccessDenied"), "Invalid according to Policy: Policy expired.")


@pytest.mark.parametrize("missing", ["AWSAccessKeyId", "signature"])
def test_a_form_without_a_part_of_its_signature(s3, bucket, missing):
    made = made_form(s3, bucket)
    answer = post(made, {name: value for name, value in made["fields"].items() if name != missing})
    shown = {"signature": "Signature"}.get(missing, missing)
    assert code(answer) == (400, "InvalidArgument")
    assert member(answer, "Message") == (
        f"Bucket POST must contain a field named '{shown}'.  If it is specified, please check the order of the fields.")
    assert member(answer, "ArgumentName") == shown and re.search("<ArgumentValue(/>|></ArgumentValue>)", answer.text)


def test_a_policy_that_nobody_signed(s3, bucket):
    made = made_form(s3, bucket)
    answer = post(made, {name: value for name, value in made["fields"].items() if name in ("key", "policy")})
    assert (code(answer), member(answer, "Message")) == ((403, "AccessDenied"), "Access Denied")
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


@pytest.mark.parametrize(
    ("condition", "expected", "text"),
    [
        (["eq", "success_action_status", "200"], (403, "AccessDenied"),
         'Invalid according to Policy: Policy Condition failed: ["eq", "success_action_status", "200"]'),
        (["content-length-range", "a", 10], (403, "AccessDenied"),
         'Invalid according to Policy: Policy Condition failed: ["content-length-range", "a", 10]'),
        ({"acl": "private", "tagging": ""}, (400, "InvalidPolicyDocument"),
         "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."),
    ])
def test_conditions_that_cannot_be(s3, bucket, condition, expected, text):
    answer = post(made_form(s3, bucket, conditions=[condition], fields={"success_action_status": "200"}))
    assert (code(answer), member(answer, "Message").replace("&quot;", '"')) == (expected, text)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
