"""Who asks, and what buckets say of them: for tests of policies and access control lists."""

import json

from botocore import UNSIGNED
from botocore.exceptions import ClientError

OTHER, THIRD = "111122223333", "444455556666"
OTHER_KEY = ("AKIAPELTONTESTOTHER0", "secret/of+the/other/account/in/tests0000")
THIRD_KEY = ("AKIAPELTONTESTTHIRD0", "secret/of+the/third/account/in/tests0000")
THIRD_ID = "3a" * 32

ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
AUTHENTICATED_USERS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery"


def clients(server):
    """S3 as each of the accounts' roots, and as nobody."""
    return {
        "owner": server.client("s3"),
        "other": server.client("s3", *OTHER_KEY),
        "third": server.client("s3", *THIRD_KEY),
        "anonymous": server.client("s3", signature_version=UNSIGNED),
    }


def policy(*statements, version="2012-10-17"):
    return json.dumps({"Version": version, "Statement": list(statements)})


def statement(bucket, action="s3:GetObject", principal="*", effect="Allow", resource=None, **more):
    """A statement about a bucket's objects."""
    return {
        "Effect": effect, "Principal": principal, "Action": action,
        "Resource": resource or [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"], **more}


def open_up(s3, bucket, ownership=None):
    """Takes away what keeps a new bucket closed."""
    s3.delete_public_access_block(Bucket=bucket)
    if ownership:
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]})


def outcome(call):
    """`ok`, or the code of the error that `call` ends with."""
    try:
        call()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        return {"403": "AccessDenied", "404": "NoSuchKey"}.get(code, code)
    return "ok"


def canonical_id(s3):
    return s3.list_buckets()["Owner"]["ID"]
