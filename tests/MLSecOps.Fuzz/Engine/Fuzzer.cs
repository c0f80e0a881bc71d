namespace MLSecOps.Fuzz.Engine;

/// <summary>Mutates seeds and gives the results to a target. The same number gives the same inputs.</summary>
/// <remarks>
/// What tells it that an input is worth mutating further is not the code that ran but the parser's own answer: a reason with what it
/// expected that has not been seen yet. Parsers here say precisely what they miss, so that this leads from one check to the next.
/// </remarks>
internal sealed class Fuzzer(FuzzTarget target, IReadOnlyList<byte[]> seeds, int number)
{
    private const int MostKept = 1024;

    private readonly Mutator _mutator = new(target.Grammar, number, target.MostBytes);
    private readonly Random _random = new(number);
    private readonly List<byte[]> _pool = [.. seeds];

    /// <summary>Over the committed seeds of a target.</summary>
    public static Fuzzer Over(FuzzTarget target, int number) => new(target, [.. Corpus.Load(target.Name).Select(seed => seed.Content)], number);

    /// <summary>Every answer of the parser so far.</summary>
    public HashSet<string> Outcomes { get; } = [];

    /// <summary>Inputs given so far.</summary>
    public long Inputs { get; private set; }

    /// <summary>Inputs that the parser accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>Runs until something breaks or enough was tried.</summary>
    /// <param name="goOn">Asked before each mutation, with the number of inputs so far.</param>
    /// <returns>The smallest input found that breaks in the same way; null when nothing broke.</returns>
    public Crash? Run(Func<long, bool> goOn)
    {
        using LastInput last = new(target.Name, Math.Max(target.MostBytes, _pool.Max(seed => seed.Length)));
        foreach (byte[] seed in _pool.ToArray())
        {
            last.Note(seed);
            if (Execution.Run(target, seed, out Reading reading) is { } crash)
            {
                return crash;
            }

            Outcomes.Add(reading.Outcome);
        }

        while (goOn(Inputs))
        {
            byte[] input = _mutator.Mutate(Pick(), Pick());
            last.Note(input);
            Inputs++;
            if (Execution.Run(target, input, out Reading reading) is { } crash)
            {
                return Shrink(crash, last);
            }

            Accepted += reading.Accepted ? 1 : 0;
            if (Outcomes.Add(reading.Outcome) && _pool.Count < MostKept)
            {
                _pool.Add(input);
            }
        }

        return null;
    }

    private byte[] Pick() => _pool[_random.Next(_pool.Count)];

    // Leaves out ever smaller pieces while it still breaks in the same way.
    private Crash Shrink(Crash crash, LastInput last)
    {
        int budget = 2000;
        for (int piece = crash.Input.Length / 2; piece > 0; piece /= 2)
        {
            for (int at = 0; at + piece <= crash.Input.Length && budget > 0; budget--)
            {
                byte[] shorter = [.. crash.Input.AsSpan(0, at), .. crash.Input.AsSpan(at + piece)];
                last.Note(shorter);
                if (Execution.Run(target, shorter, out _) is { } same && same.Kind == crash.Kind)
                {
                    crash = same;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return crash;
    }
}
