using MLSecOps.Core.Update;

namespace MLSecOps.Formats.Directives;

/// <summary>A release that a directive asks for. It says which of the publishers' releases is wanted, never that one may be installed: that is for the package's own signature.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Id">Release number and SHA-256 of the manifest's bytes.</param>
/// <param name="SizeBytes">Length of the package, 1 to <see cref="DirectiveLimits.PackageBytes"/>; nothing longer is fetched.</param>
/// <param name="Sources">Where it can be fetched: 1 to <see cref="DirectiveLimits.Sources"/> absolute https addresses without user name or fragment, in order of preference. All are untrusted.</param>
public sealed record DesiredRelease(string Model, ReleaseId Id, long SizeBytes, IReadOnlyList<string> Sources);
