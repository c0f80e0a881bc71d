using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Trust.Appraisal;

/// <summary>Collects what the claims of one part amount to, and makes its status: the worst of each aspect, and nothing affirming without data.</summary>
internal sealed class VectorBuilder
{
    private readonly sbyte?[] _values = new sbyte?[TrustVector.Size];
    private readonly List<EarExplanation> _rows = [];

    /// <summary>A claim that is as it should be.</summary>
    public void Affirm(TrustAspect aspect, string claim, string? found = null) => Add(aspect, (sbyte)TrustTier.Affirming, claim, null, null, found);

    /// <summary>A claim that is not, or that is missing.</summary>
    public void Judge(TrustAspect aspect, sbyte value, string claim, Reason reason, string? expected = null, string? found = null) =>
        Add(aspect, value, claim, reason, expected, found);

    /// <summary>A claim that is only listed.</summary>
    public void Note(TrustAspect aspect, sbyte value, string claim, Reason reason, string? expected = null, string? found = null) =>
        AddRow(aspect, value, claim, reason, expected, found);

    /// <summary>A claim that is only repeated, so that the result says what it rests on.</summary>
    public void List(TrustAspect aspect, string claim, string found) => AddRow(aspect, 0, claim, null, null, found);

    /// <summary>Makes the result.</summary>
    /// <param name="label">The part.</param>
    /// <param name="policy">The policy's identifier.</param>
    /// <param name="required">Aspects without which nothing is affirming.</param>
    public EarSubmodule Build(string label, string policy, ReadOnlySpan<TrustAspect> required)
    {
        TrustVector vector = TrustVector.Of(_values);
        TrustTier status = vector.Worst;
        foreach (TrustAspect aspect in required)
        {
            if (status == TrustTier.Affirming && vector[aspect] is null)
            {
                status = TrustTier.None;
            }
        }

        return new EarSubmodule(label, status, vector, [policy], _rows);
    }

    private void Add(TrustAspect aspect, sbyte value, string claim, Reason? reason, string? expected, string? found)
    {
        AddRow(aspect, value, claim, reason, expected, found);
        if (_values[(int)aspect] is not { } present || IsWorse(value, present))
        {
            _values[(int)aspect] = value;
        }
    }

    private void AddRow(TrustAspect aspect, sbyte value, string claim, Reason? reason, string? expected, string? found)
    {
        if (_rows.Count < EvidenceLimits.ExplanationRows)
        {
            _rows.Add(new EarExplanation(aspect, value, Word(Cut(claim)), reason?.Code, expected is null ? null : Cut(expected), found is null ? null : Cut(found)));
        }
    }

    // Within one tier, a value of the standard wins over one of ours, which are negative.
    private static bool IsWorse(sbyte value, sbyte than)
    {
        int rank = TrustVector.Rank(TrustVector.TierOf(value)), other = TrustVector.Rank(TrustVector.TierOf(than));
        return rank > other || (rank == other && value > 0 && than < 0);
    }

    private static string Word(string text) => text.Contains(' ') ? text.Replace(' ', '-') : text;

    private static string Cut(string text) => text.Length <= EvidenceLimits.TextLength ? text : text[..(EvidenceLimits.TextLength - 3)] + "...";
}
