using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Sockets;

public sealed class UnixSocketTests
{
    private const int CloseOnExec = 0x80000;

    [Fact]
    public async Task The_caller_is_who_the_kernel_says()
    {
        using var folder = new ScratchFolder();
        using UnixListener listener = UnixListener.Listen(folder["s"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["s"]));
        ValueTask<Socket> accepted = listener.AcceptAsync(TestContext.Current.CancellationToken);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(folder["s"]), TestContext.Current.CancellationToken);
        using Socket served = await accepted;
        PeerCredentials peer = PeerCredentials.Of(served);
        Assert.Equal(Environment.ProcessId, peer.ProcessId);
        Assert.Equal(await Id("-u"), peer.UserId);
        Assert.Equal(await Id("-g"), peer.GroupId);
        Assert.Equal(peer.UserId == 65534, peer.IsUnknownUser);
        Assert.True(new PeerCredentials(1, 65534, 0).IsUnknownUser);
    }

    [Fact]
    public async Task A_caller_is_named_by_its_start_too_since_numbers_are_given_again()
    {
        using var folder = new ScratchFolder();
        using UnixListener listener = UnixListener.Listen(folder["s"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using Process client = Process.Start(new ProcessStartInfo(
            "python3", ["-c", "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.recv(1)", folder["s"]]))!;
        using Socket served = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        PeerCredentials peer = PeerCredentials.Of(served);
        Assert.Null(peer.StartTime);
        string line = File.ReadAllText($"/proc/{peer.ProcessId}/stat");
        Assert.Equal(line[(line.LastIndexOf(')') + 2)..].Split(' ')[19], peer.WithStartTime(served).StartTime?.ToString(CultureInfo.InvariantCulture));

        // Gone: whoever has the number next is somebody else.
        client.Kill();
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Null(peer.WithStartTime(served).StartTime);
    }

    [Fact]
    public void A_pair_keeps_messages_apart_never_waits_and_ends_with_its_other_end()
    {
        using SeqpacketPair pair = SeqpacketPair.Create();
        Assert.NotEqual(0, FlagsOf(pair.Own) & CloseOnExec);
        Assert.NotEqual(0, FlagsOf(pair.Other) & CloseOnExec);
        using Socket ours = new(new SafeSocketHandle(pair.Own.DangerousGetHandle(), ownsHandle: false));
        using Socket theirs = new(new SafeSocketHandle(pair.Other.DangerousGetHandle(), ownsHandle: false));
        Assert.Equal(SocketType.Seqpacket, ours.SocketType);
        (ours.Blocking, theirs.Blocking) = (false, false);
        theirs.Send("one"u8);
        theirs.Send("two"u8);
        byte[] content = new byte[16];
        Assert.Equal(3, ours.Receive(content));
        Assert.Equal(3, ours.Receive(content));
        Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => ours.Receive(content)).SocketErrorCode);
        pair.Other.Dispose();
        Assert.Equal(0, ours.Receive(content));
    }

    [Fact]
    public void A_full_peer_is_told_and_no_descriptor_is_lost()
    {
        using var pair = new Pair(SocketType.Stream);
        using SealedMemoryFile file = SealedMemoryFile.Create("model", "weights"u8.ToArray());
        byte[] much = new byte[1 << 16];
        while (DescriptorPassing.TrySend(pair.Left, much, []) > 0)
        {
        }

        Assert.Equal(0, DescriptorPassing.TrySend(pair.Left, "x"u8, [file.Handle]));
        Assert.Equal(0, DescriptorPassing.TrySend(pair.Left, "x"u8, [file.Handle]));
        pair.Left.Shutdown(SocketShutdown.Send);
        var received = new List<SafeFileHandle>();
        while (DescriptorPassing.Receive(pair.Right, much, received, 253) > 0)
        {
        }

        Assert.Empty(received);
    }

    [Fact]
    public async Task A_stale_socket_is_replaced_and_the_name_goes_with_the_listener()
    {
        using var folder = new ScratchFolder();
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(folder["kept"]));
            File.Move(folder["kept"], folder["s"]);
        }

        using (UnixListener.Listen(folder["s"], UnixFileMode.UserWrite))
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await client.ConnectAsync(new UnixDomainSocketEndPoint(folder["s"]), TestContext.Current.CancellationToken);
        }

        Assert.False(File.Exists(folder["s"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(253)]
    public void Descriptors_arrive_readable_and_close_on_exec(int count)
    {
        using var pair = new Pair(SocketType.Seqpacket);
        using SealedMemoryFile file = SealedMemoryFile.Create("model", "weights"u8.ToArray());
        SafeFileHandle[] sent = [.. Enumerable.Range(0, count).Select(_ => file.OpenReadOnly())];
        Assert.Equal(2, DescriptorPassing.Send(pair.Left, "hi"u8, sent));
        Array.ForEach(sent, handle => handle.Dispose());

        byte[] content = new byte[8];
        var received = new List<SafeFileHandle>();
        Assert.Equal(2, DescriptorPassing.Receive(pair.Right, content, received, 253));
        Assert.Equal("hi", Encoding.UTF8.GetString(content, 0, 2));
        Assert.Equal(count, received.Count);
        foreach (SafeFileHandle handle in received)
        {
            Assert.NotEqual(0, FlagsOf(handle) & CloseOnExec);
            using FileByteSource source = FileByteSource.Over(handle, "model");
            Assert.Equal(7, source.Length);
        }
    }

    [Fact]
    public void Too_many_descriptors_are_closed_and_refused()
    {
        using var pair = new Pair(SocketType.Stream);
        using SealedMemoryFile file = SealedMemoryFile.Create("model", "weights"u8.ToArray());
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 20; i++)
        {
            DescriptorPassing.Send(pair.Left, "x"u8, [file.Handle, file.Handle, file.Handle]);
            var received = new List<SafeFileHandle>();
            Assert.Throws<SystemCallException>(() => DescriptorPassing.Receive(pair.Right, new byte[1], received, 2));
            Assert.Empty(received);
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 10);
    }

    [Fact]
    public void A_message_without_descriptors_and_the_end_are_told_apart()
    {
        using var pair = new Pair(SocketType.Stream);
        pair.Left.Send("x"u8);
        pair.Left.Shutdown(SocketShutdown.Send);
        var received = new List<SafeFileHandle>();
        Assert.Equal(1, DescriptorPassing.Receive(pair.Right, new byte[4], received, 2));
        Assert.Equal(0, DescriptorPassing.Receive(pair.Right, new byte[4], received, 2));
        Assert.Empty(received);
        pair.Right.Dispose();
        Assert.Throws<SystemCallException>(() => DescriptorPassing.Send(pair.Left, "x"u8, []));
    }

    private static int FlagsOf(SafeFileHandle handle) =>
        Convert.ToInt32(File.ReadAllLines($"/proc/self/fdinfo/{handle.DangerousGetHandle()}")[1]["flags:\t".Length..], 8);

    private static async Task<uint> Id(string option) => uint.Parse(await ToolRun.Must("id", option));

    /// <summary>Two connected sockets.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly ScratchFolder _folder = new();

        public Pair(SocketType type)
        {
            using var listener = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(_folder["pair"]));
            listener.Listen(1);
            Left = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
            Left.Connect(new UnixDomainSocketEndPoint(_folder["pair"]));
            Right = listener.Accept();
        }

        public Socket Left { get; }

        public Socket Right { get; }

        public void Dispose()
        {
            Left.Dispose();
            Right.Dispose();
            _folder.Dispose();
        }
    }
}
