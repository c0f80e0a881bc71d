namespace MLSecOps.Formats.Inspection;

/// <summary>An operator's count before and after.</summary>
public sealed record OperatorChange(string Domain, string Name, int Before, int After);
