namespace MLSecOps.EdgeAgent.Tap;

/// <summary>What an audit came to.</summary>
/// <param name="Compared">Records compared.</param>
/// <param name="Deviation">What deviates; null for nothing.</param>
/// <param name="Trouble">Nothing could be compared.</param>
internal sealed record AuditResult(int Compared, string? Deviation, bool Trouble);
