using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Packages;

/// <summary>What the verification of a package, or of an installed release, found.</summary>
/// <param name="Verdict">The outcome with every check; those that were not required appear in it, but do not decide.</param>
/// <param name="Manifest">The manifest; null unless its signature verified and it follows its schema.</param>
/// <param name="ManifestDigest">SHA-256 of the manifest's bytes; null only when they could not be read. For identification: see <paramref name="Verdict"/> for whether to believe them.</param>
/// <param name="Signers">The distinct keys that count.</param>
/// <param name="Time">The time used.</param>
public sealed record PackageAppraisal(
    TrustVerdict Verdict,
    ModelManifest? Manifest,
    Sha256Digest? ManifestDigest,
    IReadOnlyList<SignerIdentity> Signers,
    VerificationTime Time)
{
    /// <summary>Every check, in the order performed.</summary>
    public IReadOnlyList<Check> Checks => Verdict.Checks;
}
