using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Tpm;

/// <summary>What a TPM says beside the claims: a quote, what the quoted PCRs hold, and how the agent's came to hold it.</summary>
/// <remarks>
/// The deterministic CBOR map <c>{1: TPMS_ATTEST bstr, 2: TPMT_SIGNATURE bstr, 3: [+ [pcr uint, value bstr32]], 4: event log}</c>; the PCRs ascend.
/// Attestation and signature are kept as bytes, since the signature is over those.
/// </remarks>
/// <param name="Attest">The attestation, as signed.</param>
/// <param name="Signature">Its signature.</param>
/// <param name="Pcrs">The quoted PCRs of the SHA-256 bank, ascending, at least one.</param>
/// <param name="Log">The events of the agent's PCR.</param>
public sealed record TpmEvidence(ReadOnlyMemory<byte> Attest, ReadOnlyMemory<byte> Signature, IReadOnlyList<PcrValue> Pcrs, EventLog Log)
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "application/vnd.mlsec.tpm-quote+cbor";

    private const int AttestKey = 1, SignatureKey = 2, PcrsKey = 3, LogKey = 4;

    /// <summary>What a quote must have as extra data, so that it is about these claims and nothing else: <c>SHA-256("emq1" ‖ nonce ‖ SHA-256(payload))</c> (design §10).</summary>
    /// <param name="nonce">The nonce that the claims answer.</param>
    /// <param name="payload">The claims as signed: the payload of the COSE_Sign1.</param>
    public static byte[] Binding(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> payload)
    {
        byte[] bound = [.. "emq1"u8, .. nonce, .. new byte[Sha256Digest.Size]];
        Sha256Digest.Of(payload).CopyTo(bound.AsSpan(bound.Length - Sha256Digest.Size));
        byte[] digest = new byte[Sha256Digest.Size];
        Sha256Digest.Of(bound).CopyTo(digest);
        return digest;
    }

    /// <summary>Writes the map.</summary>
    public byte[] Encode()
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartMap(4);
        writer.WriteInt32(AttestKey);
        writer.WriteByteString(Attest.Span);
        writer.WriteInt32(SignatureKey);
        writer.WriteByteString(Signature.Span);
        writer.WriteInt32(PcrsKey);
        writer.WriteStartArray(Pcrs.Count);
        foreach (PcrValue pcr in Pcrs)
        {
            writer.WriteStartArray(2);
            writer.WriteInt32(pcr.Index);
            writer.WriteDigest(pcr.Value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteInt32(LogKey);
        Log.Write(writer);
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>Reads the map.</summary>
    /// <param name="encoded">Exactly one map; untrusted.</param>
    /// <param name="origin">Offset of its first byte in what was received.</param>
    public static Parsed<TpmEvidence> Parse(ReadOnlyMemory<byte> encoded, long origin = 0)
    {
        CborCursor cursor = CborCursor.Open(encoded, TpmLimits.EvidenceBytes, TpmReasons.EvidenceMalformed, origin);
        ReadOnlyMemory<byte> attest = default, signature = default;
        List<PcrValue> pcrs = [];
        EventLog? log = null;
        int pairs = cursor.EnterMap("a map of quote, signature, PCRs and log");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            switch (cursor.Integer(AttestKey, LogKey, "a key from 1 to 4"))
            {
                case AttestKey:
                    attest = cursor.Bytes(1, TpmLimits.Attest, "a TPMS_ATTEST");
                    break;
                case SignatureKey:
                    signature = cursor.Bytes(1, TpmLimits.Signature, "a TPMT_SIGNATURE");
                    break;
                case PcrsKey:
                    pcrs = ReadPcrs(cursor);
                    break;
                default:
                    log = EventLog.Read(cursor);
                    break;
            }
        }

        cursor.LeaveMap();
        if (attest.IsEmpty || signature.IsEmpty || pcrs.Count == 0 || log is null)
        {
            cursor.FailAt(origin, TpmReasons.EvidenceMalformed, "quote, signature, PCRs and log");
        }

        return cursor.Fault is { } fault ? fault : new TpmEvidence(attest, signature, pcrs, log!);
    }

    private static List<PcrValue> ReadPcrs(CborCursor cursor)
    {
        int count = cursor.EnterArray(1, TpmLimits.Pcrs, "1 to 24 PCRs"), least = 0;
        List<PcrValue> values = [];
        for (int i = 0; i < count && cursor.Fault is null; i++)
        {
            cursor.EnterArray(2, 2, "a PCR's number and value");
            int index = (int)cursor.Integer(least, TpmLimits.Pcrs - 1, "the number of a PCR, ascending");
            Sha256Digest value = cursor.Digest("a PCR's value of 32 bytes");
            cursor.LeaveArray();
            values.Add(new PcrValue(index, value));
            least = index + 1;
        }

        cursor.LeaveArray();
        return values;
    }
}
