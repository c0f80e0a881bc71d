namespace MLSecOps.Formats.Tap;

/// <summary>Where the fields of a tap message stand: <c>mlsec.tap/1</c>. Offsets and sizes in bytes; integers are unsigned and little-endian; every part begins at a multiple of 8.</summary>
/// <remarks>
/// <code>
/// message = header record*                               RECORDS, CANARY
///         | header u64:token u32:cause u32:0             ERROR
///         | header u32:records u32:0                     SAMPLE
///         | header                                       BYE
/// header  = "MLTP" u8:version u8:kind u16:count u32:bytes u32:0 u64:sequence u64:records
/// record  = u32:bytes u8:tensors u8:flags u16:0 u64:token u64:nanoseconds tensor*
/// tensor  = u8:role u8:type u8:rank u8:place u8:name-bytes u8:descriptor u16:index u64:bytes u32:dimension* name content
/// </code>
/// Dimensions together, the name and the content are each filled with zeros to a multiple of 8. The content follows only when place says so.
/// Versioning: whoever reads refuses every version but those it knows, every unknown kind, flag, role, type and place, and every filler that is not zero;
/// so anything new is a new version, and the version that an application speaks is the one of the client that it was built with.
/// The reference page <c>tap.md</c> is checked against this class.
/// </remarks>
public static class TapLayout
{
    /// <summary>Name of the layout, in documentation and status.</summary>
    public const string Name = "mlsec.tap/1";

    /// <summary>The only version so far.</summary>
    public const byte Version = 1;

    /// <summary>The first four bytes, <c>MLTP</c>, read as one integer.</summary>
    public const uint Magic = 0x5054_4C4D;

    /// <summary>Bytes of the header.</summary>
    public const int HeaderBytes = 32;

    /// <summary>Header: <see cref="Magic"/>.</summary>
    public const int MagicAt = 0;

    /// <summary>Header: version, one byte.</summary>
    public const int VersionAt = 4;

    /// <summary>Header: <see cref="TapKind"/>, one byte.</summary>
    public const int KindAt = 5;

    /// <summary>Header: how many records follow, two bytes.</summary>
    public const int CountAt = 6;

    /// <summary>Header: bytes of the whole message, header included, four bytes. A message of another length is a part of one.</summary>
    public const int BytesAt = 8;

    /// <summary>Header: zero, four bytes.</summary>
    public const int HeaderZeroAt = 12;

    /// <summary>Header: how many messages its sender made before this one, those that it had to drop included; eight bytes.</summary>
    public const int SequenceAt = 16;

    /// <summary>Header: how many records its sender made before those of this message, dropped ones included; eight bytes.</summary>
    public const int RecordsAt = 24;

    /// <summary>Bytes of a record without its tensors.</summary>
    public const int RecordBytes = 24;

    /// <summary>Record: bytes of the record, this head included, four bytes.</summary>
    public const int RecordLengthAt = 0;

    /// <summary>Record: number of tensors, one byte.</summary>
    public const int RecordTensorsAt = 4;

    /// <summary>Record: <see cref="TapRecordFlags"/>, one byte.</summary>
    public const int RecordFlagsAt = 5;

    /// <summary>Record: zero, two bytes.</summary>
    public const int RecordZeroAt = 6;

    /// <summary>Record: correlation token, eight bytes; 0 for a real inference, else the token of the canary that it answers.</summary>
    public const int RecordTokenAt = 8;

    /// <summary>Record: how long the model took, nanoseconds, eight bytes; 0 for not measured.</summary>
    public const int RecordLatencyAt = 16;

    /// <summary>Bytes of a tensor without dimensions, name and content.</summary>
    public const int TensorBytes = 16;

    /// <summary>Tensor: <see cref="TapRole"/>, one byte.</summary>
    public const int TensorRoleAt = 0;

    /// <summary>Tensor: ONNX element type (<c>TensorProto.DataType</c>), one byte.</summary>
    public const int TensorTypeAt = 1;

    /// <summary>Tensor: number of dimensions, one byte; 0 for a scalar.</summary>
    public const int TensorRankAt = 2;

    /// <summary>Tensor: <see cref="TapPlace"/>, one byte.</summary>
    public const int TensorPlaceAt = 3;

    /// <summary>Tensor: bytes of the name, one byte; 0 where the index says which it is.</summary>
    public const int TensorNameBytesAt = 4;

    /// <summary>Tensor: which of the message's descriptors holds it, counted from 0 in the order of the message; 0 where none does.</summary>
    public const int TensorDescriptorAt = 5;

    /// <summary>Tensor: its position among the inputs, or among the outputs, of the call; two bytes.</summary>
    public const int TensorIndexAt = 6;

    /// <summary>Tensor: bytes of the content, wherever it is, eight bytes.</summary>
    public const int TensorLengthAt = 8;

    /// <summary>Bytes of one dimension.</summary>
    public const int DimensionBytes = 4;

    /// <summary>Bytes of an ERROR after the header: token, <see cref="TapErrorCause"/> in four bytes, four zeros.</summary>
    public const int ErrorBytes = 16;

    /// <summary>Bytes of a SAMPLE after the header: how many records, four bytes, and four zeros.</summary>
    public const int SampleBytes = 8;

    /// <summary>Rounds up to the next multiple of 8.</summary>
    public static int Padded(int bytes) => (bytes + 7) & ~7;
}
