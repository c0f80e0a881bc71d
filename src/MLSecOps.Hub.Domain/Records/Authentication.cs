using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;

namespace MLSecOps.Hub.Domain.Records;

/// <summary>Which records are the device's own words. A record travels unsigned; it is authenticated once evidence commits to it, or to a later one that leads back to it without a gap.</summary>
/// <remarks>
/// So two things must meet: the head to which evidence commits, and an unbroken chain of received records up to that very digest. Until then
/// whoever holds the broker could have put a record of his own into the gap.
/// </remarks>
public static class Authentication
{
    /// <summary>True when the record at this place is authenticated.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="epoch">The record's epoch.</param>
    /// <param name="sequence">Its number.</param>
    public static bool Covers(DeviceState state, string epoch, long sequence)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Authenticated is { } last && last.Epoch == epoch && sequence >= 1 && sequence <= last.Sequence;
    }

    /// <summary>True when a finding is: signed evidence commits to its record, or the hub noticed it itself.</summary>
    public static bool Covers(DeviceState state, Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.Record is null || (finding is { Epoch: { } epoch, Sequence: { } sequence } && Covers(state, epoch, sequence));
    }

    /// <summary>The state with what is authenticated brought up to date; to be asked after anything that moved what is acknowledged or committed.</summary>
    /// <param name="state">The new state.</param>
    /// <param name="link">Digest of the stored link at the committed place; null when it did not come.</param>
    public static DeviceState Renew(DeviceState state, Sha256Digest? link)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state is { Committed: { } head, Acknowledged: { } last } && head.Epoch == last.Epoch && head.Sequence <= last.Sequence && link == head.Digest
            ? state with { Authenticated = head }
            : state;
    }
}
