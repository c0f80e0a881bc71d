using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Page.Views;

/// <summary>Instead of a view: why there is none, and what to do.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">From the catalogue.</param>
/// <param name="Detail">One line about this case; null when the reason says it all.</param>
public sealed record ProblemView(int Status, Reason Reason, string? Detail = null);
