"""Buckets in the host and in the path. Source: S3 User Guide, "Virtual hosting of general purpose buckets"."""

import re

import pytest
import requests

from helpers import error_of, signed_form
from pelton import ACCESS_KEY, REGION, SECRET_KEY, Server


pytestmark = pytest.mark.usefixtures("local_names")


@pytest.fixture(scope="module")
def hosted(tmp_path_factory, accounts_file):
    """A server with suffixes of its own, given in all the ways there are."""
    server = Server(
        tmp_path_factory.mktemp("hosted") / "data", "--credentials", accounts_file, "--domain", "localhost,s3.pelton.test", "--domain",
        "S3.Other.test", "--region", "eu-central-1").start()
    yield server
    assert server.stop() == 0


def port(server):
    return server.url.rsplit(":", 1)[1]


def client(server, suffix, style="virtual", region=REGION, access_key=ACCESS_KEY, secret_key=SECRET_KEY, **config):
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3", endpoint_url=f"http://{suffix}:{port(server)}", region_name=region, aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(retries={"max_attempts": 0}, s3={"addressing_style": style}, signature_version="s3v4", **config))


def raw(server, host, path, method="GET", **options):
    """Sends any Host there is, unsigned."""
    headers = {"Host": host, **options.pop("headers", {})}
    return requests.request(method, server.url + path, headers=headers, allow_redirects=False, **options)


def code(response):
    found = re.search("<Code>(.*?)</Code>", response.text)
    return response.status_code, found.group(1) if found else ""


@pytest.mark.parametrize("suffix", ["localhost", "s3.pelton.test", "s3.other.test", "S3.Pelton.Test"])
@pytest.mark.parametrize("name", ["plain-name", "name.with.dots", "1st"])
def test_a_bucket_in_the_host(hosted, suffix, name):
    virtual, paths = client(hosted, suffix), hosted.client("s3")
    name = f"{name}-{suffix.replace('.', '-').lower()}"
    if suffix != suffix.lower():
        name += "-upper"
    virtual.create_bucket(Bucket=name)
    for key in ("k", "a b/ü+c", "a//b/", "/slash", f"{name}/k", "_pelton/health", "2015-03-31/functions/x"):
        virtual.put_object(Bucket=name, Key=key, Body=key.encode())
        assert paths.get_object(Bucket=name, Key=key)["Body"].read() == key.encode()
        assert virtual.get_object(Bucket=name, Key=key)["Body"].read() == key.encode()
    assert len(virtual.list_objects_v2(Bucket=name)["Contents"]) == 7
    assert virtual.get_bucket_acl(Bucket=name)["Owner"]
    assert name in [bucket["Name"] for bucket in virtual.list_buckets()["Buckets"]]
    upload = virtual.create_multipart_upload(Bucket=name, Key="parts")["UploadId"]
    part = virtual.upload_part(Bucket=name, Key="parts", UploadId=upload, PartNumber=1, Body=b"part")["ETag"]
    done = virtual.complete_multipart_upload(
        Bucket=name, Key="parts", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
    assert done["Location"] == f"http://{name}.{suffix.lower()}:{port(hosted)}/parts"
    virtual.delete_objects(Bucket=name, Delete={"Objects": [{"Key": found["Key"]} for found in virtual.list_objects_v2(Bucket=name)["Contents"]]})
    virtual.delete_bucket(Bucket=name)
    assert error_of(lambda: paths.head_bucket(Bucket=name)) == (404, "404")


def test_the_host_is_signed(hosted):
    virtual = client(hosted, "s3.pelton.test")
    for name in ("host-one", "host-two"):
        virtual.create_bucket(Bucket=name)
    url = virtual.generate_presigned_url("get_object", Params={"Bucket": "host-one", "Key": "k"})
    assert code(requests.get(url)) == (404, "NoSuchKey")
    assert code(requests.get(url.replace("host-one.", "host-two."))) == (403, "SignatureDoesNotMatch")
    # The same name under another suffix is another host.
    assert code(requests.get(url.replace("s3.pelton.test", "s3.other.test"))) == (403, "SignatureDoesNotMatch")


def test_presigned_urls_and_forms_on_a_bucket_s_host(hosted):
    virtual = client(hosted, "s3.pelton.test")
    virtual.create_bucket(Bucket="urls-and-forms")
    parameters = {"Bucket": "urls-and-forms", "Key": "a b/ü"}
    assert requests.put(virtual.generate_presigned_url("put_object", Params=parameters), data=b"hello").status_code == 200
    assert requests.get(virtual.generate_presigned_url("get_object", Params=parameters)).content == b"hello"
    host = f"http://urls-and-forms.s3.pelton.test:{port(hosted)}"
    fields = signed_form(
        [{"bucket": "urls-and-forms"}, {"key": "form"}, {"success_action_status": "201"}], {"key": "form", "success_action_status": "201"})
    answer = requests.post(host + "/", data=fields, files={"file": ("f", b"by form")})
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{host}/form")
    assert virtual.get_object(Bucket="urls-and-forms", Key="form")["Body"].read() == b"by form"
    other = signed_form([{"bucket": "another-bucket"}, {"key": "form"}], {"key": "form"})
    assert code(requests.post(host + "/", data=other, files={"file": ("f", b"x")})) == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        # Under a suffix: the bucket of that name.
        ("{name}.localhost", "/k", (403, "AccessDenied")), ("{name}.localhost:{port}", "/", (403, "AccessDenied")),
        ("{upper}.LOCALHOST.:{port}", "/", (403, "AccessDenied")),
        ("no-such-bucket-here.localhost", "/", (404, "NoSuchBucket")), ("no-such-bucket-here.localhost", "/{name}/k", (404, "NoSuchBucket")),
        ("Bad_Name.localhost", "/", (400, "InvalidBucketName")), ("ab.localhost", "/", (400, "InvalidBucketName")),
        # Elsewhere the path decides, whatever the host is called: a bucket's name included.
        ("{name}", "/no-such-bucket-here/k", (404, "NoSuchBucket")), ("{name}", "/{name}/k", (403, "AccessDenied")),
        ("{name}.example.org", "/no-such-bucket-here/k", (404, "NoSuchBucket")), ("localhost", "/{name}/k", (403, "AccessDenied")),
        ("notlocalhost", "/{name}/k", (403, "AccessDenied")), ("127.0.0.1", "/no-such-bucket-here", (404, "NoSuchBucket")),
    ])
def test_which_bucket_a_host_means(hosted, host, path, expected):
    hosted.client("s3").create_bucket(Bucket="meant")
    host = host.format(name="meant", upper="MeanT", port=port(hosted))
    assert code(raw(hosted, host, path.format(name="meant"))) == expected


def test_a_bucket_s_host_hides_the_other_services(hosted):
    hosted.client("s3").create_bucket(Bucket="hides")
    host = "hides.localhost"
    assert code(raw(hosted, host, "/_pelton/health")) == (403, "AccessDenied")
    assert raw(hosted, "localhost", "/_pelton/health").status_code == 200
    assert code(raw(hosted, host, "/2015-03-31/functions/")) == (403, "AccessDenied")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert code(raw(hosted, host, "/", "POST", headers=form, data="Action=ListRoles")) == (412, "PreconditionFailed")


def test_other_services_answer_on_any_host(hosted):
    import boto3

    for suffix in ("localhost", "127.0.0.1", "s3.pelton.test"):
        sts = boto3.client(
            "sts", endpoint_url=f"http://{suffix}:{port(hosted)}", region_name=REGION, aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY)
        assert sts.get_caller_identity()["Account"]


# Source: API_HeadBucket; S3 User Guide, "Making requests": any client finds a bucket's region from any other.
def test_the_region_is_told_with_every_answer_of_head_bucket(hosted):
    s3 = hosted.client("s3")
    s3.create_bucket(Bucket="regional", CreateBucketConfiguration={"LocationConstraint": "ap-southeast-2"})
    other = hosted.client("s3", access_key="AKIAPELTONTESTOTHER0", secret_key="secret/of+the/other/account/in/tests0000")
    wrong = hosted.client("s3", secret_key="wrong" * 8)
    assert s3.head_bucket(Bucket="regional")["BucketRegion"] == "ap-southeast-2"

    def region(call):
        try:
            call()
        except s3.exceptions.ClientError as error:
            metadata = error.response["ResponseMetadata"]
            return metadata["HTTPStatusCode"], metadata["HTTPHeaders"].get("x-amz-bucket-region")

    assert region(lambda: other.head_bucket(Bucket="regional")) == (403, "ap-southeast-2")
    assert region(lambda: wrong.head_bucket(Bucket="regional")) == (403, "ap-southeast-2")
    assert region(lambda: s3.head_bucket(Bucket="regional", ExpectedBucketOwner="999999999999")) == (403, "ap-southeast-2")
    assert region(lambda: s3.head_bucket(Bucket="no-such-bucket-here")) == (404, "eu-central-1")
    for path, host in (("/regional", "127.0.0.1"), ("/", "regional.localhost")):
        answer = raw(hosted, host, path, "HEAD")
        assert (answer.status_code, answer.headers["x-amz-bucket-region"]) == (403, "ap-southeast-2")


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "ap-southeast-2", "anything-goes"])
def test_any_region_may_sign(hosted, region):
    hosted.client("s3").create_bucket(Bucket="any-region")
    client(hosted, "s3.pelton.test", region=region).put_object(Bucket="any-region", Key=region, Body=b"x")
    assert hosted.client("s3", region=region).get_object(Bucket="any-region", Key=region)["Body"].read() == b"x"


def test_localhost_is_the_suffix_where_none_is_given(server, s3, bucket):
    client(server, "localhost").put_object(Bucket=bucket, Key="k", Body=b"x")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
    assert code(raw(server, f"{bucket}.s3.pelton.test", "/")) == (403, "AccessDenied")


def test_the_suffix_of_the_environment(tmp_path):
    server = Server(tmp_path / "data", environment={"PELTON_DOMAIN": "one.test,two.test"}).start()
    server.client("s3").create_bucket(Bucket="by-variable")
    for suffix in ("one.test", "two.test"):
        assert code(raw(server, f"by-variable.{suffix}", "/k")) == (403, "AccessDenied")
        assert code(raw(server, f"no-such-bucket-here.{suffix}", "/k")) == (404, "NoSuchBucket")
    # What is given replaces the default.
    assert code(raw(server, "by-variable.localhost", "/no-such-bucket-here")) == (404, "NoSuchBucket")
    assert server.stop() == 0


@pytest.mark.parametrize("domain", ["s3.example.com:9000", "*.example.com", "a..b", "http://a", ".a"])
def test_what_is_no_suffix(tmp_path, domain):
    with pytest.raises(RuntimeError, match="takes host names such as s3.example.com"):
        Server(tmp_path / "data", "--domain", domain).start()
