using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>A bias is added to every row; its gradient is the sum of the rows.</summary>
internal static class BiasRows
{
    public static void Fill(ReadOnlySpan<float> bias, Span<float> rows)
    {
        for (var start = 0; start < rows.Length; start += bias.Length)
        {
            bias.CopyTo(rows[start..]);
        }
    }

    public static void Sum(ReadOnlySpan<float> rows, Span<float> sum)
    {
        for (var start = 0; start < rows.Length; start += sum.Length)
        {
            Lanes.Add(rows.Slice(start, sum.Length), sum);
        }
    }
}
