"""Moves the tensors of ONNX models into other files, and compares models, by Debian's python3-onnx: another reader and writer than the project's.

    externalise.py make FOLDER...    FOLDER/inline.onnx becomes FOLDER/outside/model.onnx and the files that it names there
    externalise.py same FOLDER...    whether FOLDER/whole.onnx is inline.onnx, tensor for tensor and bit for bit
"""
import os
import sys

import onnx
from onnx import TensorProto, numpy_helper

FILES = ["weights.bin", "more/second.bin"]


def tensors(message):
    """Every tensor below a message, in an order of its own fields."""
    if isinstance(message, TensorProto):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is not None:
            for part in value if field.label == field.LABEL_REPEATED else [value]:
                yield from tensors(part)


def raw(tensor):
    """The same tensor with its elements as bytes; texts stay as they are."""
    if tensor.data_type in (TensorProto.STRING, TensorProto.UNDEFINED) or tensor.HasField("raw_data"):
        return
    data = numpy_helper.from_array(numpy_helper.to_array(tensor)).raw_data
    for field in ("float_data", "int32_data", "int64_data", "double_data", "uint64_data"):
        tensor.ClearField(field)
    tensor.raw_data = data


def make(folder):
    model = onnx.load(os.path.join(folder, "inline.onnx"))
    outside = os.path.join(folder, "outside")
    os.makedirs(os.path.join(outside, "more"))
    contents = [b"", b"a head that belongs to no tensor"]
    for number, tensor in enumerate(tensors(model)):
        raw(tensor)
        if not tensor.HasField("raw_data"):
            continue
        data, which = tensor.raw_data, number % 2
        if number % 3 == 0:
            contents[which] += bytes(-len(contents[which]) % 64)
        offset = len(contents[which])
        contents[which] += data
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", FILES[which]), ("offset", str(offset)), ("length", str(len(data)))):
            # What need not be stated is stated every other time.
            if key == "location" or number % 4 < 2 or (key == "offset" and offset):
                tensor.external_data.add(key=key, value=value)
    for name, content in zip(FILES, contents):
        with open(os.path.join(outside, name), "wb") as file:
            file.write(content)
    with open(os.path.join(outside, "model.onnx"), "wb") as file:
        file.write(model.SerializeToString())


def same(folder):
    first, second = (onnx.load(os.path.join(folder, name)) for name in ("inline.onnx", "whole.onnx"))
    for model in (first, second):
        for tensor in tensors(model):
            raw(tensor)
    assert first == second, folder


for path in sys.argv[2:]:
    {"make": make, "same": same}[sys.argv[1]](path)
