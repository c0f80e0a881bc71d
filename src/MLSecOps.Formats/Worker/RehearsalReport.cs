using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>What the worker answers, to every job. Untrusted: a hostile model may have taken the worker over.</summary>
/// <param name="Engine">What ran.</param>
/// <param name="Gaps">What of its own lock-down the kernel could not give, one line each; empty when whole.</param>
/// <param name="Outcome">What was found. Its checks carry reasons of the catalogue only.</param>
public sealed record RehearsalReport(EngineDescription Engine, IReadOnlyList<string> Gaps, SanityOutcome Outcome)
{
    /// <summary>The schema's name.</summary>
    public const string Schema = "mlsec.rehearsal-report/1";
}
