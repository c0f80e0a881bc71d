namespace MLSecOps.Contracts.Hub;

/// <summary>Findings, newest first.</summary>
/// <param name="Findings">Each.</param>
public sealed record HubFindings(IReadOnlyList<HubFinding> Findings);
