#!/usr/bin/env python3
"""Prints the golden messages of mlsec.tap/1, from the layout as tap.md tells it and not from the program's own writer."""
import struct


def padded(content):
    return content + b"\0" * (-len(content) % 8)


def tensor(role, index, kind, shape, name, content=None, place=0, length=None, descriptor=0):
    length = len(content) if length is None else length
    head = struct.pack("<BBBBBBHQ", role, kind, len(shape), place, len(name), descriptor, index, length)
    dimensions = struct.pack("<%dI" % len(shape), *shape)
    return head + padded(dimensions) + padded(name) + (padded(content) if place == 0 else b"")


def record(token, nanoseconds, flags, *tensors):
    body = b"".join(tensors)
    return struct.pack("<IBBHQQ", 24 + len(body), len(tensors), flags, 0, token, nanoseconds) + body


def message(kind, count, sequence, records, body=b""):
    return struct.pack("<4sBBHIIQQ", b"MLTP", 1, kind, count, 32 + len(body), 0, sequence, records) + body


def floats(*values):
    return struct.pack("<%df" % len(values), *values)


def texts(*values):
    return b"".join(struct.pack("<I", len(value)) + value for value in values)


INPUT, OUTPUT = 1, 2
FLOAT32, INT64, TEXT, BOOL = 1, 7, 8, 9

GOLDENS = {
    "records": message(1, 3, 7, 40,
        record(0, 1500, 0,
               tensor(INPUT, 0, FLOAT32, (1, 4), b"features", floats(0.5, -1.25, 3.0, 0.0)),
               tensor(OUTPUT, 0, INT64, (1,), b"label", struct.pack("<q", 1)),
               tensor(OUTPUT, 1, FLOAT32, (1, 2), b"probabilities", floats(0.25, 0.75)))
        + record(0x1122334455667788, 0, 0,
                 tensor(INPUT, 0, TEXT, (2,), b"", texts(b"caf\xc3\xa9", b"")),
                 tensor(INPUT, 1, FLOAT32, (1, 3, 224, 224), b"image", place=1, length=602112),
                 tensor(OUTPUT, 0, BOOL, (), b"", b"\x01"))
        + record(0, 2000000, 2,
                 tensor(INPUT, 0, FLOAT32, (64, 100), b"", place=2, length=25600, descriptor=0),
                 tensor(OUTPUT, 0, FLOAT32, (64, 0), b"", b""))),
    "no-records": message(1, 0, 8, 43),
    "failed": message(1, 1, 9, 43, record(0, 0, 1, tensor(INPUT, 0, FLOAT32, (1,), b"x", floats(1.0)))),
    "error": message(3, 0, 10, 44, struct.pack("<QII", 0x1122334455667788, 1, 0)),
    "bye": message(2, 0, 11, 44),
    "canary": message(0x81, 1, 0, 0,
        record(0x1122334455667788, 0, 0, tensor(INPUT, 0, FLOAT32, (1, 4), b"features", floats(1.0, 2.0, 3.0, 4.0)))),
    "sample": message(0x82, 0, 1, 1, struct.pack("<II", 16, 0)),
}

if __name__ == "__main__":
    for name, content in GOLDENS.items():
        print("# " + name)
        for at in range(0, len(content), 32):
            print(content[at:at + 32].hex())
