"""Bodies in chunks: signed, as AWS's SDKs for Java and Go send them over HTTP, or with a trailer that is not; boto3 sends neither here.

Written from the S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" and
"… Including Trailing Headers", on nothing but the standard library.
"""

import datetime
import hashlib
import hmac
import urllib.parse

import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from pelton import ACCESS_KEY, REGION, SECRET_KEY

EMPTY = hashlib.sha256(b"").hexdigest()


class ChunkSigner:
    """One PUT. `chunks` and `trailer` are what is signed; `frames` is what is sent, and may be spoiled before."""

    def __init__(self, server, path, chunks, trailer=None, secret=SECRET_KEY, headers=None, decoded_length=None):
        self.url = server.url + path
        self.secret = secret
        self.date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        self.scope = f"{self.date[:8]}/{REGION}/s3/aws4_request"
        parts = urllib.parse.urlsplit(self.url)
        self.headers = {
            "content-encoding": "aws-chunked", "host": parts.netloc, "x-amz-date": self.date,
            "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" + ("-TRAILER" if trailer else ""),
            "x-amz-decoded-content-length": str(sum(map(len, chunks)) if decoded_length is None else decoded_length), **(headers or {})}
        if trailer:
            self.headers["x-amz-trailer"] = ",".join(name for name, _ in trailer)
        self.signature = self.sign_head(parts)
        self.frames = [self.frame(chunk) for chunk in [*chunks, b""]]
        if trailer:
            # The empty chunk's data is followed by the trailer, not by a line end of its own.
            self.frames[-1] = self.frames[-1].removesuffix(b"\r\n")
            self.frames += self.trailer(trailer)
        self.frames.append(b"\r\n" if trailer else b"")

    def sign(self, text):
        key = ("AWS4" + self.secret).encode()
        for word in self.scope.split("/"):
            key = hmac.new(key, word.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def sign_head(self, parts):
        names = ";".join(sorted(self.headers))
        query = "&".join(sorted(item if "=" in item else item + "=" for item in parts.query.split("&"))) if parts.query else ""
        lines = "".join(f"{name}:{self.headers[name]}\n" for name in sorted(self.headers))
        canonical = "\n".join(["PUT", parts.path, query, lines, names, self.headers["x-amz-content-sha256"]])
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        signature = self.sign(f"AWS4-HMAC-SHA256\n{self.date}\n{self.scope}\n{hashed}")
        self.authorization = f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{self.scope}, SignedHeaders={names}, Signature={signature}"
        return signature

    def frame(self, chunk):
        self.signature = self.sign("\n".join(
            ["AWS4-HMAC-SHA256-PAYLOAD", self.date, self.scope, self.signature, EMPTY, hashlib.sha256(chunk).hexdigest()]))
        return b"%x;chunk-signature=%s\r\n%s\r\n" % (len(chunk), self.signature.encode(), chunk)

    def trailer(self, trailer):
        lines = "".join(f"{name}:{value}\n" for name, value in trailer)
        self.signature = self.sign("\n".join(
            ["AWS4-HMAC-SHA256-TRAILER", self.date, self.scope, self.signature, hashlib.sha256(lines.encode()).hexdigest()]))
        return [f"{name}:{value}\r\n".encode() for name, value in trailer] + [f"x-amz-trailer-signature:{self.signature}\r\n".encode()]

    def send(self):
        return requests.put(self.url, data=b"".join(self.frames), headers={**self.headers, "Authorization": self.authorization})


class UnsignedChunks:
    """One PUT whose head is signed and whose chunks are not, with a trailer. `frames` is what is sent."""

    def __init__(self, server, path, chunks, trailer, announced=None, decoded_length=None, headers=None):
        """`trailer`: pairs of name and value. `announced`: the value of x-amz-trailer, if not the trailer's names."""
        names = ",".join(name for name, _ in trailer) if announced is None else announced
        self.server, self.path = server, path
        self.headers = {
            "content-encoding": "aws-chunked", "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "x-amz-decoded-content-length": str(sum(map(len, chunks)) if decoded_length is None else decoded_length),
            **({"x-amz-trailer": names} if names else {}), **(headers or {})}
        self.frames = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks] + [b"0\r\n"]
        self.frames += [f"{name}:{value}\r\n".encode() for name, value in trailer] + [b"\r\n"]

    def send(self, method="PUT", chunked=False):
        """`chunked`: in HTTP's own chunks, one a frame."""
        request = AWSRequest(method, self.server.url + self.path, headers=self.headers)
        # Says to botocore what it would find out itself over HTTPS.
        request.context["checksum"] = {"request_algorithm": {"in": "trailer"}}
        S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
        return requests.request(method, self.server.url + self.path, data=self.frames if chunked else b"".join(self.frames), headers=dict(request.headers))
