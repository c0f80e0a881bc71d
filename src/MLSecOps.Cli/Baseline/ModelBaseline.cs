using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Cli.Baseline;

/// <summary>A baseline that was made; not written yet.</summary>
/// <param name="Given">Inputs in the folder.</param>
/// <param name="Natural">Of them, those that were tried.</param>
/// <param name="Candidates">All that was tried to become a fingerprint: those, and the ones derived from them in the pool and in each round.</param>
/// <param name="Vectors">The fingerprints, the best first.</param>
/// <param name="Coverage">What they reveal beside all inputs that were tried, class by class, then all; empty where no copy could be made.</param>
/// <param name="OtherKernels">The largest deviation of the fingerprints on the model's other kernels, as a share of the tolerance.</param>
/// <param name="Repeats">Runs of each vector that the suite asks for.</param>
/// <param name="Challenge">For hubs; null where nothing could be stated.</param>
/// <param name="Warnings">What makes the suite weaker than it looks.</param>
/// <param name="Engine">What ran, for people.</param>
/// <param name="Sandbox">What kept the worker in.</param>
internal sealed record ModelBaseline(
    int Given,
    int Natural,
    int Candidates,
    IReadOnlyList<BaselineVector> Vectors,
    IReadOnlyList<FingerprintCoverage> Coverage,
    double OtherKernels,
    int Repeats,
    ChallengeChoice? Challenge,
    IReadOnlyList<BaselineWarning> Warnings,
    EngineDescription? Engine,
    SandboxCoverage? Sandbox);
