namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Kinds of peculiar encoding.</summary>
public enum OddityKind
{
    /// <summary>A field number that the schema does not have.</summary>
    UnknownField = 0,

    /// <summary>A known field in a wire type that makes it unknown.</summary>
    WrongWireType,

    /// <summary>A field that can stand once and stands again: the last one counts, or both are merged.</summary>
    RepeatedField,

    /// <summary>An enumeration with a value that the schema does not have: parsers ignore it.</summary>
    UnknownValue,

    /// <summary>Several alternatives of which one can stand, or one of another type than stated: readers choose differently.</summary>
    SeveralValues,
}
