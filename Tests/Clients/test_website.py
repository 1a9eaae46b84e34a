"""Buckets as websites, for browsers. Source: S3 User Guide, "Hosting a static website using Amazon S3"."""

import json
import re

import pytest
import requests

from helpers import error_of, message_of, signed_form
from pelton import Server

SITE = {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}}


@pytest.fixture(scope="module")
def hosting(tmp_path_factory, accounts_file):
    """A server with a suffix for websites, under one for buckets."""
    server = Server(
        tmp_path_factory.mktemp("hosting") / "data", "--credentials", accounts_file, "--website-domain", "web.localhost,Pages.test").start()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def client(hosting):
    return hosting.client("s3")


def make_bucket(client, name, *actions):
    """A bucket that anybody may do `actions` to."""
    client.create_bucket(Bucket=name)
    client.delete_public_access_block(Bucket=name)
    resources = {"s3:GetObject": f"arn:aws:s3:::{name}/*", "s3:ListBucket": f"arn:aws:s3:::{name}"}
    statements = [{"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resources[action]} for action in actions]
    client.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return name


PAGES = {
    "index.html": "home", "docs/index.html": "docs", "docs/page.html": "page", "photo": "a photo", "a b/ü/index.html": "coded",
    "error.html": "sorry", "deep/er/index.html": "deeper",
}


def fill(client, name):
    for key, body in PAGES.items():
        client.put_object(Bucket=name, Key=key, Body=body.encode(), ContentType="text/html", CacheControl="max-age=7")
    client.put_object(Bucket=name, Key="moved", Body=b"", WebsiteRedirectLocation="/docs/page.html")
    client.put_object(Bucket=name, Key="away/index.html", Body=b"", WebsiteRedirectLocation="https://example.com/there?a=b")


@pytest.fixture(scope="module")
def site(client):
    """A website that says which of its pages there are."""
    name = make_bucket(client, "open-site", "s3:GetObject", "s3:ListBucket")
    fill(client, name)
    client.put_bucket_website(Bucket=name, WebsiteConfiguration=SITE)
    return name


def visit(server, name, path="/", method="GET", suffix="web.localhost", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(
        method, server.url + path, headers={"Host": f"{name}.{suffix}", **headers}, allow_redirects=False)


# MARK: The configuration

RULE = {"Condition": {"KeyPrefixEquals": "a/"}, "Redirect": {"ReplaceKeyPrefixWith": "b/"}}


# Source: API_PutBucketWebsite.
@pytest.mark.parametrize(
    "configuration",
    [
        {"IndexDocument": {"Suffix": "index.html"}}, SITE, {"RedirectAllRequestsTo": {"HostName": "example.com"}},
        {"RedirectAllRequestsTo": {"HostName": "example.com", "Protocol": "https"}}, {**SITE, "RoutingRules": [RULE]},
        {**SITE, "RoutingRules": [{"Redirect": {"HostName": "example.com", "HttpRedirectCode": "307", "Protocol": "http"}},
                                  {"Condition": {"HttpErrorCodeReturnedEquals": "404"}, "Redirect": {"ReplaceKeyWith": "x"}}]},
        {**SITE, "RoutingRules": [RULE] * 50},
    ])
def test_a_configuration_is_read_back(s3, bucket, configuration):
    assert error_of(lambda: s3.get_bucket_website(Bucket=bucket)) == (404, "NoSuchWebsiteConfiguration")
    s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration=configuration)
    got = s3.get_bucket_website(Bucket=bucket)
    assert {name: value for name, value in got.items() if name != "ResponseMetadata"} == configuration
    for _ in range(2):
        assert s3.delete_bucket_website(Bucket=bucket)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert error_of(lambda: s3.get_bucket_website(Bucket=bucket)) == (404, "NoSuchWebsiteConfiguration")


def rule(condition=None, **redirect):
    return {**SITE, "RoutingRules": [{**({"Condition": condition} if condition is not None else {}), "Redirect": redirect}]}


PROTOCOL = "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically."


@pytest.mark.parametrize(
    ("configuration", "code", "message"),
    [
        ({}, "InvalidArgument", "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty"),
        ({"IndexDocument": {"Suffix": ""}}, "InvalidArgument", "The IndexDocument Suffix is not well formed"),
        ({"IndexDocument": {"Suffix": "a/index.html"}}, "InvalidArgument", "The IndexDocument Suffix is not well formed"),
        ({**SITE, "ErrorDocument": {"Key": ""}}, "MalformedXML", None),
        ({**SITE, "RedirectAllRequestsTo": {"HostName": "example.com"}}, "InvalidArgument",
         "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules."),
        ({"RedirectAllRequestsTo": {"Protocol": "https"}}, "MalformedXML", None),
        ({"RedirectAllRequestsTo": {"HostName": "example.com", "Protocol": "ftp"}}, "InvalidRequest", PROTOCOL),
        ({"RedirectAllRequestsTo": {"HostName": "a\nb"}}, "InvalidRequest", None),
        ({**SITE, "RoutingRules": []}, "MalformedXML", None),
        ({**SITE, "RoutingRules": [RULE] * 51}, "InvalidRequest",
         "51 routing rules provided, the number of routing rules in a website configuration is limited to 50."),
        (rule(), "MalformedXML", None), ({**SITE, "RoutingRules": [{"Condition": RULE["Condition"]}]}, "MalformedXML", None),
        (rule(condition={}, HostName="a"), "InvalidRequest",
         "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present."),
        (rule(condition={"HttpErrorCodeReturnedEquals": "302"}, HostName="a"), "InvalidRequest",
         "The provided HTTP error code (302) is not valid. Valid codes are 4XX or 5XX."),
        (rule(HttpRedirectCode="300"), "InvalidRequest",
         "The provided HTTP redirect code (300) is not valid. Valid codes are 3XX except 300."),
        (rule(HttpRedirectCode="200"), "InvalidRequest",
         "The provided HTTP redirect code (200) is not valid. Valid codes are 3XX except 300."),
        (rule(HttpRedirectCode="+301"), "MalformedXML", None),
        (rule(HttpRedirectCode="soon"), "MalformedXML", None),
        (rule(ReplaceKeyWith="a", ReplaceKeyPrefixWith="b"), "InvalidRequest",
         "You can only define ReplaceKeyPrefix or ReplaceKey but not both."),
        (rule(Protocol="ftp"), "InvalidRequest", PROTOCOL),
        (rule(HostName=""), "InvalidRequest",
         "HostName cannot be blank. To redirect within the same domain, the element should not be present."),
    ])
def test_a_configuration_that_cannot_be(server, s3, bucket, configuration, code, message):
    s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration=SITE)
    loose = server.client("s3", parameter_validation=False)
    put = lambda: loose.put_bucket_website(Bucket=bucket, WebsiteConfiguration=configuration)  # noqa: E731
    assert error_of(put) == (400, code)
    if message:
        assert message_of(put) == message
    got = s3.get_bucket_website(Bucket=bucket)
    assert {name: value for name, value in got.items() if name != "ResponseMetadata"} == SITE


def test_another_account_may_not(s3, other, bucket):
    for call in (lambda: other.get_bucket_website(Bucket=bucket), lambda: other.delete_bucket_website(Bucket=bucket),
                 lambda: other.put_bucket_website(Bucket=bucket, WebsiteConfiguration=SITE)):
        assert error_of(call) == (403, "AccessDenied")


# MARK: Pages


# Source: S3 User Guide, "Configuring an index document".
@pytest.mark.parametrize(
    ("path", "body"),
    [("/", "home"), ("/index.html", "home"), ("/docs/", "docs"), ("/docs/page.html", "page"), ("/photo", "a photo"),
     ("/a%20b/%C3%BC/", "coded"), ("/photo?versionId=x&acl&response-content-type=text/plain&X-Amz-Signature=0", "a photo"),
     ("/docs%2Fpage.html", "page"), ("/?list-type=2", "home")])
@pytest.mark.parametrize("suffix", ["web.localhost", "WEB.localhost:9000", "pages.test"])
def test_pages(hosting, site, path, body, suffix):
    got = visit(hosting, site, path, suffix=suffix)
    assert (got.status_code, got.text, got.headers["Content-Type"], got.headers["Cache-Control"]) == (200, body, "text/html", "max-age=7")
    head = visit(hosting, site, path, "HEAD", suffix=suffix)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", got.headers["ETag"])
    assert head.headers["Content-Length"] == str(len(body)) and got.headers["x-amz-request-id"]


def test_conditions_and_ranges(hosting, site):
    etag = visit(hosting, site, "/photo").headers["ETag"]
    not_modified = visit(hosting, site, "/photo", If_None_Match=etag)
    assert (not_modified.status_code, not_modified.content) == (304, b"")
    part = visit(hosting, site, "/photo", Range="bytes=2-6")
    assert (part.status_code, part.text) == (206, "photo")
    whole = visit(hosting, site, "/missing", Range="bytes=0-1", If_Match='"x"')
    assert (whole.status_code, whole.text) == (404, "sorry")


def test_a_signature_does_not_matter(hosting, site):
    assert visit(hosting, site, "/photo", Authorization="AWS4-HMAC-SHA256 nonsense").text == "a photo"


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [("/docs", 302, "/docs/"), ("/a%20b/%C3%BC", 302, "/a%20b/%C3%BC/"), ("/deep/er", 302, "/deep/er/"), ("/moved", 301, "/docs/page.html"),
     ("/away/", 301, "https://example.com/there?a=b"), ("/away", 302, "/away/")])
def test_folders_and_objects_that_lead_elsewhere(hosting, site, path, status, location):
    for method in ("GET", "HEAD"):
        answer = visit(hosting, site, path, method)
        assert (answer.status_code, answer.headers["Location"]) == (status, location)
    if status == 302:
        found = visit(hosting, site, path)
        assert (found.headers["x-amz-error-code"], found.headers["x-amz-error-message"]) == ("Found", "Resource Found")
        assert "<li>Code: Found</li>" in found.text and "<h1>302 Moved Temporarily</h1>" in found.text


# Source: S3 User Guide, "Configuring a custom error document".
def test_the_owner_s_page_for_errors(hosting, client, site):
    for method in ("GET", "HEAD"):
        missing = visit(hosting, site, "/missing", method)
        assert (missing.status_code, missing.headers["x-amz-error-code"]) == (404, "NoSuchKey")
        assert missing.headers["Content-Type"] == "text/html" and missing.headers["Content-Length"] == "5"
    assert visit(hosting, site, "/missing").text == "sorry"
    assert visit(hosting, site, "/deep").text == "sorry" and visit(hosting, site, "/deep/").status_code == 404


def lines(page):
    return re.findall("<(?:h1|h3|li|title)>(.*?)</", page.text)


@pytest.fixture(scope="module")
def plain(client):
    """A website without a page for errors, and one that has lost it."""
    for name in ("plain-site", "lost-site"):
        fill(client, make_bucket(client, name, "s3:GetObject", "s3:ListBucket"))
    client.put_bucket_website(Bucket="plain-site", WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    client.put_bucket_website(Bucket="lost-site", WebsiteConfiguration={**SITE, "ErrorDocument": {"Key": "lost.html"}})
    return "plain-site", "lost-site"


def test_pages_for_errors_as_aws_s(hosting, plain):
    page = visit(hosting, plain[0], "/a%3Cb%3E&c")
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert lines(page)[:5] == [
        "404 Not Found", "404 Not Found", "Code: NoSuchKey", "Message: The specified key does not exist.", "Key: a&lt;b&gt;&amp;c"]
    assert lines(page)[5] == "RequestId: " + page.headers["x-amz-request-id"] and lines(page)[6] == "HostId: " + page.headers["x-amz-id-2"]
    assert page.headers["x-amz-error-code"] == "NoSuchKey" and page.headers["x-amz-error-detail-Key"] == "a<b>&c"
    lost = visit(hosting, plain[1], "/missing")
    assert lines(lost)[7:] == [
        "An Error Occurred While Attempting to Retrieve a Custom Error Document", "Code: NoSuchKey",
        "Message: The specified key does not exist.", "Key: lost.html"]
    assert (lost.status_code, visit(hosting, plain[1], "/missing", "HEAD").status_code) == (404, 404)
    failed = visit(hosting, plain[0], "/photo", If_Match='"other"')
    assert (failed.status_code, lines(failed)[2]) == (412, "Code: PreconditionFailed")
    failed = visit(hosting, plain[0], "/photo", Range="bytes=100-")
    assert (failed.status_code, lines(failed)[2]) == (416, "Code: InvalidRange")


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("no-such-bucket-here", 404, "NoSuchBucket"), ("no-site", 404, "NoSuchWebsiteConfiguration"), ("Bad_Name", 404, "NoSuchBucket")])
def test_where_there_is_no_website(hosting, client, name, status, code):
    client.create_bucket(Bucket="no-site")
    page = visit(hosting, name, "/")
    assert (page.status_code, lines(page)[2]) == (status, "Code: " + code)
    assert lines(page)[4] == "BucketName: " + name.lower()


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "OPTIONS"])
def test_pages_are_only_read(hosting, client, site, method):
    page = visit(hosting, site, "/photo", method)
    assert (page.status_code, lines(page)[2:6]) == (405, [
        "Code: MethodNotAllowed", "Message: The specified method is not allowed against this resource.", "Method: " + method,
        "ResourceType: OBJECT"])
    assert [line.split(":")[0] for line in lines(page)[6:8]] == ["RequestId", "HostId"]
    assert client.get_object(Bucket=site, Key="photo")["Body"].read() == b"a photo"


def test_the_suffix_itself_shows_nothing(hosting):
    page = requests.get(hosting.url, headers={"Host": "web.localhost"})
    assert (page.status_code, lines(page)[2]) == (404, "Code: NoSuchBucket")


def test_no_suffix_no_websites(server, s3, bucket):
    s3.put_bucket_website(Bucket=bucket, WebsiteConfiguration=SITE)
    answer = requests.get(server.url, headers={"Host": f"{bucket}.web.localhost"})
    assert "<Code>NoSuchBucket</Code>" in answer.text


# MARK: Who may see them


# Source: S3 User Guide, "Setting permissions for website access".
def test_what_nobody_may_see(hosting, client):
    client.create_bucket(Bucket="closed-site")
    fill(client, "closed-site")
    client.put_bucket_website(Bucket="closed-site", WebsiteConfiguration=SITE)
    for path in ("/", "/photo", "/missing", "/docs"):
        page = visit(hosting, "closed-site", path)
        assert (page.status_code, lines(page)[2:4]) == (403, ["Code: AccessDenied", "Message: Access Denied"])
        assert "An Error Occurred While Attempting to Retrieve a Custom Error Document" in page.text
    # Its owner's signature opens nothing here.
    assert visit(hosting, "closed-site", "/photo", Authorization="AWS x:y").status_code == 403


def test_what_may_be_seen_but_not_listed(hosting, client):
    name = make_bucket(client, "unlisted-site", "s3:GetObject")
    fill(client, name)
    client.put_bucket_website(Bucket=name, WebsiteConfiguration=SITE)
    assert visit(hosting, name, "/photo").text == "a photo"
    assert visit(hosting, name, "/docs").headers["Location"] == "/docs/"
    missing = visit(hosting, name, "/missing")
    assert (missing.status_code, missing.text, missing.headers["x-amz-error-code"]) == (403, "sorry", "AccessDenied")


# MARK: Redirects


@pytest.mark.parametrize(
    ("target", "path", "location"),
    [({"HostName": "example.com"}, "/", "http://example.com/"),
     ({"HostName": "example.com", "Protocol": "https"}, "/a%20b/c?x=1&y", "https://example.com/a%20b/c?x=1&y")])
def test_all_requests_elsewhere(hosting, client, target, path, location):
    client.create_bucket(Bucket="gone-site")
    client.put_bucket_website(Bucket="gone-site", WebsiteConfiguration={"RedirectAllRequestsTo": target})
    for method in ("GET", "HEAD"):
        answer = visit(hosting, "gone-site", path, method)
        assert (answer.status_code, answer.headers["Location"], answer.content) == (301, location, b"")


# Source: S3 User Guide, "Using advanced conditional redirects".
RULES = [
    {"Condition": {"KeyPrefixEquals": "docs/"}, "Redirect": {"ReplaceKeyPrefixWith": "documents/"}},
    {"Condition": {"KeyPrefixEquals": "images/"}, "Redirect": {"ReplaceKeyWith": "folderdeleted.html", "HttpRedirectCode": "302"}},
    {"Condition": {"KeyPrefixEquals": "shop/", "HttpErrorCodeReturnedEquals": "404"},
     "Redirect": {"HostName": "shop.example.com", "Protocol": "https", "ReplaceKeyPrefixWith": ""}},
    {"Condition": {"HttpErrorCodeReturnedEquals": "404"}, "Redirect": {"HostName": "example.com", "ReplaceKeyPrefixWith": "report-404/"}},
]


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [("/docs/page.html", 301, "http://ruled-site.web.localhost/documents/page.html"), ("/docs/", 301, "http://ruled-site.web.localhost/documents/"),
     ("/images/a.jpg", 302, "http://ruled-site.web.localhost/folderdeleted.html"), ("/shop/a%20b", 301, "https://shop.example.com/a%20b"),
     ("/missing", 301, "http://example.com/report-404/missing"), ("/deep/er", 302, "/deep/er/"), ("/photo", 200, None), ("/", 200, None)])
def test_routing_rules(hosting, client, path, status, location):
    fill(client, make_bucket(client, "ruled-site", "s3:GetObject", "s3:ListBucket"))
    client.put_bucket_website(Bucket="ruled-site", WebsiteConfiguration={**SITE, "RoutingRules": RULES})
    answer = visit(hosting, "ruled-site", path)
    assert (answer.status_code, answer.headers.get("Location")) == (status, location)


# Source: S3 User Guide, "Configuring a webpage redirect".
@pytest.mark.parametrize("location", ["page.html", "ftp://example.com/", "", "/" + "a" * 2048])
def test_a_redirect_that_cannot_be(server, s3, bucket, location):
    put = lambda: s3.put_object(Bucket=bucket, Key="k", Body=b"", WebsiteRedirectLocation=location)  # noqa: E731
    assert error_of(put) == (400, "InvalidRedirectLocation")
    fields = signed_form([{"bucket": bucket}, {"key": "k"}, ["starts-with", "$x-amz-website-redirect-location", ""]],
                         {"key": "k", "x-amz-website-redirect-location": location})
    answer = requests.post(f"{server.url}/{bucket}", data=fields, files={"file": ("f", b"x")})
    assert "<Code>InvalidRedirectLocation</Code>" in answer.text
    assert error_of(lambda: s3.head_object(Bucket=bucket, Key="k")) == (404, "404")


def test_to_s3_itself_a_redirect_is_a_header(hosting, client, site):
    assert client.get_object(Bucket=site, Key="moved")["WebsiteRedirectLocation"] == "/docs/page.html"


# MARK: Pages of other origins


def test_websites_and_cross_origin(hosting, client, site):
    client.put_bucket_cors(Bucket=site, CORSConfiguration={"CORSRules": [{"AllowedOrigins": ["https://app.example"], "AllowedMethods": ["GET"]}]})
    for path, status in (("/photo", 200), ("/missing", 404), ("/docs", 302)):
        answer = visit(hosting, site, path, Origin="https://app.example")
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, "https://app.example")
    assert "Access-Control-Allow-Origin" not in visit(hosting, site, "/photo", Origin="https://other.example").headers
