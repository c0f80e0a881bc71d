using MLSecOps.Formats.Worker;

namespace MLSecOps.Cli.Baseline;

/// <summary>Which candidates may become golden vectors: honest processors must answer them within the tolerance.</summary>
internal static class CandidateFit
{
    /// <summary>How much of the tolerance other kernels may use: the rest is for processors that nobody here has tried.</summary>
    public const double Room = 0.5;

    /// <summary>Whether a candidate is answered with finite numbers, and by other kernels and a second time with little of the tolerance.</summary>
    public static bool IsFit(RevealedMargins margins, int candidate) =>
        margins.Own(RevealedMargins.FiniteRow, candidate) == 0 && margins.Own(RevealedMargins.KernelRow, candidate) <= Room && margins.Own(RevealedMargins.RepeatRow, candidate) <= Room;

    /// <summary>How many candidates are not, by one row about the model itself.</summary>
    public static int Beyond(RevealedMargins margins, int row) => Enumerable.Range(0, margins.Samples).Count(candidate => margins.Own(row, candidate) > Room);
}
