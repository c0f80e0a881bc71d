namespace MLSecOps.Contracts.Hub;

/// <summary>The newest appraisal of a device: an EAR (draft-ietf-rats-ear) in the hub's words. The signed one is in the evidence bundle.</summary>
/// <param name="Appraised">When, RFC 3339 UTC.</param>
/// <param name="Until">From when it no longer counts.</param>
/// <param name="Parts">The device itself, then its models.</param>
public sealed record HubAppraisal(string Appraised, string? Until, IReadOnlyList<HubAppraisedPart> Parts);
