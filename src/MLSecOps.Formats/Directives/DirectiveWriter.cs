using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Directives;

/// <summary>Writes a directive: fixed member order, no white space; the same directive gives the same bytes.</summary>
public static class DirectiveWriter
{
    /// <summary>Writes the directive and proves it by reading it back.</summary>
    /// <returns>The bytes to sign, or the fault that a reader would find in them.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(Directive directive)
    {
        ReadOnlyMemory<byte> document = DocumentText.Write(json => Write(json, directive));
        return DirectiveParser.Parse(document.Span).Match<Parsed<ReadOnlyMemory<byte>>>(_ => document, fault => fault);
    }

    private static void Write(Utf8JsonWriter json, Directive directive)
    {
        json.WriteString("schema"u8, Directive.Schema);
        json.WriteString("fleet"u8, directive.Fleet);
        json.WriteStartObject("scope"u8);
        (string kind, string name) = directive.Scope.Match(device => ("device", device.Ueid.Hex), group => ("group", group.Name));
        json.WriteString(kind, name);
        json.WriteEndObject();
        json.WriteNumber("sequence"u8, directive.Sequence);
        json.WriteString("issued"u8, DocumentDate.Format(directive.Issued));
        json.WriteString("expires"u8, DocumentDate.Format(directive.Expires));
        json.WriteBoolean("hold"u8, directive.Hold);
        json.WriteStartArray("desired"u8);
        foreach (DesiredRelease desired in directive.Desired)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, desired.Model);
            json.WriteNumber("release"u8, desired.Id.Release);
            json.WriteString("manifest_sha256"u8, desired.Id.Manifest.Hex);
            json.WriteNumber("size_bytes"u8, desired.SizeBytes);
            json.WriteStartArray("sources"u8);
            foreach (string source in desired.Sources)
            {
                json.WriteStringValue(source);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
