"""Requests that no client of AWS's sends, and what must not come of them. Each test has a server of its own to lose."""

import base64
import datetime
import json
import socket
import time
from urllib.parse import urlsplit

import pytest
import requests

from helpers import allow, error_of, make_function, make_role, notify, permit_s3, signed_form
from pelton import ACCESS_KEY, Server, wait_until


@pytest.fixture
def alone(tmp_path, accounts_file):
    server = Server(tmp_path / "data", "--credentials", accounts_file).start()
    server.client("s3").create_bucket(Bucket="alone")
    yield server
    if server.process and server.process.poll() is None:
        assert server.stop() == 0
    else:
        server.process.stdout.close()


def raw(server, data, timeout=10):
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=timeout) as connection:
        connection.sendall(data)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    return answer


def presigned(server, method, **parameters):
    return server.client("s3", signature_version="s3v4").generate_presigned_url(method, Params={"Bucket": "alone", **parameters})


def get(server, url):
    return raw(server, f"GET {url.removeprefix(server.url)} HTTP/1.1\r\nHost: {server.url[7:]}\r\nConnection: close\r\n\r\n".encode())


@pytest.mark.parametrize("end", [2**63 - 2, 2**63 - 1, 2**63, 10**30])
def test_a_range_that_ends_at_the_largest_number(alone, end):
    alone.client("s3").put_object(Bucket="alone", Key="k", Body=b"x" * 100)
    got = alone.client("s3").get_object(Bucket="alone", Key="k", Range=f"bytes=90-{end}")
    assert (got["ContentRange"], got["Body"].read()) == ("bytes 90-99/100", b"x" * 10)
    assert alone.process.poll() is None


def test_a_line_end_in_a_response_parameter_adds_no_header(alone):
    alone.client("s3").put_object(Bucket="alone", Key="k", Body=b"x")
    answer = get(alone, presigned(alone, "get_object", Key="k", ResponseContentType="text/plain\r\nX-Evil: yes"))
    assert b"\r\nX-Evil:" not in answer
    assert answer.startswith(b"HTTP/1.1 400 ") and b"<Code>InvalidArgument</Code>" in answer
    assert b"<ArgumentName>response-content-type</ArgumentName>" in answer


@pytest.mark.parametrize("name", ["Content-Type", "Cache-Control", "x-amz-meta-a", "x-amz-website-redirect-location"])
@pytest.mark.parametrize("value", ["a\r\nX-Evil: yes", "a\nX-Evil: yes", "a\rb", "a\0b"])
def test_a_form_s_field_that_can_be_no_header_is_refused(alone, name, value):
    fields = signed_form([{"bucket": "alone"}, {"key": "k"}, ["starts-with", "$" + name, ""]], {"key": "k", name: value})
    response = requests.post(f"{alone.url}/alone", data=fields, files={"file": ("f", b"x", "text/plain")})
    assert (response.status_code, "<Code>InvalidArgument</Code>" in response.text) == (400, True), response.text
    assert error_of(lambda: alone.client("s3").head_object(Bucket="alone", Key="k")) == (404, "404")


def test_a_header_that_is_no_utf_8_is_refused(alone):
    target = presigned(alone, "put_object", Key="k").removeprefix(alone.url)
    head = f"PUT {target} HTTP/1.1\r\nHost: {alone.url[7:]}\r\nConnection: close\r\nContent-Length: 0\r\n"
    answer = raw(alone, head.encode() + b"Content-Disposition: attachment; filename=gr\xf6n\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ") and b"<Code>InvalidArgument</Code>" in answer
    answer = raw(alone, head.encode() + "Content-Disposition: attachment; filename=grün\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert "filename=grün".encode() in get(alone, presigned(alone, "get_object", Key="k"))


@pytest.mark.parametrize("query", ["uploadId=%FF", "versionId=%FF"])
def test_a_parameter_that_is_no_utf_8_is_not_left_out(alone, query):
    """Without it a request means another thing: an aborted upload would delete the object."""
    from test_signatures import send

    alone.client("s3").put_object(Bucket="alone", Key="k", Body=b"kept")
    assert 400 <= send(alone, "DELETE", f"/alone/k?{query}").status_code < 500
    assert 400 <= send(alone, "PUT", f"/alone/k?{query}&partNumber=1", b"part").status_code < 500
    for path in ("/alone?list-type=2&prefix=%FF", "/?%C3=x"):
        response = send(alone, "GET", path)
        assert (response.status_code, "<Code>InvalidURI</Code>" in response.text) == (400, True), response.text
    assert alone.client("s3").get_object(Bucket="alone", Key="k")["Body"].read() == b"kept"


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [(b"PUT /alone/k HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nhello", 400, "BadRequest"),
     (b"PUT /alone/k HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello", 400, "BadRequest"),
     (b"PUT /alone/k HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400, "BadRequest"),
     (b"PUT /alone/k HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", 400, "BadRequest"),
     (b"PUT /alone/k HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nhello", 400, "BadRequest"),
     (b"GET /alone/\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400, "BadRequest"), (b"nonsense\r\n\r\n", 400, "BadRequest"),
     (b"GET /" + b"k" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "RequestURITooLong"),
     (b"GET /k HTTP/1.1\r\nHost: x\r\nX-Long: " + b"k" * 40_000 + b"\r\n\r\n", 431, "RequestHeaderSectionTooLarge"),
     (b"GET /k HTTP/1.1\r\nHost: x\r\nX-Long: " + b"k" * 400_000 + b"\r\n\r\n", 431, "RequestHeaderSectionTooLarge")],
    ids=["negative length", "signed length", "two lengths", "length and chunks", "huge length", "raw byte in the path", "no HTTP", "long path",
         "long header", "very long header"])
def test_a_head_that_cannot_be_read_is_answered_and_logged_like_any_error(alone, request_, status, code):
    answer = raw(alone, request_)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer
    head, body = answer.split(b"\r\n\r\n", 1)
    request_id = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])[b"x-amz-request-id"].decode().upper()
    assert b"\r\nx-amz-id-2: " in head.lower() and b"\r\nConnection: close" in head
    assert f"<Code>{code}</Code>".encode() in body and f"<RequestId>{request_id}</RequestId>".encode() in body
    line, = wait_until(lambda: [line for line in alone.log_lines() if line.get("request_id") == request_id])
    assert (line["status"], line["error"], line["remote"]) == (str(status), code, "127.0.0.1")


def test_what_is_read_before_nonsense_is_answered_first(alone):
    answer = raw(alone, b"GET /_pelton/health HTTP/1.1\r\nHost: x\r\n\r\n" * 2 + b"nonsense\r\n\r\n")
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"400"]


def test_the_connection_ends_behind_a_request_for_another_protocol(alone):
    """The codec reads nothing behind it: a client that kept the connection would wait for nothing."""
    answer = raw(alone, b"GET /_pelton/health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ") and b"\r\nConnection: close" in answer
    answer = raw(alone, b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ") and b"\r\nConnection: close" in answer


def lambda_head(server, length, key=ACCESS_KEY, date=None, signed="host;x-amz-date", more=""):
    date = date or datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    return (
        f"POST /2015-03-31/functions HTTP/1.1\r\nHost: {server.url[7:]}\r\nContent-Length: {length}\r\nX-Amz-Date: {date}\r\n{more}"
        f"Authorization: AWS4-HMAC-SHA256 Credential={key}/{date[:8]}/us-east-1/lambda/aws4_request, SignedHeaders={signed}, "
        f"Signature={'0' * 64}\r\n\r\n").encode()


@pytest.mark.parametrize("key", ["NOBODY", ACCESS_KEY])
def test_bodies_that_never_come_hold_up_nobody(alone, key):
    """Bodies are kept whole for Lambda and IAM, within a bound. Who has no key takes none of it, who claims one not the last of it."""
    host, port = alone.url.removeprefix("http://").split(":")
    iam = alone.client("iam")
    make_role(alone, "a-role")
    sockets = []
    try:
        for length in [70_000_000] * 4 + [10_000_000] * 6 + [1_000_000] * 30 + [100_000] * 30:
            connection = socket.create_connection((host, int(port)), timeout=5)
            connection.sendall(lambda_head(alone, length, key=key) + b"x")
            sockets.append(connection)
        time.sleep(0.5)
        iam.put_role_policy(RoleName="a-role", PolicyName="p", PolicyDocument=allow("s3:GetObject") + " " * 9000)
    finally:
        for connection in sockets:
            connection.close()


@pytest.mark.parametrize(
    "change", [{"key": "NOBODY"}, {"key": ""}, {"date": "20200101T000000Z"}, {"signed": "x-amz-date"}],
    ids=["no such key", "no key", "long ago", "host not signed"])
def test_a_claim_that_cannot_hold_is_refused_before_the_body_is_asked_for(alone, change):
    answer = raw(alone, lambda_head(alone, 1000, more="Expect: 100-continue\r\n", **change))
    assert answer.startswith(b"HTTP/1.1 403 "), answer


def test_who_did_not_sign_sends_no_document(alone):
    for line in ("POST /alone?delete", "PUT /another-bucket"):
        head = f"{line} HTTP/1.1\r\nHost: {alone.url[7:]}\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"
        assert raw(alone, head.encode()).startswith(b"HTTP/1.1 403 ")


def test_a_permission_for_another_bucket_or_account_does_not_count(alone):
    arn = make_function(alone, "f", "def handler(event, context): pass")
    functions, s3 = alone.client("lambda"), alone.client("s3")
    for i, more in enumerate([
            {"SourceArn": "arn:aws:s3:::another"}, {"SourceArn": "arn:aws:s3:::alone", "SourceAccount": "111122223333"},
            {"Principal": "sns.amazonaws.com"}, {"Action": "lambda:GetFunction"}]):
        functions.add_permission(
            **{"FunctionName": "f", "StatementId": f"s{i}", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com", **more})
        assert error_of(lambda: notify(s3, "alone", arn)) == (400, "InvalidArgument"), more
    permit_s3(alone, "f", "alone")
    notify(s3, "alone", arn)


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff\xfe", b"[" * 200_000, b'{"Code": 5}'])
def test_malformed_json(alone, body):
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    from pelton import ACCESS_KEY, REGION, SECRET_KEY

    for service, path, headers in (
            ("lambda", "/2015-03-31/functions", {}), ("logs", "/", {"X-Amz-Target": "Logs_20140328.FilterLogEvents"})):
        request = AWSRequest("POST", alone.url + path, data=body, headers={"Content-Type": "application/x-amz-json-1.1", **headers})
        SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), service, REGION).add_auth(request)
        assert requests.post(request.url, data=body, headers=dict(request.headers)).status_code == 400
    assert alone.client("lambda").list_functions()["Functions"] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    # By the model's pattern the word "function" may be left out.
    [("f f", (400, "ValidationException")), ("arn:aws:lambda:us-east-1:000000000000:f", (404, "ResourceNotFoundException")),
     ("arn:aws:s3:::f", (400, "ValidationException")), ("n" * 65, (400, "InvalidParameterValueException")),
     ("arn:aws:lambda:eu-west-1:000000000000:function:f", (404, "ResourceNotFoundException"))])
def test_a_function_s_name_that_is_malformed(alone, name, expected):
    client = alone.client("lambda", parameter_validation=False)
    for ask in (client.get_function, client.get_function_configuration, client.get_policy, client.delete_function, client.invoke):
        assert error_of(lambda: ask(FunctionName=name)) == expected


@pytest.mark.parametrize(
    ("body", "length", "code"),
    [(b"5\r\nhello\r\n0\r\n", 6, "IncompleteBody"), (b"5\r\nhello\r\n0\r\n", 4, "IncompleteBody"), (b"5\r\nhello\r\n", 5, "IncompleteBody"),
     (b"zz\r\nhello\r\n0\r\n", 5, "IncompleteBody"), (b"FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n", 5, "IncompleteBody")],
    ids=["shorter than announced", "longer than announced", "without its end", "no size", "a size of all bits"])
def test_a_chunked_body_that_is_not_what_was_announced(alone, body, length, code):
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    from pelton import ACCESS_KEY, REGION, SECRET_KEY

    if body.endswith(b"0\r\n"):
        body += b"x-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    headers = {
        "X-Amz-Content-SHA256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "Content-Encoding": "aws-chunked", "X-Amz-Trailer": "x-amz-checksum-crc32",
        "X-Amz-Decoded-Content-Length": str(length)}
    request = AWSRequest("PUT", f"{alone.url}/alone/k", data=body, headers=headers)
    auth = S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION)
    auth.payload = lambda _: headers["X-Amz-Content-SHA256"]
    auth.add_auth(request)
    response = requests.put(request.url, data=body, headers=dict(request.headers))
    assert (response.status_code, f"<Code>{code}</Code>" in response.text) == (400, True), response.text
    assert error_of(lambda: alone.client("s3").head_object(Bucket="alone", Key="k")) == (404, "404")


def test_what_is_longer_than_announced_is_not_stored(alone):
    target = presigned(alone, "put_object", Key="k").removeprefix(alone.url)
    answer = raw(alone, f"PUT {target} HTTP/1.1\r\nHost: {alone.url[7:]}\r\nContent-Length: 3\r\n\r\nhello, world\r\n\r\n".encode())
    assert b"HTTP/1.1 400 " in answer
    try:
        assert alone.client("s3").get_object(Bucket="alone", Key="k")["Body"].read() == b"hel"
    except alone.client("s3").exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "NoSuchKey"


@pytest.mark.parametrize("number", ["0", "10001"])
def test_a_completion_with_a_part_number_out_of_range(alone, number):
    s3 = alone.client("s3")
    upload = s3.create_multipart_upload(Bucket="alone", Key="k")["UploadId"]
    etag = s3.upload_part(Bucket="alone", Key="k", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    complete = lambda: s3.complete_multipart_upload(  # noqa: E731
        Bucket="alone", Key="k", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": int(number), "ETag": etag}]})
    assert error_of(complete) == (400, "InvalidArgument")
    assert [part["PartNumber"] for part in s3.list_parts(Bucket="alone", Key="k", UploadId=upload)["Parts"]] == [1]


def test_base64_that_is_none_in_a_function_s_code(alone):
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    from pelton import ACCESS_KEY, REGION, SECRET_KEY

    role = make_role(alone, "r")
    body = json.dumps({"FunctionName": "f", "Runtime": "python3.12", "Handler": "a.b", "Role": role, "Code": {"ZipFile": "not base64"}}).encode()
    assert base64.b64encode(body)
    request = AWSRequest("POST", alone.url + "/2015-03-31/functions", data=body)
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "lambda", REGION).add_auth(request)
    assert requests.post(request.url, data=body, headers=dict(request.headers)).status_code == 400


def test_a_request_with_two_hosts(alone):
    """RFC 9112, section 3.2: answered by 400. A proxy in front may have judged the other one."""
    host, port = urlsplit(alone.url).netloc.split(":")
    for heads in ("Host: a.example\r\nHost: b.example", "Host: a.example\r\nhost: a.example"):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(f"GET /alone HTTP/1.1\r\n{heads}\r\n\r\n".encode())
            assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")


def signed_put(server, path, body=b"", headers=(), method="PUT"):
    """A request signed as every client does, by trimmed values, and its headers as they are given. Not sent yet."""
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    from pelton import REGION, SECRET_KEY

    request = AWSRequest(method, server.url + path, data=body, headers={name: value.strip() for name, value in dict(headers).items()})
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    lines = {"Host": server.url[7:], **dict(request.headers), **dict(headers)}
    return f"{method} {path} HTTP/1.1\r\n".encode() + "".join(f"{n}: {v}\r\n" for n, v in lines.items()).encode()


@pytest.mark.parametrize(
    ("name", "value"),
    [("Content-Length", "5 "), ("Content-Length", "  5  "), ("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg== "), ("x-amz-acl", "private\t"),
     ("x-amz-storage-class", "STANDARD "), ("If-None-Match", "*\t"), ("Content-Type", " text/plain \t"), ("Expect", "100-continue ")])
def test_white_space_around_a_value_is_no_part_of_it(alone, name, value):
    """RFC 9110, section 5.5."""
    headers = {"Content-Length": "5", "Connection": "close", name: value}
    answer = raw(alone, signed_put(alone, "/alone/k", b"hello", headers) + b"\r\nhello")
    assert b"HTTP/1.1 200 " in answer, answer
    assert alone.client("s3").get_object(Bucket="alone", Key="k")["Body"].read() == b"hello"


def test_metadata_is_kept_and_shown_without_white_space_around_it(alone):
    s3 = alone.client("s3")
    headers = {"Content-Length": "5", "Connection": "close", "x-amz-meta-a": " b  c \t"}
    head = signed_put(alone, "/alone/k", b"hello", headers)
    assert raw(alone, head + b"\r\nhello").startswith(b"HTTP/1.1 200 ")
    assert s3.head_object(Bucket="alone", Key="k")["Metadata"] == {"a": "b  c"}
    # A form's fields are no headers until they are shown as some.
    fields = signed_form([{"bucket": "alone"}, {"key": "f"}, ["starts-with", "$x-amz-meta-a", ""]], {"key": "f", "x-amz-meta-a": "  b "})
    assert requests.post(f"{alone.url}/alone", data=fields, files={"file": ("f", b"x", "text/plain")}).status_code == 204
    assert b"\r\nx-amz-meta-a: b\r\n" in get(alone, presigned(alone, "get_object", Key="f"))


def test_a_range_and_a_condition_with_white_space_behind_them(alone):
    alone.client("s3").put_object(Bucket="alone", Key="k", Body=b"hello")
    path = presigned(alone, "get_object", Key="k").removeprefix(alone.url)
    head = f"GET {path} HTTP/1.1\r\nHost: {alone.url[7:]} \r\nConnection: close \r\n"
    answer = raw(alone, (head + "Range: bytes=0-1 \r\n\r\n").encode())
    assert answer.startswith(b"HTTP/1.1 206 ") and answer.endswith(b"\r\n\r\nhe")
    assert raw(alone, (head + "If-None-Match: *\t\r\n\r\n").encode()).startswith(b"HTTP/1.1 304 ")


HEALTH = b"GET /_pelton/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    "line",
    [b"X : a\r\n", b"X\t: a\r\n", b"X: a\r\n b\r\n", b"X: a\r\n\tb\r\n", b"X: a\0b\r\n", b"X: a\rb\r\n", b"X: a\x01\r\n", b"X: a\x7f\r\n", b": a\r\n",
     b"X\r\n", b"X\xc3\xa4: a\r\n", b"X: a\n", b"Content-Length: 0\r\nContent-Length: 0\r\n", b"Content-Length: 0, 0\r\n",
     b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"],
    ids=lambda line: repr(line)[2:-1])
def test_a_header_that_two_could_read_in_two_ways(alone, line):
    """RFC 9112, sections 2.2, 5 and 6."""
    assert raw(alone, HEALTH + line + b"\r\n").startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("head", [b"GET /_pelton/health HTTP/1.1\r\n\r\n", HEALTH.replace(b"Host: x", b"Host: x y") + b"\r\n"])
def test_a_request_without_a_host_or_with_none_that_could_be(alone, head):
    assert raw(alone, head).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("coding", ["identity", "gzip, chunked", "gzip"])
def test_a_transfer_coding_that_is_not_known(alone, coding):
    answer = raw(alone, HEALTH + f"Transfer-Encoding: {coding}\r\n\r\n0\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 501 ") and b"<Code>NotImplemented</Code>" in answer and b"<Header>Transfer-Encoding</Header>" in answer


FORM = b"Action=ListRoles&Version=2010-05-08"
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(FORM), FORM)


@pytest.mark.parametrize(
    ("body", "is_read"),
    [(CHUNKED, True), (CHUNKED.replace(b"0\r\n", b"0\r\nX: y \r\n"), True), (CHUNKED.replace(b"\r\n", b";a=b\r\n", 1), True),
     (CHUNKED.replace(b"\r\n", b"\n", 1), False), (CHUNKED.replace(b"08\r\n", b"08\n"), False), (CHUNKED.replace(b"0\r\n", b"0\n"), False),
     (CHUNKED[:-2] + b"\n", False), (CHUNKED.replace(b"0\r\n", b"0\r\nX: y\n"), False), (CHUNKED.replace(b"\r\n", b";a=b\n", 1), False),
     (CHUNKED.replace(b"\r\n", b";a=\rb\r\n", 1), False), (CHUNKED.replace(b"\r\n", b" \r\n", 1), False), (b"0x" + CHUNKED, False),
     (b"-" + CHUNKED, False), (b"+" + CHUNKED, False), (b"F" * 17 + CHUNKED, False), (CHUNKED.replace(b"0\r\n", b"0\r\nX : y\r\n"), False),
     (CHUNKED.replace(b"0\r\n", b"0\r\nX: y\r\n z\r\n"), False), (CHUNKED.replace(b"0\r\n", b"0\r\nX: y\0\r\n"), False)],
    ids=lambda value: repr(value[:12] + value[-24:])[2:-1] if isinstance(value, bytes) else "")
def test_chunks_that_two_could_count_in_two_ways(alone, body, is_read):
    """RFC 9112, section 7.1. A second request behind it must not be read where the first did not end."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    from pelton import REGION, SECRET_KEY

    request = AWSRequest("POST", alone.url + "/", data=FORM, headers={"Content-Type": "application/x-www-form-urlencoded"})
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "iam", REGION).add_auth(request)
    lines = {"Host": alone.url[7:], "Transfer-Encoding": "chunked", **dict(request.headers)}
    head = "POST / HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    answer = raw(alone, head.encode() + body + HEALTH + b"\r\n")
    assert (answer.startswith(b"HTTP/1.1 200 "), answer.count(b'{"status":"ok"}')) == (is_read, is_read), answer
