namespace MLSecOps.Contracts.Varlink;

/// <summary>The device's line to its hub.</summary>
/// <param name="Url">Where the hub is.</param>
/// <param name="Connected">True while there is a connection.</param>
/// <param name="Ueid">Who this device is there; null while it is not enrolled.</param>
/// <param name="Reason">Reason code of why there is no connection; null while there is one, and before the first attempt ended.</param>
/// <param name="Verdict"><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>: what the hub makes of this device, by its newest signed appraisal; null before the first.</param>
/// <param name="AppraisedAt">When, by the hub's clock, RFC 3339 UTC.</param>
/// <param name="Ignored">Messages in the hub's name that nothing was done with, since the start.</param>
public sealed record HubStatus(
    string Url,
    bool Connected,
    string? Ueid = null,
    string? Reason = null,
    string? Verdict = null,
    string? AppraisedAt = null,
    long Ignored = 0);
