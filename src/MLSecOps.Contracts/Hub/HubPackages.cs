namespace MLSecOps.Contracts.Hub;

/// <summary>All packages of the hub, by model and release.</summary>
/// <param name="Packages">Each.</param>
public sealed record HubPackages(IReadOnlyList<HubPackage> Packages);
