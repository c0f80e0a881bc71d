namespace MLSecOps.Contracts.Varlink;

/// <summary>How a rehearsal on demand ended.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">The release that was rehearsed.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>not_run</c>.</param>
/// <param name="Enrolled">Exact answers are enrolled under this engine, and a pass means that every bit came again.</param>
/// <param name="Ended">When it ended, RFC 3339 UTC.</param>
/// <param name="Reason">Reason code; null when it passed.</param>
/// <param name="Engine">What answered: runtime version, worker digest, provider and processor; null when nothing did.</param>
public sealed record RehearseModelReply(string Model, long Release, string Outcome, bool Enrolled, string Ended, string? Reason = null, string? Engine = null);
