using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_PCR_Read, Part 3, 22.4, of the SHA-256 bank.</summary>
public static class PcrRead
{
    /// <summary>The command.</summary>
    /// <param name="pcrs">PCRs of the SHA-256 bank, at most <see cref="TpmCommandLimits.PcrsAtOnce"/> of them.</param>
    /// <returns>Their values, ascending.</returns>
    public static TpmCommand<IReadOnlyList<PcrValue>> Command(PcrSelection pcrs)
    {
        TpmWriter selection = new();
        PcrSelection.WriteList(selection, pcrs);
        return new TpmCommand<IReadOnlyList<PcrValue>>(TpmCommandCode.PcrRead, [], [], selection, (_, cursor) =>
        {
            cursor.UInt32("an update counter");
            long at = cursor.Offset;
            if (PcrSelection.ReadList(cursor) is not [PcrSelection read] || read != pcrs)
            {
                cursor.Fail(at, TpmReasons.Malformed, "the PCRs that were asked for");
            }

            at = cursor.Offset;
            int count = cursor.Count(TpmCommandLimits.PcrsAtOnce, "PCRs");
            List<PcrValue> values = [];
            foreach (int index in pcrs.Indices.TakeWhile(_ => count-- > 0))
            {
                cursor.Demand(Sha256Digest.Size, TpmReasons.Malformed, "the length of a PCR's value");
                ReadOnlyMemory<byte> value = cursor.Take(Sha256Digest.Size, "a PCR's value");
                if (cursor.Fault is null)
                {
                    values.Add(new PcrValue(index, new Sha256Digest(value.Span)));
                }
            }

            if (values.Count != pcrs.Indices.Count())
            {
                cursor.Fail(at, TpmReasons.Malformed, "as many values as PCRs");
            }

            return values;
        });
    }
}
