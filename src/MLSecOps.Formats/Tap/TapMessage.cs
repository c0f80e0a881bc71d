using System.Buffers.Binary;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tap;

/// <summary>One whole, checked tap message, read in place: everything that it gives aliases the bytes that it was read from.</summary>
public readonly ref struct TapMessage
{
    private readonly ReadOnlySpan<byte> _bytes;

    private TapMessage(ReadOnlySpan<byte> bytes, int descriptors)
    {
        _bytes = bytes;
        Descriptors = descriptors;
    }

    /// <summary>What it is; <see cref="TapKind.None"/> of a message that was never read.</summary>
    public TapKind Kind => _bytes.IsEmpty ? TapKind.None : (TapKind)_bytes[TapLayout.KindAt];

    /// <summary>Number of records in it.</summary>
    public int Count => _bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(_bytes[TapLayout.CountAt..]);

    /// <summary>How many messages its sender says to have made before this one, dropped ones included.</summary>
    public ulong Sequence => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[TapLayout.SequenceAt..]);

    /// <summary>How many records its sender says to have made before these, dropped ones included.</summary>
    public ulong RecordsBefore => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[TapLayout.RecordsAt..]);

    /// <summary>How many descriptors its tensors are in: exactly so many must have come with it, in this order.</summary>
    public int Descriptors { get; }

    /// <summary>The records of a <see cref="TapKind.Records"/> or <see cref="TapKind.Canary"/>; none of another kind.</summary>
    public TapRecords Records => Kind is TapKind.Records or TapKind.Canary ? new TapRecords(_bytes[TapLayout.HeaderBytes..]) : default;

    /// <summary>The canary that an <see cref="TapKind.Error"/> is about; 0 for another kind.</summary>
    public ulong ErrorToken => Kind == TapKind.Error ? BinaryPrimitives.ReadUInt64LittleEndian(_bytes[TapLayout.HeaderBytes..]) : 0;

    /// <summary>Why that was not answered; <see cref="TapErrorCause.None"/> for another kind.</summary>
    public TapErrorCause ErrorCause => Kind == TapKind.Error ? (TapErrorCause)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(TapLayout.HeaderBytes + 8)..]) : TapErrorCause.None;

    /// <summary>How many records a <see cref="TapKind.Sample"/> wants whole; 0 for another kind.</summary>
    public int SampleRecords => Kind == TapKind.Sample ? BinaryPrimitives.ReadInt32LittleEndian(_bytes[TapLayout.HeaderBytes..]) : 0;

    /// <summary>Reads one message and checks all of it, so that what it gives afterwards cannot fail. O(bytes), no allocation.</summary>
    /// <param name="bytes">Exactly what one receive gave; untrusted. Begins at a multiple of 8 in memory where numbers are to be read in place fast.</param>
    /// <param name="sender">Who sent it: kinds of the other side are refused.</param>
    /// <param name="message">The message; only valid when true is returned, and as long as the bytes stay.</param>
    /// <param name="fault">Otherwise the first departure.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, TapSide sender, out TapMessage message, out TapFault fault)
    {
        message = default;
        if (!TryReadHeader(bytes, sender, out fault))
        {
            return false;
        }

        var kind = (TapKind)bytes[TapLayout.KindAt];
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[TapLayout.CountAt..]);
        var walk = new TapWalk(bytes, kind);
        bool good = kind switch
        {
            TapKind.Records or TapKind.Canary => walk.Records(count),
            TapKind.Error => walk.Error(),
            TapKind.Sample => walk.Sample(),
            _ => walk.End(TapLayout.HeaderBytes),
        };
        fault = walk.Fault;
        message = good ? new TapMessage(bytes, walk.Descriptors) : default;
        return good;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, TapSide sender, out TapFault fault)
    {
        fault = default;
        if (bytes.Length < TapLayout.HeaderBytes)
        {
            fault = new TapFault(TapReasons.Malformed, bytes.Length, "a header of 32 bytes");
        }
        else if (bytes.Length > TapLimits.MessageBytes)
        {
            fault = new TapFault(TapReasons.LimitExceeded, TapLimits.MessageBytes, "a message of at most 64 KiB");
        }
        else if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != TapLayout.Magic)
        {
            fault = new TapFault(TapReasons.Malformed, TapLayout.MagicAt, "MLTP");
        }
        else if (bytes[TapLayout.VersionAt] != TapLayout.Version)
        {
            fault = new TapFault(TapReasons.VersionUnknown, TapLayout.VersionAt, "version 1");
        }
        else if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[TapLayout.BytesAt..]) != bytes.Length)
        {
            fault = new TapFault(TapReasons.Malformed, TapLayout.BytesAt, "the length of the whole message");
        }
        else if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[TapLayout.HeaderZeroAt..]) != 0)
        {
            fault = new TapFault(TapReasons.Malformed, TapLayout.HeaderZeroAt, "zero");
        }
        else if (!IsKindOf(sender, (TapKind)bytes[TapLayout.KindAt]))
        {
            fault = new TapFault(TapReasons.Malformed, TapLayout.KindAt, "a kind that this side sends");
        }
        else
        {
            CheckCount((TapKind)bytes[TapLayout.KindAt], BinaryPrimitives.ReadUInt16LittleEndian(bytes[TapLayout.CountAt..]), ref fault);
        }

        return fault.Reason is null;
    }

    private static bool IsKindOf(TapSide sender, TapKind kind) => sender == TapSide.Application
        ? kind is TapKind.Records or TapKind.Bye or TapKind.Error
        : kind is TapKind.Canary or TapKind.Sample;

    private static void CheckCount(TapKind kind, int count, ref TapFault fault)
    {
        if (kind == TapKind.Records && count > TapLimits.Records)
        {
            fault = new TapFault(TapReasons.LimitExceeded, TapLayout.CountAt, "at most 1024 records");
        }
        else if (kind == TapKind.Canary && count != 1)
        {
            fault = new TapFault(TapReasons.Malformed, TapLayout.CountAt, "one canary");
        }
        else if (kind is not (TapKind.Records or TapKind.Canary) && count != 0)
        {
            fault = new TapFault(TapReasons.Malformed, TapLayout.CountAt, "no records");
        }
    }
}
