namespace MLSecOps.Core.Findings;

/// <summary>Reasons about who speaks in a device's name: what its chain of records, its evidence and its clock show beside gap, fork and epoch break (<see cref="HubReasons"/>).</summary>
public static class ChainReasons
{
    /// <summary>Another record in a place that is taken.</summary>
    public static Reason RecordRewritten { get; } = new(
        "RECORD_REWRITTEN", ReasonClass.Rejected, "a record came again with other contents",
        "The hub holds the record of this place, and another one came for it that follows the same record before. Somebody edits records between device and hub, or the device was put back to an earlier state. The record that came first stays; the other is kept beside it, and neither counts as the device's word until evidence commits to it.",
        "Look at who can publish on the broker in this device's name. If the device was restored from a backup, enrol it again; it goes on in a new epoch by itself.");

    /// <summary>A record that the device does not send again.</summary>
    public static Reason RecordReplayed { get; } = new(
        "RECORD_REPLAYED", ReasonClass.Rejected, "a record came again that the device does not send any more",
        "The hub had acknowledged it long ago, and the device says in its birth that it waits for no acknowledgement of it. So it was not sent again for want of an acknowledgement, which would be in order: somebody keeps messages and repeats them. It changes nothing, since each record counts once.",
        "Look at who can publish on the broker: its access list must let nobody but the device write on the device's topics.");

    /// <summary>Two live copies.</summary>
    public static Reason DeviceCloned { get; } = new(
        "DEVICE_CLONED", ReasonClass.Rejected, "two copies of the device are alive",
        "Signed evidence for new nonces comes in turn from two lines that exclude each other: two starts of the system, or two ways in which the chain goes on; or two programs keep taking one connection from each other. One of them has a copy of the device's key.",
        "Treat the device's key as known to others: find the copy, and enrol the true device again (mlsec device reenroll), which revokes the key.");

    /// <summary>The device's clock is wrong.</summary>
    public static Reason ClockWrong { get; } = new(
        "DEVICE_CLOCK_WRONG", ReasonClass.Inconclusive, "the device's clock is wrong",
        "Fresh evidence carries a time that lies before its nonce was drawn or after it came. Freshness is judged by the hub's clock only, so the evidence counts; but dates in the device's records, and what the device itself takes for expired, go by that clock.",
        "Set the device's clock (a time service, or a battery for it). If it was right before, ask who set it back: certificates and lists of revoked ones look valid again on a clock that is behind.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } = [RecordRewritten, RecordReplayed, DeviceCloned, ClockWrong];
}
