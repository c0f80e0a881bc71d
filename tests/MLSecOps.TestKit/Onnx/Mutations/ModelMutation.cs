namespace MLSecOps.TestKit.Onnx.Mutations;

/// <summary>One way to write a model as no honest writer would.</summary>
public enum ModelMutation
{
    /// <summary>The model as it is.</summary>
    None = 0,

    /// <summary>Some bits turned over.</summary>
    BitFlip,

    /// <summary>The file ends early.</summary>
    CutFile,

    /// <summary>The content of a field ends early, its length tells the truth.</summary>
    CutField,

    /// <summary>A length that is not that of the content.</summary>
    WrongLength,

    /// <summary>A field stands again, right after itself or at the end of its message.</summary>
    Duplicate,

    /// <summary>A field is missing.</summary>
    Remove,

    /// <summary>Fields of one message in any order.</summary>
    Reorder,

    /// <summary>Tags, lengths and values in more bytes than needed, up to more than any parser takes.</summary>
    PadVarint,

    /// <summary>A field that the schema does not know, in any wire type; groups, also such as never end.</summary>
    UnknownField,

    /// <summary>A known field in another wire type.</summary>
    WireType,

    /// <summary>Repeated numbers in one packed field.</summary>
    Pack,

    /// <summary>A packed field as repeated numbers.</summary>
    Unpack,

    /// <summary>A message in two pieces, each a field of its own, to be merged.</summary>
    Split,

    /// <summary>A field under another number.</summary>
    Renumber,

    /// <summary>A number at a boundary, more bits than its type has, or no value of its enumeration.</summary>
    Boundary,

    /// <summary>Bytes that are not UTF-8 in a text.</summary>
    Text,

    /// <summary>A field of another place of the model.</summary>
    Graft,

    /// <summary>Messages inside each other, around the limit of every parser.</summary>
    Nest,

    /// <summary>Several of the others one after another.</summary>
    Several,
}
