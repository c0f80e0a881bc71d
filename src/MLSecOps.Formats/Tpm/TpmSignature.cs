using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm;

/// <summary>A signature by a TPM (TPMT_SIGNATURE; Part 2, 11.3.4): ECDSA on P-256 with SHA-256, and no other.</summary>
/// <param name="Value">r and s, 32 bytes each, as COSE has them.</param>
public sealed record TpmSignature(ReadOnlyMemory<byte> Value)
{
    /// <summary>Length of <see cref="Value"/> in bytes.</summary>
    public const int Size = 2 * TpmLimits.Coordinate;

    /// <summary>Reads a signature.</summary>
    /// <param name="encoded">Exactly one; untrusted.</param>
    /// <param name="origin">Offset of its first byte in what was received.</param>
    public static Parsed<TpmSignature> Parse(ReadOnlyMemory<byte> encoded, long origin = 0)
    {
        TpmReader reader = new(encoded, origin);
        TpmSignature signature = Read(reader);
        reader.End();
        return reader.Fault is { } fault ? fault : signature;
    }

    /// <summary>Reads a signature out of something larger, such as a response; what it gives after a fault means nothing.</summary>
    public static TpmSignature Read(TpmReader reader)
    {
        reader.Demand(TpmAlgorithms.EcDsa, TpmReasons.KeyRefused, "ECDSA");
        reader.Demand(TpmAlgorithms.Sha256, TpmReasons.KeyRefused, "ECDSA with SHA-256");
        byte[] value = new byte[Size];
        for (int end = Size / 2; end <= Size; end += Size / 2)
        {
            // TPMs may leave out leading zeros.
            ReadOnlyMemory<byte> number = reader.Sized(TpmLimits.Coordinate, "half of a signature");
            number.Span.CopyTo(value.AsSpan(end - number.Length));
        }

        return new TpmSignature(value);
    }

    /// <summary>Writes the signature, each half with 32 bytes.</summary>
    public byte[] Encode() => new TpmWriter().UInt16(TpmAlgorithms.EcDsa).UInt16(TpmAlgorithms.Sha256)
        .Sized(Value.Span[..TpmLimits.Coordinate]).Sized(Value.Span[TpmLimits.Coordinate..]).ToArray();
}
