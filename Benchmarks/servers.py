"""Pelton and its peers: how each is started, on free loopback ports, with its data in a folder of its own."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import processes
from .sigv4 import Signer

ACCESS_KEY, SECRET_KEY = "AKIAPELTONBENCHMARKS", "benchmarkSecretOfAllServers0000000000000"
REGION = "us-east-1"
START_SECONDS = 60
TOOLS = Path(sys.executable).parent


class ServerError(Exception):
    """A server did not start, or did not do what a row needs."""


class Server:
    """One server. Those that have a bucket in the URL and signatures are the S3 servers."""

    title = ""
    is_s3 = True
    is_pelton = False
    output = None  # into the log
    # What a peer has in hand is thrown away anyway.
    stop_seconds = 3

    def __init__(self, name, folder):
        self.name = name
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.process = None
        self.host = None
        self.is_watched = False

    def command(self):
        raise NotImplementedError

    def version(self):
        """What figures of two days must agree in to be compared."""
        return ""

    def environment(self):
        """The home is the server's own folder: none of them reads or leaves settings elsewhere."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8", "TMPDIR": str(self.folder)}

    def start(self, watched_by=()):
        """`watched_by`: a command that runs the server, such as strace with its options."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.is_watched = bool(watched_by)
        command = [*watched_by, *self.command()]
        with open(self.folder / "log", "ab") as log:
            self.started = time.monotonic()
            self.process = processes.start(command, self.environment(), self.folder, stdout=self.output or log, stderr=log)
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def wait_until_ready(self):
        self.wait_for(self.answers, "did not answer")

    def wait_for(self, condition, complaint):
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            if self.process.poll() is not None:
                raise ServerError(f"{self.title} ended with status {self.process.returncode}: {self.last_words()}")
            if time.monotonic() > deadline:
                raise ServerError(f"{self.title} {complaint} within {START_SECONDS} s: {self.last_words()}")
            time.sleep(0.1)

    def answers(self):
        try:
            self.request("GET", "/")
        except OSError:
            return False
        return True

    def last_words(self):
        return (self.folder / "log").read_text(errors="replace").strip()[-300:]

    @property
    def pid(self):
        """The server's own process: under strace, the one below it."""
        if not self.is_watched:
            return self.process.pid
        below = [pid for pid, fields in processes.family(self.process.pid).items() if fields["parent"] == self.process.pid]
        return below[0] if below else self.process.pid

    def death(self):
        """What became of it, or nothing if it runs."""
        status = self.process.poll() if self.process else None
        return "" if status is None else f"the server ended by itself, with status {status}"

    def check_that_it_runs(self):
        if self.death():
            raise ServerError(self.death())

    def stop(self):
        if self.process is not None:
            processes.stop(self.process, self.pid, self.stop_seconds)
            self.process = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cpu_seconds(self):
        return processes.cpu_seconds(self.pid)

    def memory_mib(self, field):
        return processes.memory_mib(self.pid, field)

    # Talking to it

    def signer(self, service="s3"):
        return Signer(self.host, ACCESS_KEY, SECRET_KEY, service, REGION)

    def targets(self, method, bucket, keys, **query):
        return self.signer().targets(method, [f"/{bucket}/{key}" for key in keys], **query)

    def bucket_target(self, method, bucket, **query):
        return next(self.signer().targets(method, [f"/{bucket}"], **query))

    def connect(self):
        return http.client.HTTPConnection(self.host, timeout=120)

    def request(self, method, target, body=None, headers=None):
        """One request on a connection of its own. Returns status and body."""
        connection = self.connect()
        try:
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise ConnectionError(f"{self.title} broke off: {error!r}") from error
        finally:
            connection.close()

    def get(self, bucket, key, headers=None):
        return self.request("GET", next(iter(self.targets("GET", bucket, [key]))), headers=headers)

    def make_bucket(self, bucket):
        """Asks until it is there: SeaweedFS opens its port before its parts have found each other."""
        answer = None

        def is_made():
            nonlocal answer
            answer = self.request("PUT", self.bucket_target("PUT", bucket))
            return answer[0] < 300 or b"BucketAlready" in answer[1]

        try:
            self.wait_for(is_made, "made no bucket")
        except ServerError as error:
            raise ServerError(f"{error} {answer}") from error


    def refuse_strangers(self):
        """A server that lets everybody in spares itself the signature, and is no peer."""
        if not self.is_s3:
            return
        self.make_bucket("private")
        status, _ = self.request("GET", "/private?list-type=2")
        if status not in (400, 401, 403):
            raise ServerError(f"{self.title} answers {status} to a request without a signature")


class Pelton(Server):
    is_pelton = True
    output = subprocess.PIPE
    # It is to start again as after an ordinary end.
    stop_seconds = 30

    def __init__(self, name, folder, binary):
        super().__init__(name, folder)
        self.title = name
        self.binary = Path(binary)
        self.start_ms = None

    def command(self):
        return [self.binary, "serve", "--data", self.data, "--listen", "127.0.0.1:0"]

    def environment(self):
        return {**super().environment(), "PELTON_ACCESS_KEY_ID": ACCESS_KEY, "PELTON_SECRET_ACCESS_KEY": SECRET_KEY}

    def wait_until_ready(self):
        """Measures the time to the line that says ready, too."""
        for line in self.process.stdout:
            if line.startswith(b"ready "):
                self.start_ms = (time.monotonic() - self.started) * 1000
                self.url = line.decode().split()[1]
                self.host = self.url.partition("//")[2]
                return
        raise ServerError(f"{self.title} ended with status {self.process.wait()} instead of getting ready: {self.last_words()}")

    def kill(self):
        """As a crash would."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def client(self, service):
        """A client of AWS's own library."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            service, endpoint_url=self.url, region_name=REGION, aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY,
            config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}))

    def pelton_api(self, **query):
        """`GET /_pelton/events`, which `pelton events list` shows."""
        status, body = self.request("GET", next(self.signer("pelton").targets("GET", ["/_pelton/events"], **query)))
        if status != 200:
            raise ServerError(f"the events could not be listed: {status} {body[:200]}")
        return json.loads(body)

    def events(self, *arguments):
        """What `pelton events list --json` prints."""
        environment = {**self.environment(), "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
        command = [str(self.binary), "events", "list", "--json", "--endpoint", self.url, *arguments]
        done = subprocess.run(command, env=environment, text=True, capture_output=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


class SeaweedFS(Server):
    title = "SeaweedFS"

    def command(self):
        ports = iter(processes.free_ports(8))
        s3 = next(ports)
        self.host = f"127.0.0.1:{s3}"
        rights = ["Admin", "Read", "Write", "List", "Tagging"]
        identity = {"name": "bench", "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}], "actions": rights}
        identities = self.folder / "identities.json"
        identities.write_text(json.dumps({"identities": [identity]}))
        command = [TOOLS / "weed", "server", f"-dir={self.data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", f"-s3.config={identities}"]
        # Its own choice of a second port is 10,000 above the first, which may not exist.
        command += [f"-s3.port={s3}", f"-s3.port.grpc={next(ports)}", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        for part in ("master", "volume", "filer"):
            command += [f"-{part}.port={next(ports)}", f"-{part}.port.grpc={next(ports)}"]
        # Each bucket takes several volumes at once: small ones, and as many as the disk has room for.
        return command + ["-master.volumeSizeLimitMB=1024", "-volume.max=0"]

    def version(self):
        return words([TOOLS / "weed", "version"])[2]


class JuiceFS(Server):
    """JuiceFS's gateway, which is MinIO's S3 front; over SQLite and a folder, as one would start it on one machine."""

    title = "JuiceFS gateway"

    def environment(self):
        return {**super().environment(), "MINIO_ROOT_USER": ACCESS_KEY, "MINIO_ROOT_PASSWORD": SECRET_KEY}

    def command(self):
        port, metrics = processes.free_ports(2)
        self.host = f"127.0.0.1:{port}"
        database = self.folder / "meta.db"
        program = str(TOOLS / "juicefs")
        if not database.exists():
            done = subprocess.run(
                [program, "format", "--no-update", "--storage", "file", "--bucket", f"{self.data}/", f"sqlite3://{database}", "bench"],
                env=self.environment(), cwd=self.folder, capture_output=True, text=True)
            if done.returncode:
                raise ServerError(f"juicefs format: {done.stderr[-300:]}")
        return [
            program, "gateway", "--multi-buckets", "--no-usage-report", "--no-banner", "--cache-dir", self.folder / "cache",
            "--metrics", f"127.0.0.1:{metrics}", f"sqlite3://{database}", self.host]

    def version(self):
        return words([TOOLS / "juicefs", "--version"])[2].partition("+")[0]


class Rclone(Server):
    title = "rclone serve s3"

    def command(self):
        self.host = f"127.0.0.1:{processes.free_ports(1)[0]}"
        return [TOOLS / "rclone", "serve", "s3", self.data, "--addr", self.host, "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"]

    def version(self):
        return words([TOOLS / "rclone", "--version"])[1].lstrip("v")


class Nginx(Server):
    """Files over HTTP with WebDAV's PUT: no signatures, no metadata, no sync. What a web server can do at most."""

    title = "nginx"
    is_s3 = False

    def __init__(self, name, folder, binary):
        super().__init__(name, folder)
        self.binary = binary

    def command(self):
        self.host = f"127.0.0.1:{processes.free_ports(1)[0]}"
        # Its built-in folders are the system's.
        temporary = "\n".join(f"{kind}_temp_path temp-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        settings = self.folder / "nginx.conf"
        settings.write_text(f"""
            daemon off; worker_processes {os.cpu_count()}; pid nginx.pid; error_log stderr; {"user root;" if os.geteuid() == 0 else ""}
            events {{ worker_connections 512; }}
            http {{
                sendfile on; tcp_nopush on; access_log off; keepalive_requests 1000000000; client_max_body_size 0;
                {temporary}
                server {{
                    listen {self.host}; root data;
                    location / {{ dav_methods PUT DELETE; create_full_put_path on; }}
                }}
            }}
            """)
        return [self.binary, "-p", self.folder, "-c", settings, "-e", "stderr"]

    def version(self):
        return words([self.binary, "-v"])[2].partition("/")[2]

    def targets(self, method, bucket, keys, **query):
        return (f"/{bucket}/{key}" for key in keys)

    def make_bucket(self, bucket):
        (self.data / bucket).mkdir(exist_ok=True)


def words(command):
    """What a program says about itself, wherever it says it."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return (done.stdout + done.stderr).split() + [""] * 3
