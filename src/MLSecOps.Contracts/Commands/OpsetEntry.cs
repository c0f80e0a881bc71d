namespace MLSecOps.Contracts.Commands;

/// <summary>An operator set in JSON.</summary>
public sealed record OpsetEntry(string Domain, long Version);
