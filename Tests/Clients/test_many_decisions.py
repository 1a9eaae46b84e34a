"""A thousand keys in one request are judged in bounded time, whatever the policies are; and not at all once nobody waits for it."""

import base64
import hashlib
import json
import os
import socket
import time
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from helpers import error_of
from pelton import REGION

KEYS = 1000
POLICIES = 110


def cpu(server):
    """Seconds that the server's process has worked."""
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def large(resource):
    """A policy of nearly 6,144 characters."""
    made, number = [], 0
    while sum(len(one) + 3 for one in made) < 5900:
        made.append(resource(number))
        number += 1
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": made}]}, separators=(",", ":"))


@pytest.fixture(scope="module")
def iam(server):
    server.client("s3").create_bucket(Bucket="of-many")
    return server.client("iam")


def user(server, iam, name, document, policies=POLICIES):
    """One with as many managed policies as there may be: ten of its own, and ten of each of ten groups."""
    iam.create_user(UserName=name)
    arns = [iam.create_policy(PolicyName=f"{name}-{number}", PolicyDocument=document)["Policy"]["Arn"] for number in range(policies)]
    for arn in arns[:10]:
        iam.attach_user_policy(UserName=name, PolicyArn=arn)
    for group in range((policies - 1) // 10):
        iam.create_group(GroupName=f"{name}-{group}")
        for arn in arns[10 + group * 10:20 + group * 10]:
            iam.attach_group_policy(GroupName=f"{name}-{group}", PolicyArn=arn)
        iam.add_user_to_group(GroupName=f"{name}-{group}", UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


def body(keys):
    objects = "".join(f"<Object><Key>{key}</Key></Object>" for key in keys)
    return f"<Delete>{objects}</Delete>".encode()


def delete(server, keys, credentials):
    return server.client("s3", *credentials).delete_objects(Bucket="of-many", Delete={"Objects": [{"Key": key} for key in keys]})


def test_policies_about_other_buckets_cost_a_list_next_to_nothing(server, iam):
    credentials = user(server, iam, "elsewhere", large(lambda number: f"arn:aws:s3:::bucket-{number}/*"))
    iam.put_user_policy(UserName="elsewhere", PolicyName="may", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::of-many/a*"}]}))
    delete(server, ["a"], credentials)
    began = cpu(server)
    answer = delete(server, [f"a{number}" for number in range(KEYS - 1)] + ["b"], credentials)
    assert len(answer["Deleted"]) == KEYS - 1
    assert [(error["Key"], error["Code"]) for error in answer["Errors"]] == [("b", "AccessDenied")]
    spent = cpu(server) - began
    assert spent < 2


def test_a_list_has_so_many_steps(server, iam):
    """Of policies that are made for it a part of the keys is told to slow down: those can be sent again."""
    credentials = user(server, iam, "made-for-it", large(lambda number: f"arn:aws:s3:::of-many/*{number}?{number}*"))
    began = cpu(server)
    answer = delete(server, ["k" * 900 + str(number) for number in range(KEYS)], credentials)
    spent = cpu(server) - began
    assert spent < 10
    codes = {error["Code"] for error in answer["Errors"]}
    assert codes <= {"AccessDenied", "SlowDown"} and "SlowDown" in codes
    # The next request has its own.
    assert error_of(lambda: server.client("s3", *credentials).get_object(Bucket="of-many", Key="k"))[1] == "AccessDenied"


def test_a_list_is_judged_no_further_when_its_client_has_gone(server, iam):
    """What was not judged is not deleted either: the last of a thousand keys."""
    credentials = user(server, iam, "gone", large(lambda number: f"arn:aws:s3:::of-many/*{number}z"), 2)
    may = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject*", "Resource": "arn:aws:s3:::of-many/*"}]}
    iam.put_user_policy(UserName="gone", PolicyName="may", PolicyDocument=json.dumps(may))
    keys = [str(number) + "k" * 400 for number in range(KEYS)]
    root = server.client("s3")
    root.put_object(Bucket="of-many", Key=keys[-1], Body=b"")
    send_and_leave(server, body(keys), credentials)
    settled = time.monotonic() + 10
    before = -1.0
    while time.monotonic() < settled and cpu(server) - before > 0.02:
        before = cpu(server)
        time.sleep(0.3)
    root.head_object(Bucket="of-many", Key=keys[-1])
    # Whoever waits for the answer has it deleted.
    assert "Errors" not in delete(server, keys, credentials)
    assert error_of(lambda: root.head_object(Bucket="of-many", Key=keys[-1]))[0] == 404


def send_and_leave(server, content, credentials):
    """Sends a whole DeleteObjects and closes the connection."""
    url = server.url + "/of-many?delete="
    headers = {"Content-MD5": base64.b64encode(hashlib.md5(content).digest()).decode(), "Content-Length": str(len(content))}
    request = AWSRequest("POST", url, headers=headers, data=content)
    S3SigV4Auth(Credentials(*credentials), "s3", REGION).add_auth(request)
    target = urlsplit(url)
    with socket.create_connection((target.hostname, target.port)) as connection:
        lines = [f"POST {target.path}?{target.query} HTTP/1.1", f"Host: {target.netloc}"] + [f"{name}: {value}" for name, value in request.headers.items()]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        time.sleep(0.02)
