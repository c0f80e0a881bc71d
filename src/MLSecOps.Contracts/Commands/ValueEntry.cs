namespace MLSecOps.Contracts.Commands;

/// <summary>An input or output in JSON.</summary>
public sealed record ValueEntry(string Name, string Type, string Shape);
