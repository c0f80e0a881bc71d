namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_PCR_Extend, Part 3, 22.2, in the SHA-256 bank: the PCR becomes the digest of itself and the value.</summary>
public static class PcrExtend
{
    /// <summary>The command.</summary>
    /// <param name="pcr">0 to 23.</param>
    /// <param name="digest">32 bytes.</param>
    public static TpmCommand<TpmDone> Command(int pcr, ReadOnlySpan<byte> digest) => new(
        TpmCommandCode.PcrExtend, [(uint)pcr], [TpmHandles.Password], new TpmWriter().UInt32(1).UInt16(TpmAlgorithms.Sha256).Bytes(digest), TpmDone.Read);
}
