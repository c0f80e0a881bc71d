using MLSecOps.Core.Fingerprints;

namespace MLSecOps.Formats.Worker;

/// <summary>How far outside the tolerance each input's answer is, on the model itself run in other ways and on each changed copy.</summary>
/// <remarks>
/// A margin is a multiple of what is allowed: 0 for equal numbers, above 1 outside the tolerance, infinity where a copy does not load, does not run, or answers in another shape or without a number.
/// Untrusted; numbers are at least 0 and no NaN.
/// </remarks>
/// <param name="Samples">Number of inputs.</param>
/// <param name="Copies">The class of bit of each copy.</param>
/// <param name="Values">Row by row, <paramref name="Samples"/> numbers each: <see cref="RepeatRow"/>, <see cref="KernelRow"/>, <see cref="FiniteRow"/>, then one for each copy.</param>
public sealed record RevealedMargins(int Samples, IReadOnlyList<BitClass> Copies, float[] Values)
{
    /// <summary>The model itself, loaded a second time: above 0 where it does not answer with the same bits.</summary>
    public const int RepeatRow = 0;

    /// <summary>The model itself without graph optimisation: other kernels and another order of sums, as on another machine. It must stay inside the tolerance.</summary>
    public const int KernelRow = 1;

    /// <summary>0 where all that the model answers is finite, else infinity.</summary>
    public const int FiniteRow = 2;

    /// <summary>Rows before the first copy.</summary>
    public const int OwnRows = 3;

    /// <summary>The margin of one input in a row about the model itself.</summary>
    public float Own(int row, int sample) => Values[(row * Samples) + sample];

    /// <summary>The margin of one input on one copy.</summary>
    public float OfCopy(int copy, int sample) => Values[((OwnRows + copy) * Samples) + sample];
}
