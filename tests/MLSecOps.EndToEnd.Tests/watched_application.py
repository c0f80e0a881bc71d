"""An application that serves a model which it opened through the agent, with the client and the network of the shipped example.
A model with external data is laid out as it names its files.

    watched_application.py CLIENTS SOCKET MODEL ROWS.f32 ORDERS

CLIENTS: the folder of mlsec.py and example.py. ORDERS: a file that names a model file to serve with instead of the
agent's bytes; while it is empty the agent's bytes serve. Runs until its standard input is at its end.
"""
import os
import select
import sys

clients, socket, model, rows, orders = sys.argv[1:]
sys.path.insert(0, clients)

import example  # noqa: E402
import mlsec  # noqa: E402



def whole(opened):
    """The model's bytes; where its weights are in other files, as the onnx package reads it from a folder of all of them."""
    if all(each.role == "model" for each in opened.files):
        return opened.read()
    import onnx
    with opened.directory() as links, opened.directory(copies=True) as copies:
        both = [onnx.load(os.path.join(folder, opened.file.path)).SerializeToString() for folder in (links, copies)]
        assert both[0] == both[1] and not os.path.islink(os.path.join(copies, opened.file.path))
        return both[0]


content = open(rows, "rb").read()
with mlsec.open(model, socket) as opened:
    signed = example.Network(whole(opened))
    serving, named = signed, ""

    def network():
        """What serves now."""
        global serving, named
        order = open(orders).read().strip()
        if order != named:
            named = order
            serving = example.Network(open(order, "rb").read()) if order else signed
        return serving

    predict = opened.watch(lambda inputs: network().predict(inputs))
    network()
    print("serving", os.getpid(), flush=True)
    at = 0
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        width = signed.width * 4
        predict({"input": memoryview(content[at:at + width]).cast("B").cast("f", (1, signed.width))})
        at = (at + width) % (len(content) // width * width)
