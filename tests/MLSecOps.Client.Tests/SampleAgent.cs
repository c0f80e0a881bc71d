using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;
using MLSecOps.TestKit;

namespace MLSecOps.Client.Tests;

/// <summary>The agent's side of <c>OpenModel</c> and of one tap, by the contract and no more. Only <c>sample</c> is handed out.</summary>
internal sealed class SampleAgent : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly UnixListener _listener;
    private readonly SealedMemoryFile _model;
    private readonly SeqpacketPair _tap = SeqpacketPair.Create();
    private readonly SeqpacketReceiver _receiver = new(16, TapLimits.MessageBytes, TapLimits.Descriptors);
    private readonly Task _serving;
    private TapContinuity _continuity;

    public SampleAgent(byte[] model)
    {
        _model = SealedMemoryFile.Create("sample", model);
        _listener = UnixListener.Listen(_folder["agent"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _serving = Serve();
    }

    public string Socket => _folder["agent"];

    public TapContinuity Continuity => _continuity;

    public List<ReceivedRecord> Records { get; } = [];

    public List<(ulong Token, TapErrorCause Cause)> Errors { get; } = [];

    public List<string> Faults { get; } = [];

    public HashSet<int> Senders { get; } = [];

    public bool SaidBye { get; private set; }

    /// <summary>Asks for whole records.</summary>
    public void Sample(int records)
    {
        byte[] buffer = new byte[64];
        Assert.Equal(SendOutcome.Sent, SeqpacketSender.TrySend(_tap.Ours, buffer.AsSpan(0, TapWriter.Sample(buffer, records, 0, 0))));
    }

    /// <summary>Sends a canary; inputs over 16 KiB in memory files.</summary>
    public void Canary(ulong token, params Tensor[] inputs)
    {
        byte[] buffer = new byte[TapLimits.MessageBytes];
        var writer = new TapWriter(buffer);
        List<SealedMemoryFile> files = [];
        Assert.True(writer.TryBeginRecord(token, 0, TapRecordFlags.None));
        foreach ((int index, Tensor input) in inputs.Index())
        {
            var head = new TapTensorHead(TapRole.Input, (ushort)index, input.Type, input.Shape.ToArray(), System.Text.Encoding.UTF8.GetBytes(input.Name));
            if (!writer.TryAdd(head, input.Data.Span))
            {
                files.Add(SealedMemoryFile.Create("canary", input.Data));
                Assert.True(writer.TryAddDescriptor(head, (ulong)input.Data.Length));
            }
        }

        writer.EndRecord();
        Assert.Equal(SendOutcome.Sent, SeqpacketSender.TrySend(_tap.Ours, buffer.AsSpan(0, writer.Finish(TapKind.Canary, 0, 0)), [.. files.Select(file => file.Handle)]));
        files.ForEach(file => file.Dispose());
    }

    /// <summary>Takes what has come by now.</summary>
    public void Take()
    {
        while (_receiver.Receive(_tap.Ours) is > 0 and int count)
        {
            for (int i = 0; i < count; i++)
            {
                Take(i);
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _tap.Dispose();
        _receiver.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    private void Take(int packet)
    {
        ReceivedPacket received = _receiver[packet];
        Senders.Add(received.Sender.ProcessId);
        if (!received.IsWhole || !TapMessage.TryRead(received.Content, TapSide.Application, out TapMessage message, out TapFault fault) || message.Descriptors != received.Descriptors)
        {
            Faults.Add("refused");
            return;
        }

        if (!_continuity.TryNext(message, out fault))
        {
            Faults.Add(fault.Expected);
        }

        SaidBye |= message.Kind == TapKind.Bye;
        if (message.Kind == TapKind.Error)
        {
            Errors.Add((message.ErrorToken, message.ErrorCause));
        }

        foreach (TapRecord record in message.Records)
        {
            List<Tensor> inputs = [], outputs = [];
            List<TapPlace> places = [];
            foreach (TapTensor tensor in record.Tensors)
            {
                byte[] content = tensor.Content.ToArray();
                if (tensor.Descriptor >= 0)
                {
                    content = new byte[tensor.Bytes];
                    using SafeFileHandle memory = _receiver.Take(packet, tensor.Descriptor);
                    Assert.Equal(ReceivedMemoryOutcome.Read, ReceivedMemory.Read(memory, content));
                }

                places.Add(tensor.Place);
                (tensor.Role == TapRole.Input ? inputs : outputs).Add(tensor.ToTensor(content));
            }

            Records.Add(new ReceivedRecord(record.Token, record.Flags, record.Nanoseconds, inputs, outputs, places));
        }
    }

    private async Task Serve()
    {
        using Socket caller = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
        byte[] call = new byte[4096];
        int length = 0;
        while (length == 0 || call[length - 1] != 0)
        {
            length += await caller.ReceiveAsync(call.AsMemory(length), TestContext.Current.CancellationToken);
        }

        Assert.True(VarlinkMessage.TryRead(call.AsSpan(0, length - 1), VarlinkJson.Default.VarlinkCall, out VarlinkCall? asked));
        Assert.Equal(AgentInterface.OpenModel, asked.Method);
        Assert.True(VarlinkMessage.TryRead(asked.Parameters, VarlinkJson.Default.OpenModelParameters, out OpenModelParameters? parameters));
        if (parameters.Model != "sample")
        {
            await caller.SendAsync(System.Text.Encoding.ASCII.GetBytes($"{{\"parameters\":{{\"reason\":\"PACKAGE_DIGEST_MISMATCH\"}},\"error\":\"{VarlinkErrors.NotTrusted}\"}}\0"), TestContext.Current.CancellationToken);
            return;
        }

        var reply = new OpenModelReply("sample", 17, "1.4.2", "sha256:" + new string('a', 64), [new OpenModelFile("model.onnx", "model", "sha256:" + new string('b', 64), _model.Length, 1)], 0);
        using SafeFileHandle file = _model.OpenReadOnly();
        byte[] frame = VarlinkMessage.Reply(reply, VarlinkJson.Default.OpenModelReply);
        Assert.Equal(frame.Length, DescriptorPassing.Send(caller, frame, [_tap.Theirs, file]));
        _tap.Theirs.Dispose();
    }
}
