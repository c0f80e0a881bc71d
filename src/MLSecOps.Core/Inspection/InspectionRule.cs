namespace MLSecOps.Core.Inspection;

/// <summary>One thing that the inspection of a model looks for. A row of <see cref="InspectionRules"/>; its page in the docs has an example and a fix.</summary>
/// <param name="Id">Stable for ever, upper case with hyphens: waivers, SARIF and evidence name it.</param>
/// <param name="Severity">The most that a finding under this rule weighs; a single finding may weigh less.</param>
/// <param name="Title">One line, lower case, no final period: what is the matter.</param>
/// <param name="Technique">What an attacker does with it.</param>
public sealed record InspectionRule(string Id, InspectionSeverity Severity, string Title, AtlasTechnique Technique)
{
    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
