namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A value with its stated type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">0 not stated, 1 tensor, 4 sequence, 5 map, 7 opaque, 8 sparse tensor, 9 optional (field numbers of TypeProto).</param>
/// <param name="DataType">Element type of a tensor.</param>
/// <param name="FirstDimension">First entry of <see cref="ModelTables.Numbers"/>: a size, or -1 for none, or -2-N for the name N.</param>
/// <param name="Dimensions">How many; -1 when no shape is stated.</param>
public readonly record struct ValueRow(int Name, int Kind, int DataType, int FirstDimension, int Dimensions);
