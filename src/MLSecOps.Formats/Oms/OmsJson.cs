using System.Text.Json;
using System.Text.Unicode;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Oms;

/// <summary>Reads JSON from outside as OMS allows it: valid UTF-8, no member twice, no comments, bounded depth, nothing after the value.</summary>
/// <param name="element">The value.</param>
/// <param name="name">How it is called in faults.</param>
/// <param name="reason">The reason of faults.</param>
internal readonly struct OmsJson(JsonElement element, string name, Reason reason)
{
    private const int MaxDepth = 16;

    /// <summary>Parses a whole text and reads it.</summary>
    /// <param name="text">Untrusted.</param>
    /// <param name="limit">Largest size, in bytes.</param>
    /// <param name="name">How the value is called in faults.</param>
    /// <param name="reason">The reason of faults.</param>
    /// <param name="read">Reads the value; may throw <see cref="OmsFaultException"/>.</param>
    public static Parsed<T> Parse<T>(ReadOnlyMemory<byte> text, int limit, string name, Reason reason, Func<OmsJson, T> read)
        where T : notnull
    {
        if (text.Length > limit || !Utf8.IsValid(text.Span))
        {
            return new FormatFault(reason, 0, $"UTF-8 of at most {limit} bytes", $"{text.Length} bytes");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return read(new OmsJson(document.RootElement, name, reason));
        }
        catch (JsonException bad)
        {
            return new FormatFault(reason, 0, "one JSON value, no member twice", $"line {bad.LineNumber + 1}, byte {bad.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            // A text with a lone surrogate: no string of Unicode.
            return new FormatFault(reason, 0, "texts of Unicode");
        }
        catch (OmsFaultException bad)
        {
            return bad.Fault;
        }
    }

    /// <summary>A member that must be there.</summary>
    public OmsJson Member(string member) => Find(member) ?? throw Fault($"{name} with a member {member}");

    /// <summary>A member that may be absent or null.</summary>
    public OmsJson? Find(string member) =>
        element.ValueKind != JsonValueKind.Object ? throw Fault($"an object as {name}")
        : element.TryGetProperty(member, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? new OmsJson(value, $"{name}.{member}", reason)
        : null;

    /// <summary>Refuses members beyond these.</summary>
    public void Only(params ReadOnlySpan<string> members)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Fault($"an object as {name}");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!members.Contains(property.Name))
            {
                throw Fault($"{name} with no member but {string.Join(", ", members.ToArray())}");
            }
        }
    }

    /// <summary>The text.</summary>
    public string Text() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Fault($"a text as {name}");

    /// <summary>The boolean.</summary>
    public bool Boolean() => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Fault($"a boolean as {name}");

    /// <summary>A whole number, which some producers write as 8.0.</summary>
    public long Whole() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out decimal value) && value == decimal.Truncate(value) && value is > 0 and <= long.MaxValue
            ? (long)value
            : throw Fault($"a whole number above 0 as {name}");

    /// <summary>Base64, standard or URL-safe (DSSE v1), with its padding, in the one way that the bytes are written.</summary>
    public byte[] Base64()
    {
        string text = Text().Replace('-', '+').Replace('_', '/');
        byte[] bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out int written) && Convert.ToBase64String(bytes, 0, written) == text ? bytes[..written] : throw Fault($"base64 as {name}");
    }

    /// <summary>The values of an array.</summary>
    public IReadOnlyList<OmsJson> Items()
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw Fault($"an array as {name}");
        }

        string of = name;
        Reason why = reason;
        return [.. element.EnumerateArray().Select((item, index) => new OmsJson(item, $"{of}[{index}]", why))];
    }

    /// <summary>A fault at this value.</summary>
    public OmsFaultException Fault(string expected) => new(reason, expected);
}
