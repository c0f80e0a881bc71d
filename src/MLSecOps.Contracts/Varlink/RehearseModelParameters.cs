namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameters of <c>io.mlsec.Agent.RehearseModel</c>, and of <see cref="VarlinkErrors.NotInstalled"/>.</summary>
/// <param name="Model">Slot name.</param>
public sealed record RehearseModelParameters(string Model);
