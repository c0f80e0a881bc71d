namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>Pauses between attempts: uniformly random below a ceiling that doubles ("full jitter"), so that a fleet whose hub comes back does not come back all at once.</summary>
/// <param name="first">The first ceiling.</param>
/// <param name="longest">The last ceiling.</param>
/// <param name="random">Gives a number from 0 to below 1.</param>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, Func<double> random)
{
    private int _failures;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        double ceiling = Math.Min(first.TotalMilliseconds * Math.Pow(2, _failures), longest.TotalMilliseconds);
        _failures = Math.Min(_failures + 1, 62);
        return TimeSpan.FromMilliseconds(ceiling * random());
    }

    /// <summary>Begins anew after a success.</summary>
    public void Reset() => _failures = 0;
}
