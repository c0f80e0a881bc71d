using MLSecOps.Formats.Tpm;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Attest;

/// <summary>A bound TPM as the verifier takes it, and what a quote adds to what is known of it.</summary>
internal static class KnownTpm
{
    /// <summary>What evidence of the device is judged by.</summary>
    public static TpmBinding Binding(DeviceTpm tpm) => new(
        TpmPublic.Parse(tpm.AttestationKey).Match(key => key, fault => throw new InvalidOperationException($"a bound key that cannot be read: {fault}; this is a bug")),
        EvidenceTiers.TryParse(tpm.Tier, out EvidenceTier tier) ? tier : throw new InvalidOperationException($"a tier of the database that no hub wrote: {tpm.Tier}"),
        tpm.MakerProven,
        tpm.Clock is { } clock ? new TpmClock(clock.Milliseconds, clock.Resets, clock.Restarts, Safe: true) : null);

    /// <summary>What is known after an accepted quote: its clock, and the tier that it proved if that is higher.</summary>
    public static DeviceTpm After(DeviceTpm tpm, TpmAppraisal quote) => tpm with
    {
        Tier = EvidenceTiers.Word((EvidenceTier)Math.Max((int)quote.Binding.Tier, (int)quote.Tier)),
        Clock = quote.Clock is { } clock ? new TpmReading(clock.Milliseconds, clock.Resets, clock.Restarts) : tpm.Clock,
    };
}
