using System.Buffers.Binary;
using MLSecOps.Contracts.Journal;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>What was dropped and is not said yet, as it stands on the disk: written before anything goes, so that after a crash the record that says it is exact.</summary>
/// <param name="Epoch">The epoch of the numbers.</param>
/// <param name="Own">Number that the record will have: when there is such a record, all was said.</param>
/// <param name="From">Number of the first link whose payload goes; 0 when nothing that goes has a number.</param>
/// <param name="To">Number of the last.</param>
/// <param name="Counts">How many, by severity.</param>
/// <param name="Segments">Segments that go; at most <see cref="MostSegments"/>.</param>
internal sealed record DropNote(
    ChainEpoch Epoch, long Own, long From, long To, IReadOnlyDictionary<EventSeverity, long> Counts, IReadOnlyList<int> Segments)
{
    /// <summary>Most segments of one note.</summary>
    public const int MostSegments = 64;

    /// <summary>Most bytes of an encoded note.</summary>
    public const int MostBytes = Head + (MostSegments * sizeof(int));

    private const int Severities = 8;
    private const int Head = ChainEpoch.Size + (3 * sizeof(long)) + (Severities * sizeof(long));

    /// <summary>The bytes: epoch, three numbers, eight counts, segments; little-endian.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[Head + (Segments.Count * sizeof(int))];
        Epoch.CopyTo(bytes);
        Span<byte> rest = bytes.AsSpan(ChainEpoch.Size);
        long[] numbers = [Own, From, To, .. Enumerable.Range(0, Severities).Select(severity => Counts.GetValueOrDefault((EventSeverity)severity))];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest[(i * sizeof(long))..], numbers[i]);
        }

        for (int i = 0; i < Segments.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Head + (i * sizeof(int))), Segments[i]);
        }

        return bytes;
    }

    /// <summary>Reads a note; null when the bytes are none.</summary>
    public static DropNote? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Head || (bytes.Length - Head) % sizeof(int) != 0 || !bytes[..ChainEpoch.Size].ContainsAnyExcept((byte)0))
        {
            return null;
        }

        Dictionary<EventSeverity, long> counts = [];
        for (int severity = 0; severity < Severities; severity++)
        {
            if (Number(bytes, 3 + severity) is not 0 and { } count)
            {
                counts[(EventSeverity)severity] = count;
            }
        }

        int[] segments = new int[(bytes.Length - Head) / sizeof(int)];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(Head + (i * sizeof(int)))..]);
        }

        return new DropNote(new ChainEpoch(bytes[..ChainEpoch.Size]), Number(bytes, 0), Number(bytes, 1), Number(bytes, 2), counts, segments);
    }

    private static long Number(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt64LittleEndian(bytes[(ChainEpoch.Size + (index * sizeof(long)))..]);
}
