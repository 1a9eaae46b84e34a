"""Starts real servers for tests and the demo, and talks to them with real clients."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

import answers
import members

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("PELTON_BUILD", ROOT / ".build" / "debug"))
RUNTIMES = ROOT / ".build" / "runtimes"

ACCOUNT = "000000000000"
ACCESS_KEY = "AKIAPELTONTESTROOT00"
SECRET_KEY = "secret/of+the/main/account/in/tests00000"
REGION = "us-east-1"


@dataclass
class Answer:
    """An answer as it came: header names in lower case."""

    status: int
    headers: dict
    body: bytes

    @property
    def xml(self):
        return ElementTree.fromstring(self.body)

    @property
    def code(self):
        return self.xml.findtext("Code") if self.body else None

    @property
    def message(self):
        return self.xml.findtext("Message") if self.body else None


class Server:
    """One `pelton serve` on a free port, with a data directory of its own."""

    def __init__(self, data, *options, binary=None, environment=None, user=None, group=None):
        self.data = Path(data)
        self.options = options
        self.binary = Path(binary or BUILD / "pelton")
        self.environment = environment or {}
        self.user = user
        self.group = group
        self.process = None
        self.url = None

    def start(self, listen="127.0.0.1:0"):
        command = [
            self.binary, "serve", "--data", self.data, "--listen", listen, "--runtimes", RUNTIMES,
            "--async-retry-waits", "300ms,600ms", "--log-format", "json", *self.options,
        ]
        environment = {
            **os.environ, "PELTON_ACCESS_KEY_ID": ACCESS_KEY, "PELTON_SECRET_ACCESS_KEY": SECRET_KEY, **self.environment,
        }
        self.log_path = self.data.parent / (self.data.name + ".log")
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdout=subprocess.PIPE, stderr=log, env=environment, text=True, user=self.user,
                group=self.group)
        for line in self.process.stdout:
            if line.startswith("ready "):
                self.url = line.split()[1]
                answers.of_server(urlsplit(self.url).port, self.log_path)
                return self
        raise RuntimeError(f"the server ended with status {self.process.wait()}: {self.log_path.read_text()[-2000:]}")

    def stop(self):
        """Ends it in good order. Returns its exit status."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        self.process.stdout.close()
        self.process = None
        return status

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def log_lines(self):
        return [json.loads(line) for line in self.log_path.read_text().splitlines()]

    def client(self, service, access_key=ACCESS_KEY, secret_key=SECRET_KEY, token=None, region=REGION, **config):
        options = {"retries": {"max_attempts": 0}, "s3": {"addressing_style": "path"}, **config}
        client = boto3.client(
            service, endpoint_url=self.url, region_name=region, aws_access_key_id=access_key, aws_secret_access_key=secret_key,
            aws_session_token=token, config=Config(**options))
        if service == "s3":
            members.watch(client)
        return client

    def send(self, method, target, body=b"", headers=None, access_key=ACCESS_KEY, secret_key=SECRET_KEY, token=None, signs=True):
        """Sends what no SDK would: `target` and `body` as they are, signed (or not) and answered as they come."""
        request = AWSRequest(method=method, url=self.url + target, data=body, headers=headers or {})
        if signs:
            S3SigV4Auth(Credentials(access_key, secret_key, token), "s3", REGION).add_auth(request)
        prepared = request.prepare()
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, target, body, dict(prepared.headers))
            response = connection.getresponse()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            connection.close()

    def events(self, *arguments):
        """What `pelton events list --json` shows."""
        output = self.run("events", "list", "--json", *arguments)
        return [json.loads(line) for line in output.splitlines()]

    def run(self, *arguments, access_key=ACCESS_KEY, secret_key=SECRET_KEY):
        """Runs one of the server's own commands, as its root if nobody else is named."""
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret_key}
        done = subprocess.run(
            [str(self.binary), *arguments, "--endpoint", self.url], env=environment, text=True, capture_output=True, check=True)
        return done.stdout

    def aws(self, *arguments, **options):
        """Runs the AWS CLI as the server's root."""
        environment = {
            **os.environ, "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.url, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_PAGER": "",
        }
        program = Path(sys.executable).with_name("aws")
        return subprocess.run([str(program), *arguments], env=environment, text=True, capture_output=True, **options)


def wait_until(condition, seconds=20, every=0.02):
    """Waits for what happens elsewhere. Returns what `condition` returned."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"not so after {seconds} s: {condition}")
        time.sleep(every)
