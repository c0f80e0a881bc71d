using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Oms;

/// <summary>Whom to trust with an OMS bundle: either a key or the holders of certificates.</summary>
/// <param name="Signers">Anchors for bundles of the method certificate; null when a key is trusted.</param>
/// <param name="PublicKey">DER of the SubjectPublicKeyInfo for bundles of the method key; null when certificates are.</param>
public sealed record OmsPolicy(RolePolicy? Signers, ReadOnlyMemory<byte>? PublicKey)
{
    /// <summary>Paths, relative to the root, that the person who asks leaves out, with all below them.</summary>
    public IReadOnlyList<string> IgnoredPaths { get; init; } = [];

    /// <summary>Files that nobody signed are left alone instead of refused. They are never opened.</summary>
    public bool IgnoreUnsigned { get; init; }
}
