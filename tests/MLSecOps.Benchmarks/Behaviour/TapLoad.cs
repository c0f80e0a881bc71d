using System.Diagnostics;
using System.Runtime.InteropServices;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Fills a socket with messages and drains it as the agent does.</summary>
internal static class TapLoad
{
    /// <summary>Records of a message.</summary>
    public const int Records = 16;

    private const int Batch = 32;
    private const int Fill = 48;

    /// <summary>A message of <see cref="Records"/> records, each of 16 floats and 2 outputs.</summary>
    public static byte[] Message()
    {
        byte[] buffer = new byte[TapLimits.MessageBytes];
        float[] features = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        float[] scores = [0.25f, 0.75f];
        var writer = new TapWriter(buffer);
        for (int i = 0; i < Records; i++)
        {
            writer.TryBeginRecord(0, 1000, TapRecordFlags.None);
            writer.TryAdd(new TapTensorHead(TapRole.Input, 0, ElementType.Float32, [1, 16]), MemoryMarshal.AsBytes(features.AsSpan()));
            writer.TryAdd(new TapTensorHead(TapRole.Output, 0, ElementType.Float32, [1, 2]), MemoryMarshal.AsBytes(scores.AsSpan()));
            writer.EndRecord();
        }

        return buffer[..writer.Finish(TapKind.Records, 0, 0)];
    }

    /// <summary>Measures.</summary>
    /// <param name="message">What is received.</param>
    /// <param name="rounds">How often the socket is filled and drained.</param>
    /// <param name="read">Whether messages are checked and their numbers added up, beside being received.</param>
    /// <param name="allocated">Bytes that draining allocated in all rounds.</param>
    /// <returns>Nanoseconds for each message, median.</returns>
    public static double Drain(byte[] message, int rounds, bool read, out long allocated)
    {
        using var pair = SeqpacketPair.Create();
        using var receiver = new SeqpacketReceiver(Batch, TapLimits.MessageBytes, TapLimits.Descriptors);
        double[] times = new double[rounds];
        double sum = 0;
        allocated = 0;
        for (int round = 0; round < rounds; round++)
        {
            int filled = 0, drained = 0;
            while (filled < Fill && SeqpacketSender.TrySend(pair.Theirs, message) == SendOutcome.Sent)
            {
                filled++;
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            long begin = Stopwatch.GetTimestamp();
            while (drained < filled)
            {
                int count = receiver.Receive(pair.Ours);
                for (int i = 0; i < count; i++)
                {
                    ReceivedPacket packet = receiver[i];
                    sum += read ? Read(packet) : packet.Descriptors;
                }

                drained += count;
            }

            times[round] = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / drained;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return double.IsNaN(sum) ? throw new InvalidOperationException("numbers were lost") : Median.Of(times);
    }

    private static double Read(ReceivedPacket packet)
    {
        if (!packet.IsWhole || !TapMessage.TryRead(packet.Content, TapSide.Application, out TapMessage message, out _))
        {
            throw new InvalidOperationException("a good message was refused");
        }

        double sum = 0;
        foreach (TapRecord record in message.Records)
        {
            foreach (TapTensor tensor in record.Tensors)
            {
                sum += Sum(tensor.Elements<float>());
            }
        }

        return sum;
    }

    // By itself, so that the sum stays in a register: inside the loops above it takes four times as long.
    private static double Sum(ReadOnlySpan<float> numbers)
    {
        double sum = 0;
        foreach (float number in numbers)
        {
            sum += number;
        }

        return sum;
    }
}
