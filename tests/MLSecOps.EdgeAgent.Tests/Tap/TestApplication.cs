using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tests.Tap;

/// <summary>An application at the other end of a tap: its model adds a number to each element, if it is honest 1.</summary>
internal sealed class TestApplication(SafeFileHandle socket) : IDisposable
{
    private readonly SeqpacketReceiver _receiver = new(16, TapLimits.MessageBytes, TapLimits.Descriptors);
    private readonly byte[] _buffer = new byte[TapLimits.MessageBytes];
    private ulong _messages;
    private ulong _records;

    /// <summary>What its model adds.</summary>
    public float Adds { get; set; } = 1;

    /// <summary>What it adds for its users only; null for the same.</summary>
    public float? AddsForUsers { get; set; }

    /// <summary>Canaries that it answered.</summary>
    public int Canaries { get; private set; }

    /// <summary>Answers the canaries that have arrived.</summary>
    public void Answer()
    {
        int count = _receiver.Receive(socket);
        for (int index = 0; index < count; index++)
        {
            Assert.True(TapMessage.TryRead(_receiver[index].Content, TapSide.Agent, out TapMessage message, out _));
            AskedForWhole += message.Kind == TapKind.Sample ? 1 : 0;
            foreach (TapRecord record in message.Records)
            {
                Assert.True(record.TryFind(TapRole.Input, 0, out TapTensor input));
                Canaries++;
                Record(record.Token, input.Elements<float>().ToArray(), Adds);
            }
        }
    }

    /// <summary>A real inference.</summary>
    public void Call(params float[] inputs) => Record(0, inputs, AddsForUsers ?? Adds);

    /// <summary>How often it was asked for whole records.</summary>
    public int AskedForWhole { get; private set; }

    /// <summary>A real inference of which it tells sizes only.</summary>
    public void CallOmitting(ulong bytes)
    {
        TapWriter writer = new(_buffer);
        Assert.True(writer.TryBeginRecord(0, 1000, TapRecordFlags.None));
        Assert.True(writer.TryAddOmitted(new TapTensorHead(TapRole.Input, 0, ElementType.UInt8, new long[] { (long)bytes }, "x"u8), bytes));
        writer.EndRecord();
        Assert.Equal(SendOutcome.Sent, Send(_buffer.AsSpan(0, writer.Finish(TapKind.Records, _messages, _records))));
        _messages++;
        _records++;
    }

    /// <summary>Says that so many records were made and did not get through.</summary>
    public void Lose(ulong records) => _records += records;

    /// <summary>Sends bytes as they are.</summary>
    public SendOutcome Send(ReadOnlySpan<byte> message, params SafeFileHandle[] descriptors) => SeqpacketSender.TrySend(socket, message, descriptors);

    /// <summary>Goes as a process that ends goes.</summary>
    public void Dispose()
    {
        _receiver.Dispose();
        socket.Dispose();
    }

    private void Record(ulong token, float[] inputs, float adds)
    {
        float[] outputs = [.. inputs.Select(value => value + adds)];
        TapWriter writer = new(_buffer);
        Assert.True(writer.TryBeginRecord(token, 1000, TapRecordFlags.Whole));
        Assert.True(writer.TryAdd(new TapTensorHead(TapRole.Input, 0, ElementType.Float32, new long[] { inputs.Length }, "x"u8), MemoryMarshal.AsBytes<float>(inputs)));
        Assert.True(writer.TryAdd(new TapTensorHead(TapRole.Output, 0, ElementType.Float32, new long[] { outputs.Length }, "y"u8), MemoryMarshal.AsBytes<float>(outputs)));
        writer.EndRecord();
        Assert.Equal(SendOutcome.Sent, Send(_buffer.AsSpan(0, writer.Finish(TapKind.Records, _messages, _records))));
        _messages++;
        _records++;
    }
}
