using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Documents;

/// <summary>A strict JSON reader for signed documents: every departure ends in one <see cref="FormatFault"/> with its absolute offset.</summary>
/// <remarks>
/// RFC 8259 without comments, trailing commas, byte-order mark, or text after the value; UTF-8 checked beforehand. Once a fault is
/// set, every further read gives a harmless default and moves nothing, so that a parser reads straight on and looks at
/// <see cref="Fault"/> at the end of each object.
/// </remarks>
internal ref struct DocumentReader
{
    private Utf8JsonReader _json;

    private DocumentReader(ReadOnlySpan<byte> document)
    {
        _json = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = Limits.DocumentDepth, CommentHandling = JsonCommentHandling.Disallow });
    }

    /// <summary>What went wrong first; null while all is well.</summary>
    public FormatFault? Fault { get; private set; }

    /// <summary>Opens a document: checks size, first byte and encoding, and moves to the first token.</summary>
    public static DocumentReader Open(ReadOnlySpan<byte> document)
    {
        DocumentReader reader = new(document);
        if (document.Length > Limits.DocumentBytes)
        {
            reader.Fault = new FormatFault(PackageReasons.DocumentTooLarge, Limits.DocumentBytes, $"at most {Limits.DocumentBytes} bytes", $"{document.Length} bytes");
        }
        else if (document.IsEmpty || document[0] != (byte)'{')
        {
            reader.Fault = new FormatFault(PackageReasons.DocumentNotJson, 0, "'{' as the first byte", document.IsEmpty ? "nothing" : $"0x{document[0]:x2}");
        }
        else if (!Utf8.IsValid(document))
        {
            reader.Fault = new FormatFault(PackageReasons.ManifestMalformed, FirstInvalidUtf8(document), "UTF-8");
        }
        else
        {
            reader.Advance();
        }

        return reader;
    }

    /// <summary>Enters an object: the current token must be its brace.</summary>
    public void EnterObject()
    {
        if (Fault is null && Expect(JsonTokenType.StartObject, "an object"))
        {
            Advance();
        }
    }

    /// <summary>Moves to the next member of the object and identifies it.</summary>
    /// <param name="names">The members that the schema has there.</param>
    /// <param name="seen">Bit i is set when names[i] was met; a second time is a fault.</param>
    /// <param name="index">Which name it is; the value is the current token.</param>
    /// <returns>False at the end of the object, which is then left, and after a fault.</returns>
    public bool NextMember(ReadOnlySpan<string> names, ref uint seen, out int index)
    {
        index = -1;
        if (Fault is not null)
        {
            return false;
        }

        if (_json.TokenType == JsonTokenType.EndObject)
        {
            Advance();
            return false;
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (IsNamed(names[i]))
            {
                if ((seen & (1u << i)) != 0)
                {
                    Fail(PackageReasons.ManifestMemberDuplicate, "each member once", names[i]);
                    return false;
                }

                seen |= 1u << i;
                index = i;
                return Advance();
            }
        }

        Fail(PackageReasons.ManifestMemberUnknown, $"one of {string.Join(", ", names)}", RawText());
        return false;
    }

    /// <summary>Checks that the members at the given places were met.</summary>
    public void Require(ReadOnlySpan<string> names, uint seen, uint required)
    {
        uint missing = required & ~seen;
        if (Fault is null && missing != 0)
        {
            Fail(PackageReasons.ManifestMemberMissing, names[System.Numerics.BitOperations.TrailingZeroCount(missing)]);
        }
    }

    /// <summary>Enters an array.</summary>
    public void EnterArray()
    {
        if (Fault is null && Expect(JsonTokenType.StartArray, "an array"))
        {
            Advance();
        }
    }

    /// <summary>True while the array has another element, which is the current token.</summary>
    public bool NextElement()
    {
        if (Fault is null && _json.TokenType == JsonTokenType.EndArray)
        {
            Advance();
            return false;
        }

        return Fault is null;
    }

    /// <summary>The same with a bound: an element too many is a fault.</summary>
    /// <param name="read">How many there were.</param>
    /// <param name="most">How many there may be.</param>
    public bool NextElement(int read, int most)
    {
        if (!NextElement())
        {
            return false;
        }

        if (read < most)
        {
            return true;
        }

        Fail(PackageReasons.ManifestValue, $"at most {most} elements");
        return false;
    }

    /// <summary>Reads a string and moves on.</summary>
    /// <param name="valid">What must hold for it.</param>
    /// <param name="expected">The same in words.</param>
    public string Text(Func<string, bool> valid, string expected)
    {
        if (Fault is not null || !Expect(JsonTokenType.String, expected))
        {
            return "";
        }

        if (!TryGetString(out string? text) || !valid(text))
        {
            Fail(PackageReasons.ManifestValue, expected, RawText());
            return "";
        }

        Advance();
        return text;
    }

    /// <summary>Reads an integer written with digits only, and moves on.</summary>
    public long Integer(long least, long most)
    {
        string expected = $"an integer from {least} to {most}";
        if (Fault is not null || !Expect(JsonTokenType.Number, expected))
        {
            return 0;
        }

        ReadOnlySpan<byte> digits = _json.ValueSpan;
        bool plain = !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        if (!plain || !Utf8Parser.TryParse(digits, out long value, out int used) || used != digits.Length || value < least || value > most)
        {
            Fail(PackageReasons.ManifestValue, expected, RawText());
            return 0;
        }

        Advance();
        return value;
    }

    /// <summary>The value of <c>schema</c>: exactly <paramref name="name"/>, whose own reason tells a document of another kind from a malformed one.</summary>
    public void Schema(string name)
    {
        DocumentReader at = this;
        string found = Text(text => text.Length <= Limits.NameBytes, name);
        if (Fault is null && found != name)
        {
            at.Fail(PackageReasons.ManifestSchema, name, found);
            this = at;
        }
    }

    /// <summary>A time, exactly <c>yyyy-MM-ddTHH:mm:ssZ</c>; <c>default</c> after a fault.</summary>
    public DateTimeOffset Date()
    {
        DateTimeOffset date = default;
        Text(text => DocumentDate.TryParse(text, out date), "a date yyyy-MM-ddTHH:mm:ssZ");
        return date;
    }

    /// <summary>A SHA-256 value as 64 lower-case hexadecimal digits; <c>default</c> after a fault.</summary>
    public Sha256Digest Digest()
    {
        Sha256Digest digest = default;
        Text(text => Sha256Digest.TryParseHex(text, out digest), "64 lower-case hexadecimal digits");
        return digest;
    }

    /// <summary>Bytes in base64 with padding, in the one spelling that RFC 4648, 4 has for them; empty after a fault.</summary>
    /// <param name="most">Most bytes; at least one.</param>
    public ReadOnlyMemory<byte> Base64(int most)
    {
        byte[] bytes = [];
        Text(
            text =>
            {
                if (text.Length == 0 || text.Length > (most + 2) / 3 * 4)
                {
                    return false;
                }

                byte[] buffer = new byte[text.Length / 4 * 3];
                if (!Convert.TryFromBase64String(text, buffer, out int length) || length == 0 || length > most)
                {
                    return false;
                }

                bytes = buffer[..length];
                return Convert.ToBase64String(bytes) == text;
            },
            $"1 to {most} bytes in base64");
        return bytes;
    }

    /// <summary>Checks that a document ends after it began.</summary>
    public void RequireLater(DateTimeOffset expires, DateTimeOffset issued)
    {
        if (Fault is null && expires <= issued)
        {
            Fail(PackageReasons.ManifestValue, "expires later than issued", DocumentDate.Format(expires));
        }
    }

    /// <summary>Reads <c>true</c> or <c>false</c> and moves on.</summary>
    public bool Boolean()
    {
        if (Fault is not null)
        {
            return false;
        }

        bool value = _json.TokenType == JsonTokenType.True;
        if (!value && _json.TokenType != JsonTokenType.False)
        {
            Fail(PackageReasons.ManifestValue, "true or false", RawText());
            return false;
        }

        Advance();
        return value;
    }

    /// <summary>Sets the fault at the current token, unless there is one already.</summary>
    public void Fail(Reason reason, string expected, string? found = null) => Fault ??= new FormatFault(reason, _json.TokenStartIndex, expected, found);

    /// <summary>Checks that the document has ended.</summary>
    public void End()
    {
        if (Fault is null && _json.TokenType != JsonTokenType.EndObject)
        {
            Fail(PackageReasons.ManifestMalformed, "the end of the document", RawText());
        }
    }

    private bool Advance()
    {
        try
        {
            // At the end of the document Read gives false and leaves the last token; anything after it but white space throws.
            _json.Read();
            return true;
        }
        catch (JsonException)
        {
            Fault = new FormatFault(PackageReasons.ManifestMalformed, _json.BytesConsumed, $"JSON of at most {Limits.DocumentDepth} levels");
            return false;
        }
    }

    private bool Expect(JsonTokenType type, string expected)
    {
        if (_json.TokenType != type)
        {
            Fail(PackageReasons.ManifestValue, expected, RawText());
            return false;
        }

        return true;
    }

    // Compares unescaped text, so that "mod\u0065l" is the member "model".
    private readonly bool IsNamed(string name)
    {
        try
        {
            return _json.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate is no text, and so no name.
            return false;
        }
    }

    private readonly bool TryGetString([NotNullWhen(true)] out string? text)
    {
        try
        {
            text = _json.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate: valid JSON grammar that is no text.
            text = null;
            return false;
        }
    }

    private readonly string RawText()
    {
        const int shown = 64;
        ReadOnlySpan<byte> raw = _json.ValueSpan;
        return raw.Length <= shown ? Encoding.UTF8.GetString(raw) : Encoding.UTF8.GetString(raw[..shown]) + "…";
    }

    private static int FirstInvalidUtf8(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out int used) == System.Buffers.OperationStatus.Done)
        {
            at += used;
        }

        return at;
    }
}
