namespace MLSecOps.Behaviour.Sanity;

/// <summary>Agreement on the largest element of each row, a row running along the last axis; a scalar is one row.</summary>
internal static class TopRows
{
    /// <summary>Counts rows and those that agree. Ties go to the first; NaN counts as the largest, as in NumPy.</summary>
    public static (long Rows, long Agreeing) Count(ElementReader golden, ElementReader actual, IReadOnlyList<long> shape)
    {
        int width = shape.Count == 0 ? 1 : (int)shape[^1];
        if (width == 0 || golden.Count == 0)
        {
            return (0, 0);
        }

        long agreeing = 0;
        for (int row = 0; row < golden.Count; row += width)
        {
            agreeing += Largest(golden, row, width) == Largest(actual, row, width) ? 1 : 0;
        }

        return (golden.Count / width, agreeing);
    }

    /// <summary>Place within the row of its largest element, or of its first NaN.</summary>
    public static int Largest(ElementReader tensor, int start, int width)
    {
        int largest = start;
        double best = tensor.Number(start);
        for (int index = start + 1; index < start + width && !double.IsNaN(best); index++)
        {
            double value = tensor.Number(index);
            if (value > best || double.IsNaN(value))
            {
                (largest, best) = (index, value);
            }
        }

        return largest - start;
    }
}
