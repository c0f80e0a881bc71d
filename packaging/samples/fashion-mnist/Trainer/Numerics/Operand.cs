namespace MLSecOps.Samples.FashionMnist.Numerics;

/// <summary>A matrix over somebody else's memory; transposing it only swaps the strides.</summary>
internal readonly ref struct Operand
{
    private Operand(ReadOnlySpan<float> values, int rows, int columns, int rowStride, int columnStride)
    {
        Values = values;
        (Rows, Columns, RowStride, ColumnStride) = (rows, columns, rowStride, columnStride);
    }

    public ReadOnlySpan<float> Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int RowStride { get; }

    public int ColumnStride { get; }

    public Operand Transposed => new(Values, Columns, Rows, ColumnStride, RowStride);

    public static Operand RowMajor(ReadOnlySpan<float> values, int rows, int columns) =>
        new(values[..checked(rows * columns)], rows, columns, columns, 1);

    public void CopyTo(Span<float> rowMajor)
    {
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                rowMajor[(row * Columns) + column] = Values[(row * RowStride) + (column * ColumnStride)];
            }
        }
    }
}
