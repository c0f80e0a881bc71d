"""Opens models over varlink as an application does, with the standard library only: an independent judge of what is handed out.

usage: open_client.py SOCKET ACTION [ARGUMENT...]
"""
import fcntl
import hashlib
import json
import mmap
import os
import socket
import stat
import sys

F_ADD_SEALS, F_GET_SEALS = 1033, 1034
SEAL, SHRINK, GROW, WRITE = 1, 2, 4, 8


class Connection:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(20)
        self.socket.connect(sys.argv[1])
        self.data = b""
        self.fds = []

    def send(self, method, parameters=None, **flags):
        self.socket.sendall(json.dumps({"method": method, "parameters": parameters or {}, **flags}).encode() + b"\0")

    def receive(self):
        while b"\0" not in self.data:
            part, fds, flags, _ = socket.recv_fds(self.socket, 65536, 253)
            assert not flags & socket.MSG_CTRUNC
            if not part:
                raise EOFError
            # Descriptors come with the first byte of a reply, never later.
            assert not fds or not self.data, "descriptors in the middle of a reply"
            self.data += part
            self.fds += fds
        reply, _, self.data = self.data.partition(b"\0")
        return json.loads(reply)

    def call(self, method, parameters=None):
        self.send("io.mlsec.Agent." + method, parameters)
        return self.receive()

    def open(self, model):
        reply = self.call("OpenModel", {"model": model})
        assert "error" not in reply, reply
        fds, self.fds = self.fds, []
        return reply["parameters"], fds


def refused(action):
    try:
        action()
    except (OSError, ValueError):
        return True
    return False


def content(fd):
    return os.pread(fd, os.fstat(fd).st_size + 1, 0)


def check(reply, fds):
    """What G3 promises of every descriptor."""
    tap = reply.get("tap")
    assert len(fds) == len(reply["files"]) + (tap is not None), (reply, fds)
    if tap is not None:
        assert tap == len(reply["files"]) and stat.S_ISSOCK(os.fstat(fds[tap]).st_mode)
        assert fcntl.fcntl(fds[tap], fcntl.F_GETFL) & os.O_NONBLOCK
    assert sorted(file["fd"] for file in reply["files"]) == list(range(len(reply["files"])))
    for file in reply["files"]:
        fd = fds[file["fd"]]
        status = os.fstat(fd)
        assert stat.S_ISREG(status.st_mode) and status.st_size == file["size"]
        assert fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
        assert fcntl.fcntl(fd, F_GET_SEALS) & 0xF == SEAL | SHRINK | GROW | WRITE
        assert "sha256:" + hashlib.sha256(content(fd)).hexdigest() == file["sha256"]
        assert os.lseek(fd, 0, os.SEEK_CUR) == 0, "the file position is somebody else's too"


def attack(fd):
    """Everything that one can try with a descriptor. The content must be the same afterwards."""
    before = content(fd)
    path = f"/proc/self/fd/{fd}"
    assert refused(lambda: os.pwrite(fd, b"W", 0))
    assert refused(lambda: os.ftruncate(fd, 1))
    assert refused(lambda: os.truncate(path, 1))
    assert refused(lambda: os.truncate(path, len(before) + 1))
    assert refused(lambda: mmap.mmap(fd, len(before), mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE))
    assert refused(lambda: fcntl.fcntl(fd, F_ADD_SEALS, 0))
    assert refused(lambda: os.posix_fallocate(fd, 0, len(before) + 1))
    assert refused(lambda: os.open(path, os.O_WRONLY | os.O_TRUNC))
    try:
        # For root, whom permissions do not stop: the seals do.
        again = os.open(path, os.O_RDWR)
    except OSError:
        again = None
    if again is not None:
        assert refused(lambda: os.pwrite(again, b"W", 0))
        assert refused(lambda: os.ftruncate(again, 1))
        assert refused(lambda: os.ftruncate(again, len(before) + 1))
        assert refused(lambda: mmap.mmap(again, len(before), mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE))
        assert refused(lambda: fcntl.fcntl(again, F_ADD_SEALS, 0))
        os.close(again)
    private = mmap.mmap(fd, len(before), mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE)
    private[0:1] = bytes([private[0] ^ 1])
    private.close()
    assert content(fd) == before


def do_open(model):
    """Opens, checks, attacks; prints the reply."""
    c = Connection()
    reply, fds = c.open(model)
    check(reply, fds)
    for file in reply["files"]:
        attack(fds[file["fd"]])
    again, others = c.open(model)
    check(again, others)
    assert again["files"] == reply["files"]
    # Another description: its file position moves alone.
    os.lseek(fds[0], 1, os.SEEK_SET)
    assert os.lseek(others[0], 0, os.SEEK_CUR) == 0
    print(json.dumps(reply))


def do_hold(model):
    """Opens, waits for a line on standard input, and checks that what it holds is what it was."""
    reply, fds = Connection().open(model)
    check(reply, fds)
    files = [fds[file["fd"]] for file in reply["files"]]
    before = [content(fd) for fd in files]
    mapped = mmap.mmap(fds[0], len(before[0]), mmap.MAP_SHARED, mmap.PROT_READ)
    print("holding", flush=True)
    sys.stdin.readline()
    check(reply, fds)
    assert [content(fd) for fd in files] == before and bytes(mapped) == before[0]
    print(json.dumps(reply))


def do_error(model):
    reply = Connection().call("OpenModel", {"model": model})
    print(json.dumps(reply))


def do_list():
    print(json.dumps(Connection().call("ListModels")["parameters"]))


def do_events(count):
    """Subscribes; prints that many events, a line each."""
    c = Connection()
    c.send("io.mlsec.Agent.Events", more=True)
    for _ in range(int(count)):
        reply = c.receive()
        assert reply["continues"] is True, reply
        print(json.dumps(reply["parameters"]), flush=True)


def do_lay_out(model, folder):
    """Lays the files out as the model names them, by links to descriptors, and prints how ONNX reads its weights."""
    import onnx
    from onnx import numpy_helper
    reply, fds = Connection().open(model)
    check(reply, fds)
    for file in reply["files"]:
        path = os.path.join(folder, file["path"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as copy:
            copy.write(content(fds[file["fd"]]))
    main = next(file["path"] for file in reply["files"] if file["role"] == "model")
    loaded = onnx.load(os.path.join(folder, main))
    print(json.dumps({tensor.name: float(numpy_helper.to_array(tensor).sum()) for tensor in loaded.graph.initializer}))


def do_strangers():
    """What callers may do wrong; the agent stays."""
    c = Connection()
    assert c.call("OpenModel")["error"] == "org.varlink.service.InvalidParameter"
    assert c.call("OpenModel", {"model": 7})["error"] == "org.varlink.service.InvalidParameter"
    for name in ("none", "../state", "", "x" * 10000, "a\0b", "\u00e4"):
        assert c.call("OpenModel", {"model": name})["error"] == "io.mlsec.Agent.ModelNotFound", name
    assert c.call("Events")["error"] == "org.varlink.service.ExpectedMore"
    assert not c.fds

    # Descriptors that a caller sends are closed, not kept: the pipe ends.
    read, write = os.pipe()
    socket.send_fds(c.socket, [b'{"method":"io.mlsec.Agent.ListModels"}\0'], [write] * 16)
    os.close(write)
    c.receive()
    os.set_blocking(read, False)
    assert os.read(read, 1) == b"", "the agent kept a descriptor"

    # A call that wants no reply gets no descriptor either.
    c.send("io.mlsec.Agent.OpenModel", {"model": sys.argv[3]}, oneway=True)
    assert "models" in c.call("ListModels")["parameters"] and not c.fds

    # Subscribers have eight places, and a ninth is told so; calls go on, and a place that is left is free again.
    subscribers = []
    for _ in range(8):
        s = Connection()
        s.send("io.mlsec.Agent.Events", more=True)
        assert s.receive()["parameters"]["event"]["event"] == "subscribed"
        subscribers.append(s)
    ninth = Connection()
    ninth.send("io.mlsec.Agent.Events", more=True)
    assert ninth.receive()["error"] == "io.mlsec.Agent.TooManySubscribers"
    assert "models" in Connection().call("ListModels")["parameters"]
    subscribers.pop().socket.close()
    for _ in range(200):
        late = Connection()
        late.send("io.mlsec.Agent.Events", more=True)
        if late.receive().get("error") is None:
            break
    else:
        raise AssertionError("the place did not become free")
    print("strangers ok")


def do_herd(model, count):
    """Opens at once from many connections, then again in turn."""
    connections = [Connection() for _ in range(int(count))]
    for c in connections:
        c.send("io.mlsec.Agent.OpenModel", {"model": model})
    inodes = set()
    for c in connections:
        reply = c.receive()["parameters"]
        check(reply, c.fds)
        inodes.add(os.fstat(c.fds[0]).st_ino)
        for fd in c.fds:
            os.close(fd)
    assert len(inodes) == 1, "more than one copy was made"
    print("herd ok")


globals()["do_" + sys.argv[2]](*sys.argv[3:] if sys.argv[2] != "strangers" else [])
