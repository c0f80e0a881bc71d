using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;

namespace MLSecOps.Formats.Eat;

/// <summary>What a device claims about one model that it has: one submodule of evidence.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Version">Semantic version of the current release.</param>
/// <param name="Id">The current release.</param>
/// <param name="Disk">The newest recheck; null when there was none since the agent started.</param>
/// <param name="State">Where the slot's update stands.</param>
/// <param name="Floor">Release floor; 0 before the first confirmation.</param>
/// <param name="Signers">SubjectPublicKeyInfo hashes of the keys that signed the release and counted here.</param>
/// <param name="Results">Results of the checking systems. One that did not run is listed as not run.</param>
public sealed record ModelClaims(
    string Model,
    string Version,
    ReleaseId Id,
    DiskMeasurement? Disk,
    UpdatePhase State,
    long Floor,
    IReadOnlyList<Sha256Digest> Signers,
    IReadOnlyList<MeasurementResult> Results)
{
    /// <summary>What its worker answered to the challenge; null where it was not challenged, or did not answer.</summary>
    public ModelAnswers? Answers { get; init; }

    /// <summary>What programs on the device were given of it, what is open first, then the newest; empty where nothing was given since the agent started.</summary>
    public IReadOnlyList<HandedOut> HandedOut { get; init; } = [];
}
