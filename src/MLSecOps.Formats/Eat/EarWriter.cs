using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Eat;

/// <summary>Writes attestation results as deterministic CBOR.</summary>
public static class EarWriter
{
    /// <summary>Writes the result and proves it by reading it back.</summary>
    /// <returns>The payload to sign, or the fault that a reader would find in it.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(Ear ear)
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartMap(null);
        if (ear.Expires is { } expires)
        {
            writer.WriteInt32(EatKeys.Expires);
            writer.WriteInt64(expires.ToUnixTimeSeconds());
        }

        writer.WriteInt32(EatKeys.IssuedAt);
        writer.WriteInt64(ear.IssuedAt.ToUnixTimeSeconds());
        if (ear.Nonce is { } nonce)
        {
            writer.WriteInt32(EatKeys.Nonce);
            writer.WriteByteString(nonce.Span);
        }

        if (ear.Ueid is { } ueid)
        {
            writer.WriteInt32(EatKeys.Ueid);
            writer.WriteByteString(ueid.ToBytes());
        }

        writer.WriteInt32(EatKeys.Profile);
        writer.WriteTextString(EvidenceProfile.Results);
        writer.WriteInt32(EatKeys.EarVerifier);
        writer.WriteStartMap(2);
        writer.WriteInt32(0);
        writer.WriteTextString(ear.Verifier.Developer);
        writer.WriteInt32(1);
        writer.WriteTextString(ear.Verifier.Build);
        writer.WriteEndMap();
        if (ear.Evidence is { } evidence)
        {
            writer.WriteInt32(EatKeys.AppraisedEvidence);
            writer.WriteDigest(evidence);
        }

        writer.WriteInt32(EatKeys.Submodules);
        writer.WriteStartMap(ear.Submodules.Count);
        foreach (EarSubmodule part in ear.Submodules)
        {
            writer.WriteTextString(part.Label);
            WriteSubmodule(writer, part);
        }

        writer.WriteEndMap();
        writer.WriteEndMap();
        ReadOnlyMemory<byte> payload = writer.Encode();
        return EarParser.Parse(payload).Match<Parsed<ReadOnlyMemory<byte>>>(_ => payload, fault => fault);
    }

    private static void WriteSubmodule(CborWriter writer, EarSubmodule part)
    {
        writer.WriteStartMap(null);
        writer.WriteInt32(EatKeys.EarStatus);
        writer.WriteInt32((int)part.Status);
        if (part.Vector is { } vector)
        {
            KeyValuePair<TrustAspect, sbyte>[] stated = [.. vector.Stated];
            writer.WriteInt32(EatKeys.EarTrustVector);
            writer.WriteStartMap(stated.Length);
            foreach ((TrustAspect aspect, sbyte value) in stated)
            {
                writer.WriteInt32((int)aspect);
                writer.WriteInt32(value);
            }

            writer.WriteEndMap();
        }

        if (part.Policies.Count > 0)
        {
            writer.WriteInt32(EatKeys.EarPolicies);
            writer.WriteStartArray(part.Policies.Count);
            foreach (string policy in part.Policies)
            {
                writer.WriteTextString(policy);
            }

            writer.WriteEndArray();
        }

        if (part.Explanation.Count > 0)
        {
            writer.WriteInt32(EatKeys.Explanation);
            writer.WriteStartArray(part.Explanation.Count);
            foreach (EarExplanation row in part.Explanation)
            {
                writer.WriteStartArray(6);
                writer.WriteInt32((int)row.Aspect);
                writer.WriteInt32(row.Value);
                writer.WriteTextString(row.Claim);
                WriteOptional(writer, row.Reason);
                WriteOptional(writer, row.Expected);
                WriteOptional(writer, row.Found);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndMap();
    }

    private static void WriteOptional(CborWriter writer, string? text)
    {
        if (text is null)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteTextString(text);
        }
    }
}
