#!/usr/bin/env python3
"""Decodes one message without any of the product's code, and checks its signature with openssl.

Usage: decode_evidence.py KIND MESSAGE KEY.pem
KIND is evidence, challenge, acknowledgement or appraisal (signed, in the one form that the documentation allows),
link (a chain link, which nobody signs; KEY is not read), or any (COSE_Sign1 of anybody, of any spelling).
KEY.pem is a certificate or a public key. Standard library only. Prints the payload as JSON; exit status 1 with
one line on stderr when something is wrong.
"""
import hashlib
import json
import subprocess
import sys
import tempfile

CONTENT_TYPES = {
    "evidence": None,
    "challenge": "application/mlsec-challenge+cbor",
    "acknowledgement": "application/mlsec-ack+cbor",
    "appraisal": 'application/eat+cwt; eat_profile="tag:ietf.org,2026:rats/ear#03"',
}
PROFILE = bytes.fromhex("69828b9685d2d88992bd8781f7a1c39789b19f39")


class Wrong(Exception):
    """The message is not what the documentation says."""


class Tagged:
    def __init__(self, tag, value):
        self.tag, self.value = tag, value


class Reader:
    """Deterministic CBOR only (RFC 8949, 4.2.1), with sorted map keys; not strict: any with definite lengths."""

    def __init__(self, data, strict=True):
        self.data, self.at, self.strict = data, 0, strict

    def take(self, count):
        if self.at + count > len(self.data):
            raise Wrong("the message ends too early")
        piece = self.data[self.at:self.at + count]
        self.at += count
        return piece

    def item(self):
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if major == 7:
            if info in (20, 21, 22):
                return {20: False, 21: True, 22: None}[info]
            raise Wrong("a float or another simple value")
        if info < 24:
            number = info
        elif info <= 27:
            width = 1 << (info - 24)
            number = int.from_bytes(self.take(width), "big")
            if self.strict and number < (24, 1 << 8, 1 << 16, 1 << 32)[info - 24]:
                raise Wrong("a number that is not in its shortest form")
        else:
            raise Wrong("an indefinite length")
        if major == 0:
            return number
        if major == 1:
            return -1 - number
        if major == 2:
            return self.take(number)
        if major == 3:
            return self.take(number).decode("utf-8")
        if major == 4:
            return [self.item() for _ in range(number)]
        if major == 6:
            return Tagged(number, self.item())
        result, last = {}, b""
        for _ in range(number):
            start = self.at
            key = self.item()
            encoded = self.data[start:self.at]
            if self.strict and encoded <= last:
                raise Wrong("map keys that are not sorted, or one twice")
            last = encoded
            if key in result:
                raise Wrong("a map key twice")
            result[key] = self.item()
        return result


def decode(data, strict=True):
    reader = Reader(data, strict)
    value = reader.item()
    if reader.at != len(data):
        raise Wrong("bytes after the item")
    return value


def head(major, number):
    for info, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << (8 * width):
            return bytes([major << 5 | info]) + number.to_bytes(width, "big")
    raise Wrong("a length beyond 64 bits")


def sig_structure(protected, payload):
    context = b"Signature1"
    return (head(4, 4) + head(3, len(context)) + context + head(2, len(protected)) + protected
            + head(2, 0) + head(2, len(payload)) + payload)


def der_integer(raw):
    raw = raw.lstrip(b"\0") or b"\0"
    raw = b"\0" + raw if raw[0] & 0x80 else raw
    return b"\x02" + bytes([len(raw)]) + raw


def openssl(arguments, data=None):
    run = subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=False)
    if run.returncode != 0:
        raise Wrong(f"openssl {arguments[0]}: {run.stderr.decode(errors='replace').strip()}{run.stdout.decode(errors='replace').strip()}")
    return run.stdout


def verify(public_pem, content, signature):
    body = der_integer(signature[:32]) + der_integer(signature[32:])
    with tempfile.NamedTemporaryFile() as key, tempfile.NamedTemporaryFile() as sig:
        key.write(public_pem)
        key.flush()
        sig.write(b"\x30" + bytes([len(body)]) + body)
        sig.flush()
        openssl(["dgst", "-sha256", "-verify", key.name, "-signature", sig.name], content)


def plain(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Tagged):
        return {"tag": value.tag, "value": plain(value.value)}
    return value


def signed_payload(kind, message, key_path):
    strict = kind != "any"
    message = decode(message, strict)
    if not isinstance(message, Tagged) or message.tag != 18 or not isinstance(message.value, list) or len(message.value) != 4:
        raise Wrong("not a tagged COSE_Sign1")
    protected, unprotected, payload, signature = message.value
    header = decode(protected, strict)
    if header.get(1) != -7 or 2 in header or len(signature) != 64 or not isinstance(payload, bytes):
        raise Wrong("not ES256 in the documented form")
    with open(key_path, encoding="ascii") as file:
        is_certificate = "BEGIN CERTIFICATE" in file.read()
    public_pem = openssl(["x509", "-in", key_path, "-pubkey", "-noout"] if is_certificate else ["pkey", "-pubin", "-in", key_path])
    if strict:
        public_der = openssl(["pkey", "-pubin", "-outform", "DER"], public_pem)
        if set(unprotected) - {33} or header.get(4) != hashlib.sha256(public_der).digest():
            raise Wrong("the key identifier is not that of the certificate, or there is a header that should not be")
        if header.get(3) != CONTENT_TYPES[kind]:
            raise Wrong("another content type")
    verify(public_pem, sig_structure(protected, payload), signature)
    return payload


def main(kind, message_path, key_path):
    with open(message_path, "rb") as file:
        message = file.read()
    payload = message if kind == "link" else signed_payload(kind, message, key_path)
    claims = decode(payload, kind != "any")
    if kind == "evidence" and claims.get(265) != PROFILE:
        raise Wrong("another profile")
    if kind in ("evidence", "appraisal") and type(claims.get(6)) is not int:
        raise Wrong("iat is not an integer")
    json.dump(plain(claims), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Wrong as wrong:
        print(f"decode_evidence: {wrong}", file=sys.stderr)
        sys.exit(1)
