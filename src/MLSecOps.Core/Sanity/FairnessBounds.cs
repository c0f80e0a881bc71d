namespace MLSecOps.Core.Sanity;

/// <summary>How far groups of rows may be apart.</summary>
/// <param name="Groups">Names by the number that stands in <c>groups.pb</c>; 2..32, each once. Text from outside.</param>
/// <param name="Positive">The answer that counts as selected.</param>
/// <param name="MinRows">Fewest rows that a rate may be taken from; below, no bound on that rate is decided.</param>
/// <param name="Limits">At least one; each 0..1: the most of a difference, the least of a ratio.</param>
public sealed record FairnessBounds(IReadOnlyList<string> Groups, long Positive, int MinRows, IReadOnlyDictionary<FairnessMeasure, double> Limits)
{
    /// <summary>Fewest rows where the suite does not say.</summary>
    public const int DefaultMinRows = 30;
}
