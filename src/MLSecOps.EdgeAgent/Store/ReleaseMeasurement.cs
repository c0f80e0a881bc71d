using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>What a recheck found of an installed release: the source of what evidence says about the disk.</summary>
/// <param name="Release">Which release.</param>
/// <param name="Checked">When the recheck began, by the device's clock.</param>
/// <param name="Tampered">What is not as signed; empty when all is.</param>
/// <param name="Model">fs-verity digest of the first file of role <c>model</c> as it lies on the disk; null when there is none to measure.</param>
/// <param name="Signers">SubjectPublicKeyInfo hashes of the keys that signed it and count here.</param>
internal sealed record ReleaseMeasurement(
    ReleaseId Release, DateTimeOffset Checked, IReadOnlyList<TamperedFile> Tampered, Sha256Digest? Model, IReadOnlyList<Sha256Digest> Signers)
{
    /// <summary>Nothing could be measured, since this is not as signed.</summary>
    public static ReleaseMeasurement Unreadable(ReleaseId release, DateTimeOffset started, TamperedFile why) => new(release, started, [why], null, []);
}
