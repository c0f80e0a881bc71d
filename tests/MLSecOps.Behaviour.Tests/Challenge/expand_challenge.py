"""The rule mlsec.challenge/1 once more, from packaging/docs/reference/challenge.md alone: whole numbers and fractions, no floating-point arithmetic.

    expand_challenge.py CASES      prints CASES (a JSON list) with the tensors of every case as hexadecimal digits
"""

import hashlib
import hmac
import json
import struct
import sys
from fractions import Fraction

TYPES = {"float32": 1, "uint8": 2, "int8": 3, "uint16": 4, "int16": 5, "int32": 6, "int64": 7, "bool": 9,
         "float16": 10, "float64": 11, "uint32": 12, "uint64": 13, "bfloat16": 16}
# Digits behind the leading one, exponent of the least normal number, bits.
FLOATS = {"float16": (10, -14, 16), "bfloat16": (7, -126, 16), "float32": (23, -126, 32), "float64": (52, -1022, 64)}
SIZES = {"uint8": 1, "int8": 1, "bool": 1, "uint16": 2, "int16": 2, "uint32": 4, "int32": 4, "uint64": 8, "int64": 8}


def seed(case):
    nonce = bytes.fromhex(case["nonce"])
    message = b"mlsec.challenge/1\0" + bytes([len(nonce)]) + bytes.fromhex(case["ueid"]) + bytes.fromhex(case["manifest"]) + struct.pack(">I", case["index"])
    return hmac.new(nonce, message, hashlib.sha256).digest()


def described(place, entry):
    name = entry["name"].encode()
    out = struct.pack(">IBH", place, TYPES[entry["type"]], len(name)) + name + bytes([len(entry["shape"])])
    out += b"".join(struct.pack(">Q", dimension) for dimension in entry["shape"])
    kind = entry["range"]
    whole = lambda text: int(text).to_bytes(16, "big", signed=True)
    if "scale" in kind:
        return out + b"\1" + struct.pack(">ddh", kind["low"] or 0.0, kind["high"] or 0.0, kind["scale"])
    if "low" in kind:
        return out + b"\2" + whole(kind["low"]) + whole(kind["high"])
    if "values" in kind:
        return out + b"\3" + struct.pack(">H", len(kind["values"])) + b"".join(whole(value) for value in kind["values"])
    return out + b"\4"


def stream(key):
    counter = 0
    while True:
        yield from hashlib.sha256(key + struct.pack(">Q", counter)).digest()
        counter += 1


def draw(source, most):
    bits = most.bit_length()
    while True:
        drawn = int.from_bytes(bytes(next(source) for _ in range((bits + 7) // 8)), "big") % (1 << bits)
        if drawn <= most:
            return drawn


def rounded(value, kind):
    """The bits of a fraction in a binary format: nearest, ties to even; the sign of what rounds to zero stays."""
    digits, least, bits = FLOATS[kind]
    sign = (1 << (bits - 1)) if value < 0 else 0
    value = abs(value)
    if value == 0:
        return 0
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    if value < Fraction(2) ** exponent:
        exponent -= 1
    exponent = max(exponent, least)
    steps = value / Fraction(2) ** (exponent - digits)
    whole, rest = divmod(steps.numerator, steps.denominator)
    if 2 * rest > steps.denominator or (2 * rest == steps.denominator and whole % 2):
        whole += 1
    # A subnormal number has no leading one; one that carries runs into the next exponent by itself.
    return sign | (whole + ((exponent - least) << digits))


def element(source, entry):
    kind, name = entry["range"], entry["type"]
    if "scale" in kind:
        unit = Fraction(2) ** -kind["scale"]
        low, high = (Fraction(float(kind[bound])) / unit for bound in ("low", "high"))
        assert low.denominator == high.denominator == 1, entry
        return rounded((int(low) + draw(source, int(high - low))) * unit, name).to_bytes(FLOATS[name][2] // 8, "little")
    if "low" in kind:
        value = int(kind["low"]) + draw(source, int(kind["high"]) - int(kind["low"]))
    elif "values" in kind:
        value = int(kind["values"][draw(source, len(kind["values"]) - 1)])
    else:
        value = draw(source, 1)
    return (value % (1 << (8 * SIZES[name]))).to_bytes(SIZES[name], "little")


def expanded(case):
    tensors = []
    for place, entry in enumerate(case["inputs"]):
        source = stream(hmac.new(seed(case), described(place, entry), hashlib.sha256).digest())
        count = 1
        for dimension in entry["shape"]:
            count *= dimension
        tensors.append(b"".join(element(source, entry) for _ in range(count)).hex())
    return tensors


with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)
for case in cases:
    case["tensors"] = expanded(case)
print(json.dumps(cases, indent=1))
