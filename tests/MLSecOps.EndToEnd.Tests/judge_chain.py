"""Judges what a hub has of a device, by the definitions of the design (10, "Chain") and nothing of our code.

usage: judge_chain.py HUB_DB UEID HELD LINKS_FILE...

Reads the hub's records, and the links that were seen on the device's disk (each file a copy of a log). HELD is the last record
that the hub had before the device lost it: what the device drops of these is not missing at the hub. Prints one line of JSON;
"wrong" names what does not hold: every record once and in its place, each link the digest that it claims and the one that the next
names, every payload the one of its link, every link of the device at the hub, and the drop records exactly what is missing.
"""
import hashlib
import json
import sqlite3
import sys


def head(major, number):
    for size, code in ((24, None), (1 << 8, 24), (1 << 16, 25), (1 << 32, 26), (1 << 64, 27)):
        if number < size:
            return bytes([major << 5 | number]) if code is None else bytes([major << 5 | code]) + number.to_bytes(1 << code - 24, "big")
    raise ValueError(number)


def link_digest(epoch, sequence, previous, kind, severity, payload):
    encoded = head(4, 6) + head(2, 16) + bytes.fromhex(epoch) + head(0, sequence) + head(2, 32) + previous
    for text in (kind, severity):
        encoded += head(3, len(text)) + text.encode()
    return hashlib.sha256(encoded + head(2, 32) + payload).digest()


def frames(path):
    """Links of a log: u32 length, u32 checksum, body; the body is 10 bytes, the tenth the length of a subject, the subject and the link."""
    data, at = open(path, "rb").read(), 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at:at + 4], "little")
        body = data[at + 8:at + 8 + length]
        if length == 0 or len(body) < length:
            return
        yield hashlib.sha256(body[10 + body[9]:]).digest()
        at += 8 + length


def main(database, ueid, held_to, logs):
    wrong = []
    rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(
        "SELECT epoch, sequence, branch, previous, link, type, severity, payload_digest, payload FROM records WHERE ueid = ? ORDER BY rowid", (ueid,)).fetchall()
    arrived = [row[1] for row in rows]
    rows.sort(key=lambda row: (row[0], row[1]))
    if {row[2] for row in rows} != {0}:
        wrong.append("a place has two records")
    if [row[1] for row in rows] != list(range(1, len(rows) + 1)) or len({row[0] for row in rows}) != 1:
        wrong.append("not one epoch with every number once")
    before, missing, said, edges = bytes(32), {}, {}, []
    for epoch, sequence, _, previous, link, kind, severity, digest, payload in rows:
        if previous != before or link_digest(epoch, sequence, previous, kind, severity, digest) != link:
            wrong.append(f"record {sequence} is not in the chain")
        before = link
        if payload is None:
            missing[sequence] = severity
        elif hashlib.sha256(payload).digest() != digest:
            wrong.append(f"record {sequence} has another payload")
        elif kind == "mlsec.dropped.v1":
            record = json.loads(payload)
            edges.append((record["from"], record["to"]))
            for name, count in record["counts"].items():
                said[name] = said.get(name, 0) + count
    first = min((edge[0] for edge in edges), default=held_to + 1)
    dropped = dict(missing)
    dropped.update({row[1]: row[6] for row in rows if first <= row[1] <= held_to and row[6] in said})
    counted = {name: list(dropped.values()).count(name) for name in set(dropped.values())}
    if said != counted:
        wrong.append(f"dropped {counted}, said {said}")
    if any(not any(first <= sequence <= last for first, last in edges) for sequence in missing):
        wrong.append("a payload is missing outside of what was said")
    if any(edge not in dropped for pair in edges for edge in pair):
        wrong.append("what was said does not begin and end with a dropped payload")
    held = {row[4] for row in rows}
    device = [digest for log in logs for digest in frames(log)]
    if any(digest not in held for digest in device):
        wrong.append("a link of the device is not at the hub")
    findings = [json.loads(row[8])["detail"] for row in rows if row[5] == "mlsec.finding.v1" and row[8] is not None]
    print(json.dumps({"wrong": wrong, "records": len(rows), "device_links": len(device), "missing": len(missing), "drop_records": len(edges), "arrived_in_order": arrived == sorted(arrived), "findings": findings}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
