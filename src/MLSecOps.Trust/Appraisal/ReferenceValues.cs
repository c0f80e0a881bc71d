using MLSecOps.Core.Digests;

namespace MLSecOps.Trust.Appraisal;

/// <summary>What evidence is compared with (RFC 9334: reference values).</summary>
/// <param name="Models">The models that the device should have: one that the evidence does not speak of is shown as without evidence.</param>
public sealed record ReferenceValues(IReadOnlyList<ModelReference> Models)
{
    /// <summary>SHA-256 of approved agent executables; null when none are known, which leaves the claim without assertion.</summary>
    public IReadOnlyList<Sha256Digest>? Agents { get; init; }

    /// <summary>SHA-256 of approved effective configurations; null when none are known.</summary>
    public IReadOnlyList<Sha256Digest>? Configurations { get; init; }
}
