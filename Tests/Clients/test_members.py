"""The comparison that every answer of the clients' tests goes through: that it notices what it is for."""

import http.client
import http.server
import json
import threading
from xml.etree import ElementTree

import pytest
import requests

import answers
import members

LISTING = "Name Prefix Marker MaxKeys IsTruncated"


def document(names, root="ListBucketResult"):
    return ElementTree.fromstring(f"<{root}>" + "".join(f"<{name}>x</{name}>" for name in names.split()) + f"</{root}>")


@pytest.fixture
def output(s3):
    return lambda operation: s3.meta.service_model.operation_model(operation).output_shape


@pytest.mark.parametrize(
    ("names", "wrong"),
    [(LISTING, None), ("Name Prefix Marker IsTruncated", "lacks MaxKeys"), ("Prefix Name Marker MaxKeys IsTruncated", "lacks Name"),
     (LISTING + " Name", "has Name where"), (LISTING + " KeyCount", "AWS's model does not have"),
     (LISTING + " Resource", "AWS's model does not have")])
def test_a_listing(output, names, wrong):
    if wrong is None:
        members.check_answer("ListObjects", output("ListObjects"), document(names))
        return
    with pytest.raises(AssertionError, match=wrong):
        members.check_answer("ListObjects", output("ListObjects"), document(names))


def test_what_is_below(output):
    root = document(LISTING)
    root.append(document("Key LastModified ETag Size Owner", "Contents"))
    with pytest.raises(AssertionError, match="Contents/Owner lacks ID"):
        members.check_answer("ListObjects", output("ListObjects"), root)


@pytest.mark.parametrize(
    ("names", "wrong"),
    [("Code Message Key RequestId HostId", None), ("Code Message Key Resource RequestId HostId", "not"), ("Code Message RequestId HostId", "not"),
     ("Code Message Key HostId RequestId", "HostId")])
def test_an_error(names, wrong):
    root = document(names, "Error")
    root.find("Code").text = "NoSuchKey"
    if wrong is None:
        members.check_error("GetObject", root)
        return
    with pytest.raises(AssertionError, match=wrong):
        members.check_error("GetObject", root)


def test_a_header(output):
    members.check_headers("GetObject", output("GetObject"), ["etag", "x-amz-meta-any", "x-amz-request-id"])
    with pytest.raises(AssertionError, match="x-amz-own"):
        members.check_headers("GetObject", output("GetObject"), ["x-amz-own"])


@pytest.fixture
def impostor(tmp_path):
    """A server that answers as it is told, with a log that says what it was asked for."""
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = b"" if body_of is None else b'<?xml version="1.0"?>\n' + ElementTree.tostring(body_of)
            self.send_response(status)
            for name, value in {"x-amz-id-2": "host", "x-amz-request-id": str(number), "Content-Type": "application/xml", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    status, headers, body_of, number = 200, {}, None, 0
    log = tmp_path / "log"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answers.of_server(server.server_port, log)

        def tell(operation, document=None, code=200, more=()):
            nonlocal status, headers, body_of, number
            status, headers, body_of, number = code, dict(more), document, number + 1
            with open(log, "a") as file:
                print(json.dumps({"operation": operation, "request_id": str(number)}, separators=(",", ":")), file=file)
            return f"127.0.0.1:{server.server_port}"

        yield tell
        server.shutdown()


def by_http_client(place):
    connection = http.client.HTTPConnection(place)
    connection.request("GET", "/")
    connection.getresponse().read()
    connection.close()


def by_requests(place):
    requests.get(f"http://{place}/", timeout=10)


@pytest.mark.parametrize("ask", [by_http_client, by_requests])
def test_answers_that_no_sdk_asked_for(impostor, ask):
    def wrong(*told):
        answers.settle()
        ask(impostor(*told))
        return answers.settle()

    assert wrong("ListObjects", document(LISTING)) == []
    assert "lacks MaxKeys" in wrong("ListObjects", document("Name Prefix Marker IsTruncated"))[0]
    assert "x-amz-other" in wrong("ListObjects", document(LISTING), 200, [("x-amz-other", "1")])[0]
    assert wrong("GetObject", document("Code Message RequestId HostId", "Error")) == []
    assert wrong("GetObject", document("Code Message Key RequestId HostId", "Error"), 404) != []
    assert "x-amz-other" in wrong("HeadObject", None, 200, [("x-amz-other", "1")])[0]
