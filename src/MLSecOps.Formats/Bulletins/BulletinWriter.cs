using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Bulletins;

/// <summary>Writes a bulletin: fixed member order, no white space; the same bulletin gives the same bytes.</summary>
public static class BulletinWriter
{
    /// <summary>Writes the bulletin and proves it by reading it back.</summary>
    /// <returns>The bytes to sign, or the fault that a reader would find in them.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(Bulletin bulletin)
    {
        ReadOnlyMemory<byte> document = DocumentText.Write(json => Write(json, bulletin));
        return BulletinParser.Parse(document.Span).Match<Parsed<ReadOnlyMemory<byte>>>(_ => document, fault => fault);
    }

    private static void Write(Utf8JsonWriter json, Bulletin bulletin)
    {
        json.WriteString("schema"u8, Bulletin.Schema);
        json.WriteNumber("version"u8, bulletin.Version);
        json.WriteString("issued"u8, DocumentDate.Format(bulletin.Issued));
        json.WriteString("expires"u8, DocumentDate.Format(bulletin.Expires));
        json.WriteStartArray("recalls"u8);
        foreach (Recall recall in bulletin.Recalls)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, recall.Model);
            WriteRelease(json, recall.Id);
            json.WriteString("why"u8, recall.Why);
            if (recall.Fallback is { } fallback)
            {
                json.WriteStartObject("fallback"u8);
                WriteRelease(json, fallback);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("least_releases"u8);
        foreach (LeastRelease least in bulletin.LeastReleases)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, least.Model);
            json.WriteNumber("release"u8, least.Release);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("least_crl_numbers"u8);
        foreach (LeastCrlNumber least in bulletin.LeastCrlNumbers)
        {
            json.WriteStartObject();
            json.WriteString("authority_sha256"u8, least.Authority.Hex);
            json.WriteNumber("number"u8, least.Number);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRelease(Utf8JsonWriter json, ReleaseId id)
    {
        json.WriteNumber("release"u8, id.Release);
        json.WriteString("manifest_sha256"u8, id.Manifest.Hex);
    }
}
