using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Eat;

/// <summary>Floors as deterministic CBOR array <c>[ueid bstr17, epoch bstr16, issued uint, [*[model tstr, release uint]]]</c>, seconds since 1970: the payload of the hub's statement.</summary>
public static class FloorStatementCodec
{
    private const int Parts = 4;
    private const int MostBytes = 32 << 10;
    private const int MostNameBytes = 63;

    /// <summary>Writes the array; floors are put in order.</summary>
    /// <exception cref="ArgumentException">No device would read it; a programming error.</exception>
    public static byte[] Encode(FloorStatement statement)
    {
        Span<byte> epoch = stackalloc byte[ChainEpoch.Size];
        statement.Epoch.CopyTo(epoch);
        CborWriter writer = CborOutput.Create();
        writer.WriteStartArray(Parts);
        writer.WriteByteString(statement.Ueid.ToBytes());
        writer.WriteByteString(epoch);
        writer.WriteInt64(statement.Issued.ToUnixTimeSeconds());
        writer.WriteStartArray(statement.Floors.Count);
        foreach (ModelFloor floor in statement.Floors.OrderBy(floor => floor.Model, StringComparer.Ordinal))
        {
            writer.WriteStartArray(2);
            writer.WriteTextString(floor.Model);
            writer.WriteInt64(floor.Release);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
        byte[] encoded = writer.Encode();
        return Decode(encoded).Match(_ => encoded, fault => throw new ArgumentException($"Floors need {fault.Expected}.", nameof(statement)));
    }

    /// <summary>Reads the array.</summary>
    /// <param name="encoded">Exactly one array; untrusted until its signature has been verified.</param>
    /// <param name="origin">Where it begins in the whole, for the offsets of faults.</param>
    public static Parsed<FloorStatement> Decode(ReadOnlyMemory<byte> encoded, long origin = 0)
    {
        CborCursor cursor = CborCursor.Open(encoded, MostBytes, EvidenceReasons.FloorsMalformed, origin);
        cursor.EnterArray(Parts, Parts, "an array of 4");
        long at = cursor.Offset;
        ReadOnlyMemory<byte> device = cursor.Bytes(Ueid.DeviceBytes, Ueid.DeviceBytes, "a UEID of 17 bytes");
        Ueid? ueid = null;
        if (cursor.Fault is null && !Ueid.TryParse(Convert.ToHexStringLower(device.Span), out ueid))
        {
            cursor.FailAt(at, EvidenceReasons.FloorsMalformed, "a UEID of type 01");
        }

        ChainEpoch epoch = ChainLink.ReadEpoch(cursor);
        long issued = cursor.Integer(0, EvidenceLimits.LastSecond, "seconds since 1970");
        List<ModelFloor> floors = ReadFloors(cursor);
        cursor.LeaveArray();
        return cursor.Fault is { } fault ? fault : new FloorStatement(ueid!, epoch, DateTimeOffset.FromUnixTimeSeconds(issued), floors);
    }

    private static List<ModelFloor> ReadFloors(CborCursor cursor)
    {
        List<ModelFloor> floors = [];
        int count = cursor.EnterArray(0, FloorStatement.MostModels, "an array of floors");
        for (int i = 0; i < count && cursor.Fault is null; i++)
        {
            cursor.EnterArray(2, 2, "a model and its floor");
            long at = cursor.Offset;
            string model = cursor.Text(MostNameBytes, ManifestNames.IsModel, "a model's name");
            long release = cursor.Integer(1, Limits.Release, "a release from 1");
            cursor.LeaveArray();
            if (cursor.Fault is null && i > 0 && string.CompareOrdinal(floors[^1].Model, model) >= 0)
            {
                cursor.FailAt(at, EvidenceReasons.FloorsMalformed, "names in ascending order, none twice");
            }

            floors.Add(new ModelFloor(model, release));
        }

        cursor.LeaveArray();
        return floors;
    }
}
