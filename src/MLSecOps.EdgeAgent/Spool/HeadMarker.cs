using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Chain;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>The newest head, kept beside the log, so that a log that lost links is not taken for a whole one and continued under numbers that were used already.</summary>
/// <remarks>Two slots in one file, written in turn and in place: a power cut tears at most one, and that is seen.</remarks>
internal sealed class HeadMarker
{
    private const int SlotBytes = 128;
    private const int MostBody = SlotBytes - CheckedFrame.HeaderSize;

    private readonly string _path;

    private HeadMarker(string path, ChainHead? newest, bool isWhole, bool exists)
    {
        _path = path;
        Newest = newest;
        IsWhole = isWhole;
        Exists = exists;
    }

    /// <summary>The newest head that it held when it was opened; null when it held none.</summary>
    public ChainHead? Newest { get; }

    /// <summary>True when both slots were as they were written.</summary>
    public bool IsWhole { get; }

    /// <summary>True when there was one, in whatever state.</summary>
    public bool Exists { get; }

    /// <summary>Reads it.</summary>
    public static HeadMarker Open(string path)
    {
        byte[]? content = NumberedFiles.Read(path, 2 * SlotBytes, out long length);
        ReadOnlySpan<byte> slots = content;
        ChainHead? first = ReadSlot(slots);
        ChainHead? second = slots.Length > SlotBytes ? ReadSlot(slots[SlotBytes..]) : null;
        ChainHead? newest = first is not null && (second is null || first.Sequence >= second.Sequence) ? first : second;
        bool whole = first is not null && second is not null && length == 2 * SlotBytes && first.Epoch == second.Epoch;
        return new HeadMarker(path, newest, whole, Path.Exists(path));
    }

    /// <summary>Writes the first head of an epoch to both slots.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Begin(ChainHead head)
    {
        byte[] slot = Slot(head);
        AtomicFile.Write(_path, [.. slot, .. slot]);
    }

    /// <summary>Writes the next head over the older of the two.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Advance(ChainHead head) => DurableFile.Overwrite(_path, head.Sequence % 2 * SlotBytes, Slot(head));

    private static byte[] Slot(ChainHead head)
    {
        byte[] slot = new byte[SlotBytes];
        CheckedFrame.Wrap(ChainHeadCodec.Encode(head)).CopyTo(slot, 0);
        return slot;
    }

    private static ChainHead? ReadSlot(ReadOnlySpan<byte> slot) =>
        CheckedFrame.TryRead(slot, MostBody, out ReadOnlySpan<byte> body) && ChainHeadCodec.Decode(body.ToArray()).TryGet(out ChainHead? head, out FormatFault? _)
            ? head
            : null;
}
