using System.Numerics;

using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm;

/// <summary>PCRs of one bank (TPMS_PCR_SELECTION; Part 2, 10.6.2).</summary>
/// <param name="Algorithm">The bank, such as <see cref="TpmAlgorithms.Sha256"/>.</param>
/// <param name="Mask">Bit n stands for PCR n.</param>
public readonly record struct PcrSelection(ushort Algorithm, uint Mask)
{
    // PC Client platforms want three bytes, whatever is selected.
    private const int Bytes = 3;

    /// <summary>Numbers of the PCRs, ascending.</summary>
    public IEnumerable<int> Indices
    {
        get
        {
            for (uint rest = Mask; rest != 0; rest &= rest - 1)
            {
                yield return BitOperations.TrailingZeroCount(rest);
            }
        }
    }

    /// <summary>PCRs of the SHA-256 bank.</summary>
    /// <param name="indices">0 to 23.</param>
    public static PcrSelection Sha256(params ReadOnlySpan<int> indices)
    {
        uint mask = 0;
        foreach (int index in indices)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)TpmLimits.Pcrs);
            mask |= 1u << index;
        }

        return new PcrSelection(TpmAlgorithms.Sha256, mask);
    }

    /// <summary>Writes a list of banks (TPML_PCR_SELECTION).</summary>
    public static void WriteList(TpmWriter writer, params ReadOnlySpan<PcrSelection> banks)
    {
        writer.UInt32((uint)banks.Length);
        foreach (PcrSelection bank in banks)
        {
            writer.UInt16(bank.Algorithm).UInt8(Bytes);
            for (int i = 0; i < Bytes; i++)
            {
                writer.UInt8((byte)(bank.Mask >> (8 * i)));
            }
        }
    }

    /// <summary>Reads a list of banks; what it gives after a fault means nothing.</summary>
    public static IReadOnlyList<PcrSelection> ReadList(TpmReader reader)
    {
        int count = reader.Count(TpmLimits.Banks, "banks");
        List<PcrSelection> banks = [];
        for (int i = 0; i < count && reader.Fault is null; i++)
        {
            ushort algorithm = reader.UInt16("a hash algorithm");
            long at = reader.Offset;
            byte size = reader.UInt8("the length of a bitmap");
            if (size > sizeof(uint))
            {
                reader.Fail(at, TpmReasons.Malformed, "a bitmap of at most 4 bytes", $"{size} bytes");
            }

            ReadOnlySpan<byte> bitmap = reader.Take(size, "a bitmap").Span;
            uint mask = 0;
            for (int k = bitmap.Length - 1; k >= 0; k--)
            {
                mask = (mask << 8) | bitmap[k];
            }

            banks.Add(new PcrSelection(algorithm, mask));
        }

        return banks;
    }
}
