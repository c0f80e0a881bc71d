namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_PCR_Extend, Part 3, 22.2, in the SHA-256 bank: the PCR becomes the digest of itself and the value.</summary>
public static class PcrExtend
{
    /// <summary>The command.</summary>
    /// <param name="pcr">0 to 23.</param>
    /// <param name="digest">32 bytes.</param>
    public static TpmCommand<TpmDone> Command(int pcr, ReadOnlySpan<byte> digest) => new(
        TpmCommandCode.PcrExtend, [(uint)pcr], [TpmHandles.Password], new CommandBytes().Word(1).Short(TpmAlgorithms.Sha256).Raw(digest), TpmDone.Read);
}
