namespace MLSecOps.Formats.Inspection;

/// <summary>How often an operator is used.</summary>
public sealed record OperatorCount(string Domain, string Name, int Count);
