using System.Text;
using System.Text.Json;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Page.Text;

/// <summary>The payload of a record as its device sent it, indented where it is JSON.</summary>
public static class RawRecord
{
    private const int MostCharacters = 16 << 10;

    /// <summary>Text to show; the payload is untrusted.</summary>
    public static string Text(StoredRecord record) => record.Payload switch
    {
        null => "The device no longer had the payload when it could send; this link says that there was one.",
        { } payload => VisibleText.Of(Indented(payload), MostCharacters, lines: true),
    };

    private static string Indented(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 16 });
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
            {
                document.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }
        catch (Exception unfit) when (unfit is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a lone surrogate, which JSON can spell and no text can hold.
            return Encoding.UTF8.GetString(payload.Span);
        }
    }
}
