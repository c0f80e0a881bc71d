namespace MLSecOps.Formats.Worker;

/// <summary>How inputs are to be tried on changed copies of a model.</summary>
/// <param name="Relative">Relative tolerance of floating-point outputs, 0..1; other outputs must be equal.</param>
/// <param name="Absolute">Absolute tolerance, 0..1e30, in the output's unit. Not both may be 0.</param>
/// <param name="Flips">Copies for each class of bits, 0..<see cref="RevealLimits.Flips"/>; each has one bit of one weight turned over.</param>
/// <param name="Seed">Which bits: another seed, other ones. 0..2^53-1.</param>
public sealed record RevealPlan(double Relative, double Absolute, int Flips, long Seed)
{
    /// <summary>The schema's name.</summary>
    public const string Schema = "mlsec.reveal/1";

    /// <summary>The largest seed: exact in every JSON reader.</summary>
    public const long MaxSeed = (1L << 53) - 1;

    /// <summary>The largest absolute tolerance.</summary>
    public const double MaxAbsolute = 1e30;
}
