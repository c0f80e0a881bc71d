using MLSecOps.Core.Inspection;

namespace MLSecOps.Formats.Inspection;

/// <summary>What a publisher says about the inspection of its model: <c>inspection.json</c>, schema <c>mlsec.inspection/1</c>. Signed with the package; still read as untrusted bytes.</summary>
/// <param name="Domains">Operators allowed besides those that are always allowed.</param>
/// <param name="Waivers">Findings that are known and right.</param>
public sealed record InspectionPolicy(IReadOnlyList<AllowedDomain> Domains, IReadOnlyList<InspectionWaiver> Waivers)
{
    /// <summary>The schema's name.</summary>
    public const string Schema = "mlsec.inspection/1";

    /// <summary>Nothing allowed, nothing waived.</summary>
    public static InspectionPolicy Empty { get; } = new([], []);

    /// <summary>The finding with its waiver, if one names its rule and place.</summary>
    public InspectionFinding Apply(InspectionFinding finding) => Waivers.FirstOrDefault(waiver => waiver.Covers(finding)) is { } waiver
        ? finding with { Waiver = waiver.Reason }
        : finding;

    /// <summary>Whether an operator is allowed.</summary>
    public bool Allows(string domain, string name) =>
        Domains.Any(allowed => allowed.Domain == domain && (allowed.Operators is null || allowed.Operators.Contains(name, StringComparer.Ordinal)));
}

/// <summary>Operators of a domain that are allowed.</summary>
/// <param name="Domain">The domain, exactly.</param>
/// <param name="Operators">Its operators; null for all of them.</param>
public sealed record AllowedDomain(string Domain, IReadOnlyList<string>? Operators);

/// <summary>A finding that the publisher knows and accepts.</summary>
/// <param name="Rule">Under which rule.</param>
/// <param name="Location">Where: exactly, or everything below a path that ends in <c>/*</c>.</param>
/// <param name="Reason">Why; shown wherever the finding is.</param>
public sealed record InspectionWaiver(InspectionRule Rule, string Location, string Reason)
{
    /// <summary>Whether it speaks of this finding.</summary>
    public bool Covers(InspectionFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.Rule == Rule
            && (Location.EndsWith("/*", StringComparison.Ordinal)
                ? finding.Location.StartsWith(Location[..^1], StringComparison.Ordinal)
                : finding.Location == Location);
    }
}
