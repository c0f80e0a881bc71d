namespace MLSecOps.Formats.Worker;

/// <summary>What the worker answers to the job <c>reveal</c>. Untrusted: a hostile model may have taken the worker over.</summary>
/// <param name="Report">Engine, gaps and checks; a run that failed is a check whose subject is the input's folder.</param>
/// <param name="Interface">The model's inputs and outputs; null when it did not load.</param>
/// <param name="Margins">What was measured; null when nothing was.</param>
public sealed record RevealReport(RehearsalReport Report, ModelInterface? Interface, RevealedMargins? Margins);
