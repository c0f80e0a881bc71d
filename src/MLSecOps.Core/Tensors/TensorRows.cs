namespace MLSecOps.Core.Tensors;

/// <summary>Rows of a tensor: what lies along axis 0.</summary>
public static class TensorRows
{
    /// <summary>How many rows; null for a scalar, which has none.</summary>
    public static long? Count(Tensor tensor) => tensor.Shape.Count == 0 ? null : tensor.Shape[0];

    /// <summary>Some consecutive rows; numbers are not copied.</summary>
    /// <param name="tensor">At least one axis.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many; <paramref name="start"/> + count is at most the number of rows.</param>
    public static Tensor Slice(Tensor tensor, int start, int count)
    {
        long rows = tensor.Shape[0];
        IReadOnlyList<long> shape = [count, .. tensor.Shape.Skip(1)];
        if (tensor.Strings is { } strings)
        {
            int width = rows == 0 ? 0 : (int)(strings.Count / rows);
            return tensor with { Shape = shape, Strings = [.. strings.Skip(start * width).Take(count * width)] };
        }

        int bytes = rows == 0 ? 0 : (int)(tensor.Data.Length / rows);
        return tensor with { Shape = shape, Data = tensor.Data.Slice(start * bytes, count * bytes) };
    }

    /// <summary>All rows of several tensors, one after the other, by copy. Name and type are those of the first.</summary>
    /// <param name="tensors">At least one; equal in type and in all axes but the first.</param>
    public static Tensor Concatenate(IReadOnlyList<Tensor> tensors)
    {
        Tensor first = tensors[0];
        IReadOnlyList<long> shape = [tensors.Sum(tensor => tensor.Shape[0]), .. first.Shape.Skip(1)];
        if (first.Strings is not null)
        {
            return first with { Shape = shape, Strings = [.. tensors.SelectMany(tensor => tensor.Strings!)] };
        }

        byte[] data = new byte[tensors.Sum(tensor => tensor.Data.Length)];
        int at = 0;
        foreach (Tensor tensor in tensors)
        {
            tensor.Data.Span.CopyTo(data.AsSpan(at));
            at += tensor.Data.Length;
        }

        return first with { Shape = shape, Data = data };
    }
}
