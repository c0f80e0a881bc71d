namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_HashSequenceStart, Part 3, 17.3: the TPM begins to hash, so that a restricted key may sign the digest.</summary>
public static class HashSequenceStart
{
    /// <summary>The command; gives the sequence's handle.</summary>
    public static TpmCommand<uint> Command() => new(
        TpmCommandCode.HashSequenceStart, [], [], new TpmWriter().UInt16(0).UInt16(TpmAlgorithms.Sha256), (handle, _) => handle, givesHandle: true);
}
