"""From a PUT to the function that its event sets off, and what a rule that matches costs the PUT."""

import sys
import threading
import time
from pathlib import Path

from . import load
from .load import LoadError
from .objects import ObjectBench
from .servers import ServerError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests" / "Support"))

PUTS_PER_SECOND = 100
SENDERS = 4
# As many as Pelton runs of one destination at once: each has to be warm before the clock runs.
WARM_UP = 40
VISIBLE_SAMPLES = 100
WAIT_SECONDS = 60
RULE_CLIENTS = 32
KEYS = [f"in/{number:05}" for number in range(1000)]

STAMP = """
import time
def handler(event, context):
    print("ENTERED", event["Records"][0]["s3"]["object"]["key"], time.time())
"""
SLEEP = """
import time
def handler(event, context):
    time.sleep(600)
"""
NOTHING = """
def handler(event, context):
    pass
"""


def connect(server, bucket, function, source, **options):
    """A bucket whose every new object is told to a function of its own."""
    import helpers

    server.make_bucket(bucket)
    # One core: with less, it is the share of the CPU that would be measured.
    arn = helpers.make_function(server, function, source, MemorySize=1769, **options)
    helpers.permit_s3(server, function, bucket)
    helpers.notify(server.client("s3"), bucket, arn)


def pending(server, bucket):
    return bool(server.pelton_api(state="pending", bucket=bucket, limit="1")["events"])


def wait_until_delivered(server, bucket):
    deadline = time.monotonic() + WAIT_SECONDS
    while pending(server, bucket):
        if time.monotonic() > deadline:
            raise LoadError(f"deliveries are still pending after {WAIT_SECONDS} s")
        time.sleep(0.1)


def with_pelton(run, purpose, work):
    """A fresh store for each binary, in turn."""
    for name in run.binaries:
        server = run.pelton(name, purpose)
        try:
            work(run, server.start())
        except (LoadError, ServerError, OSError) as error:
            run.results.fail(purpose, 0, name, error)
        finally:
            server.remove()


# Latency

def measure_latency(run):
    run.say(f"  events at {PUTS_PER_SECOND} PUT/s")
    with_pelton(run, "latency", latency_of)


def latency_of(run, server):
    connect(server, "paced", "stamp", STAMP)
    put_paced(server, "paced", [f"warm/{number:04}" for number in range(WARM_UP)])
    wait_until_delivered(server, "paced")
    keys = [f"timed/{number:05}" for number in range(PUTS_PER_SECOND * max(5, 2 * run.seconds))]
    answered = put_paced(server, "paced", keys)
    wait_until_delivered(server, "paced")

    timed = [event for event in server.events("--bucket", "paced") if event["key"].startswith("timed/")]
    if sorted(event["key"] for event in timed) != keys or any(event["state"] != "done" for event in timed):
        raise LoadError(f"{len(keys)} PUTs should have made as many deliveries that are done; there are {len(timed)}")
    entered = entries(server, "stamp", len(keys))
    waits = {
        "event to start": [event["startedMs"] - event["eventMs"] for event in timed],
        "answer to function": [(entered[key] - answered[key]) * 1000 for key in keys],
        "answer to visible": visible(server, "paced"),
    }
    for name, values in waits.items():
        for share in (50, 99):
            run.results.add(f"latency:{name} p{share}", 0, server.name, percentile(values, share))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


def put_paced(server, bucket, keys):
    """At a fixed pace, whatever the answers take. Returns when each was answered."""
    answered, problems = {}, []
    targets = list(server.targets("PUT", bucket, keys))
    start = time.monotonic() + 0.1

    def send(first):
        connection = server.connect()
        try:
            for place in range(first, len(keys), SENDERS):
                time.sleep(max(0, start + place / PUTS_PER_SECOND - time.monotonic()))
                connection.request("PUT", targets[place], b"x")
                answer = connection.getresponse()
                answer.read()
                answered[keys[place]] = time.time()
                if answer.status != 200:
                    raise LoadError(f"a PUT was answered with {answer.status}")
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(first,), daemon=True) for first in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise LoadError(f"the paced PUTs broke off: {problems[0]!r}")
    return answered


def entries(server, function, count):
    """When the function was entered for each key, by its own clock, as its log tells."""
    logs = server.client("logs").get_paginator("filter_log_events")
    deadline = time.monotonic() + 20
    while True:
        found = {}
        for page in logs.paginate(logGroupName=f"/aws/lambda/{function}", filterPattern="ENTERED timed"):
            for event in page["events"]:
                _, key, moment = event["message"].split()
                found.setdefault(key, float(moment))
        if len(found) == count:
            return found
        if time.monotonic() > deadline:
            raise LoadError(f"the function's log tells of {len(found)} calls, not of {count}")
        time.sleep(0.2)


def visible(server, bucket):
    """From the answer of a PUT to the end of a list of events in which it is: a request of its own, at the least."""
    keys = [f"seen/{number:04}" for number in range(VISIBLE_SAMPLES)]
    targets = list(server.targets("PUT", bucket, keys))
    newest = max(event["id"] for event in server.events("--bucket", bucket))
    connection, waits = server.connect(), []
    for key, target in zip(keys, targets):
        connection.request("PUT", target, b"x")
        connection.getresponse().read()
        answered = time.monotonic()
        while True:
            fresh = server.pelton_api(bucket=bucket, after=str(newest))["events"]
            now = time.monotonic()
            if any(event["key"] == key for event in fresh):
                break
            if now - answered > WAIT_SECONDS:
                raise LoadError(f"the event of {key} did not show")
        waits.append((now - answered) * 1000)
        newest = max(event["id"] for event in fresh)
    connection.close()
    return waits


# What a rule costs

def measure_rule(run):
    run.say("  the cost of a rule that matches")
    with_pelton(run, "rule", rule_of)


def rule_of(run, server):
    """Three buckets of one server in turns: no rule, a function that holds what it gets, one that returns at once."""
    connect(server, "held", "sleep", SLEEP, Timeout=900)
    connect(server, "run", "nothing", NOTHING)
    server.make_bucket("plain")
    body = ObjectBench(run).body(4096)
    # The sleeping functions are started now, and not while the clock runs.
    put_paced(server, "held", KEYS[:SENDERS * 4])
    put_paced(server, "run", KEYS[:SENDERS * 4])
    wait_until_delivered(server, "run")
    for _ in range(run.rounds):
        for bucket in ("plain", "held", "run"):
            run.results.attempt("rule:" + bucket, RULE_CLIENTS, server, lambda: rule_sample(run, server, bucket, body))
            if bucket == "run":
                drain(run, server, bucket)


def rule_sample(run, server, bucket, body):
    targets = run.folder / f"{server.name}-rule-{bucket}.targets"
    if not targets.exists():
        load.write_targets(targets, server.targets("PUT", bucket, KEYS))
    return load.run(server, "PUT", targets, RULE_CLIENTS, run.seconds, body=body)


def drain(run, server, bucket):
    """What is still owed would weigh on the next turn."""
    try:
        wait_until_delivered(server, bucket)
    except LoadError as error:
        run.results.note(f"Rule's cost: {error}; they weigh on the turns that follow.")
