using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>What this device does not protect or check. No data is never shown as good, so it is said.</summary>
internal static class CoverageGaps
{
    /// <summary>The rows of the claim, in a fixed order.</summary>
    /// <param name="state">What the agent knows of itself.</param>
    /// <param name="models">How many models there are; beyond <see cref="EvidenceLimits.Models"/> some are not stated.</param>
    public static IReadOnlyList<CoverageGap> Of(EvidenceState state, int models)
    {
        EngineReport engine = state.Engine;
        List<CoverageGap> gaps = [];
        if (state.TpmGap is { } reason)
        {
            gaps.Add(new CoverageGap("tpm", reason.Code));
        }

        if (!state.QuotesBoot)
        {
            // Nothing measured what was started before the agent, or nobody is told.
            gaps.Add(new CoverageGap("measured-boot", EvidenceReasons.NoEvidence.Code));
        }

        if (state.FloorTrouble is { } lost)
        {
            gaps.Add(new CoverageGap(state.AreFloorsLost ? EvidenceProfile.FloorsCoverage : EvidenceProfile.UpdatesCoverage, lost.Code));
        }

        // One row for all models; each model's own results say which.
        if (state.Slots.Select(slot => slot.Current).OfType<InstalledRelease>().Select(release => ModelEvidence.Inspection(release, engine.Key))
            .FirstOrDefault(result => result.Outcome == CheckOutcome.NotRun) is { } open)
        {
            gaps.Add(new CoverageGap(MeasuringSystems.Inspection, open.Results[0].Id));
        }

        // What models answer to applications: one row for all, as above.
        if (state.Slots.Where(slot => slot.Current is not null).Select(slot => state.Behaviour(slot.Model, slot.Current!.Id)).FirstOrDefault(known => known.Served.Outcome == CheckOutcome.NotRun) is { } unknown)
        {
            gaps.Add(new CoverageGap("behaviour", (unknown.Served.Reason ?? ApplicationReasons.Pending).Code));
        }

        if (engine.Key.Length == 0)
        {
            gaps.Add(new CoverageGap("worker", (engine.Trouble ?? RehearsalReasons.EngineUnavailable).Code));
        }

        gaps.AddRange(engine.Sandbox.Where(layer => !layer.Active).Select(layer => new CoverageGap($"sandbox.{layer.Layer}", SandboxReasons.Unsupported.Code)));
        if (models > EvidenceLimits.Models)
        {
            gaps.Add(new CoverageGap("models", EvidenceReasons.CborLimit.Code));
        }

        gaps.AddRange(state.Freezes.Select(freeze => new CoverageGap("documents", freeze.Reason.Code)));
        return gaps;
    }
}
