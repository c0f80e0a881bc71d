namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_SequenceUpdate, Part 3, 17.4: more bytes to hash.</summary>
public static class SequenceUpdate
{
    /// <summary>The command.</summary>
    /// <param name="sequence">From <see cref="HashSequenceStart"/>.</param>
    /// <param name="bytes">At most <see cref="TpmCommandLimits.HashBytes"/>.</param>
    public static TpmCommand<TpmDone> Command(uint sequence, ReadOnlySpan<byte> bytes) => new(
        TpmCommandCode.SequenceUpdate, [sequence], [TpmHandles.Password], new TpmWriter().Sized(bytes), TpmDone.Read);
}
