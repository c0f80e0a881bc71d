namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_PCR_Read, Part 3, 22.4, of the SHA-256 bank.</summary>
public static class PcrRead
{
    /// <summary>The command.</summary>
    /// <param name="pcrs">Numbers from 0 to 23, at most <see cref="TpmCommandLimits.PcrsAtOnce"/> of them.</param>
    /// <returns>The values in the order of their numbers, 32 bytes each.</returns>
    public static TpmCommand<IReadOnlyList<ReadOnlyMemory<byte>>> Command(IReadOnlyList<int> pcrs)
    {
        CommandBytes selection = PcrSelectionBytes.Of(pcrs);
        byte[] asked = selection.Written.ToArray();
        return new TpmCommand<IReadOnlyList<ReadOnlyMemory<byte>>>(TpmCommandCode.PcrRead, [], [], selection, (_, cursor) =>
        {
            cursor.Word("an update counter");
            int at = cursor.Offset;
            if (!cursor.Bytes(asked.Length, "a selection of PCRs").Span.SequenceEqual(asked))
            {
                cursor.Fail(at, "the PCRs that were asked for");
            }

            at = cursor.Offset;
            int count = cursor.Count(TpmCommandLimits.PcrsAtOnce, "a number of PCRs");
            List<ReadOnlyMemory<byte>> values = [];
            for (int left = count; left > 0 && cursor.Fault is null; left--)
            {
                int valueAt = cursor.Offset;
                values.Add(cursor.Sized(TpmCommandLimits.DigestBytes, "a PCR's value"));
                if (values[^1].Length != 32)
                {
                    cursor.Fail(valueAt, "a PCR's value of 32 bytes");
                }
            }

            if (values.Count != pcrs.Count)
            {
                cursor.Fail(at, "as many values as PCRs");
            }

            return values;
        });
    }
}
