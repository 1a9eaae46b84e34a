"""Presigned URLs, by the hundred thousand: the load tool then needs no key, and signs nothing while the clock runs."""

import hashlib
import hmac
import time
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"
VALID_SECONDS = 24 * 3600


class Signer:
    """Signs for one server from now on."""

    def __init__(self, host, access_key, secret_key, service="s3", region="us-east-1"):
        self.host = host
        # S3 alone lets the body go unsigned; elsewhere it is the hash of no body.
        self.payload = "UNSIGNED-PAYLOAD" if service == "s3" else hashlib.sha256().hexdigest()
        self.time = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        self.scope = f"{self.time[:8]}/{region}/{service}/aws4_request"
        self.credential = f"{access_key}/{self.scope}"
        self.key = ("AWS4" + secret_key).encode()
        for word in self.scope.split("/"):
            self.key = hmac.digest(self.key, word.encode(), "sha256")

    def targets(self, method, paths, **query):
        """Each path with its signed query, as it goes into a request's first line. `query`: names with _ for -."""
        fields = {name.replace("_", "-"): value for name, value in query.items()}
        fields |= {
            "X-Amz-Algorithm": ALGORITHM, "X-Amz-Credential": self.credential, "X-Amz-Date": self.time,
            "X-Amz-Expires": str(VALID_SECONDS), "X-Amz-SignedHeaders": "host"}
        text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(fields.items()))
        after_path = f"\n{text}\nhost:{self.host}\n\nhost\n{self.payload}"
        before_hash = f"{ALGORITHM}\n{self.time}\n{self.scope}\n"
        for path in map(quote, paths):
            request = hashlib.sha256(f"{method}\n{path}{after_path}".encode()).hexdigest()
            signature = hmac.digest(self.key, (before_hash + request).encode(), "sha256").hex()
            yield f"{path}?{text}&X-Amz-Signature={signature}"
