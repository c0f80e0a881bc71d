namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPML_PCR_SELECTION of one bank, SHA-256, in the three bytes that PC clients use.</summary>
internal static class PcrSelectionBytes
{
    public static CommandBytes Of(IReadOnlyList<int> pcrs)
    {
        uint map = 0;
        foreach (int pcr in pcrs)
        {
            map |= pcr is >= 0 and < TpmCommandLimits.Pcrs ? 1u << pcr : throw new ArgumentOutOfRangeException(nameof(pcrs), pcr, "PCRs have numbers from 0 to 23.");
        }

        return new CommandBytes().Word(1).Short(TpmAlgorithms.Sha256).Byte(3).Byte((byte)map).Byte((byte)(map >> 8)).Byte((byte)(map >> 16));
    }
}
