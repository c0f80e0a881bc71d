namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_NV_DefineSpace, Part 3, 31.3: a counter of the owner's. Its first increment gives one more than any counter of this TPM ever had.</summary>
public static class NvDefineCounter
{
    // TPMA_NV, Part 2, 13.4: OWNERREAD, AUTHWRITE, AUTHREAD, NO_DA, and the type counter.
    private const uint Attributes = (1 << 17) | (1 << 2) | (1 << 18) | (1 << 25) | 0x10;
    private const int CounterBytes = 8;

    /// <summary>The command. The owner's authorisation must be empty; the index gets an empty one too.</summary>
    public static TpmCommand<TpmDone> Command(uint index) => new(
        TpmCommandCode.NvDefineSpace,
        [TpmHandles.Owner],
        [TpmHandles.Password],
        new TpmWriter().UInt16(0).Sized(new TpmWriter().UInt32(index).UInt16(TpmAlgorithms.Sha256).UInt32(Attributes).UInt16(0).UInt16(CounterBytes).ToArray()),
        TpmDone.Read);
}
