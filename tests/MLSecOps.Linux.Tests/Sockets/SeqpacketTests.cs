using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Native;
using MLSecOps.Linux.Sockets;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Sockets;

public sealed class SeqpacketTests
{
    private const int MessageBytes = 4096;

    [Fact]
    public void Many_messages_come_with_one_call_each_whole_and_with_its_sender()
    {
        using var pair = SeqpacketPair.Create();
        using var receiver = new SeqpacketReceiver(4, MessageBytes, 2);
        Assert.Equal(0, receiver.Receive(pair.Ours));
        Assert.False(receiver.Ended);
        for (byte i = 1; i <= 6; i++)
        {
            Assert.Equal(SendOutcome.Sent, SeqpacketSender.TrySend(pair.Theirs, new byte[i]));
        }

        Assert.Equal(4, receiver.Receive(pair.Ours));
        for (int i = 0; i < 4; i++)
        {
            ReceivedPacket packet = receiver[i];
            Assert.Equal((i + 1, true, 0), (packet.Content.Length, packet.IsWhole, packet.Descriptors));
            Assert.Equal((Environment.ProcessId, PeerCredentials.OwnUserId), (packet.Sender.ProcessId, packet.Sender.UserId));
        }

        Assert.Equal(2, receiver.Receive(pair.Ours));
        Assert.Throws<ArgumentOutOfRangeException>(() => receiver[2].IsWhole);
        pair.Theirs.Dispose();
        Assert.Equal(0, receiver.Receive(pair.Ours));
        Assert.True(receiver.Ended);
        Assert.Equal(SendOutcome.Gone, SeqpacketSender.TrySend(pair.Ours, "x"u8));
    }

    [Fact]
    [RedTeam("G10", "Sends tap messages longer than allowed, empty ones, and more descriptors than allowed", typeof(SeqpacketReceiver))]
    public void What_was_cut_says_so_and_leaks_no_descriptor()
    {
        using var pair = SeqpacketPair.Create();
        using SealedMemoryFile file = SealedMemoryFile.Create("tensor", "12345678"u8.ToArray());
        using var receiver = new SeqpacketReceiver(4, MessageBytes, 2);
        int before = Open();
        for (int i = 0; i < 20; i++)
        {
            SeqpacketSender.TrySend(pair.Theirs, new byte[MessageBytes + 1]);
            SeqpacketSender.TrySend(pair.Theirs, "x"u8, [file.Handle, file.Handle, file.Handle]);
            SendEmpty(pair.Theirs);
            SeqpacketSender.TrySend(pair.Theirs, "y"u8, [file.Handle, file.Handle]);
            Assert.Equal(4, receiver.Receive(pair.Ours));
            Assert.False(receiver[0].IsWhole || receiver[1].IsWhole);
            Assert.True(receiver[2].IsWhole && receiver[2].Content.IsEmpty && !receiver.Ended);
            Assert.True(receiver[3].IsWhole);
            Assert.Equal((2, 2), (receiver[1].Descriptors, receiver[3].Descriptors));
        }

        Assert.InRange(Open(), before, before + 10);
        receiver.Receive(pair.Ours);
        Assert.InRange(Open(), 0, before + 2);
    }

    [Fact]
    public void A_descriptor_is_taken_once_and_read_only_when_nobody_can_change_it()
    {
        using var pair = SeqpacketPair.Create();
        using SealedMemoryFile file = SealedMemoryFile.Create("tensor", "12345678"u8.ToArray());
        using var receiver = new SeqpacketReceiver(4, MessageBytes, 2);
        SeqpacketSender.TrySend(pair.Theirs, "x"u8, [file.Handle]);
        Assert.Equal(1, receiver.Receive(pair.Ours));
        using SafeFileHandle taken = receiver.Take(0, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => receiver.Take(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => receiver.Take(0, 1));
        receiver.Receive(pair.Ours);
        byte[] content = new byte[8];
        Assert.Equal(ReceivedMemoryOutcome.Read, ReceivedMemory.Read(taken, content));
        Assert.Equal("12345678"u8.ToArray(), content);
        Assert.Equal(ReceivedMemoryOutcome.OtherLength, ReceivedMemory.Read(taken, new byte[7]));
        Assert.Equal(ReceivedMemoryOutcome.OtherLength, ReceivedMemory.Read(taken, new byte[9]));
    }

    [Fact]
    [RedTeam("G10", "Hands the agent a pipe, a file or an unsealed memory file as a tensor, to change it later or to hold the agent up", typeof(ReceivedMemory), "TAP_DESCRIPTOR_REFUSED")]
    public void Anything_but_a_sealed_memory_file_is_refused_unread()
    {
        using var folder = new ScratchFolder();
        using var pair = SeqpacketPair.Create();
        using SafeFileHandle disk = File.OpenHandle(folder.Write("disk", "12345678"u8.ToArray()));
        using SafeFileHandle zero = File.OpenHandle("/dev/zero");
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        using var end = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        foreach (SafeFileHandle handle in (SafeFileHandle[])[disk, zero, end, pair.Ours])
        {
            Assert.Equal(ReceivedMemoryOutcome.NotSealed, ReceivedMemory.Read(handle, new byte[8]));
        }
    }

    [Fact]
    public void A_full_socket_drops_and_does_not_block()
    {
        using var pair = SeqpacketPair.Create();
        byte[] message = new byte[MessageBytes];
        int sent = 0;
        while (SeqpacketSender.TrySend(pair.Theirs, message) == SendOutcome.Sent)
        {
            sent++;
        }

        Assert.InRange(sent, 8, 1000);
        Assert.Equal(SendOutcome.Full, SeqpacketSender.TrySend(pair.Theirs, new byte[64 << 20]));
        using var receiver = new SeqpacketReceiver(1024, MessageBytes, 0);
        Assert.Equal(sent, receiver.Receive(pair.Ours));
        Assert.Equal(SendOutcome.Sent, SeqpacketSender.TrySend(pair.Theirs, message));
    }

    /// <summary>A peer that closes while messages to it are unread resets the connection; what it sent before still counts.</summary>
    [Fact]
    public void What_was_sent_before_a_reset_is_read()
    {
        using var pair = SeqpacketPair.Create();
        using var receiver = new SeqpacketReceiver(4, MessageBytes, 0);
        SeqpacketSender.TrySend(pair.Ours, "canary"u8);
        SeqpacketSender.TrySend(pair.Theirs, "last words"u8);
        pair.Theirs.Dispose();
        Assert.Equal(1, receiver.Receive(pair.Ours));
        Assert.Equal("last words"u8.ToArray(), receiver[0].Content.ToArray());
        Assert.Equal(0, receiver.Ended ? 0 : receiver.Receive(pair.Ours));
        Assert.True(receiver.Ended);
    }

    [Fact]
    [RedTeam("G5", "Speaks on the tap of another process, having been given its socket", typeof(SeqpacketReceiver), "TAP_FOREIGN_SENDER")]
    public async Task Another_process_on_the_socket_is_named()
    {
        Assert.SkipUnless(ToolRun.Exists("python3"), "python3 is not installed");
        using var pair = SeqpacketPair.Create();
        using var folder = new ScratchFolder();
        using UnixListener listener = UnixListener.Listen(folder["s"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        const string script = "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); f = socket.recv_fds(s, 1, 1)[1]; t = socket.socket(fileno=f[0]); t.send(b'forged'); t.close(); s.recv(1)";
        using Process child = Process.Start("python3", ["-c", script, folder["s"]]);
        using (Socket caller = await listener.AcceptAsync(TestContext.Current.CancellationToken))
        {
            DescriptorPassing.Send(caller, "x"u8, [pair.Theirs]);
            using var poll = new SocketPoll();
            poll.Add(pair.Ours);
            Assert.True(poll.Wait(30_000));
            using var receiver = new SeqpacketReceiver(4, MessageBytes, 0);
            Assert.Equal(1, receiver.Receive(pair.Ours));
            Assert.Equal("forged"u8.ToArray(), receiver[0].Content.ToArray());
            Assert.NotEqual(Environment.ProcessId, receiver[0].Sender.ProcessId);
            Assert.Equal(PeerCredentials.Of(caller), receiver[0].Sender);
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public void Receiving_and_sending_allocate_nothing()
    {
        using var pair = SeqpacketPair.Create();
        using var receiver = new SeqpacketReceiver(16, MessageBytes, 8);
        byte[] message = new byte[1000];
        Turn(pair, receiver, message, 10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long bytes = Turn(pair, receiver, message, 1000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(8 * 1000 * 1000, bytes);
    }

    [Fact]
    public async Task A_wait_ends_by_a_message_a_hang_up_a_call_and_time()
    {
        using var poll = new SocketPoll();
        SeqpacketPair[] pairs = [.. Enumerable.Range(0, 10).Select(_ => SeqpacketPair.Create())];
        Array.ForEach(pairs, pair => poll.Add(pair.Ours));
        Assert.False(poll.Wait(0));
        SeqpacketSender.TrySend(pairs[9].Theirs, "x"u8);
        pairs[3].Theirs.Dispose();
        Assert.True(poll.Wait(-1));
        Assert.Equal([3, 9], Enumerable.Range(0, poll.Count).Where(poll.IsReady));
        poll.RemoveAt(3);
        Assert.True(poll.Wait(-1));
        Assert.Equal([8], Enumerable.Range(0, poll.Count).Where(poll.IsReady));
        Assert.Same(pairs[9].Ours, poll[8]);
        poll.RemoveAt(8);
        Task waiting = Task.Run(() => Assert.False(poll.Wait(-1)), TestContext.Current.CancellationToken);
        poll.Wake();
        await waiting;
        Assert.False(poll.Wait(0));
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    private static long Turn(SeqpacketPair pair, SeqpacketReceiver receiver, byte[] message, int times)
    {
        long bytes = 0;
        for (int i = 0; i < times; i++)
        {
            for (int k = 0; k < 8; k++)
            {
                SeqpacketSender.TrySend(pair.Theirs, message);
            }

            int count = receiver.Receive(pair.Ours);
            for (int k = 0; k < count; k++)
            {
                bytes += receiver[k].Content.Length;
            }
        }

        return bytes;
    }

    private static unsafe void SendEmpty(SafeFileHandle socket)
    {
        var message = default(MessageHeader);
        Assert.Equal(0, Libc.SendMessage((int)socket.DangerousGetHandle(), &message, 0));
    }

    private static int Open() => Directory.GetFiles("/proc/self/fd").Length;
}
