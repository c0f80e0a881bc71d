#!/usr/bin/env python3
"""Classifies rows with a model that the agent verified, by hand: a small network of ONNX operators needs no runtime.

    example.py MODEL ROWS.f32      rows of float32, as wide as the model's input; prints the first output of each row
"""
import array
import math
import sys

import mlsec


def fields(content):
    """The fields of a protobuf message, as (number, value)."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = content[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(content):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        elif key & 7 == 2:
            size = varint()
            yield key >> 3, content[at:at + size]
            at += size
        else:
            width = {1: 8, 5: 4}[key & 7]
            yield key >> 3, content[at:at + width]
            at += width


def tensor(content):
    """Name, shape and float32 elements of a TensorProto."""
    shape, name, data = [], "", b""
    for number, value in fields(content):
        if number == 1:
            shape += [value] if isinstance(value, int) else list(value)
        elif number == 8:
            name = bytes(value).decode()
        elif number == 9:
            data = bytes(value)
    return name, shape, array.array("f", data)


class Network:
    """Gemm, Relu, Gemm, Softmax: what the model of the example consists of."""

    def __init__(self, model):
        graph = next(value for number, value in fields(memoryview(model)) if number == 7)
        weights = {name: (shape, data) for name, shape, data in (tensor(value) for number, value in fields(graph) if number == 5)}
        (self.width, self.hidden), w1 = weights["W1"]
        (_, self.classes), w2 = weights["W2"]
        self.b1, self.b2 = weights["b1"][1], weights["b2"][1]
        self.w1 = [w1[i::self.hidden] for i in range(self.hidden)]
        self.w2 = [w2[i::self.classes] for i in range(self.classes)]

    def predict(self, inputs):
        """Takes {"input": row}, gives logits and probabilities."""
        row = inputs["input"].tolist()
        row = row[0] if isinstance(row[0], list) else row
        hidden = [max(0.0, sum(map(float.__mul__, column, row)) + bias) for column, bias in zip(self.columns(self.w1), self.b1)]
        logits = [sum(map(float.__mul__, column, hidden)) + bias for column, bias in zip(self.columns(self.w2), self.b2)]
        most = max(logits)
        odds = [math.exp(each - most) for each in logits]
        return {"logits": self.row(logits), "probabilities": self.row([each / sum(odds) for each in odds])}

    @staticmethod
    def columns(weights):
        return (column.tolist() for column in weights)

    @staticmethod
    def row(values):
        return memoryview(array.array("f", values)).cast("B").cast("f", (1, len(values)))


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: example.py MODEL ROWS.f32")
    try:
        with mlsec.open(sys.argv[1]) as model, open(sys.argv[2], "rb") as rows:
            network = Network(model.read())
            predict = model.watch(network.predict)
            while len(row := rows.read(network.width * 4)) == network.width * 4:
                outputs = predict({"input": memoryview(row).cast("f", (1, network.width))})
                print(*("%.6f" % each for each in outputs["logits"].tolist()[0]))
    except mlsec.MlsecError as error:
        sys.exit("example: %s" % error)


if __name__ == "__main__":
    main()
