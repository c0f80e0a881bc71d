using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Applications;

/// <summary>Holds what an application answered against what the signed model answers, under the suite's tolerances.</summary>
/// <remarks>
/// Applications keep answers in types and shapes of their own language, so a wider or narrower type of the same kind and axes of length 1 are not a deviation.
/// Outputs that the application does not use need not be there; one that the model does not have is a deviation. A top-1 tolerance counts the rows of this one answer.
/// </remarks>
public static class AnswerComparison
{
    /// <summary>Compares.</summary>
    /// <param name="suite">The signed suite.</param>
    /// <param name="profile">Whose tolerances, see <see cref="ApplicationProfile"/>.</param>
    /// <param name="expected">All outputs of the signed model, in its order, with names.</param>
    /// <param name="given">What the application gave; untrusted.</param>
    /// <returns>What deviates, one line; null for nothing.</returns>
    public static string? FirstDeviation(SanitySuite suite, string profile, IReadOnlyList<Tensor> expected, IReadOnlyList<GivenOutput> given)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(given);
        if (given.Count == 0)
        {
            return "no outputs";
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (GivenOutput output in given)
        {
            string name = output.Tensor.Name;
            Tensor? golden = name.Length > 0 ? expected.FirstOrDefault(tensor => tensor.Name == name) : expected.ElementAtOrDefault(output.Index);
            string? deviation = golden is null || !seen.Add(golden.Name)
                ? $"an output {(name.Length > 0 ? name : output.Index.ToString(System.Globalization.CultureInfo.InvariantCulture))} that the model does not have"
                : Deviation(suite, profile, golden, AnswerForm.Fit(output.Tensor, golden));
            if (deviation is not null)
            {
                return deviation;
            }
        }

        return null;
    }

    private static string? Deviation(SanitySuite suite, string profile, Tensor golden, Tensor actual)
    {
        OutputTolerance tolerance = suite.ToleranceOf(profile, golden.Name, ElementTypes.IsFloat(golden.Type));
        (OutputComparison comparison, Reason? fault) = OutputComparer.Compare("", golden, actual, tolerance);
        return fault == RehearsalReasons.OutputType || fault == RehearsalReasons.OutputShape
                ? $"{golden.Name} is {ComparisonText.TypeAndShape(actual)} instead of {ComparisonText.TypeAndShape(golden)}"
            : fault is not null ? $"{golden.Name}: {ComparisonText.Found(comparison)}"
            : tolerance.Metric == ToleranceMetric.Top1 && comparison.RowsAgreeing < tolerance.MinAgreement * comparison.Rows
                ? $"{golden.Name}: {comparison.RowsAgreeing} of {comparison.Rows} rows agree"
            : null;
    }
}
