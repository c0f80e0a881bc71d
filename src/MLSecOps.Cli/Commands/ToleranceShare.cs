using System.Globalization;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Cli.Commands;

/// <summary>How much of its tolerance a rehearsal used up.</summary>
internal static class ToleranceShare
{
    /// <summary>|a - b| / (atol + rtol |b|) at the worst element of all outputs that are compared element by element: 1 is at the limit.</summary>
    /// <param name="outputs">From the worker: untrusted.</param>
    /// <returns>Finite; null when no output is compared so, or when one of them has no finite share (another shape, NaN, text), since the rest would then look better than the whole.</returns>
    public static double? Of(IReadOnlyList<OutputComparison> outputs)
    {
        double? worst = null;
        foreach (OutputComparison output in outputs.Where(output => output.Tolerance.Metric == ToleranceMetric.Elementwise))
        {
            double share = output switch
            {
                { Worst: { } element } => Of(element, output.Tolerance),
                { Passed: true } => 0,
                _ => double.NaN,
            };
            if (!double.IsFinite(share))
            {
                return null;
            }

            worst = Math.Max(worst ?? 0, share);
        }

        return worst;
    }

    private static double Of(WorstElement element, OutputTolerance tolerance)
    {
        if (!double.TryParse(element.Expected, NumberStyles.Float, CultureInfo.InvariantCulture, out double expected)
            || !double.TryParse(element.Actual, NumberStyles.Float, CultureInfo.InvariantCulture, out double actual))
        {
            return element.Expected == element.Actual ? 0 : double.NaN;
        }

        double distance = Math.Abs(actual - expected);
        return distance == 0 ? 0 : distance / (tolerance.Absolute + (tolerance.Relative * Math.Abs(expected)));
    }
}
