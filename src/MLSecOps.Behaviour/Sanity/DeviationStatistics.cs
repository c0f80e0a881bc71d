namespace MLSecOps.Behaviour.Sanity;

/// <summary>What one pass over two tensors of the same type and shape finds.</summary>
internal sealed class DeviationStatistics(double relative, double absolute)
{
    private readonly RequiredTolerance _required = new(relative, absolute);
    private double _worstRatio;
    private double _worstDifference;
    private double _dot;
    private double _normActual;
    private double _normGolden;
    private double _maxAbsolute;
    private double _maxRelative;

    /// <summary>Elements outside the tolerance.</summary>
    public long Mismatches { get; private set; }

    /// <summary>An element is NaN or infinite on one side only, or differently.</summary>
    public bool NotFinite { get; private set; }

    /// <summary>Index of the worst element; -1 when all are equal.</summary>
    public int WorstIndex { get; private set; } = -1;

    /// <summary>Largest |a - b|.</summary>
    public double? MaxAbsolute => NotFinite ? null : _maxAbsolute;

    /// <summary>Largest |a - b| / |b| over b != 0.</summary>
    public double? MaxRelative => NotFinite || !double.IsFinite(_maxRelative) ? null : _maxRelative;

    /// <summary>Least atol with the stated rtol.</summary>
    public double? RequiredAbsolute => NotFinite ? null : _required.Absolute;

    /// <summary>Least rtol with the stated atol.</summary>
    public double? RequiredRelative => NotFinite ? null : _required.Relative;

    /// <summary>Cosine similarity over finite elements; 1 when both are zero, null when it overflows.</summary>
    public double? Cosine
    {
        get
        {
            if (NotFinite)
            {
                return null;
            }

            if (_normActual == 0 || _normGolden == 0)
            {
                return _normActual == _normGolden ? 1 : 0;
            }

            double cosine = _dot / (Math.Sqrt(_normActual) * Math.Sqrt(_normGolden));
            return double.IsFinite(cosine) ? Math.Clamp(cosine, -1, 1) : null;
        }
    }

    /// <summary>Takes one pair of elements.</summary>
    public void Add(int index, double actual, double golden, double difference)
    {
        if (!double.IsFinite(actual) || !double.IsFinite(golden))
        {
            AddNotFinite(index, actual, golden);
            return;
        }

        double size = Math.Abs(golden);
        _dot += actual * golden;
        _normActual += actual * actual;
        _normGolden += golden * golden;
        _maxAbsolute = Math.Max(_maxAbsolute, difference);
        _maxRelative = size == 0 ? _maxRelative : Math.Max(_maxRelative, difference / size);
        _required.Add(difference, size);
        Mismatches += RequiredTolerance.Within(difference, size, relative, absolute) ? 0 : 1;
        Rank(index, difference, difference / (absolute + (relative * size)));
    }

    private void AddNotFinite(int index, double actual, double golden)
    {
        if (actual.Equals(golden))
        {
            return;
        }

        // The first such element is the worst, whatever else comes.
        WorstIndex = NotFinite ? WorstIndex : index;
        NotFinite = true;
        Mismatches++;
    }

    private void Rank(int index, double difference, double ratio)
    {
        if (!NotFinite && difference > 0 && (ratio > _worstRatio || (ratio == _worstRatio && difference > _worstDifference)))
        {
            WorstIndex = index;
            _worstRatio = ratio;
            _worstDifference = difference;
        }
    }
}
