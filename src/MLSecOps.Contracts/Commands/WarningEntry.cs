namespace MLSecOps.Contracts.Commands;

/// <summary>What makes a result weaker than it looks, in JSON.</summary>
/// <param name="Reason">Reason code.</param>
/// <param name="Message">What it is.</param>
/// <param name="Detail">What it is here; may be text from outside.</param>
/// <param name="Hint">What to do.</param>
public sealed record WarningEntry(string Reason, string Message, string Detail, string Hint);
