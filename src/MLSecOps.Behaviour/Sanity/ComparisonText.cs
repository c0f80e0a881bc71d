using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>What people read about one comparison, one line each.</summary>
internal static class ComparisonText
{
    /// <summary>What was allowed.</summary>
    public static string Expected(OutputComparison comparison, Tensor golden) => comparison.Tolerance.Metric switch
    {
        ToleranceMetric.Cosine => $"{TypeAndShape(golden)}, cosine >= {comparison.Tolerance.MinCosine}",
        ToleranceMetric.Top1 => $"{TypeAndShape(golden)}, finite",
        _ => $"{TypeAndShape(golden)}, |a - b| <= {comparison.Tolerance.Absolute} + {comparison.Tolerance.Relative} * |b|",
    };

    /// <summary>What was found: the worst element and the least tolerance that would have passed.</summary>
    public static string Found(OutputComparison comparison)
    {
        if (comparison.Worst is not { } worst)
        {
            return "identical";
        }

        string text = $"element {worst.Index}: {worst.Actual} instead of {worst.Expected}";
        text += comparison.MaxAbsolute is { } absolute ? $"; max abs {absolute:0.###e0}" : "";
        text += comparison.Cosine is { } cosine ? $", cosine {cosine:0.#######}" : "";
        return comparison.Mismatches == 0 ? text
            : text + $"; {comparison.Mismatches} of {comparison.Elements} outside" + Least(comparison);
    }

    /// <summary>Such as <c>float32[1,10]</c>.</summary>
    public static string TypeAndShape(Tensor tensor) => $"{ElementTypes.Name(tensor.Type)}[{string.Join(',', tensor.Shape)}]";

    private static string Least(OutputComparison comparison) => (comparison.RequiredAbsolute, comparison.RequiredRelative) switch
    {
        ({ } absolute, { } relative) => $"; would pass with atol {absolute:0.###e0} or rtol {relative:0.###e0}",
        ({ } absolute, null) => $"; would pass with atol {absolute:0.###e0}",
        _ => "",
    };
}
