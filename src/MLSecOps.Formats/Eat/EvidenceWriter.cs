using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Cbor;
using MLSecOps.Formats.Chain;

namespace MLSecOps.Formats.Eat;

/// <summary>Writes evidence claims as deterministic CBOR; the same claims give the same bytes.</summary>
public static class EvidenceWriter
{
    /// <summary>Writes the claims and proves them by reading them back.</summary>
    /// <returns>The payload to sign, or the fault that a reader would find in it.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(EvidenceClaims claims)
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartMap(null);
        writer.WriteInt32(EatKeys.IssuedAt);
        writer.WriteInt64(claims.IssuedAt.ToUnixTimeSeconds());
        writer.WriteInt32(EatKeys.Nonce);
        writer.WriteByteString(claims.Nonce.Span);
        writer.WriteInt32(EatKeys.Ueid);
        writer.WriteByteString(claims.Ueid.ToBytes());
        writer.WriteInt32(EatKeys.Profile);
        writer.WriteByteString(EvidenceProfile.OidBytes);
        writer.WriteInt32(EatKeys.BootCount);
        writer.WriteInt64(claims.BootCount);
        writer.WriteInt32(EatKeys.BootSeed);
        writer.WriteByteString(claims.BootSeed.Span);
        WriteSoftware(writer, EvidenceProfile.AgentName, claims.AgentVersion);
        writer.WriteInt32(EatKeys.Mode);
        writer.WriteInt32((int)claims.Mode);
        writer.WriteInt32(EatKeys.ChainHead);
        ChainHeadCodec.Write(writer, claims.Chain);
        if (claims.Agent is { } agent)
        {
            writer.WriteInt32(EatKeys.AgentDigest);
            writer.WriteDigest(agent);
        }

        if (claims.Engine is { } engine)
        {
            writer.WriteInt32(EatKeys.Engine);
            writer.WriteTextString(engine);
        }

        writer.WriteInt32(EatKeys.ConfigurationDigest);
        writer.WriteDigest(claims.Configuration);
        writer.WriteInt32(EatKeys.TlsKey);
        writer.WriteDigest(claims.TlsKey);
        WriteCoverage(writer, claims);
        writer.WriteInt32(EatKeys.Submodules);
        writer.WriteStartMap(claims.Models.Count);
        foreach (ModelClaims model in claims.Models)
        {
            writer.WriteTextString(EvidenceProfile.ModelPrefix + model.Model);
            WriteModel(writer, model);
        }

        writer.WriteEndMap();
        writer.WriteEndMap();
        ReadOnlyMemory<byte> payload = writer.Encode();
        return EvidenceParser.Parse(payload).Match<Parsed<ReadOnlyMemory<byte>>>(_ => payload, fault => fault);
    }

    private static void WriteCoverage(CborWriter writer, EvidenceClaims claims)
    {
        writer.WriteInt32(EatKeys.Coverage);
        writer.WriteStartArray(claims.Coverage.Count);
        foreach (CoverageGap gap in claims.Coverage)
        {
            writer.WriteStartArray(2);
            writer.WriteTextString(gap.What);
            writer.WriteTextString(gap.Reason);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        if (claims.InsecureOptions.Count > 0)
        {
            writer.WriteInt32(EatKeys.InsecureOptions);
            writer.WriteStartArray(claims.InsecureOptions.Count);
            foreach (string option in claims.InsecureOptions)
            {
                writer.WriteTextString(option);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteModel(CborWriter writer, ModelClaims model)
    {
        writer.WriteStartMap(null);
        WriteSoftware(writer, model.Model, model.Version);
        writer.WriteInt32(EatKeys.MeasurementResults);
        writer.WriteStartArray(model.Results.Count);
        foreach (MeasurementResult system in model.Results)
        {
            writer.WriteStartArray(2);
            writer.WriteTextString(system.System);
            writer.WriteStartArray(system.Results.Count);
            foreach (MeasuredCheck result in system.Results)
            {
                writer.WriteStartArray(2);
                writer.WriteTextString(result.Id);
                writer.WriteInt32(EatNames.Of(result.Outcome));
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteInt32(EatKeys.Release);
        writer.WriteInt64(model.Id.Release);
        writer.WriteInt32(EatKeys.ManifestDigest);
        writer.WriteDigest(model.Id.Manifest);
        if (model.Disk is { } disk)
        {
            writer.WriteInt32(EatKeys.Disk);
            writer.WriteStartArray(2);
            writer.WriteDigest(disk.Model);
            writer.WriteInt64(disk.Checked.ToUnixTimeSeconds());
            writer.WriteEndArray();
        }

        writer.WriteInt32(EatKeys.UpdateState);
        writer.WriteTextString(EatNames.Of(model.State));
        writer.WriteInt32(EatKeys.Floor);
        writer.WriteInt64(model.Floor);
        writer.WriteInt32(EatKeys.Signers);
        writer.WriteStartArray(model.Signers.Count);
        foreach (Sha256Digest signer in model.Signers)
        {
            writer.WriteDigest(signer);
        }

        writer.WriteEndArray();
        if (model.Answers is { } answers)
        {
            writer.WriteInt32(EatKeys.Answers);
            ModelAnswersCodec.Write(writer, answers);
        }

        if (model.HandedOut.Count > 0)
        {
            writer.WriteInt32(EatKeys.HandedOut);
            HandedOutCodec.Write(writer, model.HandedOut);
        }

        writer.WriteEndMap();
    }

    private static void WriteSoftware(CborWriter writer, string name, string version)
    {
        writer.WriteInt32(EatKeys.SoftwareName);
        writer.WriteTextString(name);
        writer.WriteInt32(EatKeys.SoftwareVersion);
        writer.WriteStartArray(2);
        writer.WriteTextString(version);
        writer.WriteInt32(EvidenceProfile.SemanticVersionScheme);
        writer.WriteEndArray();
    }
}
