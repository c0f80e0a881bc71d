using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Searches for fingerprints in rounds: says what to try next, takes what it revealed, and keeps the best.</summary>
/// <remarks>
/// To reveal a small change, an input must make much of the changed weight while the output is near 0, where the tolerance is narrow. Of hundreds of real inputs some do so for each output; a few must do it for all of them,
/// and have to be made for it. So the best of a pool are varied, and whatever reveals more takes a place. The caller runs the model; all copies must be the same ones in every round. Deterministic.
/// </remarks>
public sealed class FingerprintSearch
{
    /// <summary>Rounds at most.</summary>
    public const int MostRounds = 20;

    /// <summary>Inputs to try in one round, at most.</summary>
    public const int InRound = 48;

    // Rounds in a row in which nothing helped.
    private const int MostVain = 3;

    private readonly InputVariations _variations;
    private List<IReadOnlyList<Tensor>> _chosen;
    private RevealTable _margins;
    private IReadOnlyList<IReadOnlyList<Tensor>> _tried = [];
    private int _round;
    private int _vain;

    /// <summary>Begins with the best of a pool.</summary>
    /// <param name="pool">Inputs of equal types, the real ones first; finite. Those of another shape than the first can be chosen, and are not varied.</param>
    /// <param name="real">How many are real, at least 1: they say in which range an input is.</param>
    /// <param name="margins">What each input of the pool reveals.</param>
    /// <param name="fit">Whether an input of the pool may be chosen.</param>
    /// <param name="most">How many fingerprints at most, at least 1.</param>
    public FingerprintSearch(IReadOnlyList<IReadOnlyList<Tensor>> pool, int real, RevealTable margins, Func<int, bool> fit, int most)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(margins);
        _variations = new InputVariations([.. pool.Take(real)], pool);
        IReadOnlyList<int> numbers = FingerprintSelection.Improve(margins, FingerprintSelection.Choose(margins, most, fit), fit);
        _chosen = [.. numbers.Select(number => pool[number])];
        _margins = margins.Only(numbers);
    }

    /// <summary>The fingerprints so far, the best first; none where nothing reveals anything.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> Chosen => _chosen;

    /// <summary>Rounds so far.</summary>
    public int Rounds => _round;

    /// <summary>What to try next; none when the search is over.</summary>
    /// <param name="count">How many, 1 to <see cref="InRound"/>.</param>
    public IReadOnlyList<IReadOnlyList<Tensor>> Next(int count = InRound)
    {
        bool isOver = _chosen.Count == 0 || _round == MostRounds || _vain == MostVain;
        return _tried = isOver ? [] : _variations.Make(_chosen, count, _round);
    }

    /// <summary>Takes what the inputs of <see cref="Next"/> revealed.</summary>
    /// <param name="margins">One candidate for each, on the same copies as those of the pool.</param>
    /// <param name="fit">Whether one may be chosen.</param>
    /// <exception cref="ArgumentException">Margins of other inputs or copies.</exception>
    public void Take(RevealTable margins, Func<int, bool> fit)
    {
        ArgumentNullException.ThrowIfNull(margins);
        if (margins.Candidates != _tried.Count || !margins.Copies.SequenceEqual(_margins.Copies))
        {
            throw new ArgumentException("Not the margins of what was to be tried, or on other copies.", nameof(margins));
        }

        int before = _chosen.Count;
        RevealTable all = _margins.With(margins);
        IReadOnlyList<int> numbers = FingerprintSelection.Improve(all, [.. Enumerable.Range(0, before)], candidate => candidate < before || fit(candidate - before));
        _vain = numbers.All(number => number < before) ? _vain + 1 : 0;
        _round++;
        _chosen = [.. numbers.Select(number => number < before ? _chosen[number] : _tried[number - before])];
        _margins = all.Only(numbers);
        _tried = [];
    }
}
