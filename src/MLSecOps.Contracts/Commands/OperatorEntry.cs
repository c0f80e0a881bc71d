namespace MLSecOps.Contracts.Commands;

/// <summary>An operator and how often it is used, in JSON.</summary>
public sealed record OperatorEntry(string Domain, string Name, int Count);
