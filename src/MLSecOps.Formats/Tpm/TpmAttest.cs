using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm;

/// <summary>What a TPM attests and signs (TPMS_ATTEST; Part 2, 10.12.12): a quote of PCRs, or the certification of another key.</summary>
/// <param name="Type"><see cref="QuoteType"/> or <see cref="CertifyType"/>.</param>
/// <param name="QualifiedSigner">Name of the signing key together with all keys above it; 34 bytes where those have SHA-256.</param>
/// <param name="ExtraData">What the caller gave along.</param>
/// <param name="Clock">The TPM's clock.</param>
/// <param name="Firmware">Version of its firmware; obfuscated for keys outside the endorsement and platform hierarchies.</param>
/// <param name="Selection">Of a quote: the PCRs.</param>
/// <param name="PcrDigest">Of a quote: the digest over their values.</param>
/// <param name="CertifiedName">Of a certification: the other key's name.</param>
public sealed record TpmAttest(
    ushort Type,
    ReadOnlyMemory<byte> QualifiedSigner,
    ReadOnlyMemory<byte> ExtraData,
    TpmClock Clock,
    ulong Firmware,
    IReadOnlyList<PcrSelection> Selection,
    ReadOnlyMemory<byte> PcrDigest,
    ReadOnlyMemory<byte> CertifiedName)
{
    /// <summary>What every attestation begins with, so that a restricted key signs nothing else with this beginning (TPM_GENERATED_VALUE).</summary>
    public const uint Magic = 0xff544347;

    /// <summary>A quote of PCRs (TPM_ST_ATTEST_QUOTE).</summary>
    public const ushort QuoteType = 0x8018;

    /// <summary>The certification of a key (TPM_ST_ATTEST_CERTIFY).</summary>
    public const ushort CertifyType = 0x8017;

    /// <summary>Reads an attestation.</summary>
    /// <param name="encoded">Exactly one; untrusted.</param>
    /// <param name="origin">Offset of its first byte in what was received.</param>
    public static Parsed<TpmAttest> Parse(ReadOnlyMemory<byte> encoded, long origin = 0)
    {
        TpmReader reader = new(encoded, origin);
        long at = reader.Offset;
        uint magic = reader.UInt32("the beginning of an attestation");
        if (magic != Magic)
        {
            reader.Fail(at, TpmReasons.Malformed, "the value ff544347, which only a TPM puts there", $"{magic:x8}");
        }

        at = reader.Offset;
        ushort type = reader.UInt16("a kind of attestation");
        if (type is not (QuoteType or CertifyType))
        {
            reader.Fail(at, TpmReasons.Malformed, "a quote or a certification", $"0x{type:x4}");
        }

        ReadOnlyMemory<byte> signer = reader.Sized(TpmLimits.Name, "a qualified name");
        ReadOnlyMemory<byte> extra = reader.Sized(TpmLimits.Name, "extra data");
        TpmClock clock = ReadClock(reader);
        ulong firmware = reader.UInt64("a firmware version");
        IReadOnlyList<PcrSelection> selection = [];
        ReadOnlyMemory<byte> digest = default, certified = default;
        if (type == QuoteType)
        {
            selection = PcrSelection.ReadList(reader);
            digest = reader.Sized(TpmLimits.Digest, "a digest of PCRs");
        }
        else
        {
            certified = reader.Sized(TpmLimits.Name, "a name");
            reader.Sized(TpmLimits.Name, "a qualified name");
        }

        reader.End();
        return reader.Fault is { } fault ? fault : new TpmAttest(type, signer, extra, clock, firmware, selection, digest, certified);
    }

    private static TpmClock ReadClock(TpmReader reader)
    {
        ulong milliseconds = reader.UInt64("a clock");
        uint resets = reader.UInt32("a count of resets"), restarts = reader.UInt32("a count of restarts");
        long at = reader.Offset;
        byte safe = reader.UInt8("yes or no");
        if (safe > 1)
        {
            reader.Fail(at, TpmReasons.Malformed, "00 or 01", $"{safe:x2}");
        }

        return new TpmClock(milliseconds, resets, restarts, safe == 1);
    }
}
