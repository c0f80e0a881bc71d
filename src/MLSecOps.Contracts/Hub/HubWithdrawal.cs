namespace MLSecOps.Contracts.Hub;

/// <summary>Why a release must not run any more, by the bulletin in force.</summary>
/// <param name="Reason">Reason code: <c>RELEASE_RECALLED</c> or <c>RELEASE_BELOW_LEAST</c>.</param>
/// <param name="Why">The publisher's words, or the least release.</param>
/// <param name="Fallback">Number of the release to go back to; null to stop.</param>
/// <param name="BulletinVersion">The bulletin that says it.</param>
/// <param name="Signers">Subject names of the publishers that signed it.</param>
/// <param name="Posted">When it came to the hub, RFC 3339 UTC.</param>
/// <param name="PostedBy">By which operator.</param>
public sealed record HubWithdrawal(
    string Reason, string Why, long? Fallback, long BulletinVersion, IReadOnlyList<string> Signers, string Posted, string PostedBy);
