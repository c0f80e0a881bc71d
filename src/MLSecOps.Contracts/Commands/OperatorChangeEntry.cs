namespace MLSecOps.Contracts.Commands;

/// <summary>An operator's count before and after, in JSON.</summary>
public sealed record OperatorChangeEntry(string Domain, string Name, int Before, int After);
