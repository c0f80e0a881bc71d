using System.Text.Json;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads JSON whose members are all known: unknown and duplicate members, comments, trailing commas, numbers that are not finite and text that is not UTF-8 are refused.</summary>
internal ref struct StrictJsonReader(ReadOnlySpan<byte> input)
{
    private const int MaxDepth = 8;

    private Utf8JsonReader _reader = new(input, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <summary>A parser over the reader.</summary>
    public delegate T Parser<out T>(ref StrictJsonReader json);

    /// <summary>Reads the value of a member, known by its place among the names, into what was read so far.</summary>
    public delegate T MemberReader<T>(ref StrictJsonReader json, T soFar, int member);

    /// <summary>Runs a parser over one whole document and turns what it throws into a fault.</summary>
    public static Parsed<T> Parse<T>(ReadOnlySpan<byte> input, int maxBytes, Reason reason, Parser<T> parser)
        where T : notnull
    {
        if (input.Length > maxBytes)
        {
            return new FormatFault(reason, maxBytes, $"at most {maxBytes} bytes");
        }

        var json = new StrictJsonReader(input);
        try
        {
            T value = parser(ref json);
            return json._reader.Read() ? throw new MalformedJsonException("nothing after the document") : value;
        }
        catch (Exception fault) when (fault is MalformedJsonException or JsonException or InvalidOperationException)
        {
            // InvalidOperationException: Utf8JsonReader on text that is not UTF-8 or has a lone surrogate.
            string expected = fault is MalformedJsonException ? fault.Message : "well-formed JSON";
            return new FormatFault(reason, json._reader.TokenStartIndex, expected);
        }
    }

    /// <summary>Starts an object.</summary>
    public void StartObject() => Expect(JsonTokenType.StartObject, "an object");

    /// <summary>Starts an array.</summary>
    public void StartArray() => Expect(JsonTokenType.StartArray, "an array");

    /// <summary>Moves to the next member of the object; false at its end.</summary>
    /// <param name="names">All members that may occur, at most 32.</param>
    /// <param name="seen">Bit by bit the members so far.</param>
    /// <param name="member">Index of the member.</param>
    public bool TryNextMember(ReadOnlySpan<string> names, ref uint seen, out int member)
    {
        Read();
        member = -1;
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        for (int index = 0; index < names.Length && member < 0; index++)
        {
            member = _reader.ValueTextEquals(names[index]) ? index : -1;
        }

        if (member < 0 || (seen & (1u << member)) != 0)
        {
            throw new MalformedJsonException(member < 0 ? "a known member" : $"{names[member]} once");
        }

        seen |= 1u << member;
        return true;
    }

    /// <summary>Refuses an object that lacks one of its first members.</summary>
    public static void Require(ReadOnlySpan<string> names, uint seen, int count)
    {
        for (int index = 0; index < count; index++)
        {
            if ((seen & (1u << index)) == 0)
            {
                throw new MalformedJsonException($"member {names[index]}");
            }
        }
    }

    /// <summary>Reads an object into a value, member by member.</summary>
    /// <param name="names">All members that may occur, at most 32.</param>
    /// <param name="required">How many of the first must.</param>
    /// <param name="empty">The value before the first member.</param>
    /// <param name="read">Reads one member into it.</param>
    public T Object<T>(ReadOnlySpan<string> names, int required, T empty, MemberReader<T> read)
    {
        StartObject();
        return Members(names, required, empty, read);
    }

    /// <summary>Reads an array of objects, each as <see cref="Object"/> does.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="names">All members that may occur, at most 32.</param>
    /// <param name="required">How many of the first must.</param>
    /// <param name="empty">Each value before its first member.</param>
    /// <param name="read">Reads one member into it.</param>
    public List<T> Objects<T>(int most, ReadOnlySpan<string> names, int required, T empty, MemberReader<T> read)
    {
        List<T> rows = [];
        StartArray();
        while (TryNextObject())
        {
            rows.Add(rows.Count < most ? Members(names, required, empty, read) : throw new MalformedJsonException($"at most {most} elements"));
        }

        return rows;
    }

    /// <summary>Moves to the next element of an array of objects; false at its end. The object is started.</summary>
    public bool TryNextObject()
    {
        Read();
        return _reader.TokenType != JsonTokenType.EndArray
            && (_reader.TokenType == JsonTokenType.StartObject ? true : throw new MalformedJsonException("an object"));
    }

    /// <summary>Reads an array of strings.</summary>
    public IReadOnlyList<string> Texts(int maxCount, int maxLength)
    {
        StartArray();
        return CurrentTexts(maxCount, maxLength);
    }

    /// <summary>Reads an array of strings, or the one string that stands for all there are: null.</summary>
    public IReadOnlyList<string>? TextsOr(string all, int maxCount, int maxLength)
    {
        Read();
        return _reader.TokenType switch
        {
            JsonTokenType.StartArray => CurrentTexts(maxCount, maxLength),
            JsonTokenType.String when _reader.ValueTextEquals(all) => null,
            _ => throw new MalformedJsonException($"an array, or \"{all}\""),
        };
    }

    /// <summary>Reads a string of at most so many UTF-16 units.</summary>
    public string Text(int maxLength)
    {
        Read();
        return CurrentText(maxLength);
    }

    /// <summary>Reads a string that must be the given one.</summary>
    public void Constant(string value)
    {
        if (Text(value.Length) != value)
        {
            throw new MalformedJsonException(value);
        }
    }

    /// <summary>Reads a finite number of a range.</summary>
    public double Number(double least, double most)
    {
        Read();
        return _reader.TokenType == JsonTokenType.Number && _reader.TryGetDouble(out double value) && value >= least && value <= most
            ? value
            : throw new MalformedJsonException($"a number {least}..{most}");
    }

    /// <summary>Reads a whole number of a range.</summary>
    public long Whole(long least, long most)
    {
        Read();
        return _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out long value) && value >= least && value <= most
            ? value
            : throw new MalformedJsonException($"a whole number {least}..{most}");
    }

    /// <summary>Reads a finite number of at most so much in size, and the same as a whole number: null where it is not written as one of 64 bits.</summary>
    public (double Value, Int128? Whole) AnyNumber(double most)
    {
        double value = Number(-most, most);
        return (value, CurrentWhole());
    }

    /// <summary>Reads an array of whole numbers of 64 bits, signed or not.</summary>
    public IReadOnlyList<Int128> Wholes(int maxCount)
    {
        List<Int128> numbers = [];
        StartArray();
        for (Read(); _reader.TokenType != JsonTokenType.EndArray; Read())
        {
            numbers.Add(_reader.TokenType == JsonTokenType.Number && CurrentWhole() is { } whole ? whole : throw new MalformedJsonException("a whole number of 64 bits"));
            if (numbers.Count > maxCount)
            {
                throw new MalformedJsonException($"at most {maxCount} elements");
            }
        }

        return numbers;
    }

    /// <summary>Reads true or false.</summary>
    public bool Truth()
    {
        Read();
        return _reader.TokenType is JsonTokenType.True or JsonTokenType.False ? _reader.GetBoolean() : throw new MalformedJsonException("true or false");
    }

    private Int128? CurrentWhole() => _reader.TryGetInt64(out long small) ? small : _reader.TryGetUInt64(out ulong large) ? large : null;

    private List<string> CurrentTexts(int maxCount, int maxLength)
    {
        List<string> texts = [];
        for (Read(); _reader.TokenType != JsonTokenType.EndArray; Read())
        {
            texts.Add(CurrentText(maxLength));
            if (texts.Count > maxCount)
            {
                throw new MalformedJsonException($"at most {maxCount} elements");
            }
        }

        return texts;
    }

    private string CurrentText(int maxLength) =>
        _reader.TokenType == JsonTokenType.String && _reader.GetString() is { } text && text.Length <= maxLength
            ? text
            : throw new MalformedJsonException($"a string of at most {maxLength} characters");

    private T Members<T>(ReadOnlySpan<string> names, int required, T empty, MemberReader<T> read)
    {
        T value = empty;
        uint seen = 0;
        while (TryNextMember(names, ref seen, out int member))
        {
            value = read(ref this, value, member);
        }

        Require(names, seen, required);
        return value;
    }

    private void Expect(JsonTokenType type, string expected)
    {
        Read();
        if (_reader.TokenType != type)
        {
            throw new MalformedJsonException(expected);
        }
    }

    private void Read()
    {
        if (!_reader.Read())
        {
            throw new MalformedJsonException("more");
        }
    }
}
