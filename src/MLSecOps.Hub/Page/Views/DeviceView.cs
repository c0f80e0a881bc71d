using MLSecOps.Contracts.Hub;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One device.</summary>
/// <param name="Now">The hub's clock.</param>
/// <param name="Window">How old evidence may be and still count as fresh.</param>
/// <param name="Row">The device with its axes.</param>
/// <param name="Evidence">What the verdict rests on; null before any.</param>
/// <param name="Appraisal">What that came to, aspect by aspect; null before any.</param>
/// <param name="Chain">How far its records have come; null before the first.</param>
/// <param name="Models">Its models.</param>
/// <param name="Findings">Its open findings, worst first.</param>
/// <param name="Changes">Its story, newest first.</param>
public sealed record DeviceView(
    DateTimeOffset Now,
    TimeSpan Window,
    DeviceRow Row,
    StoredEvidence? Evidence,
    HubAppraisal? Appraisal,
    HubChain? Chain,
    IReadOnlyList<ModelRow> Models,
    IReadOnlyList<FindingRow> Findings,
    IReadOnlyList<Change> Changes);
