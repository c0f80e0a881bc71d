namespace MLSecOps.Behaviour.Sanity;

/// <summary>The least tolerance under which all elements seen so far pass, one of the two parts being given.</summary>
internal sealed class RequiredTolerance(double relative, double absolute)
{
    private bool _noRelative;

    /// <summary>Least atol with the given rtol.</summary>
    public double Absolute { get; private set; }

    /// <summary>Least rtol with the given atol; null when none would do (a golden value of zero, or too small to divide by).</summary>
    public double? Relative => _noRelative ? null : _relative;

    private double _relative;

    /// <summary>The rule itself: |a - b| &lt;= atol + rtol * |b|.</summary>
    public static bool Within(double difference, double golden, double relative, double absolute) =>
        difference <= absolute + (relative * golden);

    /// <summary>Takes one element.</summary>
    /// <param name="difference">|a - b|, finite.</param>
    /// <param name="golden">|b|, finite.</param>
    public void Add(double difference, double golden)
    {
        if (!Within(difference, golden, relative, Absolute))
        {
            Absolute = LeastAbsolute(difference, relative * golden);
        }

        if (!_noRelative && !Within(difference, golden, _relative, absolute))
        {
            double least = LeastRelative(difference, golden);
            _noRelative = !double.IsFinite(least);
            _relative = _noRelative ? 0 : least;
        }
    }

    // Subtraction rounds; the result must pass when it is put into the rule, so it is raised until it does.
    private static double LeastAbsolute(double difference, double allowed)
    {
        double least = difference - allowed;
        double step = double.BitIncrement(difference) - difference;
        while (difference > least + allowed)
        {
            least += step;
        }

        return least;
    }

    private double LeastRelative(double difference, double golden)
    {
        double least = golden == 0 ? double.PositiveInfinity : (difference - absolute) / golden;
        for (double step = double.Epsilon; double.IsFinite(least) && !Within(difference, golden, least, absolute); step *= 2)
        {
            least += Math.Max(step, double.BitIncrement(least) - least);
        }

        return least;
    }
}
