"""What a function prints is written as its role: where the role may write, and nowhere else."""

import json
import time

import pytest

from helpers import LOG_ACTIONS, allow, error_of, keys_of_role, make_function, make_role
from pelton import ACCOUNT, REGION, wait_until

SAYS = "def handler(event, context):\n    print(event['say'])\n"


@pytest.fixture(scope="module")
def logs(server):
    return server.client("logs")


@pytest.fixture(scope="module")
def say(server):
    def say(function, text):
        answer = server.client("lambda").invoke(FunctionName=function, LogType="Tail", Payload=json.dumps({"say": text}))
        assert "FunctionError" not in answer, answer["Payload"].read()
        return answer

    return say


def lines(logs, group):
    try:
        return "".join(event["message"] for event in logs.filter_log_events(logGroupName=group)["events"])
    except logs.exceptions.ResourceNotFoundException:
        return None


def grant(server, role, *actions, resource):
    server.client("iam").put_role_policy(RoleName=role, PolicyName="logs", PolicyDocument=allow(*actions, resource=resource))


def test_a_role_that_may_not_write_has_no_log(server, logs, say):
    make_function(server, "log-mute", SAYS, make_role(server, "log-mute-role", logs=""))
    make_function(server, "log-loud", SAYS)
    answer = say("log-mute", "nobody reads this")
    # The caller's own tail is no log.
    assert answer["LogResult"]
    say("log-loud", "later than the other")
    wait_until(lambda: "later than the other" in (lines(logs, "/aws/lambda/log-loud") or ""))
    assert lines(logs, "/aws/lambda/log-mute") is None
    said = wait_until(lambda: [line for line in server.log_lines() if line["message"].startswith("a function's log is not written")])
    assert "logs:PutLogEvents" in said[-1]["decision"] and said[-1]["group"] == "/aws/lambda/log-mute"


@pytest.mark.parametrize("change", ["created", "updated"])
def test_another_s_group_is_written_only_by_leave_of_the_role(server, logs, say, change):
    victim, thief = f"log-victim-{change}", f"log-thief-{change}"
    group = f"/aws/lambda/{victim}"
    make_function(server, victim, SAYS)
    say(victim, "mine")
    role = make_role(server, thief + "-role", logs=f"/aws/lambda/{thief}:*")
    options = {"LoggingConfig": {"LogGroup": group}}
    make_function(server, thief, SAYS, role, **(options if change == "created" else {}))
    client = server.client("lambda")
    if change == "updated":
        client.update_function_configuration(FunctionName=thief, **options)
        client.get_waiter("function_updated_v2").wait(FunctionName=thief, WaiterConfig={"Delay": 0.05})
    say(thief, "forged")
    say(victim, "mine again")
    wait_until(lambda: "mine again" in (lines(logs, group) or ""))
    assert "forged" not in lines(logs, group)

    grant(server, thief + "-role", *LOG_ACTIONS, resource=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*")
    say(thief, "permitted")
    wait_until(lambda: "permitted" in lines(logs, group))


def test_a_change_of_the_role_counts_from_the_next_call(server, logs, say):
    make_function(server, "log-fickle", SAYS)
    group = "/aws/lambda/log-fickle"
    say("log-fickle", "first")
    wait_until(lambda: "first" in (lines(logs, group) or ""))
    server.client("iam").delete_role_policy(RoleName="log-fickle-role", PolicyName="logs")
    say("log-fickle", "second")
    grant(server, "log-fickle-role", *LOG_ACTIONS, resource="*")
    say("log-fickle", "third")
    wait_until(lambda: "third" in lines(logs, group))
    assert "second" not in lines(logs, group)


@pytest.mark.parametrize("missing", LOG_ACTIONS)
def test_each_right_is_needed(server, logs, say, missing):
    name = "log-lacks-" + missing.split(":")[1]
    role = make_role(server, name + "-role", logs="")
    grant(server, name + "-role", *(set(LOG_ACTIONS) - {missing}), resource="*")
    make_function(server, name, SAYS, role)
    make_function(server, name + "-beside", SAYS)
    say(name, "unheard")
    say(name + "-beside", "heard")
    wait_until(lambda: "heard" in (lines(logs, f"/aws/lambda/{name}-beside") or ""))
    assert lines(logs, f"/aws/lambda/{name}") is None


def test_a_group_that_is_there_need_not_be_made(server, logs, say):
    group = "/shared/by/functions"
    make_function(server, "log-maker", SAYS, LoggingConfig={"LogGroup": group})
    say("log-maker", "made it")
    wait_until(lambda: "made it" in (lines(logs, group) or ""))
    role = make_role(server, "log-guest-role", logs="")
    grant(server, "log-guest-role", "logs:CreateLogStream", "logs:PutLogEvents", resource=f"arn:aws:logs:*:*:log-group:{group}:*")
    make_function(server, "log-guest", SAYS, role, LoggingConfig={"LogGroup": group})
    say("log-guest", "a guest")
    wait_until(lambda: "a guest" in lines(logs, group))


# What a line may hold, as CloudWatch Logs bounds an event.
EVENT = 256 << 10


@pytest.mark.parametrize("length", [EVENT - 1, EVENT, EVENT + 1, 600_000, 1_500_000])
def test_a_long_line_is_kept_whole(server, logs, length):
    name = f"log-long-{length}"
    make_function(server, name, "def handler(event, context):\n    print('é' + 'x' * (event['length'] - 2) + '!')\n", MemorySize=1769)
    server.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"length": length}))
    group = f"/aws/lambda/{name}"

    def kept():
        try:
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
            return [event["message"] for page in pages for event in page["events"]]
        except logs.exceptions.ResourceNotFoundException:
            return []

    wait_until(lambda: any(line.startswith("REPORT") for line in kept()))
    pieces = [line for line in kept() if "RequestId" not in line and not line.startswith(("INIT", "[pelton]"))]
    assert "".join(piece.rstrip("\n") for piece in pieces) == "é" + "x" * (length - 2) + "!"
    assert all(len(piece.encode()) <= EVENT for piece in pieces)


def test_rights_that_were_taken_back_end_what_is_printed_between_calls(server, logs, say):
    source = """
import threading, time
def print_on():
    while True:
        print("going on", time.time())
        time.sleep(0.2)
def handler(event, context):
    threading.Thread(target=print_on, daemon=True).start()
"""
    make_function(server, "log-endless", source)
    server.client("lambda").invoke(FunctionName="log-endless")
    group = "/aws/lambda/log-endless"
    wait_until(lambda: "going on" in (lines(logs, group) or ""))
    server.client("iam").delete_role_policy(RoleName="log-endless-role", PolicyName="logs")
    seen = []

    def is_still():
        seen.append((lines(logs, group).count("going on"), time.monotonic()))
        return len(seen) > 20 and seen[-1][0] == seen[-20][0] and seen[-1][1] - seen[-20][1] > 3
    wait_until(is_still, seconds=30, every=0.25)
    server.client("lambda").delete_function(FunctionName="log-endless")


def test_a_group_that_is_not_there_is_told_of_once(server, logs):
    source = "import os, time\ndef handler(event, context):\n    for _ in range(200):\n        os.write(1, b'x\\n'); time.sleep(0.005)\n"
    role = make_role(server, "log-homeless-role", logs="")
    grant(server, "log-homeless-role", "logs:CreateLogStream", "logs:PutLogEvents", resource="*")
    make_function(server, "log-homeless", source, role, Timeout=20, MemorySize=1769)
    for _ in range(2):
        server.client("lambda").invoke(FunctionName="log-homeless")
    told = wait_until(lambda: [line for line in server.log_lines() if line.get("group") == "/aws/lambda/log-homeless"])
    assert len(told) == 1, told


@pytest.mark.parametrize("arn", ["arn:aws:logs:us-east-1:111122223333:log-group:{}", "arn:aws:logs:eu-west-1:000000000000:log-group:{}",
                                 "arn:aws:logs:us-east-1:000000000000:other:{}", "arn:aws:lambda:us-east-1:000000000000:log-group:{}"])
def test_an_arn_of_another_place_names_no_group_here(server, logs, say, arn):
    make_function_once(server, "log-own")
    say("log-own", "mine")
    group = "/aws/lambda/log-own"
    wait_until(lambda: "mine" in (lines(logs, group) or ""))
    assert logs.filter_log_events(logGroupIdentifier=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}")["events"]
    with pytest.raises((logs.exceptions.ResourceNotFoundException, logs.exceptions.InvalidParameterException)):
        logs.filter_log_events(logGroupIdentifier=arn.format(group))


def make_function_once(server, name):
    client = server.client("lambda")
    try:
        client.get_function_configuration(FunctionName=name)
    except client.exceptions.ResourceNotFoundException:
        make_function(server, name, SAYS)


def reader(server, name, *statements):
    """Logs as a role that has just these rights."""
    return server.client("logs", *keys_of_role(server, name, *statements))


def test_a_stream_s_events_are_asked_for_as_the_stream(server, logs, say):
    """Service Authorization Reference, "Amazon CloudWatch Logs": GetLogEvents is about a stream, the others about its group."""
    make_function(server, "log-read", SAYS)
    group = "/aws/lambda/log-read"
    say("log-read", "for some")
    wait_until(lambda: "for some" in (lines(logs, group) or ""))
    [stream] = [stream["logStreamName"] for stream in logs.describe_log_streams(logGroupName=group)["logStreams"]]
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:log-stream:{stream}"
    get = lambda client: client.get_log_events(logGroupName=group, logStreamName=stream)["events"]  # noqa: E731
    denied = reader(server, "log-denied", ("Allow", "logs:*", "*"), ("Deny", "logs:GetLogEvents", arn))
    assert error_of(lambda: get(denied)) == (400, "AccessDeniedException")
    assert denied.filter_log_events(logGroupName=group)["events"]
    alone = reader(server, "log-alone", ("Allow", "logs:GetLogEvents", arn))
    assert get(alone)
    assert error_of(lambda: alone.filter_log_events(logGroupName=group)) == (400, "AccessDeniedException")
    own = reader(server, "log-own-group", ("Allow", "logs:*", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*"))
    assert get(own) and own.filter_log_events(logGroupName=group)["events"] and own.describe_log_streams(logGroupName=group)["logStreams"]
    assert error_of(own.describe_log_groups) == (400, "AccessDeniedException")
    for resource in (f"arn:aws:logs:{REGION}:{ACCOUNT}:*", "arn:aws:logs:*:*:log-group:*"):
        client = reader(server, f"log-all-{len(resource)}", ("Allow", "logs:Describe*", resource))
        assert client.describe_log_groups()["logGroups"]
