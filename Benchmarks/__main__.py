"""Measures Pelton beside its peers. Ends with status 0 if it ran, whatever the figures are."""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from . import events, life, report, rows, syncs
from .limits import Limits
from .listing import ListBench
from .machine import ROOT
from .objects import ObjectBench
from .results import Results
from .servers import JuiceFS, Nginx, Pelton, Rclone, SeaweedFS, ServerError

FOLDER = ROOT / ".build" / "bench"
TOOLS = ROOT / ".build" / "bench-tools"
PAGE = ROOT / "docs" / "performance.md"
PEERS = {"weed": SeaweedFS, "juicefs": JuiceFS, "rclone": Rclone, "nginx": Nginx}
ROUNDS, SECONDS = 3, 2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def say(text):
    print(text, file=sys.stderr, flush=True)


def find_nginx():
    """Unpacked and not installed: installing it would start a web server on port 80, now and after each boot."""
    installed = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if installed:
        return Path(installed)
    unpacked = TOOLS / "usr" / "sbin" / "nginx"
    if not unpacked.exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        sandbox = ["-o", "APT::Sandbox::User=root"] if os.geteuid() == 0 else []
        download = ["apt-get", "-qq", *sandbox, "download", "nginx"]
        if subprocess.run(download, cwd=TOOLS, capture_output=True).returncode and os.geteuid() == 0:
            subprocess.run(["apt-get", "-qq", "update"], check=True)
            subprocess.run(download, cwd=TOOLS, check=True)
        for package in TOOLS.glob("nginx_*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, TOOLS], check=True)
    if not unpacked.exists():
        raise ServerError("nginx could not be downloaded")
    return unpacked


class Run:
    """One run: what was asked for, the servers that are up, and what came of it."""

    def __init__(self, arguments):
        self.only = arguments.only
        self.rounds, self.seconds = arguments.rounds, arguments.seconds
        self.folder = FOLDER
        self.say = say
        self.results = Results(say)
        self.load = f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        self.peer_names = list(arguments.peers)
        self.binaries = {"pelton": self.copied("pelton", arguments.pelton)}
        if arguments.before:
            self.binaries["before"] = self.copied("before", arguments.before)
        self.nginx = find_nginx() if "nginx" in self.peer_names else None
        self.limits = Limits(self)
        self.servers = []

    def copied(self, name, binary):
        """A build that goes on meanwhile shall not change what is measured. The sandbox's launcher belongs beside it."""
        folder = self.folder / "bin" / name
        folder.mkdir(parents=True)
        for program in ("pelton", "pelton-sandbox"):
            shutil.copy2(binary.resolve().parent / program, folder / program)
        return folder / "pelton"

    def wants(self, *names):
        return [name for name in names if name in self.only]

    def pelton(self, name, purpose):
        """A store of its own, not yet started."""
        return Pelton(name, self.folder / f"{name}-{purpose}", self.binaries[name])

    def fresh(self, purpose):
        """One of each server, not yet started."""
        servers = [self.pelton(name, purpose) for name in self.binaries]
        for name in self.peer_names:
            more = [self.nginx] if name == "nginx" else []
            servers.append(PEERS[name](name, self.folder / f"{name}-{purpose}", *more))
        return servers

    def start_servers(self, stack):
        """A peer that does not start is left out, and said to be."""
        for server in self.fresh("main"):
            try:
                stack.callback(server.remove)
                server.folder.mkdir(parents=True)
                server.start().refuse_strangers()
                self.servers.append(server)
                say(f"  {server.title} answers at {server.host}")
            except (ServerError, OSError) as error:
                if server.is_pelton:
                    raise
                self.peer_names.remove(server.name)
                self.results.note(f"Without {server.title}: {error}")

    def beside_peers(self):
        """What is measured with all servers up."""
        if self.wants("memory"):
            life.measure_idle_memory(self)
        objects = [row for row in rows.OBJECT_ROWS if self.wants(row.name)]
        if objects:
            ObjectBench(self).measure(objects)
        lists = ListBench(self, [server for server in self.servers if server.is_s3])
        lists.measure([row for row in rows.LIST_ROWS if self.wants(row.name)])
        if self.wants("delete"):
            lists.measure_delete()
        if self.wants("memory"):
            life.measure_peak_memory(self)

    def alone(self):
        """What needs a store of its own; no other server is in the way."""
        for name, measure in (
                ("syncs", syncs.measure), ("start", life.measure_starts), ("latency", events.measure_latency),
                ("rule", events.measure_rule), ("million", life.measure_million)):
            if self.wants(name):
                measure(self)

    def measure(self):
        if self.wants("limits"):
            self.limits.measure_all()
        with contextlib.ExitStack() as stack:
            self.start_servers(stack)
            self.beside_peers()
        self.alone()


def arguments():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)

    def names(known):
        def parse(text):
            chosen = [word for word in text.split(",") if word]
            unknown = [word for word in chosen if word not in known]
            if unknown:
                raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
            return chosen
        return parse

    def positive(text):
        if int(text) < 1:
            raise argparse.ArgumentTypeError("at least 1")
        return int(text)

    parser.add_argument("--pelton", type=Path, required=True, help="the release build's program")
    parser.add_argument("--before", type=Path, help="another build of it, measured beside it: what a change has changed")
    parser.add_argument("--only", type=names(rows.NAMES), default=list(rows.NAMES), metavar="NAMES", help=", ".join(rows.NAMES))
    parser.add_argument("--peers", type=names(list(PEERS)), default=list(PEERS), metavar="NAMES",
                        help=", ".join(PEERS) + "; empty for none")
    parser.add_argument("--rounds", type=positive, default=ROUNDS, help="turns of each row (%(default)s)")
    parser.add_argument("--seconds", type=positive, default=SECONDS, help="of a turn (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every sample, not only the medians")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.relative_to(ROOT)} though the run is no whole one")
    return parser.parse_args()


def is_whole(given):
    return (set(given.only) == set(rows.NAMES) and set(given.peers) == set(PEERS) and not given.before
            and given.rounds >= ROUNDS and given.seconds >= SECONDS)


def stop_once(*_):
    """Ctrl-C and a request to end are one: what was started is stopped, and a second Ctrl-C does not keep us from that."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    say("stopping")
    raise KeyboardInterrupt


def main():
    given = arguments()
    for number in STOP_SIGNALS:
        signal.signal(number, stop_once)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        run = Run(given)
        run.measure()
        text = report.Report(run).text()
    except KeyboardInterrupt:
        say("stopped; there are no figures")
        return 130
    except ServerError as error:
        say(f"the benchmark could not run: {error}")
        return 1
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    print(text, flush=True)
    if given.json:
        given.json.write_text(json.dumps(run.results.as_json(), indent=1) + "\n")
    if given.write or is_whole(given):
        report.write(PAGE, text)
        say(f"\nwritten to {PAGE.relative_to(ROOT)}")
    else:
        say("\nnot a whole run, so docs/performance.md stays as it is; --write changes it nevertheless")
    return 0


if __name__ == "__main__":
    sys.exit(main())
