"""Lets libFuzzer look for input that breaks what a parser must hold, each parser for as long as asked, all of them at once.

What was found stays in .build/fuzzer-corpus for the next run; with --keep the smallest part of it that reaches as much code goes to
Tests/Fuzz/FuzzTests/Corpus, where every `make test` tries it.
"""

import argparse
import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / ".build" / "fuzzer"
CORPUS = ROOT / "Tests" / "Fuzz" / "FuzzTests" / "Corpus"
FOUND = ROOT / ".build" / "fuzzer-corpus"
BROKEN = ROOT / ".build" / "fuzzer-broken"
TARGETS = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())
LONGEST = 64 << 10
# What a parser may need for any input of that length, the fuzzer's own bookkeeping included.
MEMORY = 512


def build():
    """Every module instrumented, and optimised as the server is. Gold cannot link it."""
    subprocess.run(
        ["swift", "build", "-c", "release", "--scratch-path", str(SCRATCH), "--product", "fuzzer", "-Xswiftc", "-enable-testing",
         "-Xswiftc", "-sanitize=fuzzer", "-Xswiftc", "-use-ld=lld"],
        cwd=ROOT, env={**os.environ, "PELTON_FUZZER": "build"}, check=True)


def fuzzer(target, *arguments, **options):
    """Swift's own handler of signals is off: libFuzzer's saves the input that broke something."""
    command = [str(SCRATCH / "release" / "fuzzer"), f"-max_len={LONGEST}", *map(str, arguments)]
    environment = {**os.environ, "PELTON_FUZZER": target, "SWIFT_BACKTRACE": "enable=no"}
    return subprocess.Popen(command, env=environment, stderr=subprocess.STDOUT, **options)


def seeds(target, folder):
    """The corpus in Tests as libFuzzer wants it: a file an input."""
    for file in (CORPUS / target).iterdir():
        if file.name != "found.txt":
            shutil.copy(file, folder)
    for number, line in enumerate((CORPUS / target / "found.txt").read_text().split()):
        (folder / f"found-{number}").write_bytes(base64.b64decode(line))


class Run:
    """One parser's run."""

    def __init__(self, target, seconds, folder):
        self.target = target
        self.log = folder / f"{target}.log"
        self.seeds = folder / target
        self.found = FOUND / target
        for path in (self.seeds, self.found, BROKEN):
            path.mkdir(parents=True, exist_ok=True)
        seeds(target, self.seeds)
        self.process = fuzzer(
            target, f"-max_total_time={seconds}", "-timeout=10", f"-rss_limit_mb={MEMORY}", "-print_final_stats=1",
            f"-dict={CORPUS / 'tokens.dict'}", f"-artifact_prefix={BROKEN}/{target}-", self.found, self.seeds,
            stdout=self.log.open("w"))

    def end(self):
        """Waits, and tells how it went. Returns whether nothing broke."""
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        text = self.log.read_text(errors="replace")
        count, memory = (re.search(rf"stat::{name}:\s+(\d+)", text) for name in ("number_of_executed_units", "peak_rss_mb"))
        if self.process.returncode == 0 and count and memory:
            print(f"{self.target}: {int(count[1]):,} inputs in {(used.ru_utime + used.ru_stime) / 60:.0f} minutes of CPU, {memory[1]} MiB at most, nothing broke")
            return True
        print(text[-4000:])
        print(f"{self.target}: broke; the input is in {BROKEN.relative_to(ROOT)}")
        return False

    def keep(self):
        """Puts the smallest part of what was found that reaches as much code into the corpus of the tests."""
        with tempfile.TemporaryDirectory() as folder:
            merged, log = Path(folder) / "merged", Path(folder) / "log"
            merged.mkdir()
            # What the files of the corpus reach need not be kept once more.
            for file in (CORPUS / self.target).iterdir():
                if file.name != "found.txt":
                    shutil.copy(file, merged)
            ours = set(merged.iterdir())
            if fuzzer(self.target, "-merge=1", "-use_counters=0", merged, self.found, self.seeds, stdout=log.open("w")).wait() != 0:
                sys.exit(log.read_text(errors="replace")[-4000:])
            inputs = sorted(base64.b64encode(file.read_bytes()).decode() for file in set(merged.iterdir()) - ours)
            (CORPUS / self.target / "found.txt").write_text("".join(line + "\n" for line in inputs if line))
            print(f"{self.target}: {len(inputs)} inputs kept")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=3600, help="how long to look, by the clock (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="put what was found into the corpus of the tests")
    parser.add_argument("targets", nargs="*", default=TARGETS, metavar="TARGET", help=f"some of: {', '.join(TARGETS)}")
    arguments = parser.parse_args()
    unknown = set(arguments.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    build()
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        runs = [Run(target, arguments.seconds, Path(folder)) for target in arguments.targets]
        held = [run.end() for run in runs]
        print(f"{time.monotonic() - started:.0f} s by the clock, {len(runs)} at once on {os.cpu_count()} cores")
        if arguments.keep and all(held):
            for run in runs:
                run.keep()
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
