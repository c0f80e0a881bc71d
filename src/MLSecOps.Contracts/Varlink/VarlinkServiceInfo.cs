namespace MLSecOps.Contracts.Varlink;

/// <summary>Results of <c>org.varlink.service.GetInfo</c>.</summary>
/// <param name="Vendor">Who makes it.</param>
/// <param name="Product">What it is.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="Url">Where to read more.</param>
/// <param name="Interfaces">Interfaces it answers.</param>
public sealed record VarlinkServiceInfo(string Vendor, string Product, string Version, string Url, IReadOnlyList<string> Interfaces);
