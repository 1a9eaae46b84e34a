"""What tests of several kinds need."""

import base64
import datetime
import hashlib
import hmac
import io
import json
import zipfile

from botocore.exceptions import ClientError

from pelton import ACCESS_KEY, ACCOUNT, REGION, SECRET_KEY

TRUSTS_LAMBDA = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
})


def error_of(call):
    """The status and code of the error that `call` ends with."""
    try:
        result = call()
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
    raise AssertionError(f"no error but {result}")


def message_of(call):
    try:
        result = call()
    except ClientError as error:
        return error.response["Error"]["Message"]
    raise AssertionError(f"no error but {result}")


def zipped(files):
    """A zip file: `files` by name; a tuple's second part is the file's mode, or 0o020000 for a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            body, mode = content if isinstance(content, tuple) else (content, 0o644)
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o100000 | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return buffer.getvalue()


def allow(*actions, resource="*"):
    """A policy of one statement."""
    return json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": resource}]})


LOG_ACTIONS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")


def make_role(server, name, *actions, resource="*", logs="*"):
    """A role that Lambda may assume, and that may write the log groups that `logs` names (none: ""). Returns its ARN."""
    iam = server.client("iam")
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUSTS_LAMBDA)["Role"]["Arn"]
    if logs:
        iam.put_role_policy(
            RoleName=name, PolicyName="logs", PolicyDocument=allow(*LOG_ACTIONS, resource=f"arn:aws:logs:*:*:log-group:{logs}"))
    if actions:
        iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=allow(*actions, resource=resource))
    return arn


def make_function(server, name, source, role=None, handler="app.handler", **options):
    """A Python function of one file, ready to be invoked. Returns its ARN."""
    client = server.client("lambda")
    made = client.create_function(
        FunctionName=name, Runtime=options.pop("Runtime", "python3.12"), Handler=handler, Role=role or make_role(server, name + "-role"),
        Code={"ZipFile": zipped({"app.py": source})}, **options)
    client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 0.05})
    return made["FunctionArn"]


TELLS_ITS_KEYS = """
import os
def handler(event, context):
    return [os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
"""


def keys_of_role(server, name, *statements):
    """The keys of a session of a new role, which has just these rights: (effect, action, resource). A function of that name tells them."""
    role = make_role(server, name + "-role", logs="")
    document = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": effect, "Action": action, "Resource": resource} for effect, action, resource in statements]})
    server.client("iam").put_role_policy(RoleName=name + "-role", PolicyName="may", PolicyDocument=document)
    make_function(server, name, TELLS_ITS_KEYS, role)
    return json.loads(server.client("lambda").invoke(FunctionName=name)["Payload"].read())


def permit_s3(server, function, bucket):
    server.client("lambda").add_permission(
        FunctionName=function, StatementId="s3-" + bucket, Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}", SourceAccount=ACCOUNT)


def notify(s3, bucket, function_arn, events=("s3:ObjectCreated:*",), rule_id="rule", **filters):
    """Sends a bucket's events to a function. `filters`: prefix, suffix."""
    rule = {"Id": rule_id, "LambdaFunctionArn": function_arn, "Events": list(events)}
    if filters:
        rule["Filter"] = {"Key": {"FilterRules": [{"Name": name, "Value": value} for name, value in filters.items()]}}
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]})


def signed_form(conditions, fields, expires_seconds=600, secret=SECRET_KEY, access_key=ACCESS_KEY):
    """The fields of a browser's form with its policy and signature."""
    now = datetime.datetime.now(datetime.timezone.utc)
    date = now.strftime("%Y%m%d")
    credential = f"{access_key}/{date}/{REGION}/s3/aws4_request"
    signing = {
        "x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-credential": credential, "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ")}
    expiration = (now + datetime.timedelta(seconds=expires_seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    document = {"expiration": expiration, "conditions": [*conditions, *({name: value} for name, value in signing.items())]}
    policy = base64.b64encode(json.dumps(document).encode()).decode()
    key = ("AWS4" + secret).encode()
    for word in (date, REGION, "s3", "aws4_request", policy):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    return {**fields, **signing, "policy": policy, "x-amz-signature": key.hex()}
