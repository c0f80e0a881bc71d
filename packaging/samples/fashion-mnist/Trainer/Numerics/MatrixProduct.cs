using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLSecOps.Samples.FashionMnist.Numerics;

/// <summary>sum += left x right. The only hot loop: every layer is written in terms of it.</summary>
/// <remarks>
/// Reproducible by construction. Lanes are columns, so nothing is ever added across lanes; each element of the sum receives its
/// terms one by one in ascending inner index; multiply and add round separately (a fused or estimated form would differ between
/// processors). The result is bit for bit that of three plain loops, whatever the vector width or the tiling.
/// </remarks>
internal static class MatrixProduct
{
    private const int Width = 8;
    private const int TileRows = 4;
    private const int TileColumns = 2 * Width;

    /// <param name="left">Any strides.</param>
    /// <param name="right">Row-major; its columns are a multiple of 8.</param>
    /// <param name="sum">Row-major, left's rows by right's columns.</param>
    public static void Add(Operand left, Operand right, Span<float> sum)
    {
        // The tiles read without bounds checks; this is where they become safe.
        if (left.Columns != right.Rows || right.ColumnStride != 1 || right.Columns % Width != 0 || sum.Length < left.Rows * right.Columns)
        {
            throw new ArgumentException("the shapes do not fit");
        }

        var row = 0;
        for (; row + TileRows <= left.Rows; row += TileRows)
        {
            var column = 0;
            for (; column + TileColumns <= right.Columns; column += TileColumns)
            {
                AddTile(left, right, sum, row, column);
            }

            for (; column < right.Columns; column += Width)
            {
                for (var r = row; r < row + TileRows; r++)
                {
                    AddStrip(left, right, sum, r, column);
                }
            }
        }

        for (; row < left.Rows; row++)
        {
            for (var column = 0; column < right.Columns; column += Width)
            {
                AddStrip(left, right, sum, row, column);
            }
        }
    }

    // Four rows by sixteen columns: eight sums in flight hide the latency of the addition and still fit sixteen registers.
    private static void AddTile(Operand left, Operand right, Span<float> sum, int row, int column)
    {
        ref var c = ref MemoryMarshal.GetReference(sum);
        var (c0, c1) = ((nuint)((row * right.Columns) + column), (nuint)(((row + 1) * right.Columns) + column));
        var (c2, c3) = ((nuint)(((row + 2) * right.Columns) + column), (nuint)(((row + 3) * right.Columns) + column));
        var (s00, s01) = (Vector256.LoadUnsafe(ref c, c0), Vector256.LoadUnsafe(ref c, c0 + Width));
        var (s10, s11) = (Vector256.LoadUnsafe(ref c, c1), Vector256.LoadUnsafe(ref c, c1 + Width));
        var (s20, s21) = (Vector256.LoadUnsafe(ref c, c2), Vector256.LoadUnsafe(ref c, c2 + Width));
        var (s30, s31) = (Vector256.LoadUnsafe(ref c, c3), Vector256.LoadUnsafe(ref c, c3 + Width));

        ref var a = ref MemoryMarshal.GetReference(left.Values);
        ref var b = ref MemoryMarshal.GetReference(right.Values);
        var (a0, stride, step) = (row * left.RowStride, left.RowStride, left.ColumnStride);
        var b0 = (nuint)column;
        for (var inner = 0; inner < left.Columns; inner++)
        {
            var (right0, right1) = (Vector256.LoadUnsafe(ref b, b0), Vector256.LoadUnsafe(ref b, b0 + Width));
            var l0 = Vector256.Create(Unsafe.Add(ref a, a0));
            var l1 = Vector256.Create(Unsafe.Add(ref a, a0 + stride));
            var l2 = Vector256.Create(Unsafe.Add(ref a, a0 + (2 * stride)));
            var l3 = Vector256.Create(Unsafe.Add(ref a, a0 + (3 * stride)));
            s00 += l0 * right0;
            s01 += l0 * right1;
            s10 += l1 * right0;
            s11 += l1 * right1;
            s20 += l2 * right0;
            s21 += l2 * right1;
            s30 += l3 * right0;
            s31 += l3 * right1;
            a0 += step;
            b0 += (nuint)right.RowStride;
        }

        s00.StoreUnsafe(ref c, c0);
        s01.StoreUnsafe(ref c, c0 + Width);
        s10.StoreUnsafe(ref c, c1);
        s11.StoreUnsafe(ref c, c1 + Width);
        s20.StoreUnsafe(ref c, c2);
        s21.StoreUnsafe(ref c, c2 + Width);
        s30.StoreUnsafe(ref c, c3);
        s31.StoreUnsafe(ref c, c3 + Width);
    }

    private static void AddStrip(Operand left, Operand right, Span<float> sum, int row, int column)
    {
        ref var c = ref MemoryMarshal.GetReference(sum);
        ref var a = ref MemoryMarshal.GetReference(left.Values);
        ref var b = ref MemoryMarshal.GetReference(right.Values);
        var target = (nuint)((row * right.Columns) + column);
        var total = Vector256.LoadUnsafe(ref c, target);
        for (var inner = 0; inner < left.Columns; inner++)
        {
            var l = Unsafe.Add(ref a, (row * left.RowStride) + (inner * left.ColumnStride));
            total += Vector256.Create(l) * Vector256.LoadUnsafe(ref b, (nuint)((inner * right.RowStride) + column));
        }

        total.StoreUnsafe(ref c, target);
    }
}
