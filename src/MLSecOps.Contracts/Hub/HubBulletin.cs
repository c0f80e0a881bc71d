namespace MLSecOps.Contracts.Hub;

/// <summary>A bulletin that the hub verified and carries to devices.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Digest"><c>sha256:</c> of the document.</param>
/// <param name="Issued">RFC 3339 UTC.</param>
/// <param name="Expires">RFC 3339 UTC.</param>
/// <param name="Frozen">True when it has expired and no newer one came: it still counts, and somebody may be holding a newer one back.</param>
/// <param name="Signers">Subject names of its publishers.</param>
/// <param name="Posted">When it came to the hub, RFC 3339 UTC.</param>
/// <param name="PostedBy">By which operator.</param>
/// <param name="Recalls">Releases that must not run any more.</param>
/// <param name="LeastReleases">Least releases, by model.</param>
/// <param name="Devices">How many devices in use the newest bulletin is published to.</param>
public sealed record HubBulletin(
    long Version,
    string Digest,
    string Issued,
    string Expires,
    bool Frozen,
    IReadOnlyList<string> Signers,
    string Posted,
    string PostedBy,
    IReadOnlyList<HubRecall> Recalls,
    IReadOnlyList<HubLeastRelease> LeastReleases,
    int Devices);
