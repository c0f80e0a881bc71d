using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Messages that applications send on their tap. What is accepted lies within the limits and is, written again, the same bytes; nothing is allocated.</summary>
internal sealed class TapTarget(TapSide side) : FuzzTarget
{
    public static IReadOnlyList<FuzzTarget> All { get; } = [new TapTarget(TapSide.Application), new TapTarget(TapSide.Agent)];

    public override string Name => side == TapSide.Application ? "tap" : "tap-agent";

    public override IGrammar? Grammar => null;

    public override int LeastOutcomes => 10;

    // The fault that the engine looks at, and no more.
    public override int BytesPerByte => 0;

    public override int BytesAlways => 1 << 10;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        if (!TapMessage.TryRead(input.Span, side, out TapMessage message, out TapFault fault))
        {
            return new Reading(false, fault.Expected, fault.ToFormatFault(), null);
        }

        // Outcomes that lead to new mutations: kinds, and what records hold.
        int seen = 0;
        foreach (TapRecord record in message.Records)
        {
            foreach (TapTensor tensor in record.Tensors)
            {
                seen |= 1 << (int)tensor.Place;
                seen |= tensor.Type == ElementType.Text ? 8 : 0;
            }
        }

        return new Reading(true, Outcomes[seen], null, () => Check(input));
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] buffer = new byte[4096];
        if (side == TapSide.Agent)
        {
            yield return ("valid-sample", buffer[..TapWriter.Sample(buffer, 16, 1, 0)]);
            yield return ("valid-canary", buffer[..Records(buffer, TapKind.Canary, 77, TapRecordFlags.None)]);
            yield break;
        }

        yield return ("valid-bye", buffer[..TapWriter.Bye(buffer, 1, 2)]);
        yield return ("valid-error", buffer[..TapWriter.Error(buffer, 77, TapErrorCause.CallFailed, 1, 2)]);
        yield return ("valid-records", buffer[..Records(buffer, TapKind.Records, 0, TapRecordFlags.None)]);
        yield return ("valid-answer", buffer[..Records(buffer, TapKind.Records, 77, TapRecordFlags.Whole)]);
        yield return ("valid-none", buffer[..new TapWriter(buffer).Finish(TapKind.Records, 3, 4)]);
    }

    private static readonly string[] Outcomes = [.. Enumerable.Range(0, 16).Select(seen => $"accepted {seen:x}")];

    private static int Records(byte[] buffer, TapKind kind, ulong token, TapRecordFlags flags)
    {
        var writer = new TapWriter(buffer);
        writer.TryBeginRecord(token, kind == TapKind.Canary ? 0u : 5, flags);
        writer.TryAdd(new TapTensorHead(TapRole.Input, 0, ElementType.Float32, [1, 2], "x"u8), [1, 2, 3, 4, 5, 6, 7, 8]);
        writer.TryAddDescriptor(new TapTensorHead(TapRole.Input, 1, ElementType.UInt8, [3]), 3);
        writer.TryAdd(new TapTensorHead(TapRole.Input, 2, ElementType.Text, [2]), [1, 0, 0, 0, 65, 0, 0, 0, 0]);
        if (kind == TapKind.Records && flags == TapRecordFlags.None)
        {
            writer.TryAddOmitted(new TapTensorHead(TapRole.Output, 0, ElementType.Int64, [100, 100]), 80_000);
        }

        writer.EndRecord();
        return writer.Finish(kind, 1, 2);
    }

    private void Check(ReadOnlyMemory<byte> input)
    {
        TapMessage.TryRead(input.Span, side, out TapMessage message, out _);
        byte[] again = new byte[TapLimits.MessageBytes];
        int length = message.Kind switch
        {
            TapKind.Bye => TapWriter.Bye(again, message.Sequence, message.RecordsBefore),
            TapKind.Error => TapWriter.Error(again, message.ErrorToken, message.ErrorCause, message.Sequence, message.RecordsBefore),
            TapKind.Sample => TapWriter.Sample(again, message.SampleRecords, message.Sequence, message.RecordsBefore),
            _ => Write(message, again),
        };
        BrokenInvariantException.UnlessSame(input.Span, again.AsSpan(0, length), "a message is written as it was read");
        BrokenInvariantException.Unless(message.Descriptors <= TapLimits.Descriptors, "limit of descriptors");
    }

    private static int Write(in TapMessage message, byte[] again)
    {
        var writer = new TapWriter(again);
        Span<long> shape = stackalloc long[TapLimits.Rank];
        foreach (TapRecord record in message.Records)
        {
            bool good = writer.TryBeginRecord(record.Token, record.Nanoseconds, record.Flags);
            foreach (TapTensor tensor in record.Tensors)
            {
                for (int axis = 0; axis < tensor.Rank; axis++)
                {
                    shape[axis] = tensor.Dimension(axis);
                }

                var head = new TapTensorHead(tensor.Role, (ushort)tensor.Index, tensor.Type, shape[..tensor.Rank], tensor.Name);
                good &= tensor.Place switch
                {
                    TapPlace.Inline => writer.TryAdd(head, tensor.Content) && tensor.ToTensor(tensor.Content.ToArray()).Shape.Count == tensor.Rank,
                    TapPlace.Omitted => writer.TryAddOmitted(head, tensor.Bytes),
                    _ => tensor.Descriptor == writer.Descriptors && writer.TryAddDescriptor(head, tensor.Bytes),
                };
            }

            writer.EndRecord();
            BrokenInvariantException.Unless(good, "what was read lies within the limits of writing");
        }

        return writer.Finish(message.Kind, message.Sequence, message.RecordsBefore);
    }
}
