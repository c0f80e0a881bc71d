using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLSecOps.Samples.FashionMnist.Numerics;

/// <summary>Numbers seen eight at a time. Element-wise only, so the width never shows in a result.</summary>
internal static class Lanes
{
    /// <param name="numbers">At least <paramref name="length"/> long.</param>
    /// <param name="length">A multiple of 8.</param>
    public static Span<Vector256<float>> Of(Span<float> numbers, int length) =>
        MemoryMarshal.Cast<float, Vector256<float>>(numbers[..length]);

    /// <summary>sum += terms.</summary>
    public static void Add(ReadOnlySpan<float> terms, Span<float> sum)
    {
        var from = MemoryMarshal.Cast<float, Vector256<float>>(terms);
        var to = Of(sum, terms.Length);
        for (var i = 0; i < from.Length; i++)
        {
            to[i] += from[i];
        }
    }
}
