"""The thumbnailer on real photographs, and on files that are none."""

import struct
import zlib
from pathlib import Path

import pytest

import pipeline
from helpers import error_of
from pelton import BUILD, ROOT, Server, wait_until

PHOTOS = ROOT / "data" / "photos"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("thumbnails") / "data").start()
    pipeline.set_up(server, BUILD / "thumbnail", THUMBNAIL_MAX_PIXELS="4000000")
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def s3(server):
    return server.client("s3")


def upload(server, s3, name, body):
    """Uploads and waits for what becomes of it. Returns the delivery."""
    s3.put_object(Bucket=pipeline.PHOTOS, Key=pipeline.PREFIX + name, Body=body)

    def ended():
        events = server.events("--bucket", pipeline.PHOTOS)
        return [event for event in events if event["key"] == pipeline.PREFIX + name and event["state"] in ("done", "dead")]

    return wait_until(ended, 30)[-1]


def thumbnail(s3, name):
    return s3.get_object(Bucket=pipeline.THUMBNAILS, Key=pipeline.thumbnail_key(pipeline.PREFIX + name))


def jpeg_size(data):
    """Width and height from a JPEG's frame header."""
    at = 2
    while at < len(data):
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2:at + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack(">HH", data[at + 5:at + 9])
            return width, height
        at += 2 + length
    raise AssertionError("no frame header")


@pytest.mark.parametrize("photo", sorted(path.name for path in PHOTOS.iterdir() if path.name != "holiday.jpg"))
def test_a_photograph(server, s3, photo):
    event = upload(server, s3, photo, (PHOTOS / photo).read_bytes())
    assert (event["state"], event["attempts"]) == ("done", 1), event.get("lastError")
    made = thumbnail(s3, photo)
    body = made["Body"].read()
    assert made["ContentType"] == "image/jpeg"
    assert max(jpeg_size(body)) == 256
    assert len(body) < 40_000


def test_a_portrait_stands_upright_and_keeps_nothing_but_its_copyright(server, s3):
    upload(server, s3, "upright.jpg", (PHOTOS / "grace hopper.jpg").read_bytes())
    body = thumbnail(s3, "upright.jpg")["Body"].read()
    width, height = jpeg_size(body)
    assert height > width
    assert b"GPS" not in body and b"Pelton Demo Camera" not in body
    assert b"U.S. Navy" in body


def png(width, height):
    """A picture that is mostly a claim: the header says how large, the data says nothing."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("text.jpg", b"This is no picture.", "is not a picture this function decodes"),
        ("empty.jpg", b"", "is empty"),
        ("script.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a picture this function decodes"),
        ("bomb.png", png(60_000, 60_000), "60000 × 60000"),
        ("cut.jpg", (PHOTOS / "rocket.jpg").read_bytes()[:20_000], ""),
        ("broken.png", png(100, 100), ""),
    ])
def test_what_it_will_not_decode(server, s3, name, body, reason):
    event = upload(server, s3, name, body)
    assert event["state"] == "dead" and event["attempts"] == 3
    assert f"s3://photos/uploads/{name}" in event["lastError"] and reason in event["lastError"], event["lastError"]
    assert error_of(lambda: thumbnail(s3, name)) == (404, "NoSuchKey")


def test_its_role_may_do_no_more_than_it_must(server, s3):
    """A worker's credentials read uploads and write thumbnails, and cannot list either bucket."""
    upload(server, s3, "any.jpg", (PHOTOS / "stairs.jpg").read_bytes())
    lines = [line for line in server.log_lines() if "assumed-role/thumbnailer" in line.get("principal", "")]
    assert {line["operation"] for line in lines} == {"GetObject", "PutObject"}


def test_other_sizes_and_formats(server, s3):
    functions = server.client("lambda")
    functions.update_function_configuration(
        FunctionName=pipeline.FUNCTION,
        Environment={"Variables": {"THUMBNAIL_SIZES": "64,128", "THUMBNAIL_FORMAT": "webp", "THUMBNAIL_PREFIX": "small/"}})
    functions.get_waiter("function_updated_v2").wait(FunctionName=pipeline.FUNCTION)
    assert upload(server, s3, "sizes.png", (PHOTOS / "astronaut.png").read_bytes())["state"] == "done"
    for size in (64, 128):
        made = s3.get_object(Bucket=pipeline.THUMBNAILS, Key=f"small/{size}/uploads/sizes.png.webp")
        assert (made["ContentType"], made["Body"].read(4)) == ("image/webp", b"RIFF")


def test_a_setting_that_cannot_be_is_said_at_the_start(server, s3):
    functions = server.client("lambda")
    functions.update_function_configuration(FunctionName=pipeline.FUNCTION, Environment={"Variables": {"THUMBNAIL_SIZES": "big"}})
    answer = functions.invoke(FunctionName=pipeline.FUNCTION, Payload=b'{"Records": []}')
    assert b"THUMBNAIL_SIZES" in answer["Payload"].read()


def test_the_photos_are_documented():
    readme = Path(ROOT / "data" / "README.md").read_text()
    assert [path.name for path in PHOTOS.iterdir() if f"`{path.name}`" not in readme] == []
    assert sum(path.stat().st_size for path in PHOTOS.iterdir()) < 5 << 20
