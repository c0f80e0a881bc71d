using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Tpm;

/// <summary>What a PCR of the SHA-256 bank holds.</summary>
/// <param name="Index">0 to 23.</param>
/// <param name="Value">32 bytes.</param>
public readonly record struct PcrValue(int Index, Sha256Digest Value)
{
    /// <summary>What a TPM signs of PCRs: the SHA-256 of their values, in ascending order of their numbers (Part 1, 17.5).</summary>
    /// <param name="values">Ascending.</param>
    public static Sha256Digest Compose(IReadOnlyList<PcrValue> values)
    {
        byte[] all = new byte[values.Count * Sha256Digest.Size];
        for (int i = 0; i < values.Count; i++)
        {
            values[i].Value.CopyTo(all.AsSpan(i * Sha256Digest.Size));
        }

        return Sha256Digest.Of(all);
    }
}
