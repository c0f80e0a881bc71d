"""Speaks varlink with the agent, written from varlink.org with the standard library only: an independent judge of our server."""
import json
import socket
import sys


def connect():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.settimeout(10)
    s.connect(sys.argv[1])
    return s


def call(s, method, parameters=None):
    message = {"method": method}
    if parameters is not None:
        message["parameters"] = parameters
    s.sendall(json.dumps(message).encode() + b"\0")
    return receive(s)


def receive(s):
    data = b""
    while not data.endswith(b"\0"):
        part = s.recv(65536)
        if not part:
            raise EOFError
        data += part
    return json.loads(data[:-1])


s = connect()
info = call(s, "org.varlink.service.GetInfo")["parameters"]
assert info["product"] == "mlsec-agent" and "io.mlsec.Agent" in info["interfaces"], info
print("GetInfo ok")

text = call(s, "org.varlink.service.GetInterfaceDescription", {"interface": "io.mlsec.Agent"})["parameters"]["description"]
assert "interface io.mlsec.Agent" in text and "method Status()" in text, text
print("description ok")

status = call(s, "io.mlsec.Agent.Status")["parameters"]
assert status["mode"] == "enforce" and status["ready"] is True and isinstance(status["models"], list), status
print("status ok")

assert call(s, "io.mlsec.Agent.RunCommand")["error"] == "org.varlink.service.MethodNotFound"
assert call(s, "io.example.Nothing")["error"] == "org.varlink.service.InterfaceNotFound"
assert call(s, "io.mlsec.Agent.ConfirmModel", {"model": "none", "release": 1})["error"] == "io.mlsec.Agent.NotCurrent"
assert call(s, "io.mlsec.Agent.ConfirmModel", {})["error"] == "org.varlink.service.InvalidParameter"
print("unknown method refused")

for garbage in (b"\0", b"[]\0", b"{\0", b"x" * 70000 + b"\0"):
    g = connect()
    try:
        g.sendall(garbage)
        assert g.recv(1) == b"", "answered garbage"
    except (ConnectionResetError, BrokenPipeError):
        pass
print("garbage closes")
