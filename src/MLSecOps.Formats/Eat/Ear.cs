using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Eat;

/// <summary>An EAT attestation result (draft-ietf-rats-ear, profile <see cref="EvidenceProfile.Results"/>): what a verifier makes of one piece of evidence.</summary>
/// <param name="IssuedAt">When it was appraised, by the verifier's clock; whole seconds.</param>
/// <param name="Expires">From when it no longer counts; null when not stated.</param>
/// <param name="Verifier">Who appraised.</param>
/// <param name="Nonce">Nonce of the evidence; null when not stated.</param>
/// <param name="Ueid">The device; our extension of the profile by a claim of RFC 9711; null in results of others.</param>
/// <param name="Submodules">By label, at least one.</param>
public sealed record Ear(
    DateTimeOffset IssuedAt,
    DateTimeOffset? Expires,
    EarVerifier Verifier,
    ReadOnlyMemory<byte>? Nonce,
    Ueid? Ueid,
    IReadOnlyList<EarSubmodule> Submodules)
{
    /// <summary>SHA-256 of the message that was appraised, as it was received; our extension, null in results of others. A nonce of an epoch has several answers, and only this tells them apart.</summary>
    public Sha256Digest? Evidence { get; init; }

    /// <summary>The submodules of models.</summary>
    public IEnumerable<EarSubmodule> Models => Submodules.Where(part => part.Label.StartsWith(EvidenceProfile.ModelPrefix, StringComparison.Ordinal));

    /// <summary>The submodule of the device; null in results of others.</summary>
    public EarSubmodule? Device => Submodules.FirstOrDefault(part => part.Label == EvidenceProfile.DeviceLabel);

    /// <summary>Worst status of all models; <see cref="TrustTier.None"/> without any. The verdict axis: how keys are kept and whether the agent enforces are the device's, and other axes.</summary>
    public TrustTier WorstModel => Models.Select(part => part.Status).DefaultIfEmpty().MaxBy(TrustVector.Rank);
}
