using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One device.</summary>
/// <param name="Now">The hub's clock.</param>
/// <param name="Window">How old evidence may be and still count as fresh.</param>
/// <param name="Row">The device with its axes.</param>
/// <param name="Evidence">What the verdict rests on; null before any.</param>
/// <param name="Models">Its models.</param>
/// <param name="Findings">Its open findings, worst first.</param>
/// <param name="Changes">Its story, newest first.</param>
public sealed record DeviceView(
    DateTimeOffset Now,
    TimeSpan Window,
    DeviceRow Row,
    StoredEvidence? Evidence,
    IReadOnlyList<ModelRow> Models,
    IReadOnlyList<FindingRow> Findings,
    IReadOnlyList<Change> Changes);
