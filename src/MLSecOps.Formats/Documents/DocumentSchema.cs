using System.Text.Json;

namespace MLSecOps.Formats.Documents;

/// <summary>Looks which kind of document some bytes claim to be, to choose who judges them. Nothing else is read, and nothing is believed.</summary>
public static class DocumentSchema
{
    /// <summary>The value of the first member <c>schema</c> of the outermost object; null when there is none, or it is no text of at most <see cref="Limits.NameBytes"/> characters.</summary>
    /// <param name="document">Untrusted; at most <see cref="Limits.DocumentBytes"/> bytes.</param>
    public static string? Peek(ReadOnlySpan<byte> document)
    {
        if (document.Length > Limits.DocumentBytes)
        {
            return null;
        }

        Utf8JsonReader json = new(document, new JsonReaderOptions { MaxDepth = Limits.DocumentDepth });
        try
        {
            while (json.Read())
            {
                if (json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("schema"u8))
                {
                    return json.Read() && json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= Limits.NameBytes ? json.GetString() : null;
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }

        return null;
    }
}
