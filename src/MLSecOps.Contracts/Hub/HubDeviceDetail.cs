namespace MLSecOps.Contracts.Hub;

/// <summary>A device with its open findings and the newest changes.</summary>
/// <param name="Device">The device.</param>
/// <param name="Findings">Open findings, newest first.</param>
/// <param name="Changes">What changed, newest first.</param>
/// <param name="Chain">Its chain of records; null before the first was acknowledged.</param>
/// <param name="Appraisal">What the newest evidence came to; null before any.</param>
public sealed record HubDeviceDetail(
    HubDevice Device, IReadOnlyList<HubFinding> Findings, IReadOnlyList<HubChange> Changes, HubChain? Chain = null, HubAppraisal? Appraisal = null);
