using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Chain;

/// <summary>A chain head as CBOR map <c>{1: epoch bstr16, 2: seq uint, 3: digest bstr32}</c>: the payload of the hub's acknowledgement and a claim of evidence.</summary>
public static class ChainHeadCodec
{
    private const int Epoch = 1, Sequence = 2, Digest = 3;
    private const int MostBytes = 128;

    /// <summary>Writes the map.</summary>
    public static byte[] Encode(ChainHead head)
    {
        CborWriter writer = CborOutput.Create();
        Write(writer, head);
        return writer.Encode();
    }

    /// <summary>Reads the map.</summary>
    /// <param name="encoded">Exactly one map; untrusted until its signature has been verified.</param>
    public static Parsed<ChainHead> Decode(ReadOnlyMemory<byte> encoded)
    {
        CborCursor cursor = CborCursor.Open(encoded, MostBytes, EvidenceReasons.ChainMalformed);
        ChainHead? head = Read(cursor);
        return cursor.Fault is { } fault ? fault : head!;
    }

    internal static void Write(CborWriter writer, ChainHead head)
    {
        Span<byte> epoch = stackalloc byte[ChainEpoch.Size];
        head.Epoch.CopyTo(epoch);
        writer.WriteStartMap(3);
        writer.WriteInt32(Epoch);
        writer.WriteByteString(epoch);
        writer.WriteInt32(Sequence);
        writer.WriteInt64(head.Sequence);
        writer.WriteInt32(Digest);
        writer.WriteDigest(head.Digest);
        writer.WriteEndMap();
    }

    /// <summary>Reads the map; null after a fault.</summary>
    internal static ChainHead? Read(CborCursor cursor)
    {
        long start = cursor.Offset;
        ChainEpoch? epoch = null;
        long sequence = 0;
        Sha256Digest? digest = null;
        int pairs = cursor.EnterMap("a chain head");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            long at = cursor.Offset;
            switch (cursor.Integer(Epoch, Digest, "a key of a chain head"))
            {
                case Epoch:
                    epoch = ChainLink.ReadEpoch(cursor);
                    break;
                case Sequence:
                    sequence = cursor.Integer(1, Limits.Release, "a number from 1");
                    break;
                case Digest:
                    digest = cursor.Digest("a digest of 32 bytes");
                    break;
                default:
                    cursor.FailAt(at, EvidenceReasons.ChainMalformed, "a key of a chain head");
                    break;
            }
        }

        cursor.LeaveMap();
        if (cursor.Fault is null && (epoch is null || sequence == 0 || digest is null))
        {
            cursor.FailAt(start, EvidenceReasons.ChainMalformed, "epoch, number and digest");
        }

        return cursor.Fault is null ? new ChainHead(epoch!.Value, sequence, digest!.Value) : null;
    }
}
