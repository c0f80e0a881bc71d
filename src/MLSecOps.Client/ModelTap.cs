using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.Client;

/// <summary>The application's end of a tap. Nothing here waits, and nothing throws.</summary>
internal sealed class ModelTap(SafeFileHandle socket) : IDisposable
{
    // A look costs as much as a record.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);
    private const int MostAtOnce = 4;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);
    private readonly Lock _writing = new();
    private readonly Lock _answering = new();
    private readonly RecordBuffer _records = new();
    private readonly SeqpacketReceiver _receiver = new(1, TapLimits.MessageBytes, TapLimits.Descriptors);
    private ulong _sequence;
    private ulong _made;
    private int _sample;
    private int _batch = 1;
    private long _lastLook;
    private long _firstWaits;
    private volatile bool _closed;

    /// <summary>The application's own call, which answers canaries.</summary>
    public Predict? Predict { get; set; }

    /// <summary>Messages that did not go.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Records that are sent together.</summary>
    public int Batch
    {
        get => _batch;
        set => _batch = value is >= 1 and <= TapLimits.Records ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>Tells about one call.</summary>
    public void Tell(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs, TimeSpan latency, bool failed)
    {
        lock (_writing)
        {
            if (_closed)
            {
                return;
            }

            bool whole = _sample > 0;
            bool written = Write(0, latency, failed, whole, inputs, outputs) || (whole && Write(0, latency, failed, false, inputs, outputs));
            if (!written)
            {
                // Its number is used up, so that the agent sees a gap.
                _made++;
                Dropped++;
                return;
            }

            _sample -= whole ? 1 : 0;
            if (_records.Count == 1)
            {
                _firstWaits = Stopwatch.GetTimestamp();
            }

            if (_records.Count >= _batch || _records.HasDescriptors || Stopwatch.GetElapsedTime(_firstWaits) > LongestWait)
            {
                SendRecords();
            }
        }
    }

    /// <summary>Looks for something that the agent asks, unless it did so just now.</summary>
    public void PollSometimes()
    {
        if (Stopwatch.GetElapsedTime(_lastLook) > BetweenLooks)
        {
            for (int i = 0; i < MostAtOnce && Poll(); i++)
            {
                // Each did one thing.
            }
        }
    }

    /// <summary>Does one thing that the agent asks for.</summary>
    /// <returns>False when there was none.</returns>
    public bool Poll()
    {
        _lastLook = Stopwatch.GetTimestamp();
        if (Predict is not { } predict || !_answering.TryEnter())
        {
            return false;
        }

        try
        {
            if (_closed || _receiver.Receive(socket) == 0)
            {
                return false;
            }

            ReceivedPacket packet = _receiver[0];
            if (!packet.IsWhole || !TapMessage.TryRead(packet.Content, TapSide.Agent, out TapMessage message, out _) || message.Descriptors != packet.Descriptors)
            {
                return true;
            }

            if (message.Kind == TapKind.Sample)
            {
                _sample = message.SampleRecords;
                return true;
            }

            TapRecords records = message.Records;
            if (records.MoveNext())
            {
                Answer(predict, records.Current);
            }

            return true;
        }
        catch (SystemCallException)
        {
            return false; // No memory in the kernel: the agent asks again.
        }
        finally
        {
            _answering.Exit();
        }
    }

    /// <summary>Sends the records that wait.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            SendRecords();
        }
    }

    public void Dispose()
    {
        lock (_answering)
        {
            lock (_writing)
            {
                if (_closed)
                {
                    return;
                }

                SendRecords();
                Send(TapWriter.Bye(_records.Bytes, _sequence, _made), 0);
                _closed = true;
            }

            _records.Dispose();
            _receiver.Dispose();
            socket.Dispose();
        }
    }

    private void Answer(Predict predict, TapRecord canary)
    {
        IReadOnlyList<Tensor>? inputs = Inputs(canary);
        TapErrorCause cause = TapErrorCause.InputsUnusable;
        if (inputs is not null)
        {
            try
            {
                long begin = Stopwatch.GetTimestamp();
                IReadOnlyList<Tensor> outputs = predict(inputs);
                TimeSpan latency = Stopwatch.GetElapsedTime(begin);
                cause = TapErrorCause.AnswerUnsendable;
                lock (_writing)
                {
                    SendRecords();
                    if (Write(canary.Token, latency, failed: false, whole: true, [], outputs))
                    {
                        SendRecords();
                        return;
                    }
                }
            }
            // The application's own call may throw anything; on the inputs of a canary that is the agent's to know.
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                cause = TapErrorCause.CallFailed;
            }
        }

        lock (_writing)
        {
            SendRecords();
            Send(TapWriter.Error(_records.Bytes, canary.Token, cause, _sequence, _made), 0);
        }
    }

    private List<Tensor>? Inputs(TapRecord canary)
    {
        List<Tensor> inputs = [];
        foreach (TapTensor tensor in canary.Tensors)
        {
            byte[] content = tensor.Content.ToArray();
            if (tensor.Place == TapPlace.Descriptor)
            {
                content = new byte[tensor.Bytes];
                using SafeFileHandle memory = _receiver.Take(0, tensor.Descriptor);
                if (ReceivedMemory.Read(memory, content) != ReceivedMemoryOutcome.Read || !tensor.IsWhole(content))
                {
                    return null;
                }
            }

            inputs.Add(tensor.ToTensor(content));
        }

        return inputs;
    }

    // A record with descriptors, or one that does not fit behind those that wait, begins a message of its own.
    private bool Write(ulong token, TimeSpan latency, bool failed, bool whole, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        if (whole || !_records.TryAdd(token, latency, failed, whole, inputs, outputs))
        {
            SendRecords();
            return _records.TryAdd(token, latency, failed, whole, inputs, outputs);
        }

        return true;
    }

    private void SendRecords()
    {
        if (_records.Count > 0)
        {
            Send(_records.Finish(_sequence, _made), _records.Count);
        }
    }

    private void Send(int bytes, int records)
    {
        try
        {
            Dropped += _closed || SeqpacketSender.TrySend(socket, _records.Bytes.AsSpan(0, bytes), _records.Descriptors) != SendOutcome.Sent ? 1u : 0;
        }
        catch (SystemCallException)
        {
            Dropped++; // Whatever the kernel has against it: the application goes on.
        }

        _sequence++;
        _made += (ulong)records;
        _records.Clear();
    }
}
