using MLSecOps.Contracts.Hub;

namespace MLSecOps.Hub.Page.Views;

/// <summary>What the hub can hand out, and what it must not.</summary>
/// <param name="Packages">By model and release.</param>
/// <param name="Bulletin">The bulletin in force; null when none was brought.</param>
public sealed record PackagesView(IReadOnlyList<PackageRow> Packages, HubBulletin? Bulletin);
