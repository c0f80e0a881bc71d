using System.Text.Json;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.CycloneDx;

/// <summary>Reads JSON of which only some members are known: others are stepped over. A known member that is twice in one object is refused, because readers differ in which one counts.</summary>
internal ref struct BomJsonReader(ReadOnlySpan<byte> input)
{
    private Utf8JsonReader _reader = new(input, new JsonReaderOptions { MaxDepth = MlBomLimits.Depth });

    /// <summary>A parser over the reader.</summary>
    public delegate T Parser<out T>(ref BomJsonReader json);

    /// <summary>Runs a parser over one whole document and turns what it throws into a fault.</summary>
    public static Parsed<T> Parse<T>(ReadOnlySpan<byte> input, Parser<T> parser)
        where T : notnull
    {
        if (input.Length > MlBomLimits.Bytes)
        {
            return new FormatFault(InspectionReasons.BomMalformed, MlBomLimits.Bytes, $"at most {MlBomLimits.Bytes} bytes");
        }

        var json = new BomJsonReader(input);
        try
        {
            T value = parser(ref json);
            return json._reader.Read() ? throw new MalformedBomException("nothing after the document") : value;
        }
        catch (Exception fault) when (fault is MalformedBomException or JsonException or InvalidOperationException)
        {
            // InvalidOperationException: Utf8JsonReader on text that is not UTF-8 or has a lone surrogate.
            return new FormatFault(InspectionReasons.BomMalformed, json._reader.TokenStartIndex, fault is MalformedBomException ? fault.Message : "well-formed JSON");
        }
    }

    /// <summary>Starts an object; where there is something else, it is stepped over.</summary>
    public bool StartObject() => Start(JsonTokenType.StartObject);

    /// <summary>Starts an array; where there is something else, it is stepped over.</summary>
    public bool StartArray() => Start(JsonTokenType.StartArray);

    /// <summary>Moves to the next known member of the object; false at its end.</summary>
    public bool NextMember(ReadOnlySpan<string> names, ref uint seen, out int member)
    {
        for (Read(); _reader.TokenType == JsonTokenType.PropertyName; Read())
        {
            for (member = 0; member < names.Length; member++)
            {
                if (_reader.ValueTextEquals(names[member]))
                {
                    seen = (seen & (1u << member)) == 0 ? seen | (1u << member) : throw new MalformedBomException($"{names[member]} once");
                    return true;
                }
            }

            _reader.Skip();
        }

        member = -1;
        return false;
    }

    /// <summary>Moves to the next object of an array and starts it; false at the array's end.</summary>
    /// <param name="index">Counts the elements, other kinds as well; -1 before the first.</param>
    public bool NextObject(ref int index)
    {
        for (Read(); _reader.TokenType != JsonTokenType.EndArray; Read())
        {
            index++;
            if (_reader.TokenType == JsonTokenType.StartObject)
            {
                return true;
            }

            _reader.Skip();
        }

        return false;
    }

    /// <summary>Reads a text; null where there is none, or one that is too long to matter.</summary>
    public string? Text()
    {
        Read();
        if (_reader.TokenType != JsonTokenType.String)
        {
            _reader.Skip();
            return null;
        }

        // A character has at most three bytes of UTF-8 for each UTF-16 unit, six when escaped.
        return _reader.ValueSpan.Length <= 6 * MlBomLimits.TextLength && _reader.GetString() is { Length: <= MlBomLimits.TextLength } text ? text : null;
    }

    private bool Start(JsonTokenType type)
    {
        Read();
        if (_reader.TokenType == type)
        {
            return true;
        }

        _reader.Skip();
        return false;
    }

    private void Read()
    {
        if (!_reader.Read())
        {
            throw new MalformedBomException("more");
        }
    }
}
