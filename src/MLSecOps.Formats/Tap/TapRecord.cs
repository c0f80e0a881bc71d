using System.Buffers.Binary;

namespace MLSecOps.Formats.Tap;

/// <summary>One record of a checked message: one call of the model, of one row or of a batch along axis 0. Aliases the message.</summary>
public readonly ref struct TapRecord
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal TapRecord(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>0 for a real inference, else the token of the canary that this answers (or, from the agent, is). What an application says here is a claim: look it up.</summary>
    public ulong Token => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[TapLayout.RecordTokenAt..]);

    /// <summary>How long the model took, nanoseconds, by the application's clock; 0 for not measured.</summary>
    public ulong Nanoseconds => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[TapLayout.RecordLatencyAt..]);

    /// <summary>Facts about it.</summary>
    public TapRecordFlags Flags => (TapRecordFlags)_bytes[TapLayout.RecordFlagsAt];

    /// <summary>Number of tensors.</summary>
    public int Count => _bytes[TapLayout.RecordTensorsAt];

    /// <summary>Its tensors, in its order; inputs and outputs may be mixed.</summary>
    public TapTensors Tensors => new(_bytes[TapLayout.RecordBytes..]);

    /// <summary>Finds the tensor of a role at a position.</summary>
    /// <param name="role">Input or output.</param>
    /// <param name="index">Its position among those; where a record has the same twice, the first is taken.</param>
    /// <param name="tensor">The tensor.</param>
    public bool TryFind(TapRole role, int index, out TapTensor tensor)
    {
        foreach (TapTensor each in Tensors)
        {
            if (each.Role == role && each.Index == index)
            {
                tensor = each;
                return true;
            }
        }

        tensor = default;
        return false;
    }
}
