"""What a function prints is written as its role: where the role may write, and nowhere else."""

import json

import pytest

from helpers import LOG_ACTIONS, allow, make_function, make_role
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
