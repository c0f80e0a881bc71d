namespace MLSecOps.Contracts.Varlink;

/// <summary>What the sanity suite said on this device.</summary>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>not_run</c>.</param>
/// <param name="Reason">Reason code; null when it passed.</param>
/// <param name="Engine">What answered: runtime version, worker digest, provider and processor; null when nothing did.</param>
public sealed record RehearsalEntry(string Outcome, string? Reason = null, string? Engine = null);
