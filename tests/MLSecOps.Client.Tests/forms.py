"""Gives the client inputs and outputs of every form, and what none can be made of. Prints ok; the agent's side is judged by the test."""
import array
import os
import sys
import time

sys.path.insert(0, sys.argv[2])
import mlsec  # noqa: E402

with mlsec.open("sample", sys.argv[1]) as m:
    assert (m.name, m.release, m.version) == ("sample", 17, "1.4.2")
    assert m.read() == b"weights" == open(m.path, "rb").read()
    with m.directory() as folder:
        assert open(os.path.join(folder, "model.onnx"), "rb").read() == b"weights"
    seen = []

    def call(*inputs):
        seen.append(inputs)
        if inputs == ("fail",):
            raise KeyError("my own")
        return inputs[0]

    predict = m.watch(call)
    predict({"x": memoryview(array.array("f", [1, 2])).cast("B").cast("f", (1, 2)), "n": 3})
    predict([[1.5, 2], [3, 4]])
    predict(["a", "é"])
    predict(array.array("q", [1, 2, 3]))
    predict([array.array("f", [1]), b"bytes"])
    predict(True, 2)
    try:
        predict("fail")
        raise AssertionError("what the call raises is the application's")
    except KeyError:
        pass
    assert predict(m) is m  # nothing can be made of it: the agent sees that one is missing
    assert m.dropped == 1
    last = array.array("f", [5])
    for _ in range(2):
        time.sleep(0.01)
        predict(last)
    # The canary came once, in the form of the call before it, and not before the first call showed one.
    assert len(seen) == 11 and isinstance(seen[0][0], dict) and "n" in seen[0][0], seen

    try:
        import numpy
    except ImportError:
        numpy = None
    if numpy is not None:
        predict(numpy.ones((3, 4), numpy.float16)[:, ::2])
        predict({"x": numpy.float32(1), "y": numpy.zeros((0, 2))})
    if os.fork() == 0:
        predict(last)  # a child is not the process that opened the model: nothing is sent
        os._exit(0)
    os.wait()
print("ok")
