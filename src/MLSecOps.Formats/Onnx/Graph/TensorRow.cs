using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A tensor, wherever it stands.</summary>
public struct TensorRow
{
    /// <summary>Its name.</summary>
    public int Name { get; internal set; }

    /// <summary>What it belongs to.</summary>
    public ModelPlace Owner { get; internal set; }

    /// <summary>Its place among its like.</summary>
    public int Ordinal { get; internal set; }

    /// <summary>Stated element type, any number.</summary>
    public int DataType { get; internal set; }

    /// <summary>Dimensions: first entry of <see cref="ModelTables.Numbers"/>, and count.</summary>
    public int FirstDimension { get; internal set; }

    /// <inheritdoc cref="FirstDimension"/>
    public int Dimensions { get; internal set; }

    /// <summary>Elements by the dimensions; -1 when a dimension is negative or the product overflows.</summary>
    public long Elements { get; internal set; }

    /// <summary>raw_data: offset and bytes; the length is -1 when there is none.</summary>
    public long RawStart { get; internal set; }

    /// <inheritdoc cref="RawStart"/>
    public long RawLength { get; internal set; }

    /// <summary>The typed field that holds elements (its number in TensorProto), 0 for none, -1 for several.</summary>
    public int TypedField { get; internal set; }

    /// <summary>Elements in typed fields; -1 when they were too many bytes to be counted.</summary>
    public long TypedCount { get; internal set; }

    /// <summary>First packed piece of the typed field: offset and bytes, or the offset of the first single value and 0.</summary>
    public long TypedStart { get; internal set; }

    /// <inheritdoc cref="TypedStart"/>
    public long TypedLength { get; internal set; }

    /// <summary>Stated place of the data: 1 is another file.</summary>
    public int Location { get; internal set; }

    /// <summary>Entries of external_data: first entry of <see cref="ModelTables.ExternalEntries"/> chained by <see cref="ExternalEntry.Next"/>; -1 for none.</summary>
    public int FirstExternal { get; internal set; }

    /// <summary>Whether a segment is stated, which nothing implements.</summary>
    public bool Segment { get; internal set; }

    /// <summary>Offset of the message.</summary>
    public long Start { get; internal set; }

    /// <summary>Whether its data are in another file.</summary>
    public readonly bool IsExternal => Location == 1;

    /// <summary>The element type; undefined when it is no known one.</summary>
    public readonly ElementType Type => Enum.IsDefined((ElementType)DataType) ? (ElementType)DataType : ElementType.Undefined;
}
