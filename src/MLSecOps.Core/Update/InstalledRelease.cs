using MLSecOps.Core.Packages;

namespace MLSecOps.Core.Update;

/// <summary>A release that verified and is in the store.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">For people.</param>
/// <param name="Format">What kind of model.</param>
/// <param name="Rehearsal">The last rehearsal here; null before the first.</param>
public sealed record InstalledRelease(ReleaseId Id, string Version, ModelFormat Format, RehearsalResult? Rehearsal)
{
    /// <summary>The last inspection here; null before the first.</summary>
    public InspectionResult? Inspection { get; init; }
}
