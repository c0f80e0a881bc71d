using MLSecOps.Core.Fingerprints;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>How strongly each candidate input reveals each changed copy of a model.</summary>
/// <param name="candidates">Number of candidates.</param>
/// <param name="copies">For each copy, the class of the bit that was flipped.</param>
public sealed class RevealTable(int candidates, IReadOnlyList<BitClass> copies)
{
    private readonly double[] _margins = new double[(long)candidates * copies.Count];

    /// <summary>Number of candidates.</summary>
    public int Candidates { get; } = candidates;

    /// <summary>The class of each copy.</summary>
    public IReadOnlyList<BitClass> Copies { get; } = copies;

    /// <summary>The margin of <see cref="OutputMargin"/>, at least 0; above 1 the candidate reveals the copy. Nothing is revealed until it is set.</summary>
    public double this[int candidate, int copy]
    {
        get => _margins[((long)candidate * Copies.Count) + copy];
        set => _margins[((long)candidate * Copies.Count) + copy] = value;
    }

    /// <summary>Whether one of some candidates reveals a copy.</summary>
    public bool IsRevealed(int copy, IEnumerable<int> by) => by.Any(candidate => this[candidate, copy] > 1);

    /// <summary>The same copies with some of the candidates, in the order given.</summary>
    internal RevealTable Only(IReadOnlyList<int> some)
    {
        var table = new RevealTable(some.Count, Copies);
        for (int place = 0; place < some.Count; place++)
        {
            Of(some[place]).CopyTo(table._margins.AsSpan(place * Copies.Count));
        }

        return table;
    }

    /// <summary>The same copies with the candidates of another table after its own.</summary>
    internal RevealTable With(RevealTable other)
    {
        var table = new RevealTable(Candidates + other.Candidates, Copies);
        _margins.CopyTo(table._margins, 0);
        other._margins.CopyTo(table._margins, _margins.Length);
        return table;
    }

    /// <summary>All margins of a candidate, by copy.</summary>
    internal ReadOnlySpan<double> Of(int candidate) => _margins.AsSpan(candidate * Copies.Count, Copies.Count);
}
