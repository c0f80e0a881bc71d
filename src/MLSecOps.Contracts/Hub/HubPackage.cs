namespace MLSecOps.Contracts.Hub;

/// <summary>A package that the hub has.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">Release number.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of the manifest.</param>
/// <param name="SizeBytes">Length of the package.</param>
/// <param name="Signers">Subject names of its publishers.</param>
/// <param name="Pushed">When, RFC 3339 UTC.</param>
/// <param name="PushedBy">By whom.</param>
public sealed record HubPackage(
    string Model, long Release, string Version, string ManifestDigest, long SizeBytes, IReadOnlyList<string> Signers, string Pushed, string PushedBy)
{
    /// <summary>Why it must not run any more, by the bulletin in force; null when nothing is against it.</summary>
    public HubWithdrawal? Withdrawal { get; init; }
}
