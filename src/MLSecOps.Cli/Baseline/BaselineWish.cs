namespace MLSecOps.Cli.Baseline;

/// <summary>What a baseline is asked to be.</summary>
/// <param name="Fingerprints">Golden vectors at most.</param>
/// <param name="Flips">Changed copies for each class of bits, by half of which the fingerprints are chosen.</param>
/// <param name="Seed">Which bits are turned over, and which inputs made up.</param>
/// <param name="Relative">rtol of every floating-point output.</param>
/// <param name="Absolute">atol of the same.</param>
internal sealed record BaselineWish(int Fingerprints, int Flips, long Seed, double Relative, double Absolute);
