using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;
using MLSecOps.Linux.Systemd;
using MLSecOps.TestKit;
using Microsoft.Win32.SafeHandles;

namespace MLSecOps.Linux.Tests.Systemd;

public sealed class JournalTests
{
    private static readonly Guid Installed = new("7b1d3f3e-0a53-4be4-9d8c-3f3f0e6a2b11");

    [Fact]
    public void Fields_arrive_in_the_native_form_also_with_newlines()
    {
        using var folder = new ScratchFolder();
        using Socket daemon = Bind(folder["journal"]);
        using var stderr = new StringWriter();
        using Journal journal = Journal.Open("mlsec-agent", stderr, folder["journal"]);
        journal.Write(new JournalEntry(JournalPriority.Notice, "installed", Installed, [new("MLSEC_REASON", "MODEL_INSTALLED"), new("MLSEC_DETAIL", "two\nlinés")]));

        byte[] received = new byte[4096];
        ReadOnlySpan<byte> entry = received.AsSpan(0, daemon.Receive(received));
        ReadOnlySpan<byte> head = "MESSAGE=installed\nPRIORITY=5\nSYSLOG_IDENTIFIER=mlsec-agent\nMESSAGE_ID=7b1d3f3e0a534be49d8c3f3f0e6a2b11\nMLSEC_REASON=MODEL_INSTALLED\nMLSEC_DETAIL\n"u8;
        Assert.Equal(Encoding.UTF8.GetString(head), Encoding.UTF8.GetString(entry[..head.Length]));
        Assert.Equal(10ul, BinaryPrimitives.ReadUInt64LittleEndian(entry[head.Length..]));
        Assert.Equal("two\nlinés\n", Encoding.UTF8.GetString(entry[(head.Length + 8)..]));
        Assert.Equal(string.Empty, stderr.ToString());
    }

    [Fact]
    public void An_entry_too_large_for_a_datagram_travels_as_a_sealed_memory_file()
    {
        using var folder = new ScratchFolder();
        using Socket daemon = Bind(folder["journal"]);
        using Journal journal = Journal.Open("mlsec-agent", TextWriter.Null, folder["journal"]);
        string large = new('x', 3_000_000);
        journal.Write(new JournalEntry(JournalPriority.Warning, large));

        var descriptors = new List<SafeFileHandle>();
        Assert.Equal(0, DescriptorPassing.Receive(daemon, new byte[16], descriptors, 1));
        SafeFileHandle handle = Assert.Single(descriptors);
        Assert.True(SealedMemoryFile.IsSealed(handle));
        using FileByteSource content = FileByteSource.Over(handle, "entry");
        byte[] bytes = new byte[content.Length];
        content.Read(0, bytes);
        Assert.Equal($"MESSAGE={large}\nPRIORITY=4\nSYSLOG_IDENTIFIER=mlsec-agent\n", Encoding.UTF8.GetString(bytes));
        Assert.Equal(0, journal.Lost);
    }

    [Fact]
    public void Without_a_journal_entries_go_to_the_error_stream_one_line_each_and_escaped()
    {
        using var folder = new ScratchFolder();
        using var stderr = new StringWriter();
        using Journal journal = Journal.Open("mlsec-agent", stderr, folder["nobody"]);
        journal.Write(new JournalEntry(JournalPriority.Error, "bad\u001b[2Jname\nforged <0>line", Installed, [new("MLSEC_REASON", "X")]));
        Assert.Equal("<3>bad\\u001b[2Jname\\u000aforged <0>line MLSEC_REASON=X\n", stderr.ToString());
    }

    [Fact]
    public void The_journal_is_found_when_it_appears_later()
    {
        using var folder = new ScratchFolder();
        using var stderr = new StringWriter();
        using Journal journal = Journal.Open("x", stderr, folder["journal"]);
        journal.Write(new JournalEntry(JournalPriority.Debug, "one"));
        using Socket daemon = Bind(folder["journal"]);
        journal.Write(new JournalEntry(JournalPriority.Debug, "two"));
        Assert.Equal("<7>one\n", stderr.ToString());
        byte[] received = new byte[64];
        Assert.StartsWith("MESSAGE=two\n", Encoding.UTF8.GetString(received, 0, daemon.Receive(received)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lower")]
    [InlineData("_TRUSTED")]
    [InlineData("1ST")]
    [InlineData("A=B")]
    [InlineData("A\nB")]
    public void A_wrong_field_name_is_a_bug_that_is_told(string name)
    {
        using Journal journal = Journal.Open("x", TextWriter.Null, "/nonexistent");
        Assert.Throws<ArgumentException>(() => journal.Write(new JournalEntry(JournalPriority.Debug, "m", null, [new(name, "v")])));
    }

    [Fact]
    public void A_path_too_long_for_a_socket_falls_back()
    {
        using var stderr = new StringWriter();
        using Journal journal = Journal.Open("x", stderr, "/" + new string('p', 200));
        journal.Write(new JournalEntry(JournalPriority.Debug, "m"));
        Assert.Equal("<7>m\n", stderr.ToString());
    }

    private static Socket Bind(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
