namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameters of <c>io.mlsec.Agent.ConfirmModel</c>: the application keeps this release.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">The release that it runs; another one than the current is refused.</param>
public sealed record ConfirmModelParameters(string Model, long Release);
