using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>How far outside its tolerance an output is, in multiples of what is allowed.</summary>
public static class OutputMargin
{
    /// <summary>Measures one output. Above 1 exactly where <see cref="OutputComparer"/> finds a fault.</summary>
    /// <param name="golden">The output of the model itself.</param>
    /// <param name="actual">The output of the changed copy.</param>
    /// <param name="tolerance">What is allowed; where it is not elementwise, the answer is 0 or infinity.</param>
    /// <returns>The largest |a - b| / (atol + rtol * |b|), 0 for equal outputs, infinity where shape, type or finiteness differ.</returns>
    public static double Of(Tensor golden, Tensor actual, OutputTolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(tolerance);
        (OutputComparison comparison, Reason? fault) = OutputComparer.Compare("", golden, actual, tolerance);
        if (fault is not null && (fault != RehearsalReasons.OutputDeviates || !ElementTypes.IsFloat(golden.Type)))
        {
            return double.PositiveInfinity;
        }

        if (comparison.Tolerance.Metric != ToleranceMetric.Elementwise || !ElementTypes.IsFloat(golden.Type))
        {
            return 0;
        }

        double most = Largest(new ElementReader(golden), new ElementReader(actual), tolerance);
        return fault is null ? Math.Min(most, 1) : Math.Max(most, Math.BitIncrement(1));
    }

    private static double Largest(ElementReader golden, ElementReader actual, OutputTolerance tolerance)
    {
        double most = 0;
        for (int index = 0; index < golden.Count; index++)
        {
            double b = golden.Number(index);
            double difference = Math.Abs(actual.Number(index) - b);
            // Infinities of one sign and NaN on both sides are equal; others never come here.
            most = difference > 0 && double.IsFinite(difference) ? Math.Max(most, difference / (tolerance.Absolute + (tolerance.Relative * Math.Abs(b)))) : most;
        }

        return most;
    }
}
