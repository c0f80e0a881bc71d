"""Reads models with the onnx package, whose parser is protobuf's own in C++, and says what it sees in the words of ModelListing.cs.

Standard input: for each model its length (four bytes, little-endian) and its bytes. Standard output: one JSON object a line:
{"lines": [...], "unread": [...]} or {"refused": "why"}. `unread` names messages that this version of onnx.proto does not know
and therefore does not look into.
"""
import json
import struct
import sys
import warnings

import onnx
from google.protobuf.internal import api_implementation
from google.protobuf.message import DecodeError

NUMBERS = 4096
TEXT = 64
LENGTH_DELIMITED = 2


def hexed(text):
    # What is not UTF-8 comes as bytes.
    return (text.encode() if isinstance(text, str) else text).hex()


def hexes(texts):
    return ",".join(hexed(text) for text in texts)


def numbers(values):
    return ",".join(str(value) for value in values)


def bits(value):
    # A signalling NaN does not survive a float of Python's.
    return "nan" if value != value else "%08x" % struct.unpack("<I", struct.pack("<f", value))[0]


def tensor(t):
    typed = sum(len(field) for field in (t.float_data, t.int32_data, t.string_data, t.int64_data, t.double_data, t.uint64_data))
    external = ",".join("%s=%s" % (hexed(entry.key), hexed(entry.value)) for entry in t.external_data)
    raw = len(t.raw_data) if t.HasField("raw_data") else -1
    return "tensor %s type=%d dims=%s raw=%d typed=%d place=%d segment=%d external=%s" % (
        hexed(t.name), t.data_type, numbers(t.dims), raw, typed, t.data_location, t.HasField("segment"), external)


def parts(sparse):
    return [tensor(getattr(sparse, part)) for part in ("values", "indices") if sparse.HasField(part)]


def value(kind, v):
    name, which = hexed(v.name), v.type.WhichOneof("value")
    if which is None:
        return "%s %s" % (kind, name)
    inner = getattr(v.type, which)
    number = onnx.TypeProto.DESCRIPTOR.fields_by_name[which].number
    if which not in ("tensor_type", "sparse_tensor_type"):
        return "%s %s kind=%d" % (kind, name, number)
    dims = "-"
    if inner.HasField("shape"):
        dims = ",".join(
            str(max(-1, d.dim_value)) if d.HasField("dim_value") else "'" + hexed(d.dim_param) if d.HasField("dim_param") else "-1"
            for d in inner.shape.dim)
    return "%s %s kind=%d type=%d dims=%s" % (kind, name, number, inner.elem_type, dims)


def attribute(a, lines):
    text = "-" if not a.HasField("s") else "%d:%s" % (len(a.s), a.s[:TEXT].hex())
    count = sum(len(field) for field in (a.floats, a.ints, a.strings, a.tensors, a.graphs, a.sparse_tensors))
    lines.append("attribute %s type=%d i=%d f=%s s=%s ref=%s count=%d ints=%s floats=%s" % (
        hexed(a.name), a.type, a.i, bits(a.f), text, hexed(a.ref_attr_name), count, numbers(a.ints[:NUMBERS]), ",".join(bits(f) for f in a.floats[:NUMBERS])))
    held = [tensor(t) for t in a.tensors]
    if a.HasField("t"):
        held.append(tensor(a.t))
    for sparse in list(a.sparse_tensors) + ([a.sparse_tensor] if a.HasField("sparse_tensor") else []):
        held += parts(sparse)
    lines += sorted(held)
    for inner in ([a.g] if a.HasField("g") else []) + list(a.graphs):
        graph(inner, lines)


def nodes(all_nodes, lines):
    for n in all_nodes:
        lines.append("node %s domain=%s name=%s in=%s out=%s" % (hexed(n.op_type), hexed(n.domain), hexed(n.name), hexes(n.input), hexes(n.output)))
        for a in n.attribute:
            attribute(a, lines)


def graph(g, lines):
    lines.append("graph %s nodes=%d" % (hexed(g.name), len(g.node)))
    nodes(g.node, lines)
    lines += [tensor(t) for t in g.initializer]
    for sparse in g.sparse_initializer:
        lines.append("sparse dims=%s" % numbers(sparse.dims))
        lines += parts(sparse)
    for kind, values in (("input", g.input), ("output", g.output), ("stated", g.value_info)):
        lines += [value(kind, v) for v in values]
    lines.append("end")


def opsets(imports):
    return ",".join("%s=%d" % (hexed(o.domain), o.version) for o in imports)


def model(m):
    lines = ["model ir=%d producer=%s version=%s opsets=%s" % (m.ir_version, hexed(m.producer_name), hexed(m.producer_version), opsets(m.opset_import))]
    if m.HasField("graph"):
        graph(m.graph, lines)
    for f in m.functions:
        lines.append("function %s domain=%s in=%s out=%s attributes=%s opsets=%s nodes=%d" % (
            hexed(f.name), hexed(f.domain), hexes(f.input), hexes(f.output), hexes(f.attribute), opsets(f.opset_import), len(f.node)))
        nodes(f.node, lines)
        lines.append("end")
    for t in m.training_info:
        for which in ("initialization", "algorithm"):
            if t.HasField(which):
                lines.append("training " + which)
                graph(getattr(t, which), lines)
    return lines


def unread(message, found):
    for field in message.UnknownFields():
        if field.wire_type == LENGTH_DELIMITED:
            found.add("%s.%d" % (message.DESCRIPTOR.name, field.field_number))
    for descriptor, held in message.ListFields():
        if descriptor.type == descriptor.TYPE_MESSAGE:
            for inner in held if descriptor.label == descriptor.LABEL_REPEATED else [held]:
                unread(inner, found)
    return found


def main():
    warnings.simplefilter("ignore")
    # One in Python instead of C++ is another parser, with other limits.
    if api_implementation.Type() != "cpp":
        sys.exit("the C++ parser is needed, not " + api_implementation.Type())
    source = sys.stdin.buffer
    while True:
        head = source.read(4)
        if not head:
            return
        content = source.read(struct.unpack("<I", head)[0])
        try:
            read = onnx.load_model_from_string(content)
            answer = {"lines": model(read), "unread": sorted(unread(read, set()))}
        except DecodeError as refusal:
            answer = {"refused": str(refusal)}
        print(json.dumps(answer), flush=True)


main()
