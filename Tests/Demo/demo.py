"""Photos in, thumbnails out: Pelton's whole main job on real photographs, measured and shown."""

import argparse
import html
import mimetypes
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Support"))

import requests  # noqa: E402

import pipeline  # noqa: E402
from helpers import signed_form  # noqa: E402
from pelton import Server  # noqa: E402

RETRY_WAITS = "1s,2s"
FALSE_PHOTO = "holiday.jpg"
# One photo each goes another way; the rest by PUT.
WAYS = {"chelsea.jpg": "form POST", "hubble.jpg": "multipart", "rocket.jpg": "COPY"}


def say(text=""):
    print(text, flush=True)


class Upload:
    def __init__(self, photo):
        self.photo = photo
        self.key = pipeline.PREFIX + photo.name
        self.size = photo.stat().st_size
        self.way = WAYS.get(photo.name, "PUT")
        self.type = mimetypes.guess_type(photo.name)[0] or "image/webp"
        self.milliseconds = None
        self.event = None
        self.thumbnail_bytes = None

    def send(self, server, s3):
        before = time.monotonic()
        getattr(self, "by_" + self.way.lower().replace(" ", "_"))(server, s3)
        self.milliseconds = (time.monotonic() - before) * 1000

    def by_put(self, server, s3):
        s3.put_object(Bucket=pipeline.PHOTOS, Key=self.key, Body=self.photo.read_bytes(), ContentType=self.type)

    def by_form_post(self, server, s3):
        fields = signed_form(
            [{"bucket": pipeline.PHOTOS}, ["starts-with", "$key", pipeline.PREFIX], {"Content-Type": self.type},
             ["content-length-range", 1, 10 << 20]],
            {"key": pipeline.PREFIX + "${filename}", "Content-Type": self.type})
        answer = requests.post(
            f"{server.url}/{pipeline.PHOTOS}", data=fields, files={"file": (self.photo.name, self.photo.read_bytes(), self.type)}, timeout=30)
        answer.raise_for_status()

    def by_multipart(self, server, s3):
        where = {"Bucket": pipeline.PHOTOS, "Key": self.key}
        upload = s3.create_multipart_upload(**where, ContentType=self.type)["UploadId"]
        etag = s3.upload_part(**where, UploadId=upload, PartNumber=1, Body=self.photo.read_bytes())["ETag"]
        s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})

    def by_copy(self, server, s3):
        # The original lies outside of uploads/, where no rule asks for it.
        source = "inbox/" + self.photo.name
        s3.put_object(Bucket=pipeline.PHOTOS, Key=source, Body=self.photo.read_bytes(), ContentType=self.type)
        s3.copy_object(Bucket=pipeline.PHOTOS, Key=self.key, CopySource={"Bucket": pipeline.PHOTOS, "Key": source})


def wait_for_deliveries(server, uploads, seconds=60):
    """Until none is pending. Returns the deliveries by key."""
    deadline = time.monotonic() + seconds
    shown = -1
    while True:
        events = server.events("--bucket", pipeline.PHOTOS)
        ended = {event["key"]: event for event in events if event["state"] in ("done", "dead")}
        if len(ended) != shown:
            shown = len(ended)
            say(f"  {shown} of {len(uploads)} deliveries ended")
        if shown >= len(uploads) or time.monotonic() > deadline:
            return ended
        time.sleep(0.1)


def collect(s3, uploads, output):
    """Downloads the thumbnails."""
    for upload in uploads:
        key = pipeline.thumbnail_key(upload.key)
        try:
            body = s3.get_object(Bucket=pipeline.THUMBNAILS, Key=key)["Body"].read()
        except s3.exceptions.NoSuchKey:
            continue
        upload.thumbnail_bytes = len(body)
        (output / Path(key).name).write_bytes(body)


def print_table(uploads):
    head = ("photo", "bytes", "uploaded by", "upload ms", "event → start ms", "function ms", "thumbnail bytes")
    rows = [head]
    for upload in uploads:
        event = upload.event or {}
        wait = event["startedMs"] - event["eventMs"] if "startedMs" in event else None
        rows.append((
            upload.photo.name, f"{upload.size:,}", upload.way, f"{upload.milliseconds:.1f}", "–" if wait is None else str(wait),
            str(event.get("functionMs", "–")), "–" if upload.thumbnail_bytes is None else f"{upload.thumbnail_bytes:,}"))
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    say()
    for i, row in enumerate(rows):
        say("  " + "  ".join(cell.ljust(width) if c in (0, 2) else cell.rjust(width) for c, (cell, width) in enumerate(zip(row, widths))))
        if i == 0:
            say("  " + "  ".join("─" * width for width in widths))
    say()


def write_page(uploads, output):
    figures = "\n".join(
        f'    <figure><img src="{html.escape(Path(pipeline.thumbnail_key(upload.key)).name)}" alt="">'
        f"<figcaption>{html.escape(upload.photo.name)} <small>{upload.size:,} → {upload.thumbnail_bytes:,} bytes, by {upload.way}</small>"
        "</figcaption></figure>"
        for upload in uploads if upload.thumbnail_bytes)
    (output / "index.html").write_text(f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>My photos</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 72rem; padding: 0 1.5rem; color: #1d2733; background: #f6f7f9 }}
  main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.5rem }}
  figure {{ margin: 0; padding: 1rem; background: white; border-radius: .75rem; box-shadow: 0 1px 4px #0002 }}
  img {{ display: block; max-width: 100%; height: 13rem; margin: auto; object-fit: contain }}
  figcaption {{ margin-top: .75rem; font-weight: 600; overflow-wrap: anywhere }}
  small {{ display: block; font-weight: 400; color: #667 }}
</style>
</head>
<body>
  <h1>My photos</h1>
  <p>Uploaded to <code>s3://photos/uploads/</code>; each thumbnail was made by a function that the upload's own event set off.</p>
  <main>
{figures}
  </main>
</body>
</html>
""", encoding="utf-8")


def demonstrate(server, arguments, photos, output):
    """Returns what was not as it should be."""
    problems = []
    say("\nThe pipeline")
    pipeline.set_up(server, arguments.thumbnail, lambda text: say("  " + text))
    s3 = server.client("s3")
    uploads = [Upload(photo) for photo in photos]
    say("\nUploading")
    for upload in uploads:
        upload.send(server, s3)
        say(f"  {upload.way:<9}  {upload.photo.name:<20} {upload.size:>9,} bytes  {upload.milliseconds:7.1f} ms")
    say("\nWaiting for the deliveries")
    ended = wait_for_deliveries(server, uploads)
    for upload in uploads:
        upload.event = ended.get(upload.key)
    collect(s3, uploads, output)
    print_table(uploads)

    done = [upload for upload in uploads if upload.event and upload.event["state"] == "done"]
    dead = [upload for upload in uploads if upload.event and upload.event["state"] == "dead"]
    lost = [upload for upload in uploads if not upload.event]
    say(f"  {len(uploads)} events, {len(done)} delivered, {len(dead)} dead, {len(lost)} lost")
    if [upload.photo.name for upload in dead] != [FALSE_PHOTO]:
        problems.append(f"dead should be {FALSE_PHOTO} alone, but is {[upload.photo.name for upload in dead]}")
    if lost:
        problems.append(f"lost: {[upload.photo.name for upload in lost]}")
    problems += [f"no thumbnail of {upload.photo.name}" for upload in done if not upload.thumbnail_bytes]
    say("\nThe dead letter (pelton events --state dead)")
    for upload in dead:
        say(f"  {upload.event['eventName']} s3://{upload.event['bucket']}/{upload.event['key']}, {upload.event['attempts']} attempts")
        say(f"  {upload.event['lastError']}")
        if upload.photo.name not in upload.event["lastError"]:
            problems.append("the dead letter does not name its file")

    say("\nDeleting an original")
    s3.delete_object(Bucket=pipeline.PHOTOS, Key=uploads[0].key)
    removed = [event for event in server.events("--bucket", pipeline.PHOTOS, "--state", "unmatched") if event["eventName"] == "ObjectRemoved:Delete"]
    for event in removed:
        say(f"  {event['eventName']} s3://{event['bucket']}/{event['key']} (no rule asks for it)")
    if len(removed) != 1:
        problems.append(f"one event of a delete was expected, but there are {len(removed)}")

    write_page(uploads, output)
    thumbnails = [str(output / Path(pipeline.thumbnail_key(upload.key)).name) for upload in done if upload.thumbnail_bytes]
    sheet = subprocess.run([str(arguments.thumbnail), "contact-sheet", str(output / "contact-sheet.jpg"), *thumbnails])
    if sheet.returncode != 0:
        problems.append("the contact sheet could not be made")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("pelton", "thumbnail", "photos", "output"):
        parser.add_argument("--" + name, type=Path, required=True)
    arguments = parser.parse_args()
    photos = sorted(path for path in arguments.photos.iterdir() if path.suffix in pipeline.SUFFIXES)
    output = arguments.output
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="pelton-demo-") as folder:
        server = Server(Path(folder) / "data", "--async-retry-waits", RETRY_WAITS, binary=arguments.pelton)
        before = time.monotonic()
        server.start()
        say(f"pelton answers at {server.url} after {(time.monotonic() - before) * 1000:.0f} ms, with a fresh data directory.")
        say(f"A delivery that fails is tried again after {RETRY_WAITS.replace(',', ' and ')}: short waits, for the demo's sake; the default is 60 s and 120 s.")
        try:
            problems = demonstrate(server, arguments, photos, output)
        finally:
            status = server.stop()
    if status != 0:
        problems.append(f"the server ended with status {status}")
    say(f"\nThumbnails, contact-sheet.jpg and index.html are in {output}/. The server is stopped, its data directory removed.")
    for problem in problems:
        say(f"NOT AS IT SHOULD BE: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
