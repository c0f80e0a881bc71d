namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameters of <c>io.mlsec.Agent.RehearseModel</c>.</summary>
/// <param name="Model">Slot name.</param>
public sealed record RehearseModelParameters(string Model);
