using MLSecOps.Contracts.Inspection;
using MLSecOps.Core.Inspection;

namespace MLSecOps.Contracts.Commands;

/// <summary>One finding of the inspection in JSON. Location, evidence and path may hold text from the model.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Severity"><c>blocking</c>, <c>warning</c> or <c>notice</c>.</param>
/// <param name="Blocks">Whether it keeps the model from being installed: blocking, and not waived.</param>
/// <param name="Title">What the rule is about.</param>
/// <param name="Location">Where in the model.</param>
/// <param name="Evidence">What was seen there.</param>
/// <param name="Path">Steps of the data flow from input to output; null where there is none.</param>
/// <param name="Score">How sure a heuristic is, 0..1; null for a fact.</param>
/// <param name="Waiver">Why the publisher says that it is fine; null when it does not.</param>
/// <param name="Atlas">The technique of MITRE ATLAS.</param>
/// <param name="Fix">What to do.</param>
public sealed record InspectionEntry(
    string Rule, string Severity, bool Blocks, string Title, string Location, string Evidence, IReadOnlyList<string>? Path, double? Score, string? Waiver, AtlasEntry Atlas, string Fix)
{
    /// <summary>The JSON form of a finding.</summary>
    public static InspectionEntry Of(InspectionFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new InspectionEntry(
            finding.Rule.Id, SeverityWord.Of(finding.Severity), finding.Blocks, finding.Rule.Title, finding.Location, finding.Evidence, finding.Path.Count == 0 ? null : finding.Path,
            finding.Score, finding.Waiver, new AtlasEntry(finding.Rule.Technique.Id, finding.Rule.Technique.Name), RulePages.Of(finding.Rule).Fix);
    }
}
