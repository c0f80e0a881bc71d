namespace MLSecOps.Contracts.Commands;

/// <summary>The hub's appraisal of evidence, in JSON.</summary>
/// <param name="Issued">By the hub's clock, RFC 3339 UTC.</param>
/// <param name="Expires">From when the hub itself no longer counts it; null when not stated.</param>
/// <param name="Verifier">Who appraised.</param>
/// <param name="Parts">The device and each model.</param>
public sealed record AppraisalEntry(string Issued, string? Expires, string Verifier, IReadOnlyList<AppraisalPartEntry> Parts);
