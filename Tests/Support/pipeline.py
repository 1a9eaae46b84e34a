"""The thumbnail pipeline: two buckets, a role, a function, a permission, a notification."""

import json

from helpers import LOG_ACTIONS, TRUSTS_LAMBDA, zipped
from pelton import ACCOUNT

PHOTOS, THUMBNAILS, FUNCTION, ROLE = "photos", "thumbnails", "thumbnail", "thumbnailer"
PREFIX = "uploads/"
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def set_up(server, executable, say=lambda text: None, timeout=20, **environment):
    """Makes all of it with ordinary signed requests. `environment`: the function's own variables."""
    s3, iam, functions = server.client("s3"), server.client("iam"), server.client("lambda", read_timeout=120)
    for bucket in (PHOTOS, THUMBNAILS):
        s3.create_bucket(Bucket=bucket)
        say(f"bucket        s3://{bucket}")
    role = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=TRUSTS_LAMBDA)["Role"]["Arn"]
    statements = [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{PHOTOS}/{PREFIX}*"},
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{THUMBNAILS}/*"},
        {"Effect": "Allow", "Action": list(LOG_ACTIONS), "Resource": f"arn:aws:logs:*:*:log-group:/aws/lambda/{FUNCTION}:*"}]
    iam.put_role_policy(
        RoleName=ROLE, PolicyName="read-photos-write-thumbnails", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    say(f"role          {role}: reads {PREFIX}* of {PHOTOS}, writes {THUMBNAILS} and its log, and nothing else")
    made = functions.create_function(
        FunctionName=FUNCTION, Runtime="provided.al2023", Handler="bootstrap", Role=role, Timeout=timeout, MemorySize=1769,
        Code={"ZipFile": zipped({"bootstrap": (executable.read_bytes(), 0o755)})},
        Environment={"Variables": {"THUMBNAIL_BUCKET": THUMBNAILS, **environment}})
    functions.get_waiter("function_active_v2").wait(FunctionName=FUNCTION, WaiterConfig={"Delay": 0.1})
    say(f"function      {made['FunctionArn']} ({made['CodeSize'] / 1e6:.1f} MB zipped)")
    functions.add_permission(
        FunctionName=FUNCTION, StatementId="photos-may-invoke", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{PHOTOS}", SourceAccount=ACCOUNT)
    say(f"permission    s3.amazonaws.com may invoke it for s3://{PHOTOS}")
    s3.put_bucket_notification_configuration(Bucket=PHOTOS, NotificationConfiguration={"LambdaFunctionConfigurations": [
        {"Id": "thumbnails-of-" + suffix[1:], "LambdaFunctionArn": made["FunctionArn"], "Events": ["s3:ObjectCreated:*"],
         "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": PREFIX}, {"Name": "suffix", "Value": suffix}]}}}
        for suffix in SUFFIXES]})
    say(f"notification  s3:ObjectCreated:* of {PREFIX}* with {', '.join(SUFFIXES)} goes to the function")
    return made["FunctionArn"]


def thumbnail_key(key):
    """Where the function writes by default: the same key, whose suffix says that it is a JPEG."""
    return key if key.lower().endswith((".jpg", ".jpeg")) else key + ".jpg"
