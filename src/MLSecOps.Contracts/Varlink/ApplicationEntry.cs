namespace MLSecOps.Contracts.Varlink;

/// <summary>An application that has a model open: what it holds cannot be taken back, so it is named.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">The release whose bytes it has.</param>
/// <param name="Process">Its number, in the agent's process name space; 0 where it is not visible.</param>
/// <param name="User">Its user.</param>
/// <param name="Program">Its program, as the kernel names it; text from outside, empty when it could not be told.</param>
/// <param name="Since">When it opened the model, RFC 3339 UTC.</param>
/// <param name="Served">Whether its own path answers like the signed model: <c>passed</c>, <c>failed</c> or <c>not_run</c>.</param>
/// <param name="Audited">Whether its recorded answers are the signed model's, in the same words.</param>
/// <param name="Reason">Why the worse of both did not pass; null when both did.</param>
public sealed record ApplicationEntry(
    string Model, long Release, int Process, long User, string Program, string Since, string Served, string Audited, string? Reason = null);
