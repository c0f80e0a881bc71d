using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;

namespace MLSecOps.Formats.Documents;

/// <summary>Writes a model manifest: fixed member order, two spaces of indent, line feeds; the same manifest gives the same bytes.</summary>
public static class ManifestWriter
{
    /// <summary>Writes the manifest and proves it by reading it back.</summary>
    /// <returns>The bytes to sign, or the fault that a reader would find in them.</returns>
    public static Parsed<ReadOnlyMemory<byte>> Write(ModelManifest manifest)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, manifest);
        }

        ReadOnlyMemory<byte> document = output.WrittenMemory.ToArray();
        return ManifestParser.Parse(document.Span).Match<Parsed<ReadOnlyMemory<byte>>>(_ => document, fault => fault);
    }

    private static void Write(Utf8JsonWriter json, ModelManifest manifest)
    {
        json.WriteStartObject();
        json.WriteString("schema"u8, ManifestNames.Schema);
        json.WriteString("model"u8, manifest.Model);
        json.WriteString("version"u8, manifest.Version);
        json.WriteNumber("release"u8, manifest.Release);
        json.WriteString("format"u8, ManifestNames.Of(manifest.Format));
        WriteNames(json, "audience", manifest.Audience);
        json.WriteString("issued"u8, DocumentDate.Format(manifest.Issued));
        json.WriteString("expires"u8, DocumentDate.Format(manifest.Expires));
        if (manifest.Hardware.Count > 0 || manifest.MinAgent is not null)
        {
            json.WriteStartObject("targets"u8);
            WriteNames(json, "hardware", manifest.Hardware);
            if (manifest.MinAgent is { } agent)
            {
                json.WriteString("min_agent"u8, agent);
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("files"u8);
        foreach (ManifestFile file in manifest.Files)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, file.Path);
            json.WriteString("role"u8, ManifestNames.Of(file.Role));
            json.WriteNumber("size_bytes"u8, file.SizeBytes);
            json.WriteString("fsverity_sha256"u8, file.FsVerity.Hex);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteProvenance(json, manifest.Provenance);
        json.WriteEndObject();
    }

    private static void WriteProvenance(Utf8JsonWriter json, Provenance? provenance)
    {
        if (provenance is null)
        {
            return;
        }

        json.WriteStartObject("provenance"u8);
        if (provenance.Source is { } source)
        {
            json.WriteString("source"u8, source);
        }

        if (provenance.TrainingData is { } data)
        {
            json.WriteString("training_data_sha256"u8, data.Hex);
        }

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string member, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        json.WriteStartArray(member);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
