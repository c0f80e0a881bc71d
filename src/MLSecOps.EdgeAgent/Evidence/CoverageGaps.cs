using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.State;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>What this device does not protect or check. No data is never shown as good, so it is said.</summary>
internal static class CoverageGaps
{
    /// <summary>The rows of the claim, in a fixed order.</summary>
    /// <param name="engine">The worker and its sandbox.</param>
    /// <param name="models">How many models there are; beyond <see cref="EvidenceLimits.Models"/> some are not stated.</param>
    /// <param name="freezes">Signed documents that should have been replaced by now: what a newer one would say is not known.</param>
    /// <param name="floorsLost">The release floors are lost, and nothing is installed.</param>
    public static IReadOnlyList<CoverageGap> Of(EngineReport engine, int models, IReadOnlyList<Freeze> freezes, bool floorsLost)
    {
        List<CoverageGap> gaps =
        [
            // The key is in a file, and nothing measured what was started before the agent.
            new("tpm", EvidenceReasons.SoftwareKeys.Code),
            new("measured-boot", EvidenceReasons.NoEvidence.Code),
            new(MeasuringSystems.Inspection, EvidenceReasons.CheckNotRun.Code),

            // Nothing looks at what models answer to applications.
            new("behaviour", EvidenceReasons.CheckNotRun.Code),
        ];
        if (engine.Key.Length == 0)
        {
            gaps.Add(new CoverageGap("worker", (engine.Trouble ?? RehearsalReasons.EngineUnavailable).Code));
        }

        gaps.AddRange(engine.Sandbox.Where(layer => !layer.Active).Select(layer => new CoverageGap($"sandbox.{layer.Layer}", SandboxReasons.Unsupported.Code)));
        if (floorsLost)
        {
            gaps.Add(new CoverageGap(EvidenceProfile.FloorsCoverage, StoreReasons.StateLost.Code));
        }

        if (models > EvidenceLimits.Models)
        {
            gaps.Add(new CoverageGap("models", EvidenceReasons.CborLimit.Code));
        }

        gaps.AddRange(freezes.Select(freeze => new CoverageGap("documents", freeze.Reason.Code)));
        return gaps;
    }
}
