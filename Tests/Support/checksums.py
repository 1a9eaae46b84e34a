"""S3's ten checksums, slowly and by others' code, so that what the server says is compared with another's word.

Source: S3 User Guide, "Checking object integrity for data uploads". The CRCs are the reflected ones of their names.
"""

import base64
import hashlib
import zlib

import xxhash

ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128"]
XXHASHES = {"XXHASH64": xxhash.xxh64, "XXHASH3": xxhash.xxh3_64, "XXHASH128": xxhash.xxh3_128}


def table(polynomial):
    entries = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (polynomial if byte & 1 else 0)
        entries.append(byte)
    return entries


TABLES = {"CRC32C": (4, table(0x82F6_3B78)), "CRC64NVME": (8, table(0x9A6C_9329_AC4B_C9B5))}


def digest(algorithm, data):
    if algorithm == "CRC32":
        return zlib.crc32(data).to_bytes(4, "big")
    if algorithm in XXHASHES:
        return XXHASHES[algorithm](data).digest()
    if algorithm not in TABLES:
        return hashlib.new(algorithm.lower(), data).digest()
    size, entries = TABLES[algorithm]
    crc = ones = (1 << 8 * size) - 1
    for byte in data:
        crc = crc >> 8 ^ entries[(crc ^ byte) & 0xFF]
    return (crc ^ ones).to_bytes(size, "big")


def checksum(algorithm, data):
    """As headers have it."""
    return base64.b64encode(digest(algorithm, data)).decode()


def composite(algorithm, parts):
    """Of a multipart object: the checksum of its parts' checksums."""
    return checksum(algorithm, b"".join(digest(algorithm, part) for part in parts)) + f"-{len(parts)}"


def name(algorithm):
    return "x-amz-checksum-" + algorithm.lower()
