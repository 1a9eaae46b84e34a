"""A server to play with: the thumbnail pipeline set up, and what to try next."""

import argparse
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pipeline  # noqa: E402
from pelton import ACCESS_KEY, SECRET_KEY, Server  # noqa: E402

LISTEN = "127.0.0.1:9000"

NEXT = """
The thumbnail pipeline is set up. In another terminal:

  export AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret} AWS_DEFAULT_REGION=us-east-1
  aws --endpoint-url {url} s3 cp data/photos/rocket.jpg s3://photos/uploads/
  aws --endpoint-url {url} s3 ls s3://thumbnails/ --recursive
  aws --endpoint-url {url} logs filter-log-events --log-group-name /aws/lambda/thumbnail --query 'events[].message' --output text
  {pelton} events --data {data}

The AWS CLI is in .build/venv/bin/aws if you have none. Ctrl-C stops the server; its data stays in {data}.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("pelton", "thumbnail", "data"):
        parser.add_argument("--" + name, type=Path, required=True)
    arguments = parser.parse_args()
    arguments.data.parent.mkdir(parents=True, exist_ok=True)
    server = Server(arguments.data, "--async-retry-waits", "60s,120s", binary=arguments.pelton)
    server.start(LISTEN)
    buckets = [bucket["Name"] for bucket in server.client("s3").list_buckets()["Buckets"]]
    if pipeline.PHOTOS not in buckets:
        pipeline.set_up(server, arguments.thumbnail, print)
    print(NEXT.format(key=ACCESS_KEY, secret=SECRET_KEY, url=server.url, pelton=arguments.pelton, data=arguments.data), flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print("stopping")
    server.stop()


if __name__ == "__main__":
    main()
