using MLSecOps.Core.Inspection;

namespace MLSecOps.Contracts.Inspection;

/// <summary>What a person reads about a rule of the inspection: its page in the docs, the help in SARIF, the fix on the terminal.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Detects">What it finds and what it leaves alone, in a few sentences.</param>
/// <param name="Example">A finding as it is printed: location and evidence.</param>
/// <param name="Fix">What to do, in one or two sentences that fit on a terminal.</param>
/// <param name="References">Where it comes from: CVEs, advisories, papers.</param>
public sealed record RulePage(InspectionRule Rule, string Detects, string Example, string Fix, IReadOnlyList<string> References);
