using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Formats.CycloneDx;

/// <summary>Writes the bill of materials of one model as CycloneDX JSON: one component with its digest, its inputs and outputs, and the facts of the inspection as properties. The same model gives the same bytes.</summary>
public static class MlBomWriter
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Default };

    /// <summary>Encodes a bill of materials.</summary>
    /// <param name="specVersion"><c>1.6</c> or <c>1.7</c>.</param>
    /// <param name="name">What the model is called; from the operator.</param>
    /// <param name="version">Its version, or null.</param>
    /// <param name="digest">SHA-256 of the model's file; the serial number is made from it.</param>
    /// <param name="model">What the inspection found it to be; whole, not shortened.</param>
    /// <param name="tool">Version of this program.</param>
    /// <exception cref="ArgumentException">Another version of the specification; a programming error.</exception>
    public static ReadOnlyMemory<byte> Write(string specVersion, string name, string? version, Sha256Digest digest, ModelSummary model, string tool)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (specVersion is not ("1.6" or "1.7"))
        {
            throw new ArgumentException("1.6 or 1.7.", nameof(specVersion));
        }

        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, Layout);
        json.WriteStartObject();
        json.WriteString("$schema", $"http://cyclonedx.org/schema/bom-{specVersion}.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", specVersion);
        json.WriteString("serialNumber", $"urn:uuid:{Serial(digest)}");
        json.WriteNumber("version", 1);
        WriteTool(json, tool);
        json.WriteStartArray("components");
        WriteModel(json, name, version, digest, model);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>A UUID of version 8 (RFC 9562, "custom"): the first 16 bytes of the digest, with version and variant set.</summary>
    private static Guid Serial(Sha256Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Sha256Digest.Size];
        digest.CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }

    // No time of writing: it would make two files of one model differ.
    private static void WriteTool(Utf8JsonWriter json, string tool)
    {
        json.WriteStartObject("metadata");
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        json.WriteStartObject();
        json.WriteString("type", "application");
        json.WriteString("name", "mlsec");
        json.WriteString("version", tool);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, string name, string? version, Sha256Digest digest, ModelSummary model)
    {
        json.WriteStartObject();
        json.WriteString("bom-ref", "model");
        json.WriteString("type", "machine-learning-model");
        json.WriteString("name", name);
        if (version is not null)
        {
            json.WriteString("version", version);
        }

        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", "SHA-256");
        json.WriteString("content", digest.Hex);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("modelCard");
        json.WriteStartObject("modelParameters");
        WriteFormats(json, "inputs", model.Inputs);
        WriteFormats(json, "outputs", model.Outputs);
        json.WriteEndObject();
        WriteProperties(json, model);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFormats(Utf8JsonWriter json, string name, IReadOnlyList<ValueSummary> values)
    {
        json.WriteStartArray(name);
        foreach (ValueSummary value in values)
        {
            json.WriteStartObject();
            json.WriteString("format", OnnxStatements.Format(value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter json, ModelSummary model)
    {
        json.WriteStartArray("properties");
        foreach ((string name, IReadOnlyList<string> values) in OnnxStatements.Of(model))
        {
            foreach (string value in values)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("value", value);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
