namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A sparse tensor: rows of its two tensors (-1 for none) and its dimensions in <see cref="ModelTables.Numbers"/>.</summary>
public readonly record struct SparseRow(int Values, int Indices, int FirstDimension, int Dimensions);
