#!/usr/bin/env python3
"""Serves the sample model in plain Python, as an application of the agent: opened verified, watched, asked through its own call.

    serve.py SOCKET IMAGES [OTHER.onnx]

SOCKET: the agent's. IMAGES: a folder of test_data_set_N, whose inputs stand for what a camera sees. OTHER.onnx: a file that it serves
with instead of what the agent gave it, which is what the agent is there to notice. Runs until it is ended.
"""
import array
import glob
import itertools
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../clients/python"))

import mlsec  # noqa: E402
from example import fields, tensor  # noqa: E402


class Classifier:
    """The sample's network: two times convolution, Relu and pooling, then two dense layers."""

    def __init__(self, model):
        graph = next(value for number, value in fields(memoryview(model)) if number == 7)
        self.weights = {name: data.tolist() for name, _, data in (tensor(value) for number, value in fields(graph) if number == 5)}

    def predict(self, inputs):
        """Takes {"image": 1x1x28x28}, gives logits."""
        pixels = array.array("f", bytes(inputs["image"])).tolist()
        maps = [[pixels[row * 28:row * 28 + 28] for row in range(28)]]
        for layer in ("conv1", "conv2"):
            maps = [pooled(each) for each in self.convolved(layer, maps)]
        hidden = self.dense("dense1", [value for each in maps for row in each for value in row])
        logits = self.dense("dense2", [max(0.0, value) for value in hidden])
        return {"logits": memoryview(array.array("f", logits)).cast("B").cast("f", (1, len(logits)))}

    def convolved(self, layer, maps):
        """3x3, padded by one; a map for each bias."""
        kernels, size = iter(self.weights[layer + ".weight"]), len(maps[0])
        zero = [0.0] * (size + 2)
        padded = [[zero, *([0.0, *row, 0.0] for row in each), zero] for each in maps]
        for bias in self.weights[layer + ".bias"]:
            out = [[bias] * size for _ in range(size)]
            for each in padded:
                for down, right in itertools.product(range(3), range(3)):
                    weight = next(kernels)
                    for row, above in zip(out, each[down:]):
                        row[:] = [sum_ + weight * value for sum_, value in zip(row, above[right:])]
            yield out

    def dense(self, layer, values):
        """Rows of the weights are inputs."""
        bias = self.weights[layer + ".bias"]
        weights, width = self.weights[layer + ".weight"], len(bias)
        return [start + sum(map(float.__mul__, values, weights[out::width])) for out, start in enumerate(bias)]


def pooled(rows):
    """The largest of each 2x2, and nothing below zero."""
    return [[max(0.0, *a, *b) for a, b in zip(zip(up[::2], up[1::2]), zip(down[::2], down[1::2]))] for up, down in zip(rows[::2], rows[1::2])]


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: serve.py SOCKET IMAGES [OTHER.onnx]")
    images = []
    for path in sorted(glob.glob(os.path.join(sys.argv[2], "test_data_set_*", "input_0.pb"))):
        with open(path, "rb") as file:
            _, shape, pixels = tensor(memoryview(file.read()))
            images.append(memoryview(pixels).cast("B").cast("f", shape))
    try:
        with mlsec.open("fashion-mnist", sys.argv[1]) as model:
            content = model.read()
            if len(sys.argv) == 4:
                with open(sys.argv[3], "rb") as other:
                    content = other.read()
            predict = model.watch(Classifier(content).predict)
            print("serving release %d in process %d" % (model.release, os.getpid()), flush=True)
            for image in itertools.cycle(images):
                predict({"image": image})
                time.sleep(0.05)
    except mlsec.MlsecError as error:
        sys.exit("serve: %s" % error)


if __name__ == "__main__":
    main()
