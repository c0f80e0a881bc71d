using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>Which TPM may be bound to which device (design §10; keylime#1820).</summary>
public static class TpmRules
{
    /// <summary>Judges keys that a device says its TPM has.</summary>
    /// <param name="asked">The keys.</param>
    /// <param name="own">The TPM that is bound to the device; null when none is.</param>
    /// <param name="sameKey">The TPM with this endorsement key, whosever; null when it is new.</param>
    /// <returns>Null when they may be bound; else why not, and what was expected and found.</returns>
    public static (Reason Reason, string Detail)? Judge(DeviceTpm asked, DeviceTpm? own, DeviceTpm? sameKey)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return own is not null && own.Endorsement != asked.Endorsement ? (TpmReasons.EndorsementChanged, $"expected endorsement key {own.Endorsement}, found {asked.Endorsement}")
            : sameKey is not null && sameKey.Ueid != asked.Ueid ? (TpmReasons.EndorsementTaken, $"endorsement key {asked.Endorsement} belongs to device {sameKey.Ueid}")
            : null;
    }

    /// <summary>What is bound once the credential was opened: the recorded tier stays, and the clock as long as the key does, since the counters are another number for another key.</summary>
    public static DeviceTpm Bind(DeviceTpm asked, DeviceTpm? own, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return own is null ? asked with { Bound = now } : asked with
        {
            Bound = now,
            Tier = own.Tier,
            // A certificate that was shown once stays shown.
            MakerProven = asked.Certificates.Count > 0 ? asked.MakerProven : own.MakerProven,
            Certificates = asked.Certificates.Count > 0 ? asked.Certificates : own.Certificates,
            Clock = own.AttestationKey.Span.SequenceEqual(asked.AttestationKey.Span) ? own.Clock : null,
        };
    }
}
