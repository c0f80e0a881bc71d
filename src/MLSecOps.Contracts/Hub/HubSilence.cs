namespace MLSecOps.Contracts.Hub;

/// <summary>How soon the hub notices a device that falls silent, and which ones are.</summary>
/// <param name="WindowS">How long evidence counts as fresh, in seconds.</param>
/// <param name="NonceS">How long the fleet's nonce counts: so long evidence can be held back and still count.</param>
/// <param name="LookS">How often the hub looks.</param>
/// <param name="TimeToDetectS">The worst case: the sum of these.</param>
/// <param name="Alarms">The alarms in force: <c>caused</c> is when the device was last heard, <c>opened</c> when the alarm was raised.</param>
public sealed record HubSilence(long WindowS, long NonceS, long LookS, long TimeToDetectS, IReadOnlyList<HubFinding> Alarms);
