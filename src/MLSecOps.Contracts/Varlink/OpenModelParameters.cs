namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameters of <c>io.mlsec.Agent.OpenModel</c>.</summary>
/// <param name="Model">Slot name.</param>
public sealed record OpenModelParameters(string Model);
