"""S3's documents are closed: an element that they do not know makes them malformed, wherever it stands.

The documents are those that fuzzing begins with. Source: the "Request Syntax" of each operation's page, and its schema.
"""

import base64
import copy
import hashlib
from pathlib import Path
from xml.etree import ElementTree

import pytest

CORPUS = Path(__file__).resolve().parents[1] / "Fuzz" / "FuzzTests" / "Corpus" / "documents"

DOCUMENTS = {
    "accelerate": "?accelerate", "acl": "?acl", "analytics": "?analytics&id=a", "block": "?publicAccessBlock", "cors": "?cors",
    "encryption": "?encryption", "hold": "/k?legal-hold", "inventory": "?inventory&id=i", "lifecycle": "?lifecycle",
    "lifecycle-old": "?lifecycle", "lock": "?object-lock", "logging": "?logging", "metrics": "?metrics&id=m",
    "notification": "?notification", "ownership": "?ownershipControls", "payment": "?requestPayment", "retention": "/k?retention",
    "tagging": "?tagging", "tiering": "?intelligent-tiering&id=t", "versioning": "?versioning", "website": "?website",
    "website-redirect": "?website",
}


@pytest.fixture(scope="module")
def locked(server):
    """A bucket where every one of the documents may be put."""
    s3 = server.client("s3")
    s3.create_bucket(Bucket="documents", ObjectLockEnabledForBucket=True, ObjectOwnership="BucketOwnerPreferred")
    s3.put_object(Bucket="documents", Key="k", Body=b"x")
    return "documents"


def sample(name):
    return ElementTree.fromstring((CORPUS / f"{name}.xml").read_bytes())


def with_something_unknown(root):
    """The document once for each of its elements, with something in that one which nobody knows."""
    for index, _ in enumerate(root.iter()):
        changed = copy.deepcopy(root)
        element = list(changed.iter())[index]
        ElementTree.SubElement(element, "Unknown")
        yield element.tag.split("}")[-1], changed


def send(server, method, target, root, headers=()):
    body = ElementTree.tostring(root)
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    return server.send(method, target, body, {"Content-MD5": digest, **dict(headers)})


def is_malformed(answer):
    return answer.status == 400 and (b"<Code>MalformedXML</Code>" in answer.body or b"<Code>MalformedACLError</Code>" in answer.body)


def check(server, method, target, name, headers=()):
    root = sample(name)
    let_through = [tag for tag, changed in with_something_unknown(root) if not is_malformed(send(server, method, target, changed, headers))]
    assert let_through == []
    assert not is_malformed(send(server, method, target, root, headers))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_settings_with_something_unknown(server, locked, name):
    target = f"/{locked}{DOCUMENTS[name]}"
    before = server.send("GET", target)
    root = sample(name)
    for _, changed in with_something_unknown(root):
        send(server, "PUT", target, changed)
    after = server.send("GET", target)
    assert (after.status, without_ids(after.body)) == (before.status, without_ids(before.body))
    check(server, "PUT", target, name)


def without_ids(body):
    """An error document but for what tells its request from others."""
    return b"" if b"<Error>" in body else body


def test_tags_of_an_object_with_something_unknown(server, locked):
    check(server, "PUT", f"/{locked}/k?tagging", "tagging")


def test_deletions_with_something_unknown(server, s3, bucket):
    for _, changed in with_something_unknown(sample("delete")):
        s3.put_object(Bucket=bucket, Key="a & b", Body=b"x")
        assert is_malformed(send(server, "POST", f"/{bucket}?delete", changed))
        s3.head_object(Bucket=bucket, Key="a & b")


def test_parts_with_something_unknown(server, s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    check(server, "POST", f"/{bucket}/k?uploadId={upload}", "complete")


def test_a_new_bucket_with_something_unknown(server):
    check(server, "PUT", "/another-documents-bucket", "create")


def test_tags_by_the_control_plane_with_something_unknown(server, locked):
    from pelton import ACCOUNT
    target = f"/v20180820/tags/arn%3Aaws%3As3%3A%3A%3A{locked}"
    check(server, "POST", target, "resource-tags", [("x-amz-account-id", ACCOUNT)])
