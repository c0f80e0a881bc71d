namespace MLSecOps.Formats.Onnx;

/// <summary>Wire types of the protobuf encoding.</summary>
internal enum WireType
{
    /// <summary>Base-128 varint.</summary>
    Varint = 0,

    /// <summary>Eight bytes, little-endian.</summary>
    Fixed64 = 1,

    /// <summary>A length and that many bytes.</summary>
    Length = 2,

    /// <summary>Start of a group (deprecated; skipped).</summary>
    StartGroup = 3,

    /// <summary>End of a group.</summary>
    EndGroup = 4,

    /// <summary>Four bytes, little-endian.</summary>
    Fixed32 = 5,
}
