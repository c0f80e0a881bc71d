namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_SequenceComplete, Part 3, 17.5: the digest, and the TPM's ticket that it made it and that it does not look like something of its own.</summary>
public static class SequenceComplete
{
    /// <summary>The command. The sequence is gone after it.</summary>
    /// <param name="sequence">From <see cref="HashSequenceStart"/>.</param>
    /// <param name="bytes">The last ones, at most <see cref="TpmCommandLimits.HashBytes"/>.</param>
    public static TpmCommand<HashedByTpm> Command(uint sequence, ReadOnlySpan<byte> bytes) => new(
        TpmCommandCode.SequenceComplete,
        [sequence],
        [TpmHandles.Password],
        new TpmWriter().Sized(bytes).UInt32(TpmHandles.Owner),
        (_, cursor) => new HashedByTpm(cursor.Sized(TpmLimits.Digest, "a digest"), cursor.Take(cursor.Remaining, "the rest")));
}
