using MLSecOps.Behaviour.Challenge;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>A rectangle of elements in the last two axes of a tensor that have more than one element, the same in all others: a patch of an image, a stretch of a window, some columns of a row.</summary>
/// <param name="Rows">Elements of the last axis but one.</param>
/// <param name="Columns">Elements of the last axis.</param>
/// <param name="Top">The first row.</param>
/// <param name="Left">The first column.</param>
/// <param name="Height">Rows in it.</param>
/// <param name="Width">Columns in it.</param>
internal readonly record struct ElementBlock(int Rows, int Columns, int Top, int Left, int Height, int Width)
{
    /// <summary>Draws one.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="shape">Of the tensor; no axis is open.</param>
    /// <param name="part">Each side is at most one over this of its axis, and at least one element.</param>
    public static ElementBlock Draw(ref CounterStream stream, IReadOnlyList<long> shape, int part)
    {
        long[] axes = [1, 1, .. shape.Where(axis => axis > 1)];
        (int rows, int columns) = ((int)axes[^2], (int)axes[^1]);
        (int height, int width) = (1 + Draw(ref stream, rows / part), 1 + Draw(ref stream, columns / part));
        return new ElementBlock(rows, columns, Draw(ref stream, rows - height), Draw(ref stream, columns - width), Math.Min(height, rows), Math.Min(width, columns));
    }

    /// <summary>Puts the elements of one tensor that are in the block into another.</summary>
    public double[] Fill(double[] into, double[] from)
    {
        for (int index = 0; index < into.Length; index++)
        {
            (int row, int column) = (index / Columns % Rows, index % Columns);
            bool inside = row >= Top && row < Top + Height && column >= Left && column < Left + Width;
            into[index] = inside ? from[index] : into[index];
        }

        return into;
    }

    private static int Draw(ref CounterStream stream, int most) => (int)stream.Draw((ulong)Math.Max(0, most));
}
