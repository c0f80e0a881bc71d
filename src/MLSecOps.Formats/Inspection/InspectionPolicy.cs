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
