using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Packages;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One model of a device beside what the hub knows of its release.</summary>
/// <param name="Model">From evidence.</param>
/// <param name="Package">The pushed package with that manifest; null when the hub has none.</param>
/// <param name="Desired">The package that the newest directive asks for; null when none does.</param>
/// <param name="DesiredDigest">Its manifest, also when the hub no longer has the package; null when none is asked for.</param>
public sealed record ModelRow(ModelState Model, StoredPackage? Package, StoredPackage? Desired, string? DesiredDigest);
