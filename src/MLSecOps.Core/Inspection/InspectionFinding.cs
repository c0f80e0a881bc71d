namespace MLSecOps.Core.Inspection;

/// <summary>One thing that the inspection found in a model.</summary>
/// <param name="Rule">Under which rule.</param>
/// <param name="Severity">At most the rule's.</param>
/// <param name="Location">Where, as a path that a person can follow: <c>graph/If_12/then_branch/node[3]</c>, <c>graph/initializer[7]</c>, <c>model/metadata_props[0]</c>. Names in it come from the model: escape before printing.</param>
/// <param name="Evidence">What was seen there, in one line. May hold text from the model: escape before printing.</param>
/// <param name="Path">For a finding about data flow, the steps from the input to the output, one line each; else empty. May hold text from the model.</param>
/// <param name="Score">For a heuristic, how sure it is, 0..1; null for a rule that states a fact.</param>
/// <param name="Waiver">Why the publisher says that it is fine, from the signed waiver that names this rule and place; null when there is none. A waived finding does not block.</param>
public sealed record InspectionFinding(
    InspectionRule Rule, InspectionSeverity Severity, string Location, string Evidence, IReadOnlyList<string> Path, double? Score = null, string? Waiver = null)
{
    /// <summary>Whether it keeps the model from being installed.</summary>
    public bool Blocks => Severity == InspectionSeverity.Blocking && Waiver is null;

    /// <summary>A finding that states a fact, at its rule's severity.</summary>
    public static InspectionFinding Of(InspectionRule rule, string location, string evidence) => new(rule, rule.Severity, location, evidence, []);
}
