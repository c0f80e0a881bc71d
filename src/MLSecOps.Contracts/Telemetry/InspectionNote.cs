namespace MLSecOps.Contracts.Telemetry;

/// <summary>One finding of a model's inspection. Location and evidence hold text from the model: escape before showing.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Severity"><c>blocking</c>, <c>warning</c> or <c>notice</c>.</param>
/// <param name="Location">Place in the model.</param>
/// <param name="Technique">MITRE ATLAS id.</param>
/// <param name="Evidence">What was seen there, one line.</param>
/// <param name="Waiver">Why the publisher waived it; null when it did not.</param>
public sealed record InspectionNote(string Rule, string Severity, string Location, string Technique, string Evidence, string? Waiver = null);
