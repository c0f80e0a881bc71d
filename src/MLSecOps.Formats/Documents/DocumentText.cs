using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLSecOps.Formats.Documents;

/// <summary>The one spelling in which signed documents are written: no white space, only what JSON demands escaped.</summary>
internal static class DocumentText
{
    /// <summary>One object whose members <paramref name="members"/> writes.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return output.WrittenMemory.ToArray();
    }
}
