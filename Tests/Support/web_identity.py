"""An identity provider of a test's own: it makes tokens, and tells its keys to who asks. OpenSSL signs."""

import base64
import json
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True).stdout


class Key:
    """An RSA key, or one of P-256."""

    def __init__(self, folder, name, kind="RS256", bits=2048):
        self.id, self.kind, self.path = name, kind, folder / f"{name}.pem"
        if kind == "RS256":
            openssl("genrsa", "-out", self.path, bits)
        else:
            openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.path)

    @property
    def public(self):
        if self.kind == "RS256":
            modulus = openssl("rsa", "-in", self.path, "-noout", "-modulus").decode().strip().split("=")[1]
            return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": encode(bytes.fromhex(modulus)), "e": "AQAB"}
        point = openssl("ec", "-in", self.path, "-pubout", "-outform", "DER")[-64:]
        return {"kty": "EC", "use": "sig", "crv": "P-256", "kid": self.id, "x": encode(point[:32]), "y": encode(point[32:])}

    def sign(self, message):
        signature = openssl("dgst", "-sha256", "-sign", self.path, data=message)
        if self.kind == "RS256":
            return signature
        first = signature[3]
        r, s = signature[4:4 + first], signature[6 + first:]
        return b"".join(part.lstrip(b"\0").rjust(32, b"\0") for part in (r, s))

    def token(self, claims, **header):
        parts = [{"alg": self.kind, "typ": "JWT", "kid": self.id, **header}, claims]
        text = ".".join(encode(json.dumps({k: v for k, v in part.items() if v is not None}).encode()) for part in parts)
        return f"{text}.{encode(self.sign(text.encode()))}"


def claims(issuer, **changes):
    now = int(time.time())
    return {"iss": issuer, "sub": "alice", "aud": "app", "iat": now, "exp": now + 600, **changes}


class Provider:
    """Serves the configuration and keys of issuers, each below a path of its own."""

    def __init__(self, certificate=None):
        provider = self
        self.keys, self.issuers, self.calls = {}, {}, []
        self.answers = {}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                provider.calls.append(self.path)
                status, body = provider.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*map(str, certificate))
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.scheme = "https"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, name, host="127.0.0.1"):
        return f"{self.scheme}://{host}:{self.port}/{name}"

    def add(self, name, issuer, *keys, host="127.0.0.1"):
        self.issuers[name], self.keys[name] = (issuer, host), list(keys)
        return self.url(name, host)

    def answer(self, path):
        if path in self.answers:
            return self.answers[path]
        name, _, rest = path[1:].partition("/")
        if name in self.issuers and rest == ".well-known/openid-configuration":
            issuer, host = self.issuers[name]
            return 200, json.dumps({"issuer": issuer, "jwks_uri": self.url(name, host) + "/keys"}).encode()
        if name in self.issuers and rest == "keys":
            return 200, json.dumps({"keys": [key.public for key in self.keys[name]]}).encode()
        return 404, b""

    def close(self):
        self.server.shutdown()
        self.server.server_close()
