using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.TrustUpdates;

/// <summary>Writes a trust update: fixed member order, no white space; the same update gives the same bytes.</summary>
public static class TrustUpdateWriter
{
    /// <summary>Writes the update and proves it by reading it back.</summary>
    /// <returns>The bytes to sign, or the fault that a reader would find in them.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(TrustUpdate update)
    {
        ReadOnlyMemory<byte> document = DocumentText.Write(json => Write(json, update));
        return TrustUpdateParser.Parse(document.Span).Match<Parsed<ReadOnlyMemory<byte>>>(_ => document, fault => fault);
    }

    private static void Write(Utf8JsonWriter json, TrustUpdate update)
    {
        json.WriteString("schema"u8, TrustUpdate.Schema);
        json.WriteString("fleet"u8, update.Fleet);
        json.WriteNumber("version"u8, update.Version);
        json.WriteString("issued"u8, DocumentDate.Format(update.Issued));
        json.WriteString("expires"u8, DocumentDate.Format(update.Expires));
        json.WriteStartObject("roles"u8);
        foreach ((TrustRole role, string name) in TrustNames.Roles)
        {
            if (update.Roles.TryGetValue(role, out RoleAnchors? anchors))
            {
                json.WriteStartObject(name);
                WriteRole(json, anchors, role == TrustRole.Timestamp);
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
        json.WriteStartArray("reset_release_floors"u8);
        foreach (FloorReset floor in update.FloorResets)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, floor.Model);
            json.WriteNumber("release"u8, floor.Release);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("reset_time_sources"u8);
        foreach (TimeSource source in update.TimeResets)
        {
            json.WriteStringValue(TrustNames.Of(source));
        }

        json.WriteEndArray();
    }

    private static void WriteRole(Utf8JsonWriter json, RoleAnchors role, bool anchorsOnly)
    {
        json.WriteStartArray("anchors"u8);
        foreach (ReadOnlyMemory<byte> anchor in role.Anchors)
        {
            json.WriteBase64StringValue(anchor.Span);
        }

        json.WriteEndArray();
        if (!anchorsOnly)
        {
            json.WriteNumber("threshold"u8, role.Threshold);
            json.WriteString("eku"u8, role.AcceptsOmsUsage ? "oms" : "strict");
        }
    }
}
